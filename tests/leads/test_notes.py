"""Notes and reading."""

import pytest

from app.leads import inbox, notes, search, work
from app.leads.models import Lead
from app.leads.selection import Selection, Tab
from app.leads.status import Status
from tests.factories import keep_lead, lead, look_again

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("app_context")]


def test_note_is_kept_with_its_author() -> None:
    kept = keep_lead()

    notes.add_note(kept.reference, "Rückruf um 10 Uhr\nZentrale fragen 📞", by="Kim")

    event = lead(kept.reference).events[-1]
    assert (event.kind, event.actor, event.data) == (
        "note_added",
        "Kim",
        {"text": "Rückruf um 10 Uhr\nZentrale fragen 📞"},
    )


def test_note_never_conflicts_with_a_status_change() -> None:
    kept = keep_lead()
    work.change_status(kept.reference, Status.IN_CONTACT, by="Kim", version=1)

    notes.add_note(kept.reference, "Gleichzeitig", by="Alex")

    assert [event.kind for event in lead(kept.reference).events] == [
        "received",
        "status_changed",
        "note_added",
    ]


def test_empty_note_is_refused() -> None:
    kept = keep_lead()

    with pytest.raises(notes.NoteEmpty):
        notes.add_note(kept.reference, "", by="Kim")


def test_note_to_an_unknown_lead_is_refused() -> None:
    with pytest.raises(work.LeadNotFound):
        notes.add_note("FR-XXXX-XXXX", "Text", by="Kim")


def test_first_reading_counts() -> None:
    kept = keep_lead()
    assert kept.is_unread

    work.mark_read(kept.reference)
    first = lead(kept.reference).read_at
    work.mark_read(kept.reference)

    assert first is not None
    assert lead(kept.reference).read_at == first


def note_of(kept: Lead) -> int:
    return lead(kept.reference).events[-1].id


def found(query: str) -> list[str]:
    look_again()
    return [found.reference for found in inbox.page(Selection(tab=Tab.ALL, words=search.words(query))).leads]


def test_withdrawn_note_stays_in_the_timeline_and_is_no_longer_found() -> None:
    kept = keep_lead()
    notes.add_note(kept.reference, "Zahlungsverzug bei Kühnemann", by="Kim")
    assert found("Kuehnemann") == [kept.reference]

    notes.withdraw_note(kept.reference, note_of(kept), by="Alex")

    added, withdrawn = lead(kept.reference).events[-2:]
    assert added.data == {"text": "Zahlungsverzug bei Kühnemann"}
    assert (withdrawn.kind, withdrawn.actor, withdrawn.data) == ("note_withdrawn", "Alex", {"note": added.id})
    assert found("Kuehnemann") == []


def test_note_is_withdrawn_once_and_only_from_its_own_lead() -> None:
    kept, other = keep_lead(), keep_lead(message="Etwas anderes.")
    notes.add_note(kept.reference, "Falsch", by="Kim")
    note = note_of(kept)

    with pytest.raises(notes.NoteNotFound):
        notes.withdraw_note(other.reference, note, by="Kim")
    notes.withdraw_note(kept.reference, note, by="Kim")
    with pytest.raises(notes.NoteNotFound):
        notes.withdraw_note(kept.reference, note, by="Kim")


def test_what_is_no_note_cannot_be_withdrawn() -> None:
    kept = keep_lead()

    with pytest.raises(notes.NoteNotFound):
        notes.withdraw_note(kept.reference, note_of(kept), by="Kim")
