"""Changes to a lead. Each function is one transaction: the change and its event stand or fall together."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.database import utc_now, writing
from app.errors import DomainError
from app.leads import mails
from app.leads.fields import Enquiry
from app.leads.models import Lead, LeadEvent
from app.leads.status import Status, check_move
from app.mail import outbox

SAME_ENQUIRY_WITHIN = timedelta(hours=24)


class LeadNotFound(DomainError):
    message = "Diese Anfrage gibt es nicht oder nicht mehr."


class LeadChangedMeanwhile(DomainError):
    message = "Inzwischen hat jemand anders diese Anfrage geändert. Prüfen Sie den neuen Stand und entscheiden Sie noch einmal."


class NoteEmpty(DomainError):
    message = "Schreiben Sie zuerst einen Text, dann lässt sich die Notiz sichern."


def keep(
    enquiry: Enquiry,
    *,
    reference: str,
    received_at: datetime,
    status: Status,
    spam_reasons: Sequence[str] = (),
) -> str:
    """Keep an enquiry with its first event and the mails it owes, in one commit; return the reference that stands for it.

    The same content from the same address within a day is the same enquiry: the earlier lead gains a "sent_again"
    event and its reference is returned. Safe to repeat with the same reference. Raises DatabaseBusy, SQLAlchemyError.
    """
    lead = build_lead(enquiry, reference, received_at, status, list(spam_reasons))
    owed = [] if status is Status.QUARANTINED else mails.enquiry_received(lead)
    with writing() as session:
        serialise_same_content(session, lead.content_key)
        known = find_same(session, lead)
        if known:
            known.events.append(LeadEvent(at=received_at, kind="sent_again"))
            return known.reference
        lead.events.append(LeadEvent(at=received_at, kind="received", data=earlier_leads(session, lead)))
        session.add(lead)
        session.add_all(owed)
        return lead.reference


def build_lead(
    enquiry: Enquiry, reference: str, received_at: datetime, status: Status, reasons: list[str]
) -> Lead:
    typed = asdict(enquiry)
    source = typed.pop("source")
    return Lead(
        reference=reference,
        received_at=received_at,
        status=status,
        version=1,
        spam_score=len(reasons),
        spam_reasons=reasons,
        email_key=enquiry.email.lower(),
        content_key=enquiry.content_key,
        **typed
        | {"topics": list(enquiry.topics)}
        | {f"source_{name}": value for name, value in source.items()},
    )


def serialise_same_content(session: Session, content_key: str) -> None:
    """PostgreSQL lets two copies in at once unless they queue here; SQLite has one writer anyway."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(int(content_key[:15], 16))))


def find_same(session: Session, lead: Lead) -> Lead | None:
    same_content = (Lead.content_key == lead.content_key) & (
        Lead.received_at > lead.received_at - SAME_ENQUIRY_WITHIN
    )
    found = select(Lead).where(same_content | (Lead.reference == lead.reference))
    return session.scalars(found.order_by(Lead.id.desc()).limit(1)).first()


def earlier_leads(session: Session, lead: Lead) -> dict[str, Any]:
    """The link to what the same person sent before."""
    latest = select(Lead.reference).where(Lead.email_key == lead.email_key).order_by(Lead.id.desc()).limit(1)
    found = session.scalar(latest)
    return {"earlier": found} if found else {}


def change_status(reference: str, wanted: Status, *, by: str, version: int, reason: str = "") -> None:
    """The one door to another status. Raises LeadNotFound, LeadChangedMeanwhile, StatusMoveNotAllowed, ReasonMissing."""
    with writing() as session:
        lead = load_for_change(session, reference, version)
        current = Status(lead.status)
        check_move(current, wanted, reason)
        lead.status = wanted
        data = {"from": current, "to": wanted} | ({"reason": reason} if reason else {})
        lead.events.append(LeadEvent(at=utc_now(), kind="status_changed", actor=by, data=data))
        if wanted is Status.NEW and not outbox.has_mails_about(session, lead.reference):
            session.add_all(mails.enquiry_received(lead))  # released: nobody has been told yet


def load_for_change(session: Session, reference: str, version: int) -> Lead:
    """Take the lead for a change, if it is still what the person saw; two at once cannot both win."""
    seen = (Lead.reference == reference) & (Lead.version == version)
    if session.execute(update(Lead).where(seen).values(version=Lead.version + 1)).rowcount:  # type: ignore[attr-defined]
        return session.scalars(select(Lead).where(Lead.reference == reference)).one()
    raise (
        LeadChangedMeanwhile
        if session.scalar(select(Lead.id).where(Lead.reference == reference))
        else LeadNotFound
    )


def add_note(reference: str, text: str, *, by: str) -> None:
    """A note is an addition, so it never conflicts with what others do. Raises LeadNotFound, NoteEmpty."""
    if not text:
        raise NoteEmpty
    with writing() as session:
        lead = session.scalars(select(Lead).where(Lead.reference == reference)).first()
        if lead is None:
            raise LeadNotFound
        lead.events.append(LeadEvent(at=utc_now(), kind="note_added", actor=by, data={"text": text}))


def mark_read(reference: str) -> None:
    with writing() as session:
        unread = (Lead.reference == reference) & Lead.read_at.is_(None)
        session.execute(update(Lead).where(unread).values(read_at=utc_now()))
