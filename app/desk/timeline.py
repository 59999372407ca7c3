"""Events and mails of a lead as sentences, newest first, each with its icon and tone."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.leads.models import Lead, LeadEvent
from app.leads.status import LABELS, Status
from app.mail.models import OutboxMail, State

MAIL_NAMES = {"enquiry_received": "Benachrichtigung"}
MAIL_STATES = {
    State.OWED: ("wird noch zugestellt", "caution"),
    State.SENT: ("zugestellt", "ok"),
    State.DEAD: ("nicht zustellbar", "warn"),
}


@dataclass(frozen=True)
class Entry:
    at: datetime
    icon: str
    sentence: str
    actor: str = ""
    text: str = ""
    tone: str = "plain"


def entries(lead: Lead, mails: list[OutboxMail]) -> list[Entry]:
    found = [WORDINGS[event.kind](event) for event in lead.events] + [of_mail(mail) for mail in mails]
    return sorted(found, key=lambda entry: entry.at, reverse=True)


def received(event: LeadEvent) -> Entry:
    earlier = event.data.get("earlier")
    text = f"Von dieser Adresse kam schon {earlier}." if earlier else ""
    return Entry(event.at, "inbox", "Anfrage eingegangen", text=text)


def sent_again(event: LeadEvent) -> Entry:
    return Entry(event.at, "inbox", "Dieselbe Anfrage noch einmal gesendet")


def status_changed(event: LeadEvent) -> Entry:
    before, after = (LABELS[Status(event.data[key])] for key in ("from", "to"))
    return Entry(
        event.at, "flag", f"Status von „{before}“ auf „{after}“", event.actor, event.data.get("reason", "")
    )


def note_added(event: LeadEvent) -> Entry:
    return Entry(event.at, "note", "Notiz", event.actor, event.data["text"])


WORDINGS: dict[str, Callable[[LeadEvent], Entry]] = {
    "received": received,
    "sent_again": sent_again,
    "status_changed": status_changed,
    "note_added": note_added,
}


def of_mail(mail: OutboxMail) -> Entry:
    state, tone = MAIL_STATES[State(mail.state)]
    last = mail.attempts[-1] if mail.attempts else None
    words = last.words if last and mail.state != State.SENT else ""
    sentence = f"{MAIL_NAMES.get(mail.message, mail.message)} an {mail.recipient} {state}"
    return Entry(last.at if last else mail.created_at, "mail", sentence, text=words, tone=tone)


def pipeline(lead: Lead, steps: tuple[Status, ...]) -> list[dict[str, Any]]:
    """The course line: which fix is behind, which is now, which is ahead; all off when the lead left the line."""
    current = steps.index(Status(lead.status)) if lead.status in steps else None
    return [
        {"status": status, "label": LABELS[status], "state": fix_state(index, current)}
        for index, status in enumerate(steps)
    ]


def fix_state(index: int, current: int | None) -> str:
    if current is None:
        return "off"
    return "done" if index < current else "now" if index == current else "next"
