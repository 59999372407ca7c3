"""What may happen to several leads at once, each step under the endpoint that asks for it."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from flask_login import current_user

from app.desk.access import colleague
from app.desk.filters import ME, NO_ONE
from app.desk.forms import SelectionForm
from app.errors import DomainError
from app.leads import bulk
from app.leads.bulk import Outcome, Seen
from app.leads.status import LABELS, NEEDS_REASON, Status
from app.staff.service import colleagues


class NoStatusChosen(DomainError):
    message = "Wählen Sie zuerst einen Status."


class Step(NamedTuple):
    """The words end the sentence "12 Anfragen …", before and after it has happened."""

    words: str
    done: str
    act: Callable[[Sequence[Seen]], Outcome]
    needs_reason: bool = False


def chosen_status(form: SelectionForm) -> Step:
    """Raises NoStatusChosen."""
    if form.status.data not in set(Status):
        raise NoStatusChosen
    return to_status(Status(form.status.data), form)


def spam(form: SelectionForm) -> Step:
    return to_status(Status.SPAM, form)


def to_status(status: Status, form: SelectionForm) -> Step:
    def act(chosen: Sequence[Seen]) -> Outcome:
        return bulk.change_status(chosen, status, by=colleague(), reason=form.reason.data or "")

    there = f"auf „{LABELS[status]}“"
    return Step(f"{there} setzen", f"{there} gesetzt", act, needs_reason=status in NEEDS_REASON)


def assignment(form: SelectionForm) -> Step:
    names = {str(person.id): person.name for person in colleagues()}
    chosen_id = str(current_user.id) if form.assignee.data == ME else form.assignee.data or NO_ONE
    person, name = (int(chosen_id), names[chosen_id]) if chosen_id in names else (None, "")

    def act(chosen: Sequence[Seen]) -> Outcome:
        return bulk.assign(chosen, person, name, by=colleague())

    whom = f"an {name}" if name else "an niemanden"
    return Step(f"{whom} übergeben", f"{whom} übergeben", act)


def answer(_: SelectionForm) -> Step:
    def act(chosen: Sequence[Seen]) -> Outcome:
        return bulk.mark_answered(chosen, by=colleague())

    return Step("als beantwortet melden", "als beantwortet gemeldet", act)


STEPS: dict[str, Callable[[SelectionForm], Step]] = {
    "desk.change_status_of_several": chosen_status,
    "desk.mark_several_as_spam": spam,
    "desk.assign_several": assignment,
    "desk.mark_several_answered": answer,
}
