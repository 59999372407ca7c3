"""One lead: what was sent, what happened since, and the next step."""

from flask import abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.desk import timeline
from app.desk.access import blueprint, colleague
from app.desk.forms import NoteForm, StatusForm
from app.errors import DomainError
from app.leads import fields, queries, service
from app.leads.models import Lead
from app.leads.status import LABELS, MOVES, PIPELINE, ReasonMissing, Status
from app.mail.outbox import mails_about


@blueprint.get("/anfragen/<reference>")
def show_lead(reference: str) -> ResponseReturnValue:
    lead = queries.lead_by_reference(reference) or abort(404)
    if lead.is_unread:
        service.mark_read(reference)
    return page(lead, StatusForm(version=lead.version), NoteForm())


@blueprint.post("/anfragen/<reference>/status")
def change_status(reference: str) -> ResponseReturnValue:
    form = StatusForm()
    if not form.validate_on_submit():
        return page_again(reference, form, NoteForm(), first_error(form))
    wanted, version = Status(form.status.data), form.version.data
    try:
        service.change_status(reference, wanted, by=colleague(), version=version, reason=form.reason.data)
    except ReasonMissing as error:
        form.reason.errors = [str(error)]
        return page_again(reference, form, NoteForm(formdata=None), str(error))
    except DomainError as error:
        return page_again(reference, form, NoteForm(formdata=None), str(error))
    return redirect(url_for("desk.show_lead", reference=reference), code=303)


@blueprint.post("/anfragen/<reference>/notizen")
def add_note(reference: str) -> ResponseReturnValue:
    form = NoteForm()
    if not form.validate_on_submit():
        return page_again(reference, StatusForm(formdata=None), form, first_error(form))
    try:
        service.add_note(reference, form.text.data, by=colleague())
    except DomainError as error:
        return page_again(reference, StatusForm(formdata=None), form, str(error))
    return redirect(url_for("desk.show_lead", reference=reference), code=303)


def page_again(
    reference: str, status_form: StatusForm, note_form: NoteForm, problem: str
) -> ResponseReturnValue:
    """The present state of the lead with everything typed still there; the next try starts from what is seen now."""
    lead = queries.lead_by_reference(reference) or abort(404)
    status_form.version.data = lead.version
    status_form.version.raw_data = None
    notice = {"tone": "caution", "title": "Noch nicht gesichert", "text": problem}
    return page(lead, status_form, note_form, notice), 422


def first_error(form: StatusForm | NoteForm) -> str:
    return next(str(errors[0]) for errors in form.errors.values())


def page(
    lead: Lead, status_form: StatusForm, note_form: NoteForm, notice: dict[str, str] | None = None
) -> str:
    return render_template(
        "desk/lead.html",
        lead=lead,
        facts=[(field.label, text) for field, text in fields.shown(lead) if field.name != "message"],
        timeline=timeline.entries(lead, mails_about(lead.reference)),
        pipeline=timeline.pipeline(lead, PIPELINE),
        moves=[(status, LABELS[status]) for status in MOVES[Status(lead.status)]],
        status_form=status_form,
        note_form=note_form,
        notice=notice,
    )
