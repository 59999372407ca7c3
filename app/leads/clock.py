"""Working time: when an answer is due and how long one took, counted in the hours the house is open."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from itertools import count
from typing import NamedTuple
from zoneinfo import ZoneInfo

import holidays

from app.pages.site import Promise

BERLIN = ZoneInfo("Europe/Berlin")
SATURDAY = 5
NOTHING = timedelta()


class Opening(NamedTuple):
    """The open hours of one day; aware UTC, so that their difference is time that really passed."""

    opens: datetime
    closes: datetime


def answer_due(received_at: datetime, promise: Promise) -> datetime:
    """Until when the promise wants the answer; aware UTC. Outside the open hours it counts from the next opening."""
    return add_working_time(received_at, promise.hours, promise)


def add_working_time(start: datetime, hours: float, promise: Promise) -> datetime:
    """The moment by which `hours` of open time have passed since `start`; aware UTC.

    Whole days end at closing, not at the next opening. No hours: `start` itself, or the next opening.
    """
    left = timedelta(hours=hours)
    for opening in openings(start, promise):
        begin = max(start, opening.opens)
        if begin + left <= opening.closes:
            return begin.astimezone(UTC) + left
        left -= max(opening.closes - begin, NOTHING)
    raise AssertionError  # there is always another opening


def working_time_between(start: datetime, end: datetime, promise: Promise) -> timedelta:
    """How much open time lies between two moments; none when `end` comes first. Costs a step for each day between."""
    total = NOTHING
    for opening in openings(start, promise):
        if opening.opens >= end:
            return total
        total += max(min(end, opening.closes) - max(start, opening.opens), NOTHING)
    return total


def openings(start: datetime, promise: Promise) -> Iterator[Opening]:
    """One for each working day, beginning with the day of `start`, without end."""
    first = start.astimezone(BERLIN).date()
    for day in (first + timedelta(days=number) for number in count()):
        if is_working_day(day, promise.land):
            yield Opening(
                datetime.combine(day, promise.opens, BERLIN).astimezone(UTC),
                datetime.combine(day, promise.closes, BERLIN).astimezone(UTC),
            )


def is_working_day(day: date, land: str) -> bool:
    return day.weekday() < SATURDAY and day not in public_holidays(land, day.year)


@lru_cache(maxsize=64)
def public_holidays(land: str, year: int) -> frozenset[date]:
    """Of the Land with this code; without one those of the whole country. Source: the package `holidays`."""
    return frozenset(holidays.country_holidays("DE", subdiv=land or None, years=year))
