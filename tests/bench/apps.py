"""Three ways to answer with the article, for comparison: as we do, without the press, and as a tutorial would."""

from pathlib import Path

from flask import Flask, Response

from app import create_app

pressed, uncached = create_app(), create_app()
uncached.wsgi_app = uncached.wsgi_app.app  # type: ignore[method-assign, attr-defined]

tutorial = Flask(__name__)


@tutorial.get("/<path:name>")
def page(name: str) -> Response:
    """The finished page, read from disk at each request: as little as a view can do."""
    return Response(Path("/dev/shm/flightops-bench.html").read_bytes(), mimetype="text/html")  # noqa: S108
