"""What programs and people who only try the form write into its fields."""

import re

from app.enquiry.spam.text import folded

NAMES = {
    "test",
    "tester",
    "testing",
    "asdf",
    "abc",
    "max mustermann",
    "musterfirma",
    "john doe",
    "google",
    "facebook",
}
TRIES = re.compile(
    r" (?:testnachricht|testmail|testanfrage|test nachricht|test message|just (?:a )?testing|just a test"
    r"|this is a test|(?:dies|das|dieses|hier) ist (?:nur )?ein(?:e)? test(?:nachricht|mail|anfrage)?|nur ein test) "
)
ONE_SIGN = re.compile(r"\s*(\w)\1{2,}\s*")
MOST_WORDS = 12  # a longer text is about something


def names(*fields: str) -> list[str]:
    """Those of the fields that name nobody, as they stand."""
    return [field for field in fields if folded(field).strip() in NAMES or ONE_SIGN.fullmatch(field)]


def is_try(message: str) -> bool:
    text = folded(message)
    few = text.count(" ") <= MOST_WORDS
    return few and bool(text.strip() == "test" or TRIES.search(text) or ONE_SIGN.fullmatch(message))
