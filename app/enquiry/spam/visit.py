"""Signals in how an enquiry was sent: the hidden field, the time it took, the site it came from, who else sent the same."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from flask import Request
from sqlalchemy.exc import SQLAlchemyError

from app.database import utc_now
from app.enquiry.forms import EnquiryForm
from app.enquiry.spam.content import Signal
from app.leads import queries
from app.leads.fields import message_key

TOO_FAST = 2_000  # milliseconds from the page to the sending; nobody types that fast
SAME_TEXT_WITHIN = timedelta(days=7)
MANY = 3  # other addresses with the same text
LONGEST_TIME = 12  # digits

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Visit:
    """What is known beside the fields. Nothing known is no signal."""

    elapsed: int | None = None  # milliseconds; told by a script, absent without it
    fetch_site: str = ""
    other_senders: int = 0


def visit_of(request: Request, form: EnquiryForm) -> Visit:
    typed = request.form.get("elapsed", "")
    is_number = typed.isascii() and typed.isdigit() and len(typed) < LONGEST_TIME
    return Visit(
        elapsed=int(typed) if is_number else None,
        fetch_site=request.headers.get("Sec-Fetch-Site", ""),
        other_senders=other_senders(form),
    )


def other_senders(form: EnquiryForm) -> int:
    """How many other addresses sent the same text lately; 0 when the database cannot tell."""
    key = message_key(form.message.data or "")
    if not key or not form.email.data:
        return 0
    try:
        return queries.other_senders(
            key, form.email.data.lower(), since=utc_now() - SAME_TEXT_WITHIN, limit=MANY
        )
    except (SQLAlchemyError, OSError):
        log.warning("repeated texts not looked up: the database is away")
        return 0


def signals_of(visit: Visit, form: EnquiryForm) -> Iterator[Signal]:
    if trap := form.subject.data:
        yield Signal("honeypot_autofilled", 3) if looks_autofilled(trap, form) else Signal("honeypot", 8)
    if visit.elapsed is not None and visit.elapsed < TOO_FAST:
        yield Signal("too_fast", 5)
    if visit.fetch_site == "cross-site":
        yield Signal("cross_site", 1)
    if visit.other_senders:
        yield Signal("repeated_text", 6 if visit.other_senders >= MANY else 4)


def looks_autofilled(trap: str, form: EnquiryForm) -> bool:
    """Browsers fill hidden fields with what they know of their owner: what stands in another field, or an address.

    An address has a number in it or is one word; sentences and links are typed by a program.
    """
    others = {field.data for field in (form.name, form.company, form.email, form.phone)}
    words = trap.split()
    is_address = len(words) <= 4 and (len(words) == 1 or any(word.isdigit() for word in words))  # noqa: PLR2004
    return trap in others or (is_address and trap[:1].isalnum() and "/" not in trap and "<" not in trap)
