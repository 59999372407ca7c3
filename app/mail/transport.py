"""Hand one mail to the relay: Flask-Mail's connection with time-outs and verified TLS, or a folder in development."""

import smtplib
import ssl
from contextlib import suppress
from pathlib import Path
from typing import Protocol, Self

import flask_mail
from flask import Flask, current_app

from app.mail.models import OutboxMail
from app.settings import Settings

CONNECT_TIMEOUT = 15.0  # seconds, to reach the relay
COMMAND_TIMEOUT = 60.0  # for each command
DATA_TIMEOUT = (
    300.0  # after the final dot: giving up early is what makes copies (RFC 5321, 4.5.3.2.6 names 10 minutes)
)
PERMANENT = 500


class MailDeferred(Exception):
    """Not taken now; try again later. The message is what the relay said."""


class ChannelDown(MailDeferred):
    """The relay itself cannot be used: nothing is known about the mail."""


class MailRefused(Exception):
    """Refused for good."""


class Channel(Protocol):
    """Takes one mail after the other over one connection, opened at the first."""

    def __enter__(self) -> Self: ...
    def __exit__(self, *_: object) -> None: ...
    def send(self, mail: OutboxMail) -> str:
        """The relay's words of acceptance. Raises MailDeferred, ChannelDown, MailRefused."""


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


def open_channel() -> Channel:
    settings: Settings = current_app.extensions["settings"]
    return (
        RelayChannel(current_app.extensions["mail"])
        if settings.mail_server
        else FolderChannel(settings.data_dir / "mail")
    )


class VerifiedConnection(flask_mail.Connection):
    """Flask-Mail's connection sets no time-out and checks no certificate; this one does both."""

    host: smtplib.SMTP

    def configure_host(self) -> smtplib.SMTP:
        host = self.connect()
        try:
            host.ehlo()
            if self.mail.use_tls:
                host.starttls(context=ssl.create_default_context())
                host.ehlo()
            if self.mail.username and self.mail.password:
                host.login(self.mail.username, self.mail.password)
        except OSError:
            host.close()
            raise
        return host

    def connect(self) -> smtplib.SMTP:
        server, port = self.mail.server, self.mail.port
        if self.mail.use_ssl:
            context = ssl.create_default_context()
            host: smtplib.SMTP = smtplib.SMTP_SSL(server, port, timeout=CONNECT_TIMEOUT, context=context)
        else:
            host = smtplib.SMTP(server, port, timeout=CONNECT_TIMEOUT)
        wait_at_most(host, COMMAND_TIMEOUT)
        return host


class RelayChannel:
    """SMTP. A connection that broke is not used again."""

    def __init__(self, mail: flask_mail._Mail) -> None:
        self.connection = VerifiedConnection(mail)  # type: ignore[arg-type]
        self.host: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.host is not None:
            with suppress(OSError):  # a failing QUIT says nothing about the mails before it
                self.host.quit()
            self.drop()

    def send(self, mail: OutboxMail) -> str:
        host = self.connected()
        try:
            return hand_over(host, mail)
        except smtplib.SMTPResponseException as error:
            self.start_over()
            refused = MailRefused if error.smtp_code >= PERMANENT else MailDeferred
            raise refused(words_of(error)) from error
        except OSError as error:  # smtplib's own exceptions are OSErrors, too
            self.drop()
            raise ChannelDown(words_of(error)) from error

    def connected(self) -> smtplib.SMTP:
        try:
            self.host = self.host or self.connection.configure_host()
        except OSError as error:
            raise ChannelDown(words_of(error)) from error
        return self.host

    def start_over(self) -> None:
        """After a refusal the dialogue goes on with the next mail, or else on a new connection."""
        try:
            if self.host is not None:
                self.host.rset()
        except OSError:
            self.drop()

    def drop(self) -> None:
        if self.host is not None:
            self.host.close()
            self.host = None


def hand_over(host: smtplib.SMTP, mail: OutboxMail) -> str:
    expect(host.mail(mail.sender), 250)
    expect(host.rcpt(mail.recipient), 250, 251)
    wait_at_most(host, DATA_TIMEOUT)
    words = expect(host.data(mail.raw), 250)
    wait_at_most(host, COMMAND_TIMEOUT)
    return words


def wait_at_most(host: smtplib.SMTP, seconds: float) -> None:
    if host.sock is not None:
        host.sock.settimeout(seconds)


def expect(answer: tuple[int, bytes], *codes: int) -> str:
    code, words = answer
    if code not in codes:
        raise smtplib.SMTPResponseException(code, words)
    return f"{code} {words.decode(errors='replace')}"


def words_of(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        words = (
            error.smtp_error.decode(errors="replace")
            if isinstance(error.smtp_error, bytes)
            else error.smtp_error
        )
        return f"{error.smtp_code} {words}"
    return f"{type(error).__name__}: {error}"


class FolderChannel:
    """Without a relay each mail becomes a file that any mail program opens."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __enter__(self) -> Self:
        self.folder.mkdir(mode=0o700, exist_ok=True)
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def send(self, mail: OutboxMail) -> str:
        path = self.folder / f"{mail.created_at:%Y%m%d-%H%M%S}-{mail.id}-{mail.message}.eml"
        path.write_bytes(mail.raw)
        return f"Abgelegt als {path.name}"
