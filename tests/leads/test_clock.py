"""Working time, counted on days, at hours and over holidays as a person with a calendar would count."""

from datetime import UTC, datetime, timedelta
from time import perf_counter

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from app.leads import work
from app.leads.clock import BERLIN, add_working_time, answer_due, working_time_between
from app.leads.status import Status
from app.pages.site import Promise
from tests.factories import keep_lead, lead

PROMISE = Promise(land="NW")
HOUR = timedelta(hours=1)
MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2032, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - zone added


def at(day: str, clock: str) -> datetime:
    """In Berlin."""
    return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("received", "due"),
    [
        (("2026-11-24", "10:42"), ("2026-11-25", "10:42")),
        (("2026-11-24", "09:00"), ("2026-11-24", "17:00")),
        (("2026-11-24", "07:15"), ("2026-11-24", "17:00")),
        (("2026-11-24", "17:00"), ("2026-11-25", "17:00")),
        (("2026-11-24", "23:59"), ("2026-11-25", "17:00")),
        (("2026-11-27", "16:59:30"), ("2026-11-30", "16:59:30")),
        (("2026-11-28", "12:00"), ("2026-11-30", "17:00")),
        (("2026-03-27", "14:00"), ("2026-03-30", "14:00")),
        (("2026-10-23", "14:00"), ("2026-10-26", "14:00")),
        (("2026-04-02", "15:00"), ("2026-04-07", "15:00")),
        (("2026-06-03", "15:00"), ("2026-06-05", "15:00")),
        (("2026-12-24", "12:00"), ("2026-12-28", "12:00")),
        (("2026-12-31", "12:00"), ("2027-01-04", "12:00")),
    ],
    ids=[
        "within the day",
        "at opening",
        "before opening",
        "at closing",
        "at night",
        "Friday's last minute",
        "Saturday",
        "over the start of summer time",
        "over its end",
        "over Easter",
        "over a holiday of the Land",
        "over Christmas",
        "over New Year",
    ],
)
def test_answer_is_due_one_working_day_later(received: tuple[str, str], due: tuple[str, str]) -> None:
    found = answer_due(at(*received), PROMISE)

    assert (found, found.tzinfo) == (at(*due), UTC)


@pytest.mark.parametrize(("land", "day"), [("NW", "2026-06-05"), ("BE", "2026-06-04"), ("", "2026-06-04")])
def test_only_the_holidays_of_the_land_count(land: str, day: str) -> None:
    assert answer_due(at("2026-06-03", "15:00"), Promise(land=land)) == at(day, "15:00")


def test_own_hours_and_term_are_counted() -> None:
    promise = Promise(hours=4, opens="07:30", closes="12:00")

    assert answer_due(at("2026-11-24", "10:00"), promise) == at("2026-11-25", "09:30")


def test_no_time_at_all_ends_at_once_or_with_the_next_opening() -> None:
    assert add_working_time(at("2026-11-24", "10:00"), 0, PROMISE) == at("2026-11-24", "10:00")
    assert add_working_time(at("2026-11-28", "10:00"), 0, PROMISE) == at("2026-11-30", "09:00")


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [
        (("2026-11-24", "10:00"), ("2026-11-24", "10:30"), 0.5),
        (("2026-11-24", "16:00"), ("2026-11-25", "10:00"), 2),
        (("2026-11-27", "16:30"), ("2026-11-30", "09:30"), 1),
        (("2026-11-28", "08:00"), ("2026-11-29", "20:00"), 0),
        (("2026-04-02", "08:00"), ("2026-04-07", "20:00"), 16),
        (("2026-11-25", "10:00"), ("2026-11-24", "10:00"), 0),
    ],
)
def test_time_between_counts_open_hours(start: tuple[str, str], end: tuple[str, str], hours: float) -> None:
    assert working_time_between(at(*start), at(*end), PROMISE) == hours * HOUR


@given(MOMENTS, st.integers(1, 80))
def test_counting_back_gives_what_was_added(start: datetime, hours: int) -> None:
    due = add_working_time(start, hours, PROMISE)

    assert working_time_between(start, due, PROMISE) == hours * HOUR
    assert working_time_between(start, due - timedelta(seconds=1), PROMISE) < hours * HOUR


def test_counting_is_cheap_enough_for_every_lead() -> None:
    answer_due(at("2026-11-24", "10:00"), PROMISE)

    start = perf_counter()
    for _ in range(1000):
        answer_due(at("2026-11-27", "16:00"), PROMISE)
    assert perf_counter() - start < 1


@pytest.mark.both_databases
@pytest.mark.usefixtures("app_context")
def test_lead_in_the_inbox_knows_when_it_is_due_and_a_quarantined_one_from_its_release() -> None:
    received = at("2026-11-24", "10:42")
    kept = keep_lead(received_at=received)
    held = keep_lead(received_at=received, status=Status.QUARANTINED, name="Ada")
    assert (kept.answer_due_at, held.answer_due_at) == (at("2026-11-25", "10:42"), None)

    with time_machine.travel(at("2026-11-27", "16:00"), tick=False):
        work.change_status(held.reference, Status.NEW, by="Kim", version=1)

    assert lead(held.reference).answer_due_at == at("2026-11-30", "16:00")


@pytest.mark.both_databases
@pytest.mark.usefixtures("app_context")
def test_lead_that_comes_back_from_spam_keeps_its_term() -> None:
    kept = keep_lead(received_at=at("2026-11-24", "10:42"))

    work.change_status(kept.reference, Status.SPAM, by="Kim", version=1)
    work.change_status(kept.reference, Status.NEW, by="Kim", version=2)

    assert lead(kept.reference).answer_due_at == at("2026-11-25", "10:42")
