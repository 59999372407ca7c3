"""Flask-Security, for the desk only: its session stays below /leitstand, its mails go through our outbox."""

from datetime import timedelta
from typing import Any

from flask import Flask, Request, Response, abort, request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from flask_babel import Babel
from flask_security import MailUtil, Security, SQLAlchemySessionUserDatastore
from sqlalchemy.orm import scoped_session, sessionmaker

from app.database import write_turn, writing
from app.links import absolute_url
from app.mail import outbox
from app.security import DESK, limiter
from app.settings import Settings
from app.staff.models import RoleView, Staff
from app.staff.service import PASSWORD_MIN

# Per address of the visitor, per account; a limit on the account alone would let strangers lock a colleague out.
THROTTLES = {"login": ("20/minute", "8/minute"), "forgot_password": ("5/minute", "3/hour")}
OK, UNPROCESSABLE = 200, 422
LINK_VALID = timedelta(days=3)
LINK_EXPIRED = "Dieser Link gilt nicht mehr. Fordern Sie einen neuen an."
# Where the German of Flask-Security is missing or stilted; the second part is its category.
MESSAGES = {
    "GENERIC_AUTHN_FAILED": ("E-Mail-Adresse oder Passwort stimmt nicht.", "error"),
    "UNAUTHENTICATED": ("Bitte melden Sie sich an.", "info"),
    "INVALID_RESET_PASSWORD_TOKEN": (LINK_EXPIRED, "error"),
    "PASSWORD_RESET_EXPIRED": (LINK_EXPIRED, "error"),
    "PASSWORD_RESET_REQUEST": ("Wenn es zu %(email)s einen Zugang gibt, ist der Link unterwegs.", "info"),
    "PASSWORD_RESET_NO_LOGIN": ("Ihr neues Passwort gilt. Melden Sie sich damit an.", "success"),
}


class DeskSessions(SecureCookieSessionInterface):
    """No session outside the desk, so a public page can neither set a cookie nor vary by one."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        return super().open_session(app, request) if request.path.startswith(f"{DESK}/") else None


class StaffStore(SQLAlchemySessionUserDatastore):
    """Reads without a transaction of its own and takes the write turn to commit, as every writer does."""

    def commit(self) -> None:
        with write_turn():
            super().commit()  # type: ignore[no-untyped-call]


class OutboxMails(MailUtil):
    """The one mail Flask-Security still sends by itself, in our words and from our outbox."""

    def send_mail(self, template: str, subject: str, recipient: Any, *_: Any, **context: Any) -> None:
        link = absolute_url("security.reset_password", token=context["reset_token"])
        with writing() as session:
            session.add(outbox.write("staff_reset", recipient, staff=context["user"], link=link))


def init_app(app: Flask, settings: Settings) -> None:
    app.session_interface = DeskSessions()
    app.config.update(configuration(settings))
    Babel(app, default_locale="de_DE", default_timezone="Europe/Berlin")
    # On SQLite a read that later writes would fail when somebody else wrote in between; see docs/decisions/0004.
    engine = app.extensions["engine"].execution_options(begin=None)
    sessions = scoped_session(sessionmaker(engine))
    Security(app, StaffStore(sessions, Staff, RoleView), mail_util_cls=OutboxMails)
    app.teardown_appcontext(lambda _: sessions.remove())
    for name, (per_address, per_account) in THROTTLES.items():
        throttle(app, f"security.{name}", per_address, per_account)
    app.view_functions["security.verify"] = lambda: abort(404)  # nothing here asks for a fresh login yet
    app.after_request(mark_refusal)


def configuration(settings: Settings) -> dict[str, Any]:
    secure = settings.public_url.startswith("https://")
    return {
        "SESSION_COOKIE_NAME": "__Secure-leitstand" if secure else "leitstand",
        "SESSION_COOKIE_PATH": DESK,
        "SESSION_COOKIE_SECURE": secure,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "REMEMBER_COOKIE_PATH": DESK,
        "REMEMBER_COOKIE_SECURE": secure,
        "REMEMBER_COOKIE_SAMESITE": "Lax",
        "WTF_CSRF_TIME_LIMIT": None,  # as long as the login lasts; a form left open must not lose its text
        "SECURITY_URL_PREFIX": DESK,
        "SECURITY_LOGIN_URL": "/anmelden",
        "SECURITY_LOGOUT_URL": "/abmelden",
        "SECURITY_LOGOUT_METHODS": ["POST"],
        "SECURITY_RESET_URL": "/passwort",
        "SECURITY_POST_LOGIN_VIEW": f"{DESK}/",
        "SECURITY_POST_LOGOUT_VIEW": f"{DESK}/anmelden",
        "SECURITY_POST_RESET_VIEW": f"{DESK}/anmelden",
        "SECURITY_RECOVERABLE": True,
        "SECURITY_RESET_PASSWORD_WITHIN": LINK_VALID,
        "SECURITY_SEND_PASSWORD_RESET_NOTICE_EMAIL": False,
        "SECURITY_EMAIL_PLAINTEXT": False,  # rendered by the outbox instead
        "SECURITY_EMAIL_HTML": False,
        "SECURITY_EMAIL_VALIDATOR_ARGS": {"test_environment": True},
        "SECURITY_PASSWORD_HASH": "argon2",
        "SECURITY_PASSWORD_SCHEMES": ["argon2"],
        "SECURITY_PASSWORD_SINGLE_HASH": ["argon2"],
        "SECURITY_DEPRECATED_PASSWORD_SCHEMES": [],
        "SECURITY_PASSWORD_SALT": settings.secret_key.get_secret_value(),
        "SECURITY_PASSWORD_LENGTH_MIN": PASSWORD_MIN,
        "SECURITY_RETURN_GENERIC_RESPONSES": True,
        "SECURITY_JOIN_USER_ROLES": False,  # the role is a column of ours
        "SECURITY_LOGIN_USER_TEMPLATE": "staff/login.html",
        "SECURITY_FORGOT_PASSWORD_TEMPLATE": "staff/forgot.html",
        "SECURITY_RESET_PASSWORD_TEMPLATE": "staff/reset.html",
        "SECURITY_STATIC_FOLDER_URL": "/fs-static",
        **{f"SECURITY_MSG_{name}": message for name, message in MESSAGES.items()},
    }


def throttle(app: Flask, endpoint: str, per_address: str, per_account: str) -> None:
    """Limit a view that Flask-Security has registered. KeyError at start if the name is no longer there."""
    by_address = limiter.limit(per_address, methods=["POST"])
    by_account = limiter.limit(per_account, key_func=typed_account, methods=["POST"])
    app.view_functions[endpoint] = by_account(by_address(app.view_functions[endpoint]))  # type: ignore[assignment]


def mark_refusal(response: Response) -> Response:
    """Flask-Security answers a refused form with 200; a script that watches the code deserves the truth."""
    refused = request.method == "POST" and request.endpoint in ("security.login", "security.reset_password")
    if refused and response.status_code == OK:
        response.status_code = UNPROCESSABLE
    return response


def typed_account() -> str:
    return f"account:{request.form.get('email', '').strip().lower()[:254]}"
