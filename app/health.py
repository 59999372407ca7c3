"""Two questions for whoever watches: is the process alive, can it serve and accept."""

from flask import Blueprint, Flask
from flask.typing import ResponseReturnValue

from app.database import is_alive

blueprint = Blueprint("health", __name__)


def init_app(app: Flask) -> None:
    app.register_blueprint(blueprint)


@blueprint.get("/healthz")
def alive() -> ResponseReturnValue:
    return {"status": "ok"}


@blueprint.get("/readyz")
def ready() -> ResponseReturnValue:
    """Never fails because of mail: a site whose relay is down still takes enquiries."""
    return ({"status": "ok"}, 200) if is_alive() else ({"status": "database away"}, 503)
