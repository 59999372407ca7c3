"""One lead: what was sent, what happened since, and the next step."""

from collections.abc import Callable
from contextlib import suppress

from flask import abort, redirect
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.desk import filters, lead_page, parking
from app.desk.access import blueprint, colleague
from app.desk.forms import TypedForm
from app.desk.lead_forms import (
    AnsweredForm,
    AssigneeForm,
    ChangeForm,
    NoteForm,
    StatusForm,
    StepForm,
)
from app.errors import DomainError
from app.leads import notes, queries, steps, work
from app.leads.status import ReasonMissing, Status
from app.staff.service import colleagues
from app.turn import DatabaseBusy

LEAD = "/anfragen/<reference>"


@blueprint.get(LEAD)
def show_lead(reference: str) -> ResponseReturnValue:
    lead = queries.lead_by_reference(reference) or abort(404)
    if lead.is_unread:
        with suppress(DatabaseBusy):  # then it is the next opening that marks it
            work.mark_read(reference)
    parked = parking.parked(current_user.id)
    return lead_page.resumed(lead, parked) if parked else lead_page.render(lead)


@blueprint.post(f"{LEAD}/status")
def change_status(reference: str) -> ResponseReturnValue:
    form = StatusForm()

    def act() -> None:
        work.change_status(
            reference,
            Status(form.status.data),
            by=colleague(),
            version=form.version.data,
            reason=form.reason.data,
        )

    return done(reference, form, act)


@blueprint.post(f"{LEAD}/zustaendig")
def assign_lead(reference: str) -> ResponseReturnValue:
    form = AssigneeForm(colleagues())

    def act() -> None:
        work.assign(reference, *form.chosen, by=colleague(), version=form.version.data)

    return done(reference, form, act)


@blueprint.post(f"{LEAD}/beantwortet")
def mark_answered(reference: str) -> ResponseReturnValue:
    form = AnsweredForm()

    def act() -> None:
        work.mark_answered(reference, by=colleague(), version=form.version.data, channel=form.channel.data)

    return done(reference, form, act)


@blueprint.post(f"{LEAD}/doch-nicht-beantwortet")
def take_back_answer(reference: str) -> ResponseReturnValue:
    return pressed(reference, work.take_back_answer)


@blueprint.post(f"{LEAD}/schritt")
def plan_step(reference: str) -> ResponseReturnValue:
    form = StepForm()

    def act() -> None:
        steps.plan_step(reference, form.step.data, form.on.data, by=colleague(), version=form.version.data)

    return done(reference, form, act, anchor="schritt")


@blueprint.post(f"{LEAD}/schritt/erledigt")
def finish_step(reference: str) -> ResponseReturnValue:
    return pressed(reference, steps.finish_step, anchor="schritt")


@blueprint.post(f"{LEAD}/schritt/streichen")
def drop_step(reference: str) -> ResponseReturnValue:
    return pressed(reference, steps.drop_step, anchor="schritt")


@blueprint.post(f"{LEAD}/notizen")
def add_note(reference: str) -> ResponseReturnValue:
    form = NoteForm()
    return done(
        reference,
        form,
        lambda: notes.add_note(reference, form.text.data, by=colleague()),
        anchor="verlauf",
    )


@blueprint.post(f"{LEAD}/notizen/<int(max=2147483647):note>/zurueckziehen")
def withdraw_note(reference: str, note: int) -> ResponseReturnValue:
    return done(
        reference,
        TypedForm(),
        lambda: notes.withdraw_note(reference, note, by=colleague()),
        anchor="verlauf",
    )


def pressed(reference: str, change: Callable[..., None], anchor: str = "") -> ResponseReturnValue:
    """What the buttons have in common that need nothing but the state their reader saw."""
    form = ChangeForm()
    return done(reference, form, lambda: change(reference, by=colleague(), version=form.version.data), anchor)


def done(reference: str, form: TypedForm, act: Callable[[], None], anchor: str = "") -> ResponseReturnValue:
    """Validate, act and go back to the lead, or show it again as it is now, with everything typed."""
    if not form.validate_on_submit():
        return lead_page.again(reference, form, form.first_error)
    try:
        act()
    except ReasonMissing as error:
        form["reason"].errors = [str(error)]
        return lead_page.again(reference, form, str(error))
    except DomainError as error:
        return lead_page.again(reference, form, str(error))
    wanted = filters.from_request()
    return redirect(wanted.url("desk.show_lead", reference=reference, _anchor=anchor or None), code=303)
