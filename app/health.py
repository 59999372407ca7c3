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
    """Whether the database answers or the recorder has room. Never fails because of mail: without a relay enquiries are still taken.

    Nothing is written: a look every few seconds must not take a writer's turn, nor wait for one.
    """
    if is_alive():
        return {"status": "ok"}
    return (
        ({"status": "recorder only"}, 200)
        if recorder.can_take()
        else ({"status": "nothing can be stored"}, 503)
    )
