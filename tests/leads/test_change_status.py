"""The one door to another status."""

import pytest

from app.leads import work
from app.leads.status import ReasonMissing, Status, StatusMoveNotAllowed
from tests.factories import keep_lead, lead

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("app_context")]


def test_move_is_recorded_with_its_event() -> None:
    kept = keep_lead()

    work.change_status(kept.reference, Status.MEETING, by="Kim", version=1)

    moved = lead(kept.reference)
    assert (moved.status, moved.version) == ("meeting", 2)
    assert (moved.events[-1].kind, moved.events[-1].actor) == ("status_changed", "Kim")
    assert moved.events[-1].data == {"from": "new", "to": "meeting"}


def test_move_that_the_table_lacks_is_refused() -> None:
    kept = keep_lead()

    with pytest.raises(StatusMoveNotAllowed, match="Von „Neu“ geht es nicht direkt zu „Gewonnen“"):
        work.change_status(kept.reference, Status.WON, by="Kim", version=1)
    assert (lead(kept.reference).status, lead(kept.reference).version) == ("new", 1)


def test_lost_needs_a_reason() -> None:
    kept = keep_lead()

    with pytest.raises(ReasonMissing):
        work.change_status(kept.reference, Status.LOST, by="Kim", version=1)
    work.change_status(kept.reference, Status.LOST, by="Kim", version=1, reason="Budget")

    assert lead(kept.reference).events[-1].data["reason"] == "Budget"


def test_second_of_two_who_saw_the_same_state_is_told() -> None:
    kept = keep_lead()
    work.change_status(kept.reference, Status.IN_CONTACT, by="Kim", version=1)

    with pytest.raises(work.LeadChangedMeanwhile):
        work.change_status(kept.reference, Status.MEETING, by="Alex", version=1)
    assert lead(kept.reference).status == "in_contact"


def test_unknown_lead_is_named_as_such() -> None:
    with pytest.raises(work.LeadNotFound):
        work.change_status("FR-XXXX-XXXX", Status.MEETING, by="Kim", version=1)
