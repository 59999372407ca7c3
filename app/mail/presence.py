"""Which workers are alive; when none is left, what a dead one had in hand is taken back at once."""

import fcntl
from pathlib import Path
from typing import IO, Any, Protocol

from flask import Flask, current_app
from sqlalchemy import Connection, Engine, func, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.sql import Executable

from app.database import writing
from app.mail.models import OutboxMail, State
from app.settings import Settings

WORKERS = func.hashtextextended("workers", 0)
PING, SHARE = select(1), select(func.pg_advisory_lock_shared(WORKERS))
TAKE, GIVE_BACK = select(func.pg_try_advisory_lock(WORKERS)), select(func.pg_advisory_unlock(WORKERS))


class Presence(Protocol):
    """Of this worker, as long as it lives."""

    def is_held(self) -> bool:
        """Whether this worker may deliver: the others know of it. Raises OSError, SQLAlchemyError."""

    def leave(self) -> None:
        """What happens by itself when the worker dies."""


def init_app(app: Flask, settings: Settings) -> None:
    engine: Engine = app.extensions["engine"]
    lock = settings.data_dir / "worker.lock"
    app.extensions["presence"] = InFile(lock) if engine.dialect.name == "sqlite" else OnPostgresql(engine)


def may_deliver() -> bool:
    """To be asked before each claim, with no mail in hand. Raises OSError, SQLAlchemyError, DatabaseBusy."""
    here: Presence = current_app.extensions["presence"]
    return here.is_held()


class InFile:
    """On SQLite one worker delivers and others stand by. The kernel frees the lock when its holder dies."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.lock: IO[bytes] | None = None
        self.took_back = False

    def is_held(self) -> bool:
        self.lock = self.lock or self.taken()
        if self.lock and not self.took_back:
            take_back()
            self.took_back = True
        return self.lock is not None

    def taken(self) -> IO[bytes] | None:
        lock = self.path.open("ab")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
            return None
        return lock

    def leave(self) -> None:
        if self.lock:
            self.lock.close()
        self.lock, self.took_back = None, False


class OnPostgresql:
    """Workers on any machine share a lock, each in a session of its own; who gets it alone knows that no other is left.

    Who has lost a session takes nothing back: the others may have lost theirs with it, and be at work all the same.
    """

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.session: Connection | None = None
        self.took_back = False

    def is_held(self) -> bool:
        session = self.session or self.join()
        if self.took_back:
            self.ask(session, PING)
        elif self.ask(session, TAKE):
            try:
                take_back()
                self.took_back = True
            finally:
                self.ask(session, GIVE_BACK)
        return True

    def join(self) -> Connection:
        session = self.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        try:
            session.scalar(SHARE)
        except SQLAlchemyError:
            end(session)
            raise
        self.session = session
        return session

    def ask(self, session: Connection, what: Executable) -> Any:
        try:
            return session.scalar(what)
        except SQLAlchemyError:
            self.leave()
            raise

    def leave(self) -> None:
        if self.session is not None:
            end(self.session)
            self.session, self.took_back = None, True


def end(session: Connection) -> None:
    """Not back into the pool, where it would keep its locks."""
    session.invalidate()
    session.close()


def take_back() -> None:
    """Free what a dead worker still holds. Only for the one who knows that no other is alive."""
    held = (OutboxMail.state == State.OWED) & OutboxMail.lease_until.is_not(None)
    with writing() as session:
        session.execute(update(OutboxMail).where(held).values(lease_until=None))
