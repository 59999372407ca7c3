"""A relay that falls silent holds up the worker for so long and no longer; a slow answer to a mail is waited for."""

import asyncio
import socket
import socketserver
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session
from flask import Flask

from app.database import utc_now, writing
from app.mail import connection, delivery, listening, outage, outbox, queries
from app.mail.models import State
from tests.factories import mails
from tests.relay import HOST, Relay
from tests.scripted_relay import ScriptedRelay
from tests.scripted_relay import listening as listening_relay

pytestmark = pytest.mark.usefixtures("app_context")

SHORT, ENDLESS = 0.3, 30.0  # seconds


@dataclass
class SlowRelay(Relay):
    """Takes its time over a mail, or falls silent at one of them."""

    over_data: float = 0.0
    silent_at: int = 0  # the number of the mail
    begun: int = 0

    async def handle_MAIL(  # noqa: N802 - the name and the arguments are aiosmtpd's
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.begun += 1
        if self.begun == self.silent_at:
            await asyncio.sleep(ENDLESS)
        return await super().handle_MAIL(server, session, envelope, address, options)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        await asyncio.sleep(self.over_data)
        return await super().handle_DATA(server, session, envelope)


@pytest.fixture
def relay() -> Iterator[SlowRelay]:
    relay = SlowRelay()
    relay.start()
    yield relay
    relay.stop()


def owe_and_deliver(count: int = 1, stop: threading.Event | None = None) -> tuple[int, float]:
    """How many mails were accepted, and after how many seconds."""
    with writing() as opened:
        opened.add_all(outbox.write("test", "anfragen@beispiel.example") for _ in range(count))
    started = time.monotonic()
    accepted = delivery.deliver_due(stop)
    return accepted, time.monotonic() - started


@pytest.fixture
def silent_port() -> Iterator[int]:
    """Connections are taken, and then nothing comes: no greeting, no certificate."""
    with socket.create_server((HOST, 0)) as server:
        yield server.getsockname()[1]


@pytest.fixture
def silent_relay(app: Flask, silent_port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """It stands at the silent port, and a worker that is to end has little patience with it."""
    monkeypatch.setattr(listening, "LAST_PATIENCE", SHORT)
    monkeypatch.setattr(app.extensions["mail"], "port", silent_port)


def soon() -> threading.Event:
    """Set while the relay is waited for."""
    stop = threading.Event()
    threading.Timer(SHORT, stop.set).start()
    return stop


@pytest.mark.settings(mail_server=HOST, mail_use_tls=False)
@pytest.mark.parametrize("use_ssl", [False, True], ids=["plain", "ssl"])
def test_relay_without_a_greeting_is_left(
    app: Flask, silent_port: int, monkeypatch: pytest.MonkeyPatch, *, use_ssl: bool
) -> None:
    for name in ("CONNECT_TIMEOUT", "COMMAND_TIMEOUT"):
        monkeypatch.setattr(connection, name, SHORT)
    for name, value in {"port": silent_port, "use_ssl": use_ssl}.items():
        monkeypatch.setattr(app.extensions["mail"], name, value)

    accepted, seconds = owe_and_deliver()

    noted = queries.channel()
    assert noted is not None
    assert "timed out" in noted.words
    assert (accepted, mails()[0].state) == (0, State.OWED)
    assert SHORT <= seconds < ENDLESS / 3


@pytest.mark.parametrize(
    ("silent_at", "expected"), [(1, 0), (2, 2)]
)  # a used connection is followed by a new one
def test_relay_that_falls_silent_is_left(
    relay: SlowRelay, monkeypatch: pytest.MonkeyPatch, silent_at: int, expected: int
) -> None:
    monkeypatch.setattr(connection, "COMMAND_TIMEOUT", SHORT)
    relay.silent_at = silent_at

    accepted, seconds = owe_and_deliver(2)

    assert accepted == expected
    assert SHORT <= seconds < ENDLESS / 3


class Drip(socketserver.StreamRequestHandler):
    """Lets a byte of its greeting fall now and then, for as long as somebody listens."""

    def handle(self) -> None:
        with suppress(OSError):
            while True:
                self.wfile.write(b"2")
                time.sleep(SHORT / 5)


class Flood(socketserver.StreamRequestHandler):
    """Greets without an end."""

    def handle(self) -> None:
        with suppress(OSError):
            while True:
                self.wfile.write(b"220-and another line\r\n" * 100)


@pytest.mark.settings(mail_server=HOST, mail_use_tls=False)
@pytest.mark.parametrize(("handler", "words"), [(Drip, "timed out"), (Flood, "does not end")])
def test_answer_without_an_end_is_not_waited_for(
    app: Flask, monkeypatch: pytest.MonkeyPatch, handler: type[socketserver.StreamRequestHandler], words: str
) -> None:
    monkeypatch.setattr(connection, "COMMAND_TIMEOUT", SHORT if handler is Drip else ENDLESS)
    with socketserver.ThreadingTCPServer((HOST, 0), handler) as server:
        server.daemon_threads, server.block_on_close = True, False
        threading.Thread(target=server.serve_forever, daemon=True).start()
        monkeypatch.setattr(app.extensions["mail"], "port", server.server_address[1])

        accepted, seconds = owe_and_deliver()
        server.shutdown()

    noted = queries.channel()
    assert noted is not None
    assert words in noted.words
    assert (accepted, mails()[0].state) == (0, State.OWED)
    assert seconds < ENDLESS / 3


@pytest.mark.settings(mail_server=HOST, mail_use_tls=False)
@pytest.mark.usefixtures("silent_relay")
def test_worker_that_is_to_end_waits_no_longer_for_a_silent_relay() -> None:
    accepted, seconds = owe_and_deliver(stop=soon())

    assert (accepted, mails()[0].state, mails()[0].claim_count) == (0, State.OWED, 0)
    assert queries.channel() is None  # nobody knows
    assert 2 * SHORT <= seconds < ENDLESS / 3


@pytest.mark.settings(mail_server=HOST, mail_use_tls=False)
@pytest.mark.usefixtures("silent_relay")
def test_silent_relay_that_is_probed_at_the_end_lengthens_no_outage() -> None:
    with writing() as opened:
        outage.begin(opened, utc_now() - timedelta(hours=1), "since an hour")

    owe_and_deliver(0, soon())

    noted = queries.channel()
    assert noted is not None
    assert (noted.probe_count, noted.words) == (1, "since an hour")


@pytest.mark.settings(mail_server=HOST, mail_use_tls=False)
def test_relay_that_holds_back_its_greeting_is_waited_for(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "CONNECT_TIMEOUT", SHORT / 3)
    with listening_relay(ScriptedRelay(pause=SHORT)) as slow:
        monkeypatch.setattr(app.extensions["mail"], "port", slow.port)

        accepted, _ = owe_and_deliver()

    assert accepted == 1


def test_relay_that_never_confirms_a_mail_is_left(relay: SlowRelay, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "DATA_TIMEOUT", SHORT)
    relay.over_data = ENDLESS

    accepted, seconds = owe_and_deliver()

    assert (accepted, mails()[0].state) == (0, State.OWED)
    assert SHORT <= seconds < ENDLESS / 3


def test_relay_that_confirms_late_is_waited_for(relay: SlowRelay, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "COMMAND_TIMEOUT", SHORT)
    relay.over_data = 4 * SHORT

    accepted, _ = owe_and_deliver()

    assert (accepted, mails()[0].state) == (1, State.SENT)
    assert len(relay.received) == 1
