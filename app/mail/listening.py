"""Hears what a relay says, with one deadline for a whole answer: the time-out of a socket bounds only each piece of it."""

import io
import math
import socket
import threading
import time
from typing import Any

LONGEST_ANSWER = 64 * 1024  # bytes, over all its lines
LOOK = 0.5  # seconds between two looks at whether we are to end
LAST_PATIENCE = 20.0  # seconds from then on; who waits for our end (app/server.py) waits longer


class Listener(io.RawIOBase):
    """Reads from `sock` until the deadline, or LAST_PATIENCE after `stop`. Raises TimeoutError, ConnectionError."""

    def __init__(self, sock: socket.socket, stop: threading.Event) -> None:
        self.sock, self.stop = sock, stop
        self.deadline, self.end, self.room = 0.0, math.inf, 0

    def await_answer(self, seconds: float) -> None:
        self.deadline, self.room = time.monotonic() + seconds, LONGEST_ANSWER

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while (left := self.seconds_left()) > 0:
            self.sock.settimeout(min(left, LOOK))
            try:
                return self.within_limit(self.sock.recv_into(buffer))
            except TimeoutError:
                continue
        raise TimeoutError("timed out")

    def seconds_left(self) -> float:
        now = time.monotonic()
        if self.stop.is_set():
            self.end = min(self.end, now + LAST_PATIENCE)
        return min(self.deadline, self.end) - now

    def within_limit(self, count: int) -> int:
        self.room -= count
        if self.room < 0:
            raise ConnectionError("the answer does not end")
        return count
