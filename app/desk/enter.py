"""A lead taken down by hand: a call, a fair, a recommendation."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.desk import parking
from app.desk.access import blueprint, colleague
from app.desk.lead_forms import EnterForm
from app.leads import queries, service
from app.leads.models import Lead
from app.turn import DatabaseBusy

NEW_LEAD = "/anfragen/neu"


@blueprint.get(NEW_LEAD)
def new_lead() -> ResponseReturnValue:
    parked = parking.parked(current_user.id)
    form = EnterForm(formdata=parked.form if parked else None)
    return page(form, notice=parking.STILL_THERE if parked else None)


@blueprint.post(NEW_LEAD)
def enter_lead() -> ResponseReturnValue:
    form = EnterForm()
    if not form.validate_on_submit():
        return page(form), 422
    duplicates = queries.possible_duplicates(form.enquiry())
    if duplicates and "trotzdem" not in request.form:
        return page(form, duplicates), 422
    try:
        reference = service.enter(form.enquiry(), by=colleague())
    except DatabaseBusy as error:
        notice = {"tone": "caution", "title": "Noch nicht angelegt", "text": str(error)}
        return page(form, duplicates, notice), 503
    return redirect(url_for("desk.show_lead", reference=reference), code=303)


def page(form: EnterForm, duplicates: list[Lead] | None = None, notice: dict[str, str] | None = None) -> str:
    return render_template("desk/enter.html", form=form, duplicates=duplicates or [], notice=notice)
