"""The doors to a lead's status, assignee and clock. Each is one transaction: the change and its event stand or fall together."""

from datetime import datetime
from typing import Any

from flask import current_app
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.database import utc_now, writing
from app.errors import DomainError
from app.leads import mails
from app.leads.clock import answer_due
from app.leads.models import Lead, LeadEvent
from app.leads.queries import OUT_OF_SIGHT
from app.leads.status import Status, check_move
from app.mail import outbox


class LeadNotFound(DomainError):
    message = "Diese Anfrage gibt es nicht oder nicht mehr."


class LeadChangedMeanwhile(DomainError):
    message = "Inzwischen hat jemand anders diese Anfrage geändert. Prüfen Sie den neuen Stand und entscheiden Sie noch einmal."


class AnsweredAlready(DomainError):
    message = "Diese Anfrage ist schon beantwortet."


class NotAnswered(DomainError):
    message = "Diese Anfrage ist noch nicht als beantwortet gemeldet."


def change_status(reference: str, wanted: Status, *, by: str, version: int, reason: str = "") -> None:
    """The one door to another status. Raises LeadNotFound, LeadChangedMeanwhile, StatusMoveNotAllowed, ReasonMissing."""
    with writing() as session:
        move(session, load_for_change(session, reference, version), wanted, by=by, reason=reason)


def assign(reference: str, colleague: int | None, name: str, *, by: str, version: int) -> None:
    """`colleague` is the id of an account, None takes the lead from whoever has it. Raises LeadNotFound, LeadChangedMeanwhile."""
    with writing() as session:
        hand_over(load_for_change(session, reference, version), colleague, name, by=by)


def mark_answered(reference: str, *, by: str, version: int, channel: str = "") -> None:
    """The clock stops; a new lead is in contact from then on. Raises LeadNotFound, LeadChangedMeanwhile, AnsweredAlready."""
    with writing() as session:
        stop_clock(session, load_for_change(session, reference, version), by=by, channel=channel)


def take_back_answer(reference: str, *, by: str, version: int) -> None:
    """The clock runs on as if nothing had been said; a lead that was new until then is new again.

    Raises LeadNotFound, LeadChangedMeanwhile, NotAnswered.
    """
    with writing() as session:
        lead = load_for_change(session, reference, version)
        if lead.answered_at is None:
            raise NotAnswered
        was_new = "from" in next(event.data for event in reversed(lead.events) if event.kind == "answered")
        lead.answered_at = None
        record(lead, "answer_taken_back", by)
        if was_new and lead.status == Status.IN_CONTACT:
            move(session, lead, Status.NEW, by=by)


def mark_read(reference: str) -> None:
    with writing() as session:
        unread = (Lead.reference == reference) & Lead.read_at.is_(None)
        session.execute(update(Lead).where(unread).values(read_at=utc_now()))


def move(session: Session, lead: Lead, wanted: Status, *, by: str, reason: str = "") -> None:
    """Within the caller's transaction: check, change, record, and owe what a release owes. Raises as `change_status`."""
    current = Status(lead.status)
    check_move(current, wanted, reason)
    lead.status = wanted
    record(
        lead, "status_changed", by, {"from": current, "to": wanted} | ({"reason": reason} if reason else {})
    )
    if wanted is Status.NEW and lead.answer_due_at is None:
        lead.answer_due_at = due_from(utc_now())  # the promise could not count while it was out of sight
    if current in OUT_OF_SIGHT and wanted is Status.NEW and not was_told(session, lead):
        session.add_all(mails.enquiry_released(lead))


def hand_over(lead: Lead, colleague: int | None, name: str, *, by: str) -> None:
    """Within the caller's transaction: another assignee, or none; nothing happens when it is that one already."""
    if lead.assignee_id == colleague:
        return
    lead.assignee_id = colleague
    record(lead, "assigned", by, {"to": name})


def stop_clock(session: Session, lead: Lead, *, by: str, channel: str = "") -> None:
    """Within the caller's transaction: the promised answer was given. Raises AnsweredAlready."""
    if lead.answered_at:
        raise AnsweredAlready
    was_new = lead.status == Status.NEW
    lead.answered_at = utc_now()
    data = ({"channel": channel} if channel else {}) | ({"from": Status.NEW} if was_new else {})
    record(lead, "answered", by, data)
    if was_new:
        move(session, lead, Status.IN_CONTACT, by=by)


def record(lead: Lead, kind: str, by: str, data: dict[str, Any] | None = None) -> None:
    lead.events.append(LeadEvent(at=utc_now(), kind=kind, actor=by, data=data or {}))


def due_from(moment: datetime) -> datetime:
    """When an answer is due to what has been in the inbox since `moment`; by [promise] in content/site.toml."""
    return answer_due(moment, current_app.extensions["content"].current().site.promise)


def was_told(session: Session, lead: Lead) -> bool:
    """Whether the consultancy knows of it, or will by the next digest; a colleague who took it down knows."""
    in_digest = any(event.kind == "told_in_digest" for event in lead.events)
    is_known = bool(lead.entered_by) or lead.awaits_digest or in_digest
    return is_known or outbox.has_mails_about(session, lead.reference)


def load_for_change(session: Session, reference: str, version: int) -> Lead:
    """Take the lead for a change, if it is still what the person saw; two at once cannot both win."""
    seen = (Lead.reference == reference) & (Lead.version == version)
    if session.execute(update(Lead).where(seen).values(version=Lead.version + 1)).rowcount:  # type: ignore[attr-defined]
        return find(session, reference)
    find(session, reference)
    raise LeadChangedMeanwhile


def find(session: Session, reference: str) -> Lead:
    lead = session.scalars(select(Lead).where(Lead.reference == reference)).first()
    if lead is None:
        raise LeadNotFound
    return lead
