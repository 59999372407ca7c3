"""Where a lead stands on its course, and the moves its page offers: on along the course, back, or off it."""

from typing import Any, NamedTuple

from app.leads.models import Lead
from app.leads.status import LABELS, MOVES, NEEDS_REASON, PIPELINE, Status

WORDS = {
    (Status.QUARANTINED, Status.NEW): "Freigeben",
    (Status.SPAM, Status.NEW): "Doch freigeben",
    (Status.QUARANTINED, Status.SPAM): "Als Spam ablegen",
}


class Move(NamedTuple):
    status: Status
    label: str
    kind: str  # on, back, off or told, which needs a reason


def moves(current: Status) -> list[Move]:
    return [Move(wanted, label(current, wanted), kind(current, wanted)) for wanted in MOVES[current]]


def label(current: Status, wanted: Status) -> str:
    if (current, wanted) in WORDS:
        return WORDS[current, wanted]
    return f"Zurück zu „{LABELS[wanted]}“" if kind(current, wanted) == "back" else LABELS[wanted]


def kind(current: Status, wanted: Status) -> str:
    if wanted in NEEDS_REASON:
        return "told"
    if wanted not in PIPELINE:
        return "off"
    return "back" if current in PIPELINE and PIPELINE.index(wanted) < PIPELINE.index(current) else "on"


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
