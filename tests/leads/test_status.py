"""The table of moves."""

import pytest

from app.leads.status import LABELS, MOVES, PIPELINE, Status


@pytest.mark.parametrize("status", list(Status))
def test_every_status_has_a_name_and_a_way_on(status: Status) -> None:
    assert LABELS[status]
    assert MOVES[status]
    assert status not in MOVES[status]


def test_what_was_held_back_goes_nowhere_but_to_the_inbox_or_to_spam() -> None:
    assert set(MOVES[Status.QUARANTINED]) == {Status.NEW, Status.SPAM}
    assert MOVES[Status.SPAM] == (Status.NEW,)


def test_what_is_closed_opens_again_in_contact() -> None:
    assert MOVES[Status.WON] == MOVES[Status.LOST] == (Status.IN_CONTACT,)


def test_nothing_is_won_before_there_was_contact() -> None:
    before = {status for status in MOVES if Status.WON in MOVES[status]}

    assert before == {Status.IN_CONTACT, Status.MEETING, Status.OFFER}


def test_every_lead_in_the_pipeline_can_be_lost_or_rest() -> None:
    for status in PIPELINE[:-1]:
        assert {Status.LOST, Status.DORMANT} <= set(MOVES[status])
