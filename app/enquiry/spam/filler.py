"""What programs and people who only try the form write into its fields."""

import re

from app.enquiry.spam.shape import is_random_word
from app.enquiry.spam.text import folded

NAMES = {
    "abc",
    "max mustermann",
    "musterfirma",
    "john doe",
    "google",
    "facebook",
}
TEST = re.compile(r" (?:test(?:er|ing|name|formular|form|user)? ?)+(?:# )?")
TRIES = re.compile(
    r" (?:testnachricht|testmail|testanfrage|test nachricht|test message|just (?:a )?testing|just a test"
    r"|this is a test|(?:dies|das|dieses|hier) ist (?:nur )?ein(?:e)? test(?:nachricht|mail|anfrage)?|nur ein test) "
)
WORD = re.compile(r"[^\W\d_]{2}")
MOST_WORDS = 12  # a longer text is about something
LONGEST_INITIALS = 3  # letters; longer ones before and behind the @ are the name of a family and its firm


def names(*fields: str) -> list[str]:
    """Those of the fields that name nobody, as they stand."""
    return [field for field in fields if field.isdigit() or is_filler(folded(field))]


def is_filler(name: str) -> bool:
    return name.strip() in NAMES or bool(TEST.fullmatch(name))


def is_try(message: str) -> bool:
    """Says that it is one, or says nothing."""
    text = folded(message)
    few = text.count(" ") <= MOST_WORDS
    return few and bool(TEST.fullmatch(text) or TRIES.search(text) or (message and not WORD.search(message)))


def is_address(email: str) -> bool:
    """test@test.de, asd@asd.example, x@x.example: the same on both sides, and nobody's name."""
    mailbox, _, domain = email.lower().partition("@")
    is_nobody = len(mailbox) <= LONGEST_INITIALS or is_random_word(mailbox) or is_filler(folded(mailbox))
    return is_nobody and mailbox == domain.partition(".")[0]
