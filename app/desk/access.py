"""The desk's one door: its blueprint is closed to everybody who has not logged in."""

from urllib.parse import quote, urlencode

from flask import Blueprint, current_app, flash, get_flashed_messages, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_security import auth_required

from app.desk import parking
from app.desk.trouble import mail_trouble
from app.enquiry import recorder
from app.leads.counts import unread_count
from app.pages.content import ContentStore
from app.security import DESK
from app.staff.models import DEMO_EMAIL

KEPT = "Ihre Eingabe ist aufgehoben und steht danach wieder da."
NOT_KEPT = "Melden Sie sich an und senden Sie das Formular danach noch einmal."

blueprint = Blueprint("desk", __name__, url_prefix=DESK)


@blueprint.before_request
def require_login() -> ResponseReturnValue | None:
    """Whatever is added to the blueprint is closed without a word of its own. What was typed waits until after the login."""
    refusal: ResponseReturnValue | None = admit()
    if refusal is None or request.method != "POST":
        return refusal
    return by_way_of_login(parking.park())


@auth_required("session")
def admit() -> ResponseReturnValue | None:
    return None


def by_way_of_login(token: str | None) -> ResponseReturnValue:
    """And back to where the form stands; the address holds a token, never the text. Without one nothing was parked."""
    get_flashed_messages()  # instead of the usual one
    flash(f"Ihre Anmeldung ist abgelaufen. {KEPT if token else NOT_KEPT}", "info")
    asked = request.args.to_dict() | ({parking.IN_ADDRESS: token} if token else {})
    back = f"{quote(screen())}?{urlencode(asked)}".removesuffix("?")
    return redirect(url_for("security.login", next=back), code=303)


def screen() -> str:
    """The address the form was sent to, or the nearest above it that can be opened."""
    path, routes = request.path, current_app.url_map.bind("")
    while not routes.test(path, "GET"):
        path = path.rpartition("/")[0]
    return path


@blueprint.app_template_global()
def at_desk() -> bool:
    """Whether a page below the desk's address, an error or none at all, is for a colleague."""
    return request.path.startswith(DESK) and bool(current_user.is_authenticated)


@blueprint.app_template_global()
def desk_frame() -> dict[str, object]:
    """What every screen shows around its content; asked for by its layout, which errors outside the blueprint have, too."""
    store: ContentStore = current_app.extensions["content"]
    return {
        "unread_count": unread_count(),
        "demo_data": current_user.email == DEMO_EMAIL,
        "content_error": store.error,
        "recorder": recorder.state(),
        "mail_trouble": mail_trouble(),
    }


def colleague() -> str:
    """The name under which a change is recorded."""
    name: str = current_user.name
    return name
