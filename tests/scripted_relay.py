"""A relay that speaks by a script: at any stage another answer, silence, or the end of the connection."""

import socket
import socketserver
import struct
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest

from tests.relay import HOST

HANG, CLOSE, RESET = "hang", "close", "reset"
STAGES = {
    "EHLO": "ehlo",
    "HELO": "ehlo",
    "STARTTLS": "starttls",
    "AUTH": "auth",
    "MAIL": "mail",
    "RCPT": "rcpt",
}
STAGES |= {"DATA": "data", "RSET": "rset", "QUIT": "quit"}
USUAL = {
    "greeting": b"220 scripted",
    "ehlo": b"250-scripted\r\n250-STARTTLS\r\n250-AUTH PLAIN\r\n250 HELP",
    "auth": b"235 2.7.0 fine",
    "data": b"354 go on",
    "dot": b"250 2.0.0 kept",
    "quit": b"221 2.0.0 bye",
}
FINE = b"250 2.0.0 fine"


class Over(Exception):
    """The connection ends here."""


@dataclass
class ScriptedRelay:
    """`script` maps a stage to an answer, or to HANG, CLOSE or RESET. `only_for` limits it to mails to one recipient."""

    script: dict[str, bytes | str] = field(default_factory=dict)
    only_for: str = ""
    pause: float = 0.0  # seconds before each answer
    after_mails: int = 0  # on a connection; before, it is an ordinary relay
    received: list[tuple[str, bytes]] = field(
        default_factory=list
    )  # the line with RCPT, and the bytes up to the dot
    heard: Counter[str] = field(default_factory=Counter)  # how often each stage was reached
    over: threading.Event = field(default_factory=threading.Event)
    port: int = 0


class Conversation(socketserver.StreamRequestHandler):
    relay: ScriptedRelay

    def handle(self) -> None:
        self.recipient, self.mails = "", 0
        try:
            self.answer("greeting")
            for line in self.rfile:
                self.follow(line.decode().strip())
        except (Over, OSError):
            pass

    def follow(self, line: str) -> None:
        stage = STAGES.get(line.split(" ", maxsplit=1)[0].upper().partition(":")[0], "other")
        if stage == "rcpt":
            self.recipient = line
        self.mails += stage == "mail"
        code = self.answer(stage)
        if stage == "data" and code == b"3":
            raw = b"".join(iter(self.rfile.readline, b".\r\n"))
            if self.answer("dot") == b"2":
                self.relay.received.append((self.recipient, raw))
        if stage == "quit":
            raise Over

    def answer(self, stage: str) -> bytes:
        self.relay.heard[stage] += 1
        time.sleep(self.relay.pause)
        said = USUAL.get(stage, FINE)
        if self.relay.only_for in self.recipient and self.mails >= self.relay.after_mails:
            said = self.relay.script.get(stage, said)
        if said == HANG:
            self.relay.over.wait(20)
        if said == RESET:
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()
        if isinstance(said, str):
            raise Over
        self.wfile.write(said + b"\r\n")
        return said[:1]


@contextmanager
def listening(relay: ScriptedRelay) -> Iterator[ScriptedRelay]:
    handler = type("Bound", (Conversation,), {"relay": relay})
    with socketserver.ThreadingTCPServer((HOST, 0), handler) as server:
        server.daemon_threads = True
        server.block_on_close = False
        relay.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, args=[0.02], daemon=True).start()
        yield relay
        relay.over.set()
        server.shutdown()


@pytest.fixture
def scripted_relay() -> Iterator[ScriptedRelay]:
    with listening(ScriptedRelay()) as relay:
        yield relay
