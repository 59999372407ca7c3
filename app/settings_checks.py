"""What a setting must look like. Each check returns the value or raises ValueError: a German sentence naming the variable."""

import re
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import urlsplit

from email_validator import EmailNotValidError, validate_email
from limits import errors as limits_errors
from limits.storage import storage_from_string
from pydantic import SecretStr
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

DATABASES = ("sqlite", "postgresql")
FIGURE = re.compile(r"[1-9]\d{0,8} per ([1-9]\d{0,3} )?(second|minute|hour|day)s?")


def site_url(value: str) -> str:
    if value and not value.startswith(("http://", "https://")):
        raise ValueError(f"SITE_URL muss mit https:// oder http:// beginnen, nicht „{value}“.")
    if value and not urlsplit(value).hostname:
        raise ValueError(f"SITE_URL fehlt der Name nach „{value}“. Beispiel: https://www.firma.de")
    beyond = urlsplit(value)._replace(scheme="", netloc="").geturl()
    if beyond not in ("", "/"):
        raise ValueError(
            f"SITE_URL endet mit dem Namen, ohne „{beyond}“ dahinter: Die Site braucht einen eigenen."
        )
    return value.rstrip("/")


def mail_server(value: str) -> str:
    if "/" in value or value.count(":") == 1:
        raise ValueError(
            f"MAIL_SERVER ist ein bloßer Name wie mail.firma.de, nicht „{value}“; der Port steht in MAIL_PORT."
        )
    return value


def database_url(value: SecretStr) -> SecretStr:
    """The sentence does not repeat what was set: it may hold a password."""
    if value.get_secret_value() and backend(value.get_secret_value()) not in DATABASES:
        raise ValueError(
            "DATABASE_URL braucht die Form „postgresql+psycopg://name:passwort@host/datenbank“ oder „sqlite:////pfad/datei.db“."
        )
    return value


def backend(url: str) -> str:
    """Empty for what is no address of a database, or one whose driver is not here."""
    try:
        dialect = make_url(url).get_dialect()
        dialect.import_dbapi()
    except (ArgumentError, ImportError, ValueError):
        return ""
    return dialect.name


def content_dir(value: Path) -> Path:
    if not value.is_dir():
        raise ValueError(
            f"CONTENT_DIR: Den Ordner {value} gibt es nicht. Nennen Sie den, in dem site.toml liegt."
        )
    return value


def sender(value: str) -> str:
    if value:
        address("MAIL_DEFAULT_SENDER", parseaddr(value)[1])
    return value


def recipients(value: tuple[str, ...]) -> tuple[str, ...]:
    for one in value:
        address("LEADS_MAIL_TO", one)
    return value


def address(name: str, value: str) -> None:
    """An address that no mail can be written to would cost every enquiry; better to learn it at the start."""
    try:
        validate_email(value, check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        raise ValueError(f"{name}: „{value}“ ist keine E-Mail-Adresse. Beispiel: name@firma.de") from None


def figures(value: str) -> str:
    if not all(FIGURE.fullmatch(part.strip()) for part in value.split(";")):
        raise ValueError(
            f"RATELIMIT_ENQUIRIES braucht die Form „10 per 10 minutes; 40 per day“, nicht „{value}“."
        )
    return value


def storage(value: str) -> str:
    try:
        storage_from_string(value)
    except limits_errors.ConfigurationError as error:
        raise ValueError(
            f"RATELIMIT_STORAGE_URI: „{value}“ geht hier nicht ({error}). Üblich ist memory://."
        ) from None
    return value
