"""How fast enquiries are answered, in working time; the one lever on enquiries that evidence speaks for."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median

from sqlalchemy import Select, select

from app.database import session
from app.leads.clock import add_working_time, working_time_between
from app.leads.models import Lead
from app.leads.queries import OUT_OF_SIGHT
from app.leads.status import Status
from app.pages.site import Promise

OVER = timedelta(days=30)
TIMED = 300  # the latest enquiries that are looked at; more would say the same
ENOUGH = 10  # below that a percentage says nothing
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Share:
    """How many of those that can be judged."""

    hits: int
    of: int

    @property
    def percent(self) -> int | None:
        """Rounded down, so that 100 means all; None while they are too few."""
        return 100 * self.hits // self.of if self.of >= ENOUGH else None


@dataclass(frozen=True)
class Pace:
    """How fast enquiries of the form were answered, in working time, among the latest TIMED of OVER."""

    hour: Share
    day: Share  # one working day
    median: timedelta | None  # of those answered; None while they are too few
    answered: int
    untold: int  # in work, but nobody reported an answer


def pace(now: datetime, promise: Promise) -> Pace:
    """Enquiries that may still be answered in time are not judged yet, those taken down by hand never are."""
    rows = session().execute(latest(now)).all()
    times = [
        working_time_between(row.received_at, row.answered_at, promise) for row in rows if row.answered_at
    ]
    waiting = [row.received_at for row in rows if not row.answered_at and row.status == Status.NEW]

    def share(limit: timedelta) -> Share:
        missed = sum(add_working_time(since, limit / HOUR, promise) < now for since in waiting)
        return Share(sum(taken <= limit for taken in times), len(times) + missed)

    return Pace(
        hour=share(HOUR),
        day=share(working_day(promise)),
        median=median(times) if len(times) >= ENOUGH else None,  # type: ignore[type-var]
        answered=len(times),
        untold=len(rows) - len(times) - len(waiting),
    )


def latest(now: datetime) -> Select[datetime, datetime | None, str]:
    found = select(Lead.received_at, Lead.answered_at, Lead.status)
    wanted = found.where(
        Lead.received_at > now - OVER, Lead.status.not_in(OUT_OF_SIGHT), Lead.entered_by == ""
    )
    return wanted.order_by(Lead.received_at.desc()).limit(TIMED)


def working_day(promise: Promise) -> timedelta:
    """From opening to closing."""
    return datetime.combine(date.min, promise.closes) - datetime.combine(date.min, promise.opens)
