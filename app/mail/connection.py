"""Flask-Mail's connection with what it lacks: time-outs, verified TLS, a name of ours, and an ear for the dialogue."""

import io
import smtplib
import ssl
import threading
from collections.abc import Callable
from email.utils import parseaddr
from typing import Any
from urllib.parse import urlsplit

import flask_mail

from app.mail.addresses import AddressNotUsable, envelope_address
from app.mail.listening import Listener
from app.settings import Settings

CONNECT_TIMEOUT = 15.0  # seconds, to reach the relay, and again for the handshake of TLS
COMMAND_TIMEOUT = 60.0  # for the whole answer to a command, and for the greeting: some relays hold it back
# After the final dot: giving up early is what makes copies. RFC 5321, 4.5.3.2.6 names 10 minutes; a worker is not held so long.
DATA_TIMEOUT = 300.0
GO_ON = 334  # the relay asks for the next part of the login


def silent(_: str) -> None:
    """For dialogues nobody follows."""


class Dialogue(smtplib.SMTP):
    """Tells each line to whoever follows, but never a password; waits for no answer longer than `patience` seconds."""

    def __init__(self, tell: Callable[[str], None], stop: threading.Event, **options: Any) -> None:
        self.tell, self.stop, self.is_login = tell, stop, False
        self.patience = COMMAND_TIMEOUT
        self.listener: Listener | None = None
        super().__init__(timeout=CONNECT_TIMEOUT, **options)

    def putcmd(self, cmd: str, args: str = "") -> None:
        self.is_login = self.is_login or cmd.upper() == "AUTH"
        shown = f"{cmd} {args}".rstrip()
        if self.is_login:
            shown = f"AUTH {args.split(maxsplit=1)[0]} ********" if cmd.upper() == "AUTH" else "********"
        self.tell(f"> {shown}")
        super().putcmd(cmd, args)

    def getreply(self) -> tuple[int, bytes]:
        self.listen()
        code, text = super().getreply()
        if self.sock is not None:
            self.sock.settimeout(self.patience)  # for what is sent next
        self.is_login = self.is_login and code == GO_ON
        for line in text.decode(errors="replace").splitlines() or [""]:
            self.tell(f"< {code} {line}")
        return code, text

    def get_acceptance(self) -> tuple[int, bytes]:
        """The answer to the final dot."""
        self.patience = DATA_TIMEOUT
        try:
            return self.getreply()
        finally:
            self.patience = COMMAND_TIMEOUT

    def listen(self) -> None:
        """Smtplib reads from `file`, opens it where there is none, and forgets it when TLS begins."""
        if self.file is None and self.sock is not None:
            self.listener = Listener(self.sock, self.stop)
            self.file = io.BufferedReader(self.listener)
        if self.listener is not None:
            self.listener.await_answer(self.patience)


class TlsDialogue(Dialogue, smtplib.SMTP_SSL):
    """The same on TLS from the first byte."""


class VerifiedConnection(flask_mail.Connection):
    """Flask-Mail's connection sets no time-out and checks no certificate; this one does both."""

    def __init__(self, mail: Any, ehlo_name: str, tell: Callable[[str], None], stop: threading.Event) -> None:
        super().__init__(mail)
        self.ehlo_name, self.tell, self.stop = ehlo_name, tell, stop

    def configure_host(self) -> Dialogue:
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

    def connect(self) -> Dialogue:
        self.tell(f"= Verbindung zu {self.mail.server}:{self.mail.port}")
        place = {"host": self.mail.server, "port": self.mail.port, "local_hostname": self.ehlo_name}
        if self.mail.use_ssl:
            context = ssl.create_default_context()
            host: Dialogue = TlsDialogue(self.tell, self.stop, context=context, **place)
            self.tell_encryption(host)
        else:
            host = Dialogue(self.tell, self.stop, **place)
        return host

    def tell_encryption(self, host: smtplib.SMTP) -> None:
        if isinstance(host.sock, ssl.SSLSocket):
            self.tell(f"= Verschlüsselt mit {host.sock.version()}, das Zertifikat ist geprüft")


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
