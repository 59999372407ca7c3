"""The Leitstand: one file a screen."""

from flask import Flask

from app.desk import (  # noqa: F401 - importing a screen adds its routes to the blueprint
    enter,
    export,
    inbox,
    lead,
    overview,
    pages,
    post,
    several,
)
from app.desk.access import blueprint


def init_app(app: Flask) -> None:
    app.register_blueprint(blueprint)
