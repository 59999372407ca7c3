"""Figures around the inbox. Each count ends at COUNTED, so that a million leads cost what a thousand do."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, ScalarSelect, func, select
from sqlalchemy.orm import InstrumentedAttribute

from app.database import session
from app.leads.inbox import COUNTED
from app.leads.models import Lead
from app.leads.selection import STATUSES, WAITING, Due, Tab, due_conditions
from app.leads.status import Status

SOURCES = 50  # values offered of each kind
UNREAD_IN = (Status.NEW, Status.IN_CONTACT, Status.MEETING, Status.OFFER)


@dataclass(frozen=True)
class Counts:
    """Leads per status and per lamp; COUNTED means that many or more."""

    statuses: dict[Status, int]
    overdue: int
    soon: int
    mine: int

    @property
    def tabs(self) -> dict[Tab, int]:
        return {tab: self.of(found) for tab, found in STATUSES.items()}

    def of(self, statuses: Iterable[Status]) -> int:
        return min(sum(self.statuses[status] for status in statuses), COUNTED)


def counts(colleague: int) -> Counts:
    """One statement. Tab.ALL holds all the others."""
    mine = [capped(Lead.assignee_id == colleague, Lead.status == status) for status in STATUSES[Tab.OPEN]]
    lamps = [capped(*WAITING, *due_conditions(due)) for due in (Due.OVERDUE, Due.SOON)]
    statuses = [capped(Lead.status == status) for status in Status]
    overdue, soon, *rest = session().execute(select(*lamps, *statuses, *mine)).one()
    per_status = dict(zip(Status, rest, strict=False))
    return Counts(per_status, overdue, soon, min(sum(rest[len(Status) :]), COUNTED))


def unread_count() -> int:
    """Unread leads in the pipeline, at most COUNTED."""
    found = session().execute(
        select(*(capped(Lead.read_at.is_(None), Lead.status == status) for status in UNREAD_IN))
    )
    return min(sum(found.one()), COUNTED)


def capped(*conditions: ColumnElement[bool]) -> ScalarSelect[int]:
    found = select(Lead.id).where(*conditions).limit(COUNTED).subquery()
    return select(func.count()).select_from(found).scalar_subquery()


def sources() -> dict[str, list[str]]:
    """Articles, places and campaigns that leads came from, by name, at most SOURCES of each."""
    columns = {"article": Lead.source_article, "place": Lead.source_place, "campaign": Lead.source_campaign}
    return {name: distinct_values(column) for name, column in columns.items()}


def distinct_values(column: InstrumentedAttribute[str]) -> list[str]:
    """Leaps from value to value along the index: as many steps as there are values, however many leads."""
    first = select(func.min(column).label("value")).where(column > "").cte("leap", recursive=True)
    following = select(func.min(column)).where(column > first.c.value).scalar_subquery()
    leap = first.union_all(select(following).where(first.c.value.is_not(None)))
    found = session().scalars(select(leap.c.value).limit(SOURCES + 1))
    return [value for value in found if value is not None][:SOURCES]
