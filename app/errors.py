"""DomainError and its kin, and the HTTP error pages."""

from flask import Flask, Response, current_app, make_response, render_template
from flask.globals import request_ctx
from werkzeug.exceptions import ClientDisconnected, HTTPException

PAGES = {
    404: (
        "Diese Seite gibt es nicht",
        "Die Adresse führt ins Leere. Vielleicht ist sie veraltet oder vertippt.",
    ),
    405: (
        "So lässt sich diese Seite nicht aufrufen",
        "Der Aufruf passt nicht zu dieser Adresse. Öffnen Sie sie bitte noch einmal.",
    ),
    410: ("Diese Seite gibt es nicht mehr", "Der Inhalt wurde entfernt und kommt nicht wieder."),
    413: (
        "Das war zu viel auf einmal",
        "Diese Seite nimmt nicht so viel an. Gehen Sie im Browser einen Schritt zurück: Ihr Text steht noch dort. Kürzen Sie ihn bitte.",
    ),
    415: (
        "Das ist kein Formular",
        "Hier lassen sich nur Angaben aus dem Formular senden. Öffnen Sie es bitte und tragen Sie Ihr Anliegen dort ein.",
    ),
    429: (
        "Bitte einen Moment Geduld",
        "Von Ihrem Anschluss kamen gerade sehr viele Aufrufe. Versuchen Sie es in einer Minute erneut.",
    ),
    500: (
        "Hier ist etwas schiefgegangen",
        "Der Fehler liegt bei uns und ist festgehalten. Versuchen Sie es bitte gleich noch einmal.",
    ),
    503: (
        "Gerade nicht erreichbar",
        "Wir arbeiten daran. Versuchen Sie es bitte in wenigen Minuten noch einmal.",
    ),
}
OTHER = (
    "Das hat nicht geklappt",
    "Der Aufruf ließ sich nicht beantworten. Versuchen Sie es bitte noch einmal.",
)


class ConfigurationError(Exception):
    """The surroundings are not fit to start in; the message is one German sentence for the operator."""


class DomainError(Exception):
    """A rule of the house was met; the message is a German sentence for the person who met it."""

    message = "Das ist hier nicht möglich."

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or self.message)


def init_app(app: Flask) -> None:
    app.register_error_handler(HTTPException, show_error)


def show_error(error: HTTPException) -> Response:
    """Every HTTP error in the look of the site; unexpected ones arrive here as 500, logged by Flask."""
    if error.response is not None:
        return make_response(error.response)
    if isinstance(error, ClientDisconnected) or request_ctx.url_adapter is None:
        return Response(
            status=error.code
        )  # nobody is there to read a page, or came under a name that is not ours
    response = error_page(error.code or 500)
    for name, value in error.get_headers():
        if name not in ("Content-Type", "Content-Length"):
            response.headers[name] = value
    return response


def error_page(code: int, text: str = "") -> Response:
    """With its usual text, or another one."""
    title, usual = PAGES.get(code, OTHER)
    return make_response(rendered(code, title, text or usual), code)


def rendered(code: int, title: str, text: str) -> str | Response:
    """Bare where even this page cannot be made, since the desk's frame needs the database that may be what failed."""
    try:
        return render_template("errors/page.html", code=code, title=title, text=text)
    except Exception:
        current_app.logger.exception("The page of the error %s could not be made", code)
        return Response(f"{title}\n\n{text}\n", mimetype="text/plain")
