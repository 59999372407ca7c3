"""The desk's one door: its blueprint is closed to everybody who has not logged in."""

from flask import Blueprint, current_app
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_security import auth_required

from app.leads import queries
from app.pages.content import ContentStore
from app.security import DESK
from app.staff.models import DEMO_EMAIL

blueprint = Blueprint("desk", __name__, url_prefix=DESK)


@blueprint.before_request
@auth_required("session")
def require_login() -> ResponseReturnValue | None:
    """Whatever is added to the blueprint is closed without a word of its own."""
    return None


@blueprint.context_processor
def frame() -> dict[str, object]:
    """What every screen shows around its content."""
    store: ContentStore = current_app.extensions["content"]
    return {
        "unread_count": queries.unread_count(),
        "demo_data": current_user.email == DEMO_EMAIL,
        "content_error": store.error,
    }


def colleague() -> str:
    """The name under which a change is recorded."""
    name: str = current_user.name
    return name
