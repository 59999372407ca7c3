"""Enquiries per week, this week against last, where they came from, the pipeline; each costs the same at any size."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import (
    ColumnElement,
    ScalarSelect,
    Select,
    case,
    func,
    literal,
    literal_column,
    select,
    union_all,
)
from sqlalchemy.orm import InstrumentedAttribute

from app.database import session
from app.leads.clock import BERLIN
from app.leads.counts import capped
from app.leads.inbox import COUNTED
from app.leads.models import WON, Lead, LeadEvent
from app.leads.queries import OUT_OF_SIGHT
from app.leads.selection import midnight
from app.leads.status import PIPELINE, Status

WEEKS = 12
WEEK = timedelta(days=7)
TRACED = 2_000  # the latest leads of which the source is looked at; more would say the same
ORIGINS = 5  # named; the others are a rest
IN_SIGHT = Lead.status.not_in(OUT_OF_SIGHT)


class Span(NamedTuple):
    """From `start` up to, but without, `end`."""

    start: datetime
    end: datetime

    def holds(self, column: InstrumentedAttribute[datetime]) -> list[ColumnElement[bool]]:
        return [column >= self.start, column < self.end]


@dataclass(frozen=True)
class Week:
    monday: date
    received: int  # COUNTED means that many or more
    in_time: int  # answered within the promise

    @property
    def number(self) -> int:
        """Of the calendar week, by ISO 8601 as in Germany."""
        return self.monday.isocalendar().week


class Compared(NamedTuple):
    this_week: int
    until_then: int  # last week, up to the same weekday and time
    last_week: int


@dataclass(frozen=True)
class Progress:
    received: Compared
    answered: Compared
    won: Compared


@dataclass(frozen=True)
class Origin:
    kind: str  # article or place; empty: unknown
    value: str
    count: int


@dataclass(frozen=True)
class Origins:
    """The most frequent of the latest TRACED leads; `rest` came from elsewhere."""

    top: list[Origin]
    total: int

    @property
    def rest(self) -> int:
        return self.total - sum(origin.count for origin in self.top)


def monday_of(moment: datetime) -> date:
    day = moment.astimezone(BERLIN).date()
    return day - timedelta(days=day.weekday())


def week_of(monday: date) -> Span:
    return Span(midnight(monday), midnight(monday + WEEK))


def weeks(now: datetime) -> list[Week]:
    """The last WEEKS, the present one at the end. One statement."""
    mondays = [monday_of(now) - WEEK * number for number in reversed(range(WEEKS))]
    counted = union_all(
        *(counts_of(number, week_of(monday)) for number, monday in enumerate(mondays))
    ).subquery()
    found = session().execute(select(counted).order_by(counted.c.number))
    return [Week(monday, row.received, row.in_time) for monday, row in zip(mondays, found, strict=True)]


def counts_of(number: int, span: Span) -> Select[int, int, int]:
    hit = case((Lead.answered_at <= Lead.answer_due_at, 1), else_=0).label("hit")
    found = select(hit).where(*span.holds(Lead.received_at), IN_SIGHT).limit(COUNTED).subquery()
    in_time = func.coalesce(func.sum(found.c.hit), 0).label("in_time")
    return select(literal(number).label("number"), func.count().label("received"), in_time).select_from(found)


def progress(now: datetime) -> Progress:
    """This week against last. One statement."""
    this, last = week_of(monday_of(now)), week_of(monday_of(now) - WEEK)
    spans = (Span(this.start, now), Span(last.start, now.astimezone(BERLIN) - WEEK), last)
    received = [capped(*span.holds(Lead.received_at), IN_SIGHT) for span in spans]
    answered = [capped(*span.holds(Lead.answered_at)) for span in spans]  # type: ignore[arg-type]
    found = session().execute(select(*received, *answered, *map(won_in, spans))).one()
    return Progress(*(Compared(*found[start : start + 3]) for start in (0, 3, 6)))


def won_in(span: Span) -> ScalarSelect[int]:
    """Leads won within; back and won again counts once."""
    won = select(LeadEvent.lead_id).where(literal_column(f"({WON})"), *span.holds(LeadEvent.at))
    return select(func.count()).select_from(won.distinct().limit(COUNTED).subquery()).scalar_subquery()


def origins(now: datetime) -> Origins:
    """Where the enquiries of the last WEEKS came from: the article, else the place on the site. One statement."""
    start = week_of(monday_of(now) - WEEK * (WEEKS - 1)).start
    kind = case((Lead.source_article > "", "article"), (Lead.source_place > "", "place"), else_="").label(
        "kind"
    )
    value = case((Lead.source_article > "", Lead.source_article), else_=Lead.source_place).label("value")
    latest = select(kind, value).where(Lead.received_at >= start, IN_SIGHT)
    traced = latest.order_by(Lead.received_at.desc()).limit(TRACED).subquery()
    grouped = select(traced, func.count().label("number"), func.sum(func.count()).over().label("total"))
    ranked = grouped.group_by(traced.c.kind, traced.c.value).order_by(func.count().desc(), traced.c.value)
    found = session().execute(ranked.limit(ORIGINS)).all()
    return Origins(
        [Origin(row.kind, row.value, row.number) for row in found], int(found[0].total) if found else 0
    )


def pipeline() -> dict[Status, int]:
    """Leads in each status of the course; COUNTED means that many or more. One statement."""
    found = session().execute(select(*(capped(Lead.status == status) for status in PIPELINE))).one()
    return dict(zip(PIPELINE, found, strict=True))
