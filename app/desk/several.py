"""Several leads at once: those ticked in the list, or everything the list holds, which is asked about first."""

from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import groupby
from urllib.parse import parse_qsl

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user
from werkzeug.datastructures import MultiDict

from app.desk import filters, parking
from app.desk.access import blueprint
from app.desk.export import csv_of
from app.desk.filters import Filters
from app.desk.forms import SelectionForm
from app.desk.inbox import PLACE
from app.desk.several_steps import STEPS, Step
from app.errors import DomainError
from app.leads import bulk, inbox
from app.leads.bulk import Outcome, Refused, Seen
from app.leads.selection import Selection

NAMED = 12  # references named in the notice; its room is a cookie


class NothingTicked(DomainError):
    message = "Kreuzen Sie zuerst Anfragen an."


@blueprint.get("/auswahl")
def resume_several() -> ResponseReturnValue:
    """Where a login leads that ended meanwhile: to the question that stood open, else to the list, ticked as it was."""
    parked = parking.parked(current_user.id)
    form = SelectionForm(formdata=parked.form if parked else None)
    if parked is None or not form.confirmed.data:
        return redirect(page_of(form, **{parking.IN_ADDRESS: request.args.get(parking.IN_ADDRESS)}), code=303)
    try:
        step, chosen = STEPS[parked.endpoint](form), meant(form)
    except DomainError as error:
        return back(form, "caution", "Nichts geändert", str(error))
    return question(form, parked.endpoint, step, chosen, parking.STILL_THERE)


@blueprint.post("/auswahl/status")
def change_status_of_several() -> ResponseReturnValue:
    return stepped("desk.change_status_of_several")


@blueprint.post("/auswahl/spam")
def mark_several_as_spam() -> ResponseReturnValue:
    return stepped("desk.mark_several_as_spam")


@blueprint.post("/auswahl/zustaendig")
def assign_several() -> ResponseReturnValue:
    return stepped("desk.assign_several")


@blueprint.post("/auswahl/beantwortet")
def mark_several_answered() -> ResponseReturnValue:
    return stepped("desk.mark_several_answered")


@blueprint.post("/auswahl/export")
def export_several() -> ResponseReturnValue:
    form = SelectionForm()
    if not form.validate_on_submit():
        return back(form, "caution", "Noch nicht exportiert", form.first_error)
    if form.everything.data:
        return redirect(wanted(form).url("desk.export_csv"), code=303)
    try:
        references = [seen.reference for seen in ticked(form)]
    except NothingTicked as error:
        return back(form, "caution", "Noch nicht exportiert", str(error))
    return csv_of(inbox.references_to_ids(references), len(references))


def stepped(endpoint: str) -> ResponseReturnValue:
    """Load, ask where it needs asking, act, tell."""
    form = SelectionForm()
    if not form.validate_on_submit():
        return back(form, "caution", "Nichts geändert", form.first_error)
    try:
        step, chosen = STEPS[endpoint](form), meant(form)
    except DomainError as error:
        return back(form, "caution", "Nichts geändert", str(error))
    if needs_asking(form, step):
        return question(form, endpoint, step, chosen), 422
    return told(form, step, step.act(chosen))


def needs_asking(form: SelectionForm, step: Step) -> bool:
    return bool(
        (form.everything.data and not form.confirmed.data) or (step.needs_reason and not form.reason.data)
    )


def meant(form: SelectionForm) -> Sequence[Seen]:
    """Raises TooManyLeads, NothingTicked."""
    return bulk.all_of(frozen(form)) if form.everything.data else ticked(form)


def ticked(form: SelectionForm) -> list[Seen]:
    """Each value is reference and version, as the list showed them. Raises NothingTicked."""
    pairs = [value.partition(" ") for value in form.lead.data or []]
    found = [Seen(reference, int(version)) for reference, _, version in pairs if is_version(version)]
    if not found:
        raise NothingTicked
    return found


def is_version(text: str) -> bool:
    return text.isdecimal() and len(text) < 10  # noqa: PLR2004 - the database holds no longer one


def address(form: SelectionForm) -> MultiDict[str, str]:
    return MultiDict(parse_qsl(form.filters.data or ""))


def wanted(form: SelectionForm) -> Filters:
    return filters.read(address(form))


def page_of(form: SelectionForm, **more: str | None) -> str:
    """The page of the list that the form stands on."""
    return wanted(form).url(**{name: address(form).get(name) for name in PLACE}, **more)


def frozen(form: SelectionForm) -> Selection:
    """The list as it was when it was shown."""
    try:
        until = datetime.fromisoformat(form.until.data or "").astimezone(UTC)
    except ValueError:
        until = datetime.now(UTC)
    return wanted(form).selection_until(until)


def question(
    form: SelectionForm,
    endpoint: str,
    step: Step,
    chosen: Sequence[Seen],
    notice: dict[str, str] | None = None,
) -> str:
    """Asked before a step for the whole list, and for a reason."""
    place = {"endpoint": endpoint, "back": page_of(form)}
    return render_template(
        "desk/several.html", form=form, step=step, count=len(chosen), notice=notice, **place
    )


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
    return redirect(page_of(form), code=303)
