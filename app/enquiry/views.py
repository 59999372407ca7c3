"""The form on /kontakt and the page that says thank you."""

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
from itsdangerous import BadSignature, URLSafeSerializer

from app import press
from app.enquiry import attribution, intake
from app.enquiry.forms import EnquiryForm
from app.leads import fields

blueprint = Blueprint("enquiry", __name__)

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


def empty_form(topic: str | None = None) -> EnquiryForm:
    """The same for everybody: no token, no time, no trace of who is asking."""
    form = EnquiryForm(data={"topics": [topic] if topic in fields.TOPICS else []})
    form.action = url_for("enquiry.create")
    return form


@blueprint.post("/kontakt")
def create() -> ResponseReturnValue:
    form = EnquiryForm(request.form)
    if not form.validate():
        return show_again(form, 422)
    try:
        reference = intake.accept(form, attribution.source_of(request))
    except intake.EnquiryNotKept:
        return show_again(form, 503, notice=NOT_KEPT)
    return redirect(url_for("enquiry.thanks", token=receipts().dumps(reference)), code=303)


@blueprint.get("/kontakt/danke/<token>")
def thanks(token: str) -> ResponseReturnValue:
    """Needs no database: the reference is in the signed token, and nothing else is."""
    try:
        reference = receipts().loads(token)
    except BadSignature:
        abort(404)
    response = make_response(render_template("enquiry/thanks.html", reference=reference))
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def show_again(form: EnquiryForm, status: int, notice: dict[str, Any] | None = None) -> ResponseReturnValue:
    """With everything typed; the address carries on where the visitor came from."""
    form.action = url_for("enquiry.create", **attribution.carried(request))
    response = make_response(render_template("enquiry/new.html", form=form, notice=notice), status)
    response.headers["Cache-Control"] = "no-store"
    return response


def receipts() -> URLSafeSerializer:
    """Signs with SECRET_KEY and still reads what earlier keys signed."""
    keys = [*reversed(current_app.config["SECRET_KEY_FALLBACKS"]), current_app.secret_key]
    return URLSafeSerializer(keys, salt="enquiry-receipt")
