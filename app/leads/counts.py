"""Figures around the inbox. Each count ends at COUNTED, so that a million leads cost what a thousand do."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    ScalarSelect,
    Select,
    bindparam,
    func,
    literal,
    select,
    union_all,
)
from sqlalchemy.orm import InstrumentedAttribute

from app.database import session
from app.leads.inbox import COUNTED
from app.leads.models import Lead
from app.leads.selection import STATUSES, WAITING, Due, Tab, due_conditions
from app.leads.status import Status

SOURCES = 50  # values offered of each kind
APART = (Tab.NEW, Tab.WORKING, Tab.FILED, Tab.QUARANTINE, Tab.SPAM)  # every lead is in one of them


@dataclass(frozen=True)
class Counts:
    """Leads per tab and per lamp; COUNTED means that many or more."""

    tabs: dict[Tab, int]
    overdue: int
    soon: int
    mine: int


def counts(colleague: int) -> Counts:
    """One statement."""
    lamps = [capped(*WAITING, *due_conditions(due)) for due in (Due.OVERDUE, Due.SOON)]
    found = session().execute(select(*lamps, MINE, *TABS), {"colleague": colleague})
    overdue, soon, mine, *rest = found.one()
    tabs = dict(zip(APART, rest, strict=True))
    tabs[Tab.OPEN] = min(tabs[Tab.NEW] + tabs[Tab.WORKING], COUNTED)
    tabs[Tab.ALL] = min(sum(rest), COUNTED)
    return Counts(tabs, overdue, soon, mine)


def status_count(status: Status) -> int:
    """Leads in this status, at most COUNTED."""
    return session().execute(select(capped(Lead.status == status))).scalar_one()


def unread_count() -> int:
    """Unread leads that are open, at most COUNTED."""
    return session().execute(UNREAD).scalar_one()


def capped(*conditions: ColumnElement[bool]) -> ScalarSelect[int]:
    return length(select(Lead.id).where(*conditions))


def capped_in(statuses: Iterable[Status], *conditions: ColumnElement[bool]) -> ScalarSelect[int]:
    """A walk along an index for each status in turn, until COUNTED are found."""
    return length(union_all(*(select(Lead.id).where(Lead.status == one, *conditions) for one in statuses)))


def length(found: Select[int] | CompoundSelect[int]) -> ScalarSelect[int]:
    return select(func.count()).select_from(found.limit(COUNTED).subquery()).scalar_subquery()


def sources() -> dict[str, list[str]]:
    """Articles, places and campaigns that leads came from, by name, at most SOURCES of each. One statement."""
    found: dict[str, list[str]] = {kind: [] for kind in SOURCE_COLUMNS}
    for kind, value in session().execute(LEAPS):
        found[kind].append(value)
    return {kind: sorted(values)[:SOURCES] for kind, values in found.items()}


def leap(kind: str, column: InstrumentedAttribute[str]) -> Select[str, str]:
    """The values of a column, from one to the next along its index: as many steps as there are values, however many leads."""
    first = select(func.min(column).label("value")).where(column > "").cte(f"leap_{kind}", recursive=True)
    following = select(func.min(column)).where(column > first.c.value).scalar_subquery()
    every = first.union_all(select(following).where(first.c.value.is_not(None)))
    within = select(every.c.value).limit(SOURCES + 1).subquery()
    return select(literal(kind), within.c.value).where(within.c.value.is_not(None))


# Put together once: building them takes longer than the answer.
SOURCE_COLUMNS = {
    "article": Lead.source_article,
    "place": Lead.source_place,
    "campaign": Lead.source_campaign,
}
LEAPS = union_all(*(leap(kind, column) for kind, column in SOURCE_COLUMNS.items()))
UNREAD = select(capped_in(STATUSES[Tab.OPEN], Lead.read_at.is_(None)))
MINE = capped_in(STATUSES[Tab.OPEN], Lead.assignee_id == bindparam("colleague"))
TABS = [capped_in(STATUSES[tab]) for tab in APART]
