"""Flask-Mail's connection with what it lacks: time-outs, verified TLS, a name of ours, and an ear for the dialogue."""

import smtplib
import ssl
from collections.abc import Callable
from email.utils import parseaddr
from typing import Any
from urllib.parse import urlsplit

import flask_mail

from app.mail.addresses import AddressNotUsable, envelope_address
from app.settings import Settings

CONNECT_TIMEOUT = 15.0  # seconds, to reach the relay, and again for its greeting
COMMAND_TIMEOUT = 60.0  # for each command
# After the final dot: giving up early is what makes copies (RFC 5321, 4.5.3.2.6 names 10 minutes).
DATA_TIMEOUT = 300.0
GO_ON = 334  # the relay asks for the next part of the login


def silent(_: str) -> None:
    """For dialogues nobody follows."""


class Dialogue(smtplib.SMTP):
    """Tells each line to whoever follows, but never a password."""

    def __init__(self, tell: Callable[[str], None], **options: Any) -> None:
        self.tell, self.is_login = tell, False
        super().__init__(**options)

    def putcmd(self, cmd: str, args: str = "") -> None:
        self.is_login = self.is_login or cmd.upper() == "AUTH"
        shown = f"{cmd} {args}".rstrip()
        if self.is_login:
            shown = f"AUTH {args.split(maxsplit=1)[0]} ********" if cmd.upper() == "AUTH" else "********"
        self.tell(f"> {shown}")
        super().putcmd(cmd, args)

    def getreply(self) -> tuple[int, bytes]:
        code, text = super().getreply()
        self.is_login = self.is_login and code == GO_ON
        for line in text.decode(errors="replace").splitlines() or [""]:
            self.tell(f"< {code} {line}")
        return code, text


class TlsDialogue(Dialogue, smtplib.SMTP_SSL):
    """The same on TLS from the first byte."""


class VerifiedConnection(flask_mail.Connection):
    """Flask-Mail's connection sets no time-out and checks no certificate; this one does both."""

    def __init__(self, mail: Any, ehlo_name: str, tell: Callable[[str], None]) -> None:
        super().__init__(mail)
        self.ehlo_name, self.tell = ehlo_name, tell

    def configure_host(self) -> smtplib.SMTP:
        host = self.connect()
        try:
            host.ehlo_or_helo_if_needed()
            if self.mail.use_tls:
                host.starttls(context=ssl.create_default_context())
                self.tell_encryption(host)
                host.ehlo_or_helo_if_needed()
            if self.mail.username and self.mail.password:
                host.login(self.mail.username, self.mail.password)
        except Exception:
            host.close()
            raise
        return host

    def connect(self) -> smtplib.SMTP:
        self.tell(f"= Verbindung zu {self.mail.server}:{self.mail.port}")
        place = {"host": self.mail.server, "port": self.mail.port, "local_hostname": self.ehlo_name}
        if self.mail.use_ssl:
            context = ssl.create_default_context()
            host: Dialogue = TlsDialogue(self.tell, timeout=CONNECT_TIMEOUT, context=context, **place)
            self.tell_encryption(host)
        else:
            host = Dialogue(self.tell, timeout=CONNECT_TIMEOUT, **place)
        wait_as_for_a_command(host)
        return host

    def tell_encryption(self, host: smtplib.SMTP) -> None:
        if isinstance(host.sock, ssl.SSLSocket):
            self.tell(f"= Verschlüsselt mit {host.sock.version()}, das Zertifikat ist geprüft")


def wait_as_for_a_command(host: smtplib.SMTP) -> None:
    wait_at_most(host, COMMAND_TIMEOUT)


def wait_as_for_an_acceptance(host: smtplib.SMTP) -> None:
    wait_at_most(host, DATA_TIMEOUT)


def wait_at_most(host: smtplib.SMTP, seconds: float) -> None:
    if host.sock is not None:
        host.sock.settimeout(seconds)


def ehlo_name(settings: Settings) -> str:
    """Who we say we are: the host of SITE_URL, or else the sender's domain; the machine's own name changes and leaks."""
    host = urlsplit(settings.site_url).hostname or ""
    sender = parseaddr(settings.sender)[1]
    for address in (f"postmaster@{host}", sender):
        try:
            return envelope_address(address).rpartition("@")[2]
        except AddressNotUsable:
            continue
    return "[127.0.0.1]"
