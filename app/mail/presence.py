"""Whether any other worker is alive; if none is, what a dead one had in hand can be taken back at once."""

import fcntl
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import IO, Protocol

from flask import Flask
from sqlalchemy import Connection, Engine, func, select
from sqlalchemy.exc import SQLAlchemyError

from app.settings import Settings

WORKERS = func.hashtextextended("workers", 0)


class Presence(Protocol):
    """Of this worker, as long as it lives."""

    def alone(self) -> AbstractContextManager[bool]:
        """Whether no other worker is alive; as long as that is used, none begins. Raises OSError, SQLAlchemyError."""

    def leave(self) -> None:
        """As it happens by itself when the worker dies."""


def init_app(app: Flask, settings: Settings) -> None:
    engine: Engine = app.extensions["engine"]
    on_sqlite = engine.dialect.name == "sqlite"
    app.extensions["presence"] = (
        InFile(settings.data_dir / "worker.lock") if on_sqlite else OnPostgresql(engine)
    )


class InFile:
    """On SQLite all workers are on this machine. The kernel frees the lock when its holder dies."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.lock: IO[bytes] | None = None

    @contextmanager
    def alone(self) -> Iterator[bool]:
        self.lock = self.lock or self.taken()
        yield self.lock is not None

    def leave(self) -> None:
        if self.lock is not None:
            self.lock.close()
            self.lock = None

    def taken(self) -> IO[bytes] | None:
        lock = self.path.open("ab")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
            return None
        return lock


class OnPostgresql:
    """Every worker, on whichever machine, shares a lock in a session of its own, which ends with it."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.session: Connection | None = None
        self.was_lost = False  # then others may have lost theirs, too, and be at work all the same

    @contextmanager
    def alone(self) -> Iterator[bool]:
        try:
            session = self.session or self.join()
            alone = bool(session.scalar(select(func.pg_try_advisory_lock(WORKERS))))
            try:
                yield alone and not self.was_lost
            finally:
                if alone:
                    session.scalar(select(func.pg_advisory_unlock(WORKERS)))
        except SQLAlchemyError:
            self.leave()  # whatever became of the session: the next time begins with another
            raise

    def join(self) -> Connection:
        self.session = self.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        self.session.scalar(select(func.pg_advisory_lock_shared(WORKERS)))
        return self.session

    def leave(self) -> None:
        if self.session is not None:
            self.session.invalidate()
            self.session.close()
            self.session, self.was_lost = None, True
