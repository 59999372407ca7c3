"""Several leads at once: those ticked in the list, or everything the list holds, which is asked about first."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from itertools import groupby
from typing import NamedTuple
from urllib.parse import parse_qsl

from flask import flash, redirect, render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user
from werkzeug.datastructures import MultiDict

from app.desk import filters
from app.desk.access import blueprint, colleague
from app.desk.export import csv_of
from app.desk.filters import ME, NO_ONE, Filters
from app.desk.forms import SelectionForm
from app.errors import DomainError
from app.leads import bulk, inbox
from app.leads.bulk import Outcome, Refused, Seen
from app.leads.selection import Selection
from app.leads.status import LABELS, NEEDS_REASON, Status
from app.staff.service import colleagues

NAMED = 12  # references named in the notice; its room is a cookie

Act = Callable[[Sequence[Seen]], Outcome]


class NoStatusChosen(DomainError):
    message = "Wählen Sie zuerst einen Status."


class NothingTicked(DomainError):
    message = "Kreuzen Sie zuerst Anfragen an."


class Step(NamedTuple):
    """What is to happen; the words end the sentence "12 Anfragen …", before and after it has."""

    endpoint: str
    words: str
    done: str
    act: Act
    needs_reason: bool = False


@blueprint.post("/auswahl/status")
def change_status_of_several() -> ResponseReturnValue:
    return stepped(lambda form: status_step("desk.change_status_of_several", chosen_status(form), form))


@blueprint.post("/auswahl/spam")
def mark_several_as_spam() -> ResponseReturnValue:
    return stepped(lambda form: status_step("desk.mark_several_as_spam", Status.SPAM, form))


@blueprint.post("/auswahl/zustaendig")
def assign_several() -> ResponseReturnValue:
    return stepped(assign_step)


@blueprint.post("/auswahl/beantwortet")
def mark_several_answered() -> ResponseReturnValue:
    return stepped(
        lambda _: Step(
            "desk.mark_several_answered",
            "als beantwortet melden",
            "als beantwortet gemeldet",
            lambda chosen: bulk.mark_answered(chosen, by=colleague()),
        )
    )


@blueprint.post("/auswahl/export")
def export_several() -> ResponseReturnValue:
    form = SelectionForm()
    if not form.validate_on_submit():
        return back(form, "caution", "Noch nicht exportiert", first_error(form))
    if form.everything.data:
        return redirect(wanted(form).url("desk.export_csv"), code=303)
    try:
        references = [seen.reference for seen in ticked(form)]
    except NothingTicked as error:
        return back(form, "caution", "Noch nicht exportiert", str(error))
    return csv_of(inbox.references_to_ids(references), len(references))


def stepped(step_of: Callable[[SelectionForm], Step]) -> ResponseReturnValue:
    """Load, ask where it needs asking, act, tell."""
    form = SelectionForm()
    if not form.validate_on_submit():
        return back(form, "caution", "Nichts geändert", first_error(form))
    try:
        step = step_of(form)
        chosen = bulk.all_of(frozen(form)) if form.everything.data else ticked(form)
    except DomainError as error:
        return back(form, "caution", "Nichts geändert", str(error))
    if (form.everything.data and not form.confirmed.data) or (step.needs_reason and not form.reason.data):
        return ask(form, step, chosen)
    return told(form, step, step.act(chosen))


def chosen_status(form: SelectionForm) -> Status:
    """Raises NoStatusChosen."""
    if form.status.data not in set(Status):
        raise NoStatusChosen
    return Status(form.status.data)


def status_step(endpoint: str, status: Status, form: SelectionForm) -> Step:
    def act(chosen: Sequence[Seen]) -> Outcome:
        return bulk.change_status(chosen, status, by=colleague(), reason=form.reason.data or "")

    there = f"auf „{LABELS[status]}“"
    return Step(endpoint, f"{there} setzen", f"{there} gesetzt", act, needs_reason=status in NEEDS_REASON)


def assign_step(form: SelectionForm) -> Step:
    names = {str(person.id): person.name for person in colleagues()}
    chosen_id = str(current_user.id) if form.assignee.data == ME else form.assignee.data or NO_ONE
    person, name = (int(chosen_id), names[chosen_id]) if chosen_id in names else (None, "")

    def act(chosen: Sequence[Seen]) -> Outcome:
        return bulk.assign(chosen, person, name, by=colleague())

    whom = f"an {name}" if name else "an niemanden"
    return Step("desk.assign_several", f"{whom} übergeben", f"{whom} übergeben", act)


def ticked(form: SelectionForm) -> list[Seen]:
    """Each value is reference and version, as the list showed them. Raises NothingTicked."""
    pairs = [value.partition(" ") for value in form.lead.data or []]
    found = [Seen(reference, int(version)) for reference, _, version in pairs if version.isdecimal()]
    if not found:
        raise NothingTicked
    return found


def wanted(form: SelectionForm) -> Filters:
    return filters.read(MultiDict(parse_qsl(form.filters.data or "")))


def frozen(form: SelectionForm) -> Selection:
    """The list as it was when it was shown."""
    try:
        until = datetime.fromisoformat(form.until.data or "").astimezone(UTC)
    except ValueError:
        until = datetime.now(UTC)
    return wanted(form).selection_until(until)


def ask(form: SelectionForm, step: Step, chosen: Sequence[Seen]) -> ResponseReturnValue:
    return render_template(
        "desk/several.html", form=form, step=step, count=len(chosen), back=wanted(form).url()
    ), 422


def told(form: SelectionForm, step: Step, outcome: Outcome) -> ResponseReturnValue:
    done = f"{outcome.changed} {'Anfrage' if outcome.changed == 1 else 'Anfragen'} {step.done}"
    if not outcome.refused:
        return back(form, "ok", done, "")
    return back(form, "caution", f"{len(outcome.refused)} nicht geändert", f"{done}. {why(outcome.refused)}")


def why(refused: Sequence[Refused]) -> str:
    """The reasons, each with its references."""
    by_reason = sorted(refused[:NAMED], key=lambda one: one.reason)
    parts = [
        f"{', '.join(one.reference for one in same)}: {reason}"
        for reason, same in groupby(by_reason, key=lambda one: one.reason)
    ]
    return " ".join([*parts, f"Und {len(refused) - NAMED} weitere." if len(refused) > NAMED else ""]).strip()


def back(form: SelectionForm, tone: str, title: str, text: str) -> ResponseReturnValue:
    flash({"tone": tone, "title": title, "text": text})  # type: ignore[arg-type]
    return redirect(wanted(form).url(), code=303)


def first_error(form: SelectionForm) -> str:
    return next((str(errors[0]) for errors in form.errors.values()), "")
