"""Hand one mail after the other to the relay, and tell what became of each."""

import re
import smtplib
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Self

from app.mail.addresses import AddressNotUsable, envelope_address
from app.mail.answers import (
    AT_MAIL,
    AT_THE_DOT,
    IN_HAND,
    NotAccepted,
    Outcome,
    Verdict,
    expect,
    words_of_error,
)
from app.mail.connection import Dialogue, VerifiedConnection, silent
from app.mail.models import OutboxMail

FINE = range(200, 300)

NO_ASCII_LOGIN = (
    "MAIL_USERNAME oder MAIL_PASSWORD enthält Zeichen, die das Protokoll nicht kennt (nur ASCII)."
)
NO_ADDRESS = "Keine Adresse, an die sich eine Mail schicken lässt: {error}"
NO_SMTPUTF8 = (
    "Dieser Mailserver nimmt nur Adressen ohne Umlaute und Sonderzeichen vor dem @ an (kein SMTPUTF8)."
)
TOO_BIG = "Der Mailserver nimmt höchstens {limit} Bytes an, diese Mail hat {size}."


class RelayChannel:
    """SMTP. A connection that broke is not used again; once `stop` is set, a silent relay is not waited for."""

    def __init__(
        self,
        mail: Any,
        ehlo_name: str,
        tell: Callable[[str], None] = silent,
        stop: threading.Event | None = None,
    ) -> None:
        self.stop = stop or threading.Event()
        self.connection = VerifiedConnection(mail, ehlo_name, tell, self.stop)
        self.host: Dialogue | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.host is not None:
            with suppress(OSError):  # a failing QUIT says nothing about the mails before it
                self.host.quit()
            self.drop()

    def knock(self) -> str | None:
        try:
            self.connected()
        except NotAccepted as error:
            return error.outcome.words
        return None

    def send(self, mail: OutboxMail) -> Outcome:
        """Relays end a connection after so many mails or so much time: then once more on a new one."""
        was_used = self.host is not None
        outcome = self.attempt(mail)
        if was_used and outcome.verdict is Verdict.DOWN and not self.stop.is_set():
            return self.attempt(mail)
        return outcome

    def attempt(self, mail: OutboxMail) -> Outcome:
        try:
            announce(self.connected(), mail)
            return Outcome(Verdict.SENT, self.hand_over(mail))
        except NotAccepted as error:
            self.start_over(error.outcome.verdict)
            return error.outcome
        except Exception:
            self.drop()
            raise

    def connected(self) -> Dialogue:
        """Until the relay has let us in, each fault is one of the channel."""
        try:
            self.host = self.host or self.connection.configure_host()
        except UnicodeEncodeError:
            raise NotAccepted(Outcome(Verdict.DOWN, NO_ASCII_LOGIN)) from None
        except (OSError, ValueError) as error:  # smtplib's own exceptions are OSErrors, too
            raise NotAccepted(Outcome(Verdict.DOWN, words_of_error(error))) from error
        return self.host

    def hand_over(self, mail: OutboxMail) -> str:
        """From the recipient to the relay's answer after the final dot. Before the dot has left, nothing has arrived."""
        host, broken = self.connected(), Verdict.LOST
        try:
            expect(host.rcpt(envelope_address(mail.recipient)), 2, IN_HAND)
            expect(host.docmd("DATA"), 3, IN_HAND)
            self.connection.tell(f"> {len(mail.raw)} Bytes Kopf und Text")
            host.send(stuffed(mail.raw))
            self.connection.tell("> .")
            broken = Verdict.UNCERTAIN
            return expect(host.get_acceptance(), 2, AT_THE_DOT)
        except OSError as error:
            raise NotAccepted(Outcome(broken, words_of_error(error))) from error

    def start_over(self, verdict: Verdict) -> None:
        """After a refusal the dialogue goes on with the next mail, or else on a new connection."""
        try:
            if self.host and not (verdict.shows_an_open_channel and self.host.rset()[0] in FINE):
                self.drop()
        except OSError:
            self.drop()

    def drop(self) -> None:
        if self.host is not None:
            self.host.close()
            self.host = None


def announce(host: smtplib.SMTP, mail: OutboxMail) -> None:
    """MAIL FROM. Nothing of the mail has been said yet, so a connection that breaks here is a fault of the channel."""
    sender, options = envelope(host, mail)
    try:
        answer = host.mail(sender, options)
    except OSError as error:
        raise NotAccepted(Outcome(Verdict.DOWN, words_of_error(error))) from error
    expect(answer, 2, AT_MAIL)


def envelope(host: smtplib.SMTP, mail: OutboxMail) -> tuple[str, list[str]]:
    """The sender and the options of MAIL. What this relay can never take is refused before it hears of it."""
    try:
        sender, recipient = envelope_address(mail.sender), envelope_address(mail.recipient)
    except AddressNotUsable as error:
        raise NotAccepted(Outcome(Verdict.REFUSED, NO_ADDRESS.format(error=error))) from error
    options = [f"size={len(mail.raw)}"] if host.has_extn("size") else []
    limit = host.esmtp_features.get("size", "")
    if limit.isdecimal() and 0 < int(limit) < len(mail.raw):
        words = TOO_BIG.format(limit=limit, size=len(mail.raw))
        raise NotAccepted(Outcome(Verdict.TOO_BIG, words))
    if (sender + recipient).isascii() and mail.raw.isascii():
        return sender, options
    if not host.has_extn("smtputf8"):
        raise NotAccepted(Outcome(Verdict.REFUSED, NO_SMTPUTF8))
    return sender, [*options, "SMTPUTF8", "BODY=8BITMIME"]


def stuffed(raw: bytes) -> bytes:
    """The bytes between DATA and its answer (RFC 5321, 4.5.2)."""
    return re.sub(rb"(?m)^\.", b"..", raw.removesuffix(b"\r\n")) + b"\r\n.\r\n"
