"""Which statuses a lead has, what they are called, and which may follow which."""

from enum import StrEnum

from app.errors import DomainError


class Status(StrEnum):
    NEW = "new"
    IN_CONTACT = "in_contact"
    MEETING = "meeting"
    OFFER = "offer"
    WON = "won"
    LOST = "lost"
    DORMANT = "dormant"
    QUARANTINED = "quarantined"
    SPAM = "spam"


LABELS = {
    Status.NEW: "Neu",
    Status.IN_CONTACT: "In Kontakt",
    Status.MEETING: "Gespräch vereinbart",
    Status.OFFER: "Angebot",
    Status.WON: "Gewonnen",
    Status.LOST: "Verloren",
    Status.DORMANT: "Ruht",
    Status.QUARANTINED: "In Prüfung",
    Status.SPAM: "Spam",
}

PIPELINE = (Status.NEW, Status.IN_CONTACT, Status.MEETING, Status.OFFER, Status.WON)

MOVES = {
    Status.NEW: (Status.IN_CONTACT, Status.MEETING, Status.OFFER, Status.LOST, Status.DORMANT, Status.SPAM),
    Status.IN_CONTACT: (
        Status.NEW,
        Status.MEETING,
        Status.OFFER,
        Status.WON,
        Status.LOST,
        Status.DORMANT,
        Status.SPAM,
    ),
    Status.MEETING: (Status.IN_CONTACT, Status.OFFER, Status.WON, Status.LOST, Status.DORMANT),
    Status.OFFER: (Status.MEETING, Status.WON, Status.LOST, Status.DORMANT),
    Status.WON: (Status.IN_CONTACT,),
    Status.LOST: (Status.IN_CONTACT,),
    Status.DORMANT: (Status.IN_CONTACT, Status.MEETING, Status.OFFER, Status.LOST),
    Status.QUARANTINED: (Status.NEW, Status.SPAM),
    Status.SPAM: (Status.NEW,),
}

NEEDS_REASON = frozenset({Status.LOST})


class StatusMoveNotAllowed(DomainError):
    pass


class ReasonMissing(DomainError):
    message = "Nennen Sie den Grund, damit später nachvollziehbar ist, warum die Anfrage verloren ging."


def check_move(current: Status, wanted: Status, reason: str) -> None:
    """Raises StatusMoveNotAllowed or ReasonMissing."""
    if wanted not in MOVES[current]:
        raise StatusMoveNotAllowed(f"Von „{LABELS[current]}“ geht es nicht direkt zu „{LABELS[wanted]}“.")
    if wanted in NEEDS_REASON and not reason:
        raise ReasonMissing
