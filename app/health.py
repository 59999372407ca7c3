"""Two questions for whoever watches: is the process alive, can it serve and accept."""

from flask import Blueprint, Flask
from flask.typing import ResponseReturnValue

from app.database import is_alive
from app.enquiry import recorder

blueprint = Blueprint("health", __name__)


def init_app(app: Flask) -> None:
    app.register_blueprint(blueprint)


@blueprint.get("/healthz")
def alive() -> ResponseReturnValue:
    return {"status": "ok"}


@blueprint.get("/readyz")
def ready() -> ResponseReturnValue:
    """Whether an enquiry would be kept or recorded. Never fails because of mail: a site without relay still takes enquiries."""
    if is_alive():
        return {"status": "ok"}
    return (
        ({"status": "recorder only"}, 200)
        if recorder.can_take()
        else ({"status": "nothing can be stored"}, 503)
    )
