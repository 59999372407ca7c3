"""What a row of the inbox shows beside the lead itself: its lamp, its clock, who has it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask import current_app

from app.database import utc_now
from app.desk.origin import article_title
from app.leads.clock import BERLIN, working_time_between
from app.leads.models import Lead
from app.leads.selection import Due, soon, urgency
from app.leads.sources import place_in_words
from app.leads.status import Status
from app.staff.models import Staff

LAMPS = {Due.OVERDUE: ("Überfällig", "warn"), Due.SOON: ("Fällig", "caution"), None: ("Neu", "new")}
COUNTED_TO_THE_MINUTE = timedelta(days=14)  # further away the days are enough, and cheap
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@dataclass(frozen=True)
class InboxRow:
    lead: Lead
    lamp: str  # empty: nothing waits here, the status is plain text
    tone: str
    clock: str  # open time left until the answer is due; with a plus sign what is over
    assignee: Staff | None
    is_step_due: bool

    @property
    def state(self) -> str:
        """In plain text where no lamp is lit."""
        if self.lead.status == Status.NEW and self.lead.answered_at:
            return "Beantwortet"
        return self.lead.status_label

    @property
    def source(self) -> str:
        """The article by its title, else the place in words, else what there is."""
        return (
            article_title(self.lead.source_article)
            or place_in_words(self.lead.source_place)
            or self.lead.source_campaign
            or self.lead.source_referrer_host
        )


def rows(leads: Sequence[Lead], people: Sequence[Staff]) -> list[InboxRow]:
    now = utc_now()
    until, today = soon(now), now.astimezone(BERLIN).date()
    by_id = {person.id: person for person in people}
    return [row(lead, by_id, now, until, today) for lead in leads]


def row(lead: Lead, people: dict[int, Staff], now: datetime, until: datetime, today: date) -> InboxRow:
    is_waiting = lead.status == Status.NEW and not lead.answered_at
    lamp, tone = LAMPS[urgency(lead, now, until)] if is_waiting else ("", "")
    return InboxRow(
        lead,
        lamp,
        tone,
        clock=clock(now, lead.answer_due_at) if is_waiting and lead.answer_due_at else "",
        assignee=people.get(lead.assignee_id or 0),
        is_step_due=bool(lead.next_step_on and lead.next_step_on <= today),
    )


def clock(now: datetime, due: datetime) -> str:
    """2:05 or +0:44, hours and minutes of open time; +45 T when it is long over."""
    sign, start, end = ("+", due, now) if due <= now else ("", now, due)
    if end - start > COUNTED_TO_THE_MINUTE:
        return f"{sign}{(end - start).days} T"
    promise = current_app.extensions["content"].current().site.promise
    return f"{sign}{hours(working_time_between(start, end, promise))}"


def hours(time: timedelta) -> str:
    """2:10, hours and minutes; the minute that has begun is not counted."""
    return f"{time // HOUR}:{time % HOUR // MINUTE:02}"
