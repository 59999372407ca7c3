"""The form on /kontakt and the page that says thank you."""

from typing import Any
from urllib.parse import urlsplit

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

from app.enquiry import intake
from app.enquiry.forms import EnquiryForm
from app.leads import fields

blueprint = Blueprint("enquiry", __name__)

# Parameters of a call-to-action link, and the field each one fills.
LINK_PARAMETERS = {"artikel": "article", "ort": "place", "utm_campaign": "campaign"}
NOT_KEPT = {
    "tone": "warn",
    "title": "Ihre Anfrage konnten wir nicht speichern",
    "text": "Der Fehler liegt bei uns. Ihr Text steht unten: Senden Sie ihn gleich noch einmal oder erreichen Sie uns direkt.",
}


def init_app(app: Flask) -> None:
    app.register_blueprint(blueprint)
    app.jinja_env.globals["cta_url"] = cta_url


def cta_url(place: str, article: str | None = None, topic: str | None = None) -> str:
    """Where a call to action leads: the form, knowing where the visitor came from, with the topic ticked."""
    return url_for("enquiry.new", ort=place, artikel=article, thema=topic or None)


@blueprint.get("/kontakt")
def new() -> ResponseReturnValue:
    topic = request.args.get("thema")
    prefilled = {field: request.args.get(name, "") for name, field in LINK_PARAMETERS.items()}
    form = EnquiryForm(data=prefilled | {"topics": [topic] if topic in fields.TOPICS else []})
    return render_template("enquiry/new.html", form=form, notice=None)


@blueprint.post("/kontakt")
def create() -> ResponseReturnValue:
    form = EnquiryForm(request.form)
    if not form.validate():
        return show_again(form, 422)
    try:
        reference = intake.accept(form, foreign_referrer())
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
    response = make_response(render_template("enquiry/new.html", form=form, notice=notice), status)
    response.headers["Cache-Control"] = "no-store"
    return response


def receipts() -> URLSafeSerializer:
    """Signs with SECRET_KEY and still reads what earlier keys signed."""
    keys = [*reversed(current_app.config["SECRET_KEY_FALLBACKS"]), current_app.secret_key]
    return URLSafeSerializer(keys, salt="enquiry-receipt")


def foreign_referrer() -> str:
    """The host that led here, unless it is ourselves."""
    host = urlsplit(request.referrer or "").hostname or ""
    return "" if host == urlsplit(request.host_url).hostname else host
