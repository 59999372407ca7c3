"""Notes of the team: added and withdrawn, never edited. Each function is one transaction, and an event in the timeline."""

from app.database import writing
from app.errors import DomainError
from app.leads import search
from app.leads.work import find, record


class NoteEmpty(DomainError):
    message = "Schreiben Sie zuerst einen Text, dann lässt sich die Notiz sichern."


class NoteNotFound(DomainError):
    message = "Diese Notiz gibt es nicht, oder sie ist schon zurückgezogen."


def add_note(reference: str, text: str, *, by: str) -> None:
    """A note is an addition, so it never conflicts with what others do. Raises LeadNotFound, NoteEmpty."""
    if not text:
        raise NoteEmpty
    with writing() as session:
        lead = find(session, reference)
        record(lead, "note_added", by, {"text": text})
        search.refresh(lead)


def withdraw_note(reference: str, note: int, *, by: str) -> None:
    """It stays in the timeline, struck out, and is no longer found. Raises LeadNotFound, NoteNotFound."""
    with writing() as session:
        lead = find(session, reference)
        notes = {event.id for event in lead.events if event.kind == "note_added"}
        withdrawn = {event.data["note"] for event in lead.events if event.kind == "note_withdrawn"}
        if note not in notes - withdrawn:
            raise NoteNotFound
        record(lead, "note_withdrawn", by, {"note": note})
        search.refresh(lead)
