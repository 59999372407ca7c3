"""The turn of the one writer that SQLite allows, served in order across threads and processes."""

import fcntl
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.errors import DomainError

TURN_TIMEOUT = 2.0  # seconds a writer waits before the enquiry must go another way
PAUSE = 0.003  # seconds between two looks at another process


class DatabaseBusy(DomainError):
    """Others held the turn longer than TURN_TIMEOUT."""

    message = "Gerade wird sehr viel gespeichert. Versuchen Sie es bitte gleich noch einmal."


class Turn:
    """Threads of this process queue at a lock, and whoever has it asks for the file that other processes lock.

    The kernel frees the file when its holder dies. Figures: docs/decisions/0003.
    """

    def __init__(self, path: Path) -> None:
        self.path, self.threads = path, threading.Lock()

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Raises DatabaseBusy."""
        deadline = time.monotonic() + TURN_TIMEOUT
        if not self.threads.acquire(timeout=TURN_TIMEOUT):
            raise DatabaseBusy
        try:
            with self.file_locked(deadline):
                yield
        finally:
            self.threads.release()

    @contextmanager
    def file_locked(self, deadline: float) -> Iterator[None]:
        descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            wait_for_lock(descriptor, deadline)
            yield
        finally:
            os.close(descriptor)


def wait_for_lock(descriptor: int, deadline: float) -> None:
    """Flock knows no time-out, so it is asked again and again."""
    while True:
        try:
            return fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline:
                raise DatabaseBusy from None
            time.sleep(PAUSE)
