"""Which leads a list is about: tab, filters and search as conditions, and the order they come in."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from flask import current_app
from sqlalchemy import ColumnElement, String, cast, false, literal_column
from sqlalchemy.orm import InstrumentedAttribute

from app.database import utc_now
from app.leads.clock import BERLIN, add_working_time
from app.leads.models import Lead
from app.leads.status import Status

NOBODY = 0  # as the id of a colleague
# Written out instead of bound: only so does SQLite see that the index of the waiting leads fits.
IS_NEW = Lead.status == literal_column("'new'")
WAITING = (IS_NEW, Lead.answered_at.is_(None))


class Tab(StrEnum):
    """Groups of statuses, as they stand in the address."""

    OPEN = "offen"
    NEW = "neu"
    WORKING = "arbeit"
    FILED = "abgelegt"
    QUARANTINE = "pruefung"
    SPAM = "spam"
    ALL = "alle"


WORKING = (Status.IN_CONTACT, Status.MEETING, Status.OFFER)
STATUSES: dict[Tab, tuple[Status, ...]] = {
    Tab.OPEN: (Status.NEW, *WORKING),
    Tab.NEW: (Status.NEW,),
    Tab.WORKING: WORKING,
    Tab.FILED: (Status.WON, Status.LOST, Status.DORMANT),
    Tab.QUARANTINE: (Status.QUARANTINED,),
    Tab.SPAM: (Status.SPAM,),
    Tab.ALL: tuple(Status),
}


def tab_of(status: Status) -> Tab:
    """The smallest group it belongs to."""
    return min((tab for tab in Tab if status in STATUSES[tab]), key=lambda tab: len(STATUSES[tab]))


class Due(StrEnum):
    OVERDUE = "ueberfaellig"
    SOON = "faellig"
    STEP = "schritt"  # the next step, today or before


class Period(StrEnum):
    """When a lead came, by the calendar in Berlin; weeks begin on Monday."""

    TODAY = "heute"
    YESTERDAY = "gestern"
    THIS_WEEK = "woche"
    LAST_WEEK = "vorwoche"


class Sort(StrEnum):
    NEWEST = "neueste"
    OLDEST = "aelteste"
    DUE = "frist"  # holds only leads that wait for an answer: the others have nothing to be sorted by


@dataclass(frozen=True)
class Selection:
    """Everything that narrows the list. Empty values narrow nothing."""

    tab: Tab = Tab.OPEN
    status: Status | None = None  # this one alone, whatever the tab
    words: tuple[str, ...] = ()
    topic: str = ""
    article: str = ""
    place: str = ""
    campaign: str = ""
    assignee: int | None = None  # NOBODY: without one
    due: Due | None = None
    period: Period | None = None
    unread: bool = False
    sort: Sort = Sort.NEWEST
    until: datetime | None = None  # leads received later are not meant

    @property
    def statuses(self) -> tuple[Status, ...]:
        return (self.status,) if self.status else STATUSES[self.tab]

    @property
    def key(self) -> InstrumentedAttribute[Any]:
        return Lead.answer_due_at if self.sort is Sort.DUE else Lead.received_at

    @property
    def is_descending(self) -> bool:
        return self.sort is Sort.NEWEST

    @property
    def is_plain(self) -> bool:
        """Whether the tab or the status alone says which leads are meant."""
        bare = Selection(tab=self.tab, status=self.status, sort=self.sort)
        return self == bare and not self.is_waiting

    @property
    def is_waiting(self) -> bool:
        """Whether only new leads that wait for their answer are meant, whatever the tab."""
        return self.sort is Sort.DUE or self.due in (Due.OVERDUE, Due.SOON)

    @property
    def is_indexed_by_status(self) -> bool:
        is_part = self.statuses != STATUSES[Tab.ALL]
        return bool(is_part or self.assignee is not None or self.unread or self.of_source())

    def conditions(self) -> list[ColumnElement[bool]]:
        """All but status and words."""
        found = [*self.of_source(), *self.of_time()]
        if self.topic:
            found.append(cast(Lead.topics, String).contains(f'"{self.topic}"', autoescape=True))
        if self.assignee is not None:
            found.append(Lead.assignee_id == self.assignee if self.assignee else Lead.assignee_id.is_(None))
        if self.unread:
            found.append(Lead.read_at.is_(None))
        return found

    def of_source(self) -> list[ColumnElement[bool]]:
        wanted = (
            (Lead.source_article, self.article),
            (Lead.source_place, self.place),
            (Lead.source_campaign, self.campaign),
        )
        return [column == value for column, value in wanted if value]

    def of_time(self) -> list[ColumnElement[bool]]:
        found: list[ColumnElement[bool]] = [Lead.received_at <= self.until] if self.until else []
        if self.period:
            start, end = bounds(self.period, utc_now())
            found += [Lead.received_at >= start, Lead.received_at < end]
        if self.is_waiting:
            found += [*WAITING, Lead.answer_due_at.is_not(None)] if Status.NEW in self.statuses else [false()]
        return found + due_conditions(self.due)


def bounds(period: Period, now: datetime) -> tuple[datetime, datetime]:
    """Its first moment, and the first one after it."""
    today = now.astimezone(BERLIN).date()
    monday = today - timedelta(days=today.weekday())
    first, days = {
        Period.TODAY: (today, 1),
        Period.YESTERDAY: (today - timedelta(days=1), 1),
        Period.THIS_WEEK: (monday, 7),
        Period.LAST_WEEK: (monday - timedelta(days=7), 7),
    }[period]
    return midnight(first), midnight(first + timedelta(days=days))


def midnight(day: date) -> datetime:
    """In Berlin: a week may have 167 or 169 hours."""
    return datetime.combine(day, time(), BERLIN)


def due_conditions(due: Due | None) -> list[ColumnElement[bool]]:
    now = utc_now()
    if due is Due.OVERDUE:
        return [Lead.answer_due_at <= now]
    if due is Due.SOON:
        return [Lead.answer_due_at > now, Lead.answer_due_at <= soon(now)]
    if due is Due.STEP:
        return [Lead.next_step_on.is_not(None), Lead.next_step_on <= now.astimezone(BERLIN).date()]
    return []


def soon(now: datetime) -> datetime:
    """An answer due until then is FÄLLIG: today, or within a quarter of the promised working time."""
    promise = current_app.extensions["content"].current().site.promise
    tomorrow = now.astimezone(BERLIN).date() + timedelta(days=1)
    return max(midnight(tomorrow), add_working_time(now, promise.hours / 4, promise))


def urgency(lead: Lead, now: datetime, until: datetime) -> Due | None:
    """OVERDUE or SOON while a new lead waits for its answer; `until` is `soon(now)`."""
    if lead.status != Status.NEW or lead.answered_at or lead.answer_due_at is None:
        return None
    if lead.answer_due_at <= now:
        return Due.OVERDUE
    return Due.SOON if lead.answer_due_at <= until else None
