"""What is to be done now: who waits for an answer, which next steps are due, what is to be judged."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, select, union_all

from app.database import session
from app.leads.counts import capped, capped_in
from app.leads.models import Lead
from app.leads.selection import STATUSES, Due, Selection, Sort, Tab
from app.leads.status import Status

SHOWN = 5  # leads named on the first screen; the others are a click away
# The very lists that the inbox shows behind each figure.
WAITING = Selection(sort=Sort.DUE)
OVERDUE, SOON, STEPS = Selection(due=Due.OVERDUE), Selection(due=Due.SOON), Selection(due=Due.STEP)
OPEN = STATUSES[Tab.OPEN]


@dataclass(frozen=True)
class Duties:
    """Leads per duty; COUNTED means that many or more."""

    overdue: int
    soon: int
    waiting: int  # all that wait for an answer, the overdue ones among them
    quarantined: int
    steps: int
    own_steps: int
    is_first: bool  # there has never been a lead

    @property
    def is_quiet(self) -> bool:
        return not (self.waiting or self.steps)


def duties(colleague: int) -> Duties:
    """One statement."""
    answers = [capped(*chosen.conditions()) for chosen in (OVERDUE, SOON, WAITING)]
    suspect, anyone = capped(Lead.status == Status.QUARANTINED), select(Lead.id).limit(1).scalar_subquery()
    steps = capped_in(OPEN, *STEPS.conditions())
    own = capped_in(OPEN, *STEPS.conditions(), Lead.assignee_id == colleague)
    found: Sequence[Any] = session().execute(select(*answers, suspect, steps, own, anyone.is_(None))).one()
    return Duties(*found)


def due_in(status: Status) -> list[ColumnElement[bool]]:
    return [Lead.status == status, *STEPS.conditions()]


def longest_waiting() -> list[Lead]:
    """Who waits for an answer, the most urgent first, at most SHOWN."""
    found = select(Lead).where(*WAITING.conditions()).order_by(Lead.answer_due_at, Lead.id)
    return list(session().scalars(found.limit(SHOWN)))


def due_steps(colleague: int) -> list[Lead]:
    """Leads whose next step is due, those of `colleague` first, then the oldest; at most SHOWN."""
    own = [oldest_step(Lead.assignee_id == colleague, *due_in(status)) for status in OPEN]
    branches = [*own, *(oldest_step(*due_in(status)) for status in OPEN)]
    candidates = union_all(*(select(branch.subquery().c.id) for branch in branches)).subquery()
    found = session().scalars(select(Lead).where(Lead.id.in_(select(candidates.c.id))))
    return sorted(found, key=lambda lead: (lead.assignee_id != colleague, lead.next_step_on, lead.id))[:SHOWN]


def oldest_step(*conditions: ColumnElement[bool]) -> Select[int]:
    """A walk along an index for each status, as in the inbox: several statuses at once would have to be sorted."""
    return select(Lead.id).where(*conditions).order_by(Lead.next_step_on, Lead.id).limit(SHOWN)
