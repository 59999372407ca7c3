"""Figures of weeks are cut at midnight in Berlin, whatever the clocks do, and count what people would count."""

from datetime import UTC, date, datetime, timedelta
from itertools import count

import pytest
import time_machine

from app.leads import figures, service, work
from app.leads.clock import BERLIN
from app.leads.fields import Source
from app.leads.figures import Compared, Origin
from app.leads.models import Lead
from app.leads.status import Status
from tests.factories import enquiry, keep_lead, lead, look_again

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("app_context")]

numbers = count()


def at(day: str, clock: str = "12:00") -> datetime:
    """In Berlin."""
    return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=BERLIN)


def received(moment: datetime, status: Status = Status.NEW, **changes: object) -> Lead:
    return keep_lead(moment, status, message=f"Nr. {next(numbers)}", **changes)


def answer(kept: Lead, moment: datetime) -> None:
    with time_machine.travel(moment, tick=False):
        work.mark_answered(kept.reference, by="Kim", version=lead(kept.reference).version)
    look_again()


def move(kept: Lead, wanted: Status, moment: datetime) -> None:
    with time_machine.travel(moment, tick=False):
        version = lead(kept.reference).version
        work.change_status(kept.reference, wanted, by="Kim", version=version, reason="Grund")
    look_again()


@pytest.mark.parametrize(
    "monday",
    ["2026-11-23", "2026-03-30", "2026-10-26", "2027-01-04"],
    ids=["usual", "summer time began on Sunday", "it ended on Sunday", "first week of a year"],
)
def test_week_begins_at_midnight_in_berlin(monday: str) -> None:
    sunday = (date.fromisoformat(monday) - timedelta(days=1)).isoformat()
    received(at(sunday, "23:59:59.999999"))
    received(at(monday, "00:00"))
    received(at(monday, "00:30"))

    weeks = figures.weeks(at(monday, "10:00"))

    assert [week.received for week in weeks] == [0] * 10 + [1, 2]
    assert weeks[-1].monday == date.fromisoformat(monday)


def test_twelve_weeks_end_with_the_present_one_and_are_numbered_as_in_calendars() -> None:
    weeks = figures.weeks(at("2027-01-13"))

    assert [week.number for week in weeks] == [44, 45, 46, 47, 48, 49, 50, 51, 52, 53, 1, 2]


def test_what_is_older_or_out_of_sight_is_not_counted() -> None:
    received(at("2026-09-06", "23:59"))
    received(at("2026-09-07", "00:00"))
    received(at("2026-11-24"), Status.QUARANTINED)
    received(at("2026-11-24"), Status.SPAM)

    counted = [week.received for week in figures.weeks(at("2026-11-25"))]

    assert counted == [1] + [0] * 11


def test_only_an_answer_before_its_deadline_is_in_time() -> None:
    kept = [received(at("2026-11-23", "10:00")) for _ in range(3)]
    answer(kept[0], at("2026-11-24", "10:00"))
    answer(kept[1], at("2026-11-24", "10:01"))

    last = figures.weeks(at("2026-11-25"))[-1]

    assert (last.received, last.in_time) == (3, 1)


def test_no_week_is_counted_further_than_the_cap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(figures, "COUNTED", 2)
    for _ in range(3):
        received(at("2026-11-23"))

    assert figures.weeks(at("2026-11-24"))[-1].received == 2


def test_this_week_is_set_against_the_last_one_up_to_the_same_time() -> None:
    for moment in (at("2026-11-16", "09:00"), at("2026-11-17", "11:59"), at("2026-11-17", "12:01")):
        answer(received(moment), moment)
    received(at("2026-11-15", "23:59"))
    received(at("2026-11-23", "00:00"))

    progress = figures.progress(at("2026-11-24", "12:00"))

    assert progress.received == Compared(this_week=1, until_then=2, last_week=3)
    assert progress.answered == Compared(this_week=0, until_then=2, last_week=3)


@pytest.mark.parametrize("sunday", ["2026-03-29", "2026-10-25"], ids=["hour lost", "hour won"])
def test_same_time_last_week_is_that_of_the_clock_on_the_wall(sunday: str) -> None:
    last = (date.fromisoformat(sunday) - timedelta(days=7)).isoformat()
    received(at(last, "19:59"))
    received(at(last, "20:01"))

    progress = figures.progress(at(sunday, "20:00").astimezone(UTC))

    assert progress.received == Compared(this_week=0, until_then=1, last_week=2)


def test_won_is_who_came_to_it_within_the_week_however_old_and_only_once() -> None:
    won, lost = received(at("2026-01-05")), received(at("2026-11-16"))
    for kept in (won, lost):
        move(kept, Status.IN_CONTACT, at("2026-11-16"))
    move(lost, Status.LOST, at("2026-11-24", "09:00"))
    for status in (Status.WON, Status.IN_CONTACT, Status.WON):
        move(won, status, at("2026-11-24", "09:00"))

    assert figures.progress(at("2026-11-24", "10:00")).won == Compared(1, 0, 0)
    assert figures.progress(at("2026-12-01", "08:00")).won == Compared(0, 0, 1)


def test_pipeline_holds_the_statuses_of_the_course_in_their_order() -> None:
    for status in (Status.NEW, Status.NEW, Status.OFFER, Status.LOST, Status.QUARANTINED, Status.WON):
        received(at("2025-11-24"), status)

    stages = figures.pipeline()

    assert list(stages.items()) == [
        (Status.NEW, 2),
        (Status.IN_CONTACT, 0),
        (Status.MEETING, 0),
        (Status.OFFER, 1),
        (Status.WON, 1),
    ]


def test_origin_is_the_article_before_the_place_and_the_sixth_is_rest() -> None:
    sources = [Source(article="a", place="article-end")] * 3 + [Source(place="start")] * 2 + [Source()] * 2
    sources += [Source(place=f"p{number}") for number in range(3)]
    for source in sources:
        received(at("2026-11-24"), source=source)
    received(at("2026-09-01"), source=Source(article="old"))

    origins = figures.origins(at("2026-11-24"))

    assert origins.top[:3] == [Origin("article", "a", 3), Origin("", "", 2), Origin("place", "start", 2)]
    assert [origin.value for origin in origins.top[3:]] == ["p0", "p1"]
    assert (origins.total, origins.rest) == (10, 1)


def test_house_without_leads_has_figures_too() -> None:
    now = at("2026-11-24")

    assert [week.received for week in figures.weeks(now)] == [0] * 12
    assert figures.progress(now).received == Compared(0, 0, 0)
    assert figures.origins(now) == figures.Origins([], 0)


def test_lead_taken_down_by_hand_counts_as_received() -> None:
    with time_machine.travel(at("2026-11-24"), tick=False):
        service.enter(enquiry(source=Source(place="by_hand:call")), by="Kim")

    assert figures.weeks(at("2026-11-24", "12:01"))[-1].received == 1
    assert figures.origins(at("2026-11-24", "12:01")).top == [Origin("place", "by_hand:call", 1)]
