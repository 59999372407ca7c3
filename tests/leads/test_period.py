"""Today, yesterday, this week and last, by the calendar in Berlin."""

from datetime import UTC, datetime

import pytest
import time_machine

from app.leads import inbox
from app.leads.selection import Period, Selection, Tab, bounds
from tests.factories import keep_lead

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("app_context")]

SUNDAY_NIGHT = datetime(
    2026, 3, 29, 22, 30, tzinfo=UTC
)  # Monday 0:30 in Berlin, the clocks went forward on Sunday


@pytest.mark.parametrize(
    ("period", "start", "end"),
    [
        (Period.TODAY, datetime(2026, 3, 29, 22, tzinfo=UTC), datetime(2026, 3, 30, 22, tzinfo=UTC)),
        (Period.YESTERDAY, datetime(2026, 3, 28, 23, tzinfo=UTC), datetime(2026, 3, 29, 22, tzinfo=UTC)),
        (Period.THIS_WEEK, datetime(2026, 3, 29, 22, tzinfo=UTC), datetime(2026, 4, 5, 22, tzinfo=UTC)),
        (Period.LAST_WEEK, datetime(2026, 3, 22, 23, tzinfo=UTC), datetime(2026, 3, 29, 22, tzinfo=UTC)),
    ],
)
def test_period_begins_and_ends_at_midnight_in_berlin(period: Period, start: datetime, end: datetime) -> None:
    assert bounds(period, SUNDAY_NIGHT) == (start, end)


def test_list_of_a_period_holds_its_first_moment_and_not_the_next_ones() -> None:
    start, end = bounds(Period.YESTERDAY, SUNDAY_NIGHT)
    first = keep_lead(received_at=start, name="Erste")
    keep_lead(received_at=end, name="Heute")

    with time_machine.travel(SUNDAY_NIGHT):
        page = inbox.page(Selection(tab=Tab.ALL, period=Period.YESTERDAY))

    assert [lead.reference for lead in page.leads] == [first.reference]
