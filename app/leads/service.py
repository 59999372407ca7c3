"""How a lead comes to be: from an enquiry, or by the hand of a colleague. Each function is one transaction."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Row, bindparam, insert, select
from sqlalchemy.orm import Session

from app.database import one_at_a_time, utc_now, writing
from app.leads import digest, fields, mails, receipts, search
from app.leads.fields import Enquiry
from app.leads.models import Lead, LeadEvent, LeadSearch
from app.leads.phone import to_e164
from app.leads.queries import OUT_OF_SIGHT
from app.leads.reference import make_reference
from app.leads.status import Status
from app.leads.work import due_from

SAME_ENQUIRY_WITHIN = timedelta(hours=24)
# Put together once, and asked on the connection: for every enquiry, building them and making objects of their rows
# costs more than the database takes to answer.
SAME_ENQUIRY = (
    select(Lead.id, Lead.reference, Lead.status)
    .where(
        (
            (Lead.content_key == bindparam("content_key"))
            & Lead.received_at.between(bindparam("after"), bindparam("before"))
        )
        | (Lead.reference == bindparam("reference"))
    )
    .order_by(Lead.id.desc())
    .limit(1)
)
LATEST_OF_PERSON = (
    select(Lead.reference).where(Lead.email_key == bindparam("email_key")).order_by(Lead.id.desc()).limit(1)
)
INSERT_LEAD, INSERT_EVENT, INSERT_SEARCH = (
    insert(Lead).returning(Lead.id),
    insert(LeadEvent),
    insert(LeadSearch),
)


class Accepted(NamedTuple):
    """What the visitor is told: the reference, and whether people look at it before it counts as arrived."""

    reference: str
    is_checked: bool


def keep(  # noqa: PLR0913 - what is known of an arrival
    enquiry: Enquiry,
    *,
    reference: str,
    received_at: datetime,
    status: Status,
    spam_score: int = 0,
    spam_reasons: Sequence[str] = (),
) -> Accepted:
    """Keep an enquiry with its first event and the mails it owes, in one commit.

    The same content from the same address within a day is the same enquiry: the earlier lead gains a "sent_again"
    event and stands for it. Safe to repeat with the same reference. Raises DatabaseBusy, SQLAlchemyError.
    """
    lead = build_lead(enquiry, reference, received_at, status)
    lead.spam_score, lead.spam_reasons = spam_score, list(spam_reasons)
    with writing() as session:
        one_at_a_time(session, lead.content_key)
        if known := find_same(session, lead):
            if known.reference != reference:  # else it is the replay of one that had been kept after all
                note_sent_again(session, known.id, reference, received_at)
            return Accepted(known.reference, known.status in OUT_OF_SIGHT)
        earlier = earlier_leads(session, lead)
        if status not in OUT_OF_SIGHT:
            owe_mails(session, lead)
        insert_rows(session, lead, kind="received", data=earlier)
        return Accepted(reference, status in OUT_OF_SIGHT)


def note_sent_again(session: Session, number: int, reference: str, at: datetime) -> None:
    known = session.get_one(Lead, number)
    known.events.append(LeadEvent(at=at, kind="sent_again", data={"reference": reference}))
    search.refresh(known)


def insert_rows(session: Session, lead: Lead, **event: Any) -> None:
    """A new lead with its first event. `session.add` costs twice as much, and under load every enquiry waits for those before it."""
    run = session.connection().execute
    columns = {name: value for name, value in vars(lead).items() if name in Lead.__table__.columns}
    number = run(INSERT_LEAD, columns).scalar_one()
    run(INSERT_EVENT, {"lead_id": number, "at": lead.received_at} | event)
    run(INSERT_SEARCH, {"lead_id": number, "text": lead.search.text})


def owe_mails(session: Session, lead: Lead) -> None:
    """Rendering is half of what an enquiry costs, so in a flood none is rendered for the digest to replace."""
    lead.awaits_digest = digest.must_wait(session)
    session.add_all([] if lead.awaits_digest else mails.enquiry_received(lead))
    session.add_all(receipts.within_caps(session, mails.enquiry_receipt(lead)))


def enter(enquiry: Enquiry, *, by: str) -> str:
    """Keep what a colleague took down, e.g. a call; return its reference. The house knows of it, so no mail is owed.

    Twice the same is two leads: whoever enters it was shown what is alike. The e-mail address may be empty.
    """
    lead = build_lead(enquiry, make_reference(), utc_now(), Status.NEW)
    lead.entered_by, lead.read_at, lead.spam_reasons = by, lead.received_at, []
    with writing() as session:
        insert_rows(session, lead, kind="entered", actor=by, data={"how": enquiry.source.place})
    return lead.reference


def build_lead(enquiry: Enquiry, reference: str, received_at: datetime, status: Status) -> Lead:
    typed = vars(enquiry) | {"topics": list(enquiry.topics)}
    source = vars(typed.pop("source"))
    lead = Lead(
        reference=reference,
        received_at=received_at,
        status=status,
        version=1,
        answer_due_at=due_from(received_at) if status is Status.NEW else None,
        email_key=enquiry.email.lower(),
        email_domain=enquiry.email.rpartition("@")[2].lower(),
        phone_e164=to_e164(enquiry.phone),
        content_key=enquiry.content_key,
        message_key=fields.message_key(enquiry.message),
        **typed | {f"source_{name}": value for name, value in source.items()},
    )
    lead.search = search.searchable(lead)
    return lead


def find_same(session: Session, lead: Lead) -> Row[int, str, str] | None:
    around = {
        "after": lead.received_at - SAME_ENQUIRY_WITHIN,
        "before": lead.received_at + SAME_ENQUIRY_WITHIN,
    }
    typed = {"content_key": lead.content_key, "reference": lead.reference}
    return session.connection().execute(SAME_ENQUIRY, typed | around).first()


def earlier_leads(session: Session, lead: Lead) -> dict[str, Any]:
    """The link to what the same person sent before."""
    found = session.connection().scalar(LATEST_OF_PERSON, {"email_key": lead.email_key})
    return {"earlier": found} if found else {}
