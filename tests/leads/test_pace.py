"""How fast the house answers: working time, who is judged, and no percentage of too few."""

from datetime import datetime, timedelta
from itertools import count

import pytest
import time_machine

from app.leads import service, work
from app.leads.clock import BERLIN
from app.leads.models import Lead
from app.leads.pace import Pace, Share, pace, working_day
from app.leads.status import Status
from app.pages.site import Promise
from tests.factories import enquiry, keep_lead, lead, look_again

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("app_context")]

PROMISE = Promise(land="NW")
numbers = count()


def at(day: str, clock: str = "12:00") -> datetime:
    """In Berlin."""
    return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=BERLIN)


def received(moment: datetime, answered: datetime | None = None, status: Status = Status.NEW) -> Lead:
    kept = keep_lead(moment, status, message=f"Nr. {next(numbers)}")
    if answered:
        with time_machine.travel(answered, tick=False):
            work.mark_answered(kept.reference, by="Kim", version=kept.version)
        look_again()
    return kept


@pytest.mark.parametrize(
    ("came", "answered", "hour", "day"),
    [
        (("2026-11-24", "10:00"), ("2026-11-24", "11:00"), 1, 1),
        (("2026-11-24", "10:00"), ("2026-11-24", "11:01"), 0, 1),
        (("2026-11-27", "16:30"), ("2026-11-30", "09:30"), 1, 1),
        (("2026-11-28", "12:00"), ("2026-11-30", "17:00"), 0, 1),
        (("2026-03-27", "16:30"), ("2026-03-30", "09:31"), 0, 1),
        (("2026-06-03", "16:30"), ("2026-06-05", "09:20"), 1, 1),
        (("2026-12-23", "16:00"), ("2026-12-28", "15:00"), 0, 0),
        (("2026-12-24", "09:00"), ("2026-12-28", "09:00"), 0, 1),
    ],
    ids=["an hour", "a minute more", "over the weekend", "on Saturday", "over the start of summer time", "over a holiday of the Land",
         "two days around Christmas", "exactly a day around Christmas"],
)  # fmt: skip
def test_only_working_time_counts(
    came: tuple[str, str], answered: tuple[str, str], hour: int, day: int
) -> None:
    received(at(*came), at(*answered))

    found = pace(at(*answered) + timedelta(minutes=1), PROMISE)

    assert (found.hour, found.day) == (Share(hour, 1), Share(day, 1))


def test_who_still_waits_is_judged_only_once_the_time_is_over() -> None:
    received(at("2026-11-24", "10:00"))

    after_half_an_hour = pace(at("2026-11-24", "10:30"), PROMISE)
    in_the_evening = pace(at("2026-11-24", "20:00"), PROMISE)
    a_day_later = pace(at("2026-11-25", "10:01"), PROMISE)

    assert (after_half_an_hour.hour, after_half_an_hour.day) == (Share(0, 0), Share(0, 0))
    assert (in_the_evening.hour, in_the_evening.day) == (Share(0, 1), Share(0, 0))
    assert (a_day_later.hour, a_day_later.day) == (Share(0, 1), Share(0, 1))


def test_without_report_by_hand_in_quarantine_or_long_ago_nothing_is_judged() -> None:
    kept = received(at("2026-11-20"))
    work.change_status(kept.reference, Status.IN_CONTACT, by="Kim", version=kept.version)
    received(at("2026-11-20"), status=Status.QUARANTINED)
    received(at("2026-10-01"), at("2026-10-01", "12:30"))
    with time_machine.travel(at("2026-11-20"), tick=False):
        reference = service.enter(enquiry(), by="Kim")
        work.mark_answered(reference, by="Kim", version=lead(reference).version)
    look_again()

    found = pace(at("2026-11-24"), PROMISE)

    assert found == Pace(Share(0, 0), Share(0, 0), median=None, answered=0, untold=1)


def test_nine_are_too_few_for_a_percentage_and_a_median() -> None:
    for _ in range(9):
        received(at("2026-11-24", "10:00"), at("2026-11-24", "10:30"))

    found = pace(at("2026-11-24"), PROMISE)

    assert (found.hour.percent, found.median, found.answered) == (None, None, 9)


def test_ten_have_both_and_a_percentage_is_never_rounded_up() -> None:
    for minutes in (10, 20, 30, 40, 50, 70, 80, 90, 100, 110, 120):
        received(at("2026-11-24", "10:00"), at("2026-11-24", "10:00") + timedelta(minutes=minutes))

    found = pace(at("2026-11-24", "14:00"), PROMISE)

    assert (found.hour, found.hour.percent) == (Share(5, 11), 45)
    assert (found.day.percent, found.median) == (100, timedelta(minutes=70))


def test_no_more_than_the_latest_are_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.leads.pace.TIMED", 2)
    for day in ("2026-11-20", "2026-11-23", "2026-11-24"):
        received(at(day, "10:00"), at(day, "11:00" if day > "2026-11-20" else "16:00"))

    assert pace(at("2026-11-24", "18:00"), PROMISE).hour == Share(2, 2)


def test_working_day_lasts_from_opening_to_closing() -> None:
    assert working_day(Promise(opens="08:30", closes="18:00")) == timedelta(hours=9.5)
