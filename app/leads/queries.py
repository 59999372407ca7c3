"""Single leads, what happened to them and what is like them, read only; the inbox has a file of its own."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, bindparam, false, func, select, union
from sqlalchemy.orm import selectinload

from app.database import engine, session
from app.leads import search
from app.leads.fields import Enquiry
from app.leads.mailboxes import MAILBOXES
from app.leads.models import Lead, LeadEvent
from app.leads.phone import to_e164
from app.leads.status import Status

OUT_OF_SIGHT = (Status.QUARANTINED, Status.SPAM)


EVENTS_SHOWN = 50
ALIKE_SHOWN = 5


class Log(NamedTuple):
    """A part of what happened to a lead, oldest first."""

    events: list[LeadEvent]
    has_older: bool
    until: datetime | None  # when the next event happened, if this is not the latest part


def lead_by_reference(reference: str) -> Lead | None:
    return session().scalars(select(Lead).where(Lead.reference == reference)).first()


def log_of(lead: Lead, *, before: int | None = None) -> Log:
    """The latest EVENTS_SHOWN events, or the latest of those before the event with the id `before`."""
    wanted = select(LeadEvent).where(LeadEvent.lead_id == lead.id).order_by(LeadEvent.id.desc())
    if before is not None:
        wanted = wanted.where(LeadEvent.id <= before)
    found = list(session().scalars(wanted.limit(EVENTS_SHOWN + 2)))
    following = found.pop(0) if found and found[0].id == before else None
    return Log(found[:EVENTS_SHOWN][::-1], len(found) > EVENTS_SHOWN, following.at if following else None)


def events_since(lead: Lead, seen: int) -> list[LeadEvent]:
    """The latest EVENTS_SHOWN after the event with the id `seen`, oldest first."""
    wanted = select(LeadEvent).where(LeadEvent.lead_id == lead.id, LeadEvent.id > seen)
    return list(session().scalars(wanted.order_by(LeadEvent.id.desc()).limit(EVENTS_SHOWN)))[::-1]


def newest_event(lead: Lead) -> int:
    """Its id; 0 without any."""
    return session().scalar(select(func.max(LeadEvent.id)).where(LeadEvent.lead_id == lead.id)) or 0


def withdrawals(lead: Lead) -> dict[int, LeadEvent]:
    """By the id of the note that was withdrawn."""
    wanted = select(LeadEvent).where(LeadEvent.lead_id == lead.id, LeadEvent.kind == "note_withdrawn")
    return {event.data["note"]: event for event in session().scalars(wanted)}


def leads_alike(lead: Lead) -> list[Lead]:
    """From the same address or the same firm, newest first, at most ALIKE_SHOWN and one more to tell that there are."""
    found = newest(from_address(lead.email_key), of_firm(lead.email_domain), limit=ALIKE_SHOWN + 2)
    return [other for other in found if other.id != lead.id][: ALIKE_SHOWN + 1]


def possible_duplicates(enquiry: Enquiry) -> list[Lead]:
    """Leads that may be the same matter: address, telephone number, or name and firm; newest first, at most ALIKE_SHOWN."""
    number = to_e164(enquiry.phone)
    named = search.matches(session(), search.words(f"{enquiry.name} {enquiry.company}"))
    return newest(
        from_address(enquiry.email.lower()),
        Lead.phone_e164 == number if number else false(),
        Lead.id.in_(named) if enquiry.company else false(),
        limit=ALIKE_SHOWN,
    )


def from_address(email_key: str) -> ColumnElement[bool]:
    return Lead.email_key == email_key if email_key else false()


def of_firm(domain: str) -> ColumnElement[bool]:
    """Nobody shares a firm because both have a mailbox at the same provider."""
    return Lead.email_domain == domain if domain and domain not in MAILBOXES else false()


def newest(*alternatives: ColumnElement[bool], limit: int) -> list[Lead]:
    """What fits any of them. Each is asked by itself, along its own index; together they would be one walk over everything."""
    parts = [
        select(Lead.id).where(one).order_by(Lead.id.desc()).limit(limit).subquery() for one in alternatives
    ]
    ids = union(*(select(part.c.id) for part in parts)).subquery()
    return list(
        session().scalars(
            select(Lead).where(Lead.id.in_(select(ids.c.id))).order_by(Lead.id.desc()).limit(limit)
        )
    )


def all_leads() -> Iterator[Lead]:
    """Every lead, oldest first, in constant memory."""
    wanted = select(Lead).order_by(Lead.received_at, Lead.id).options(selectinload(Lead.events))
    yield from session().scalars(wanted.execution_options(yield_per=500))


# Put together once, because every enquiry asks it.
SENDERS_OF_TEXT = (
    select(Lead.email_key)
    .where(
        Lead.message_key == bindparam("message_key"),
        Lead.received_at > bindparam("since"),
        Lead.email_key != bindparam("email_key"),
    )
    .distinct()
    .limit(bindparam("limit"))
)


def other_senders(message_key: str, email_key: str, *, since: datetime, limit: int) -> int:
    """How many other addresses sent the same text, counted up to `limit`. Leaves no transaction behind."""
    asked = {"message_key": message_key, "email_key": email_key, "since": since, "limit": limit}
    with engine().connect() as connection:
        return len(connection.execute(SENDERS_OF_TEXT, asked).all())
