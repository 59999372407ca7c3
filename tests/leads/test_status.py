"""The table of moves."""

import pytest

from app.leads.status import LABELS, MOVES, Status


@pytest.mark.parametrize("status", list(Status))
def test_every_status_has_a_name_and_a_way_on(status: Status) -> None:
    assert LABELS[status]
    assert MOVES[status]
    assert status not in MOVES[status]
