"""Is this installation fit for production? Everything that is missing, at once, each with what to do."""

from typing import NamedTuple
from urllib.parse import urlsplit

from flask import Flask

from app.pages.content import ContentStore
from app.settings import Settings

SECRET_MIN = 32  # characters


Check = tuple[bool, str, str]  # whether all is well; the variable, and what to do


class Finding(NamedTuple):
    """`name` is a variable of the environment or a key of site.toml."""

    name: str
    text: str


def findings(app: Flask) -> tuple[list[Finding], list[Finding]]:
    """What the operator must set, and what only the owner can tell."""
    settings: Settings = app.extensions["settings"]
    return check_settings(settings), check_facts(app.extensions["content"])


def check_settings(settings: Settings) -> list[Finding]:
    checks = (*checks_of_site(settings), *checks_of_mail(settings))
    return [Finding(name, text) for fine, name, text in checks if not fine]


def checks_of_site(settings: Settings) -> tuple[Check, ...]:
    return (
        (
            settings.is_production,
            "APP_ENV",
            "Steht auf development. Für den Betrieb: APP_ENV=production.",
        ),
        (
            urlsplit(settings.site_url).scheme == "https",
            "SITE_URL",
            "Die Adresse der Site, mit https://, zum Beispiel https://www.firma.de.",
        ),
        (
            len(settings.secret_key.get_secret_value()) >= SECRET_MIN,
            "SECRET_KEY",
            f"Mindestens {SECRET_MIN} zufällige Zeichen, etwa aus „openssl rand -base64 48“.",
        ),
    )


def checks_of_mail(settings: Settings) -> tuple[Check, ...]:
    return (
        (
            bool(settings.mail_server),
            "MAIL_SERVER",
            "Der Mailserver, über den Benachrichtigungen hinausgehen.",
        ),
        (
            settings.starttls or settings.mail_use_ssl or is_local(settings.mail_server),
            "MAIL_USE_TLS",
            "Ohne TLS gingen Anfragen und Passwort offen durchs Netz. Setzen Sie MAIL_USE_TLS oder MAIL_USE_SSL auf true.",
        ),
        (
            bool(settings.mail_username) == bool(settings.mail_password.get_secret_value()),
            "MAIL_PASSWORD",
            "MAIL_USERNAME und MAIL_PASSWORD gehören zusammen: Setzen Sie beide oder keines.",
        ),
        (
            bool(settings.mail_default_sender),
            "MAIL_DEFAULT_SENDER",
            "Der Absender, mit Namen: FlightOps <leitstand@firma.de>.",
        ),
        (
            bool(settings.leads_mail_to),
            "LEADS_MAIL_TO",
            "Wer neue Anfragen bekommt; mehrere Adressen durch Komma getrennt.",
        ),
    )


def is_local(host: str) -> bool:
    return host in ("localhost", "127.0.0.1", "::1")


def check_facts(store: ContentStore) -> list[Finding]:
    return [
        Finding(key, f"{label} fehlt in site.toml.") for key, label in store.current().site.missing_facts()
    ]


def waiting_for_release(store: ContentStore) -> list[str]:
    """Articles that production keeps back until somebody stands for them with `released_by:`."""
    return [
        article.title for article in store.current().articles if not article.draft and not article.released_by
    ]


def report(operator: list[Finding], owner: list[Finding]) -> str:
    """German lines for the terminal."""
    parts = []
    if operator:
        parts += ["In der Umgebung fehlt:", *(f"  {name:<20} {text}" for name, text in operator)]
    if owner:
        parts += ["Das brauchen wir von Ihnen:", *(f"  {name:<26} {text}" for name, text in owner)]
    return "\n".join(parts)
