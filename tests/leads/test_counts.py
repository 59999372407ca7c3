"""Figures around the inbox, and the moment a row tells."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import ScalarSelect, select

from app.leads.counts import APART, MINE, TABS, capped_in
from app.leads.selection import STATUSES
from app.leads.status import Status
from app.templating import moment


@pytest.mark.parametrize("count", [MINE, *TABS, capped_in([Status.NEW, Status.WON])])
def test_every_count_ends_at_its_limit(count: ScalarSelect[int]) -> None:
    assert str(select(count)).count("LIMIT") == 1


@pytest.mark.parametrize("status", list(Status))
def test_every_status_lies_in_one_tab(status: Status) -> None:
    assert [status in STATUSES[tab] for tab in APART].count(True) == 1


def test_moment_names_day_and_hour_in_berlin_with_a_year_that_is_over() -> None:
    assert moment(datetime(2024, 11, 26, 9, 42, tzinfo=UTC)) == "Di 26. Nov. 2024 10:42".replace(
        " ", "\u00a0"
    )
