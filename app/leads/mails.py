"""The mails a lead owes; their words live in templates/mail/."""

from collections.abc import Sequence
from datetime import timedelta
from enum import StrEnum
from typing import Any

from flask import current_app

from app.database import utc_now
from app.leads import fields
from app.leads.models import Lead
from app.links import absolute_url
from app.mail import outbox
from app.mail.models import OutboxMail
from app.settings import Settings

# What comes later than this was not kept at once: the recorder held it.
LATE_AFTER = timedelta(minutes=10)


class Late(StrEnum):
    """Why a notification comes later than its enquiry."""

    RELEASED = "released"  # from quarantine, by a colleague
    REPLAYED = "replayed"  # from the recorder


def recipients() -> tuple[str, ...]:
    """Whoever is to be told, from LEADS_MAIL_TO."""
    settings: Settings = current_app.extensions["settings"]
    return settings.recipients


def enquiry_received(lead: Lead) -> list[OutboxMail]:
    """One to each recipient; an answer to it goes to the visitor."""
    return notifications(lead, Late.REPLAYED if was_held(lead) else None)


def enquiry_released(lead: Lead) -> list[OutboxMail]:
    """The same, for a lead that was in quarantine until now."""
    return notifications(lead, Late.RELEASED)


def was_held(lead: Lead) -> bool:
    return not lead.entered_by and utc_now() - lead.received_at > LATE_AFTER


def notifications(lead: Lead, late: Late | None) -> list[OutboxMail]:
    context: dict[str, Any] = {
        "lead": lead,
        "facts": fields.shown(lead),
        "lead_url": lead_url(lead),
        "late": late,
    }
    reply_to = (lead.name, lead.email)
    return [
        outbox.write("enquiry_received", recipient, about=lead.reference, reply_to=reply_to, **context)
        for recipient in recipients()
    ]


def enquiry_digest(leads: Sequence[Lead], total: int, *, about: str) -> list[OutboxMail]:
    """One to each recipient for many leads; `leads` are those it lists."""
    rows = [(lead, lead_url(lead)) for lead in leads]
    context: dict[str, Any] = {
        "leads": leads,
        "rows": rows,
        "total": total,
        "desk_url": absolute_url("desk.inbox"),
    }
    return [outbox.write("enquiry_digest", recipient, about=about, **context) for recipient in recipients()]


def enquiry_receipt(lead: Lead) -> list[OutboxMail]:
    """To the visitor, without a word the visitor wrote; none while switched off or when no header can carry the address."""
    site = current_app.extensions["content"].current().site
    if not site.receipt.enabled or not outbox.reachable_address("", lead.email):
        return []
    reply_to = (site.company.name, site.company.email) if site.company.email else None
    return [
        outbox.write(
            "enquiry_receipt",
            lead.email,
            about=lead.reference,
            reply_to=reply_to,
            auto_submitted="auto-replied",
            reference=lead.reference,
        )
    ]


def lead_url(lead: Lead) -> str:
    return absolute_url("desk.show_lead", reference=lead.reference)
