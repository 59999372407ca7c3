"""The loop beside the web server: delivers owed mail until it is told to stop."""

import fcntl
import logging
import signal
import threading
from typing import IO

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from app.database import engine
from app.errors import DomainError
from app.mail import delivery
from app.settings import Settings

PAUSE = 1.0  # seconds between two looks into the outbox

log = logging.getLogger(__name__)


def run(app: Flask) -> None:
    """Work until SIGTERM or SIGINT; the mail in hand is finished first."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    lock = None
    while not stop.is_set():
        lock = lock or claim_leadership(app)
        work_once(app)
        stop.wait(PAUSE)


def work_once(app: Flask) -> int:
    """One round; a database that is away is an event for the log, not the end of the worker."""
    try:
        with app.app_context():
            return delivery.deliver_due()
    except (SQLAlchemyError, DomainError, OSError) as error:
        log.warning("round skipped: %s", error)
        return 0


def claim_leadership(app: Flask) -> IO[bytes] | None:
    """On SQLite, the one worker that holds the lock knows every older lease to be dead: it takes them back at once.

    The kernel frees the lock when its holder dies. On PostgreSQL other machines may be at work; leases end by time.
    """
    settings: Settings = app.extensions["settings"]
    lock = (settings.data_dir / "worker.lock").open("ab")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.close()
        return None
    with app.app_context():
        if engine().dialect.name == "sqlite":
            delivery.void_leases()
    return lock
