"""Notes and reading."""

import pytest

from app.leads import service
from tests.factories import keep_lead, lead

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("app_context")]


def test_note_is_kept_with_its_author() -> None:
    kept = keep_lead()

    service.add_note(kept.reference, "Rückruf um 10 Uhr\nZentrale fragen 📞", by="Kim")

    event = lead(kept.reference).events[-1]
    assert (event.kind, event.actor, event.data) == (
        "note_added",
        "Kim",
        {"text": "Rückruf um 10 Uhr\nZentrale fragen 📞"},
    )


def test_note_never_conflicts_with_a_status_change() -> None:
    kept = keep_lead()
    service.change_status(kept.reference, service.Status.IN_CONTACT, by="Kim", version=1)

    service.add_note(kept.reference, "Gleichzeitig", by="Alex")

    assert [event.kind for event in lead(kept.reference).events] == [
        "received",
        "status_changed",
        "note_added",
    ]


def test_empty_note_is_refused() -> None:
    kept = keep_lead()

    with pytest.raises(service.NoteEmpty):
        service.add_note(kept.reference, "", by="Kim")


def test_note_to_an_unknown_lead_is_refused() -> None:
    with pytest.raises(service.LeadNotFound):
        service.add_note("FR-XXXX-XXXX", "Text", by="Kim")


def test_first_reading_counts() -> None:
    kept = keep_lead()
    assert kept.is_unread

    service.mark_read(kept.reference)
    first = lead(kept.reference).read_at
    service.mark_read(kept.reference)

    assert first is not None
    assert lead(kept.reference).read_at == first
