"""The link that creates the first account; everything else about logging in is Flask-Security's."""

from flask import Blueprint, Flask, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_security import login_user
from itsdangerous import BadSignature, URLSafeTimedSerializer

from app.errors import DomainError
from app.links import absolute_url
from app.security import DESK, signing_keys
from app.settings import Settings
from app.staff import login, service
from app.staff.forms import FirstAccountForm

blueprint = Blueprint("staff", __name__, url_prefix=DESK)

LINK_VALID = 24 * 3600  # seconds


def init_app(app: Flask, settings: Settings) -> None:
    login.init_app(app, settings)
    app.register_blueprint(blueprint)


@blueprint.route("/erster-zugang/<token>", methods=["GET", "POST"])
def first_account(token: str) -> ResponseReturnValue:
    if not is_valid(token) or service.has_staff():
        return render_template("staff/link_expired.html"), 410
    form = FirstAccountForm()
    if not form.validate_on_submit():
        return render_template("staff/first_account.html", form=form), 422 if form.errors else 200
    try:
        person = service.add_first(form.email.data, form.name.data, form.password.data)
    except DomainError as error:
        form.email.errors = [str(error)]
        return render_template("staff/first_account.html", form=form), 422
    login_user(person)
    return redirect(url_for("desk.overview"), code=303)


def first_account_link() -> str:
    """For the terminal, while no staff exist; useless as soon as one does."""
    return absolute_url("staff.first_account", token=serializer().dumps("first"))


def is_valid(token: str) -> bool:
    try:
        return bool(serializer().loads(token, max_age=LINK_VALID))
    except BadSignature:
        return False


def serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(signing_keys(), salt="first-account")
