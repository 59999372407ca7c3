"""The form on /kontakt and the page that says thank you."""

from datetime import datetime
from typing import Any

from flask import (
    Blueprint,
    Flask,
    abort,
    current_app,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from itsdangerous import BadSignature, URLSafeTimedSerializer
from werkzeug.exceptions import HTTPException, TooManyRequests

from app import errors, press
from app.database import utc_now
from app.enquiry import attribution, intake, limits, spam
from app.enquiry.forms import EnquiryForm
from app.leads import fields
from app.leads.clock import answer_due
from app.security import signing_keys

blueprint = Blueprint("enquiry", __name__)

CHECKING = "checking"  # beside the reference in the token of an enquiry that people look at first

NOT_KEPT = {
    "tone": "warn",
    "title": "Ihre Anfrage konnten wir nicht speichern",
    "text": "Der Fehler liegt bei uns. Ihr Text steht unten: Senden Sie ihn gleich noch einmal oder erreichen Sie uns direkt.",
}


def init_app(app: Flask) -> None:
    app.register_blueprint(blueprint)
    app.jinja_env.globals.update(cta_url=cta_url, enquiry_form=empty_form)
    press.keep_parameters(app, "/kontakt", thema=fields.TOPICS)


def cta_url(place: str, article: str | None = None, topic: str | None = None) -> str:
    """Where a call to action leads: the form, knowing where the visitor came from, with the topic ticked."""
    return url_for("enquiry.new", ort=place, artikel=article, thema=topic or None)


@blueprint.get("/kontakt")
def new() -> ResponseReturnValue:
    response = make_response(
        render_template("enquiry/new.html", form=empty_form(request.args.get("thema")), notice=None)
    )
    response.headers["Cache-Control"] = press.KEEP
    return response


def empty_form(topic: str | None = None, place: str = "") -> EnquiryForm:
    """The same for everybody: no token, no time, no trace of who is asking. `place`: where a page has the form."""
    form = EnquiryForm(data={"topics": [topic] if topic in fields.TOPICS else []})
    form.action = url_for("enquiry.create")
    form.place, form.is_fresh = place, True
    return form


@blueprint.post("/kontakt")
@limits.per_address
def create() -> ResponseReturnValue:
    form = limits.typed_form()
    if not form.validate():
        return show_again(form, 422)
    try:
        kept = intake.accept(form, attribution.source_of(request), spam.visit_of(request, form))
    except intake.EnquiryNotKept:
        return show_again(form, 503, notice=NOT_KEPT)
    told = [kept.reference, CHECKING] if kept.is_checked else kept.reference
    return redirect(url_for("enquiry.thanks", token=receipts().dumps(told)), code=303)


@blueprint.errorhandler(TooManyRequests)
def hold_back(_: TooManyRequests) -> ResponseReturnValue:
    """Too many from one address: nothing is kept, everything typed is handed back."""
    try:
        form = limits.typed_form()
    except HTTPException as error:
        return errors.show_error(error)
    seconds = limits.seconds_to_wait()
    response = make_response(show_again(form, 429, notice=limits.too_many(seconds)))
    response.headers["Retry-After"] = str(seconds)
    return response


@blueprint.get("/kontakt/danke/<token>")
def thanks(token: str) -> ResponseReturnValue:
    """Needs no database: the signed token says which reference was given, when, and whether it is checked first."""
    try:
        told, received_at = receipts().loads(token, return_timestamp=True)
    except BadSignature:
        abort(404)
    checking = not isinstance(told, str)
    response = make_response(
        render_template(
            "enquiry/thanks.html",
            reference=told[0] if checking else told,
            due=due_if_promised(received_at),
            checking=checking,
        )
    )
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def due_if_promised(received_at: datetime) -> datetime | None:
    """Until when the visitor hears from us; None without a promise, or when the time has passed."""
    promise = current_app.extensions["content"].current().site.promise
    due = answer_due(received_at, promise)
    return due if promise.enabled and due > utc_now() else None


def show_again(form: EnquiryForm, status: int, notice: dict[str, Any] | None = None) -> ResponseReturnValue:
    """With everything typed; the address carries on where the visitor came from.

    Not `no-store`: with it browsers cannot show this page again on the way back or forward, and the text is gone.
    """
    form.place, form.is_fresh = "", False
    form.action = url_for("enquiry.create", **attribution.carried(request))
    response = make_response(render_template("enquiry/new.html", form=form, notice=notice), status)
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def receipts() -> URLSafeTimedSerializer:
    """Signs with SECRET_KEY, notes the second, and still reads what earlier keys signed."""
    return URLSafeTimedSerializer(signing_keys(), salt="enquiry-receipt")
