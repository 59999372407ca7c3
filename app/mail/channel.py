"""Where mails go: to the relay, or into a folder as long as there is none."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Protocol, Self

import flask_mail
from flask import Flask, current_app

from app.mail.answers import Outcome, Verdict
from app.mail.connection import ehlo_name, silent
from app.mail.models import OutboxMail
from app.mail.transport import RelayChannel
from app.settings import Settings


class Channel(Protocol):
    """Takes one mail after the other over one connection, opened at the first."""

    def __enter__(self) -> Self: ...
    def __exit__(self, *_: object) -> None: ...
    def send(self, mail: OutboxMail) -> Outcome:
        """How it ended; whatever relay and network do is an outcome and no exception."""

    def knock(self) -> str | None:
        """What keeps the channel closed; None when it is open."""


def init_app(app: Flask, settings: Settings) -> None:
    app.config.update(
        MAIL_SERVER=settings.mail_server,
        MAIL_PORT=settings.mail_port,
        MAIL_USE_TLS=settings.starttls,
        MAIL_USE_SSL=settings.mail_use_ssl,
        MAIL_USERNAME=settings.mail_username or None,
        MAIL_PASSWORD=settings.mail_password.get_secret_value() or None,
        MAIL_DEFAULT_SENDER=settings.sender,
        MAIL_MAX_EMAILS=None,
    )
    flask_mail.Mail(app)


def open_channel(tell: Callable[[str], None] = silent, stop: threading.Event | None = None) -> Channel:
    """`tell` hears each line of the dialogue, passwords masked; `stop` cuts short the waiting for a silent relay."""
    settings: Settings = current_app.extensions["settings"]
    if settings.mail_server:
        return RelayChannel(current_app.extensions["mail"], ehlo_name(settings), tell, stop)
    return FolderChannel(settings.data_dir / "mail")


class FolderChannel:
    """Each mail becomes a file that any mail program opens."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __enter__(self) -> Self:
        self.folder.mkdir(mode=0o700, exist_ok=True)
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def send(self, mail: OutboxMail) -> Outcome:
        path = self.folder / f"{mail.created_at:%Y%m%d-%H%M%S}-{mail.id or 'einzeln'}-{mail.message}.eml"
        path.write_bytes(mail.raw)
        return Outcome(Verdict.SENT, f"Abgelegt als {path}")

    def knock(self) -> None:
        return None
