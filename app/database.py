"""Base, constraint names, UtcDateTime, the engine with its durability settings, sessions."""

import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import Any

from flask import Flask, current_app, g
from sqlalchemy import DateTime, Dialect, Engine, MetaData, create_engine, event, func, make_url, select
from sqlalchemy.exc import DatabaseError, DisconnectionError, SQLAlchemyError
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker
from sqlalchemy.types import TypeDecorator

from app import postgresql
from app.errors import DomainError, error_page
from app.settings import Settings
from app.turn import TURN_TIMEOUT, DatabaseBusy, Turn

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
POOL_SIZE = 16
# A commit that races a second checkpoint can corrupt a WAL database before these versions:
# https://sqlite.org/wal.html#walresetbug
WAL_SAFE = ((3, 51, 3), (3, 50, 7), (3, 44, 6))


class DatabaseUnreachable(DomainError):
    """Before anything could be asked of it; `reason` is the driver's, which names no password."""

    def __init__(self, reason: str) -> None:
        super().__init__(
            f"DATABASE_URL: Die Datenbank lässt sich nicht öffnen ({reason}). Gibt es sie, läuft sie, stimmt die Adresse?"
        )


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMES)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware UTC datetime on every database; SQLite alone would drop the zone. Naive values are refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError("a datetime without zone cannot be stored")
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def utc_now() -> datetime:
    return datetime.now(UTC)


def init_app(app: Flask, settings: Settings) -> None:
    engine = build_engine(settings)
    app.extensions["engine"] = engine
    app.extensions["writing_engine"] = engine.execution_options(begin="IMMEDIATE")
    app.extensions["turn"] = (
        Turn(settings.data_dir / "write.lock") if engine.dialect.name == "sqlite" else None
    )
    app.teardown_appcontext(close_session)
    app.register_error_handler(DatabaseBusy, lambda busy: error_page(503, str(busy)))


def engine() -> Engine:
    found: Engine = current_app.extensions["engine"]
    return found


def session() -> Session:
    """The reading session of this request or command; closed with it. Writing goes through `writing`."""
    if "session" not in g:
        g.session = Session(engine())
    found: Session = g.session
    return found


def close_session(_: BaseException | None = None) -> None:
    opened = g.pop("session", None)
    if opened is not None:
        opened.close()


@contextmanager
def writing() -> Iterator[Session]:
    """One transaction that writes: takes its turn, begins, and commits at the end or rolls back on any exception.

    Not to be nested. Raises DatabaseBusy when the turn does not come within TURN_TIMEOUT seconds.
    """
    with write_turn(), WritingSession(bind=current_app.extensions["writing_engine"]) as opened:
        yield opened
        opened.commit()


def one_at_a_time(session: Session, matter: str) -> None:
    """Queue until nobody else's transaction is about `matter`, then see what it wrote; SQLite has one writer anyway."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(matter, 0))))


WritingSession = sessionmaker(expire_on_commit=False)


def write_turn() -> AbstractContextManager[None]:
    """SQLite has one writer at a time; PostgreSQL needs no turn. Raises DatabaseBusy."""
    turn: Turn | None = current_app.extensions["turn"]
    return turn.taken() if turn else nullcontext()


def build_engine(settings: Settings, *, for_migration: bool = False) -> Engine:
    """An engine whose every commit is on the disk when it returns (docs/decisions/0002)."""
    url = make_url(settings.database)
    pool: dict[str, Any] = {"pool_size": POOL_SIZE, "max_overflow": 0, "pool_timeout": TURN_TIMEOUT}
    if url.get_backend_name() != "sqlite":
        patience = {"connect_timeout": postgresql.REACHED_WITHIN}
        built = create_engine(url, pool_pre_ping=True, connect_args=patience, **pool)
        if not for_migration:
            postgresql.give_up(built)
        return built
    driver = sqlite_driver()
    built = create_engine(url, module=driver, connect_args={"timeout": TURN_TIMEOUT}, **pool)
    pragmas = sqlite_pragmas(driver, foreign_keys=not for_migration)

    @event.listens_for(built, "connect")
    def prepare(connection: Any, record: Any) -> None:
        connection.isolation_level = None  # BEGIN is ours: a deferred one loses writes, see begin below
        for pragma in pragmas:
            connection.execute(f"PRAGMA {pragma}")
        record.info["file"] = identity(url.database)

    @event.listens_for(built, "checkout")
    def refuse_deleted(_: Any, record: Any, __: Any) -> None:
        """An open connection would go on committing into a file that was deleted; the pool opens another one instead."""
        if record.info["file"] != identity(url.database):
            raise DisconnectionError

    @event.listens_for(built, "begin")
    def begin(connection: Any) -> None:
        kind = connection.get_execution_options().get("begin", "DEFERRED")
        if kind:
            connection.exec_driver_sql(f"BEGIN {kind}")

    return built


def identity(path: str | None) -> tuple[int, int] | None:
    """Which file has that name at present."""
    try:
        found = Path(path or "").stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def sqlite_driver() -> ModuleType:
    """The SQLite without the WAL-reset bug if there is one: the system's own when fixed, else pysqlite3."""
    if is_wal_safe(sqlite3.sqlite_version_info):
        return sqlite3
    try:
        import pysqlite3  # noqa: PLC0415 - only where its wheel exists

        return pysqlite3 if is_wal_safe(pysqlite3.sqlite_version_info) else sqlite3
    except ImportError:
        return sqlite3


def is_wal_safe(version: tuple[int, ...]) -> bool:
    return version >= WAL_SAFE[0] or any(
        version[:2] == fixed[:2] and version >= fixed for fixed in WAL_SAFE[1:]
    )


def sqlite_pragmas(driver: ModuleType, *, foreign_keys: bool) -> tuple[str, ...]:
    durable = ("journal_mode=WAL", "synchronous=FULL")
    if not is_wal_safe(driver.sqlite_version_info):
        durable = ("journal_mode=DELETE", "synchronous=EXTRA")
    return (*durable, f"foreign_keys={int(foreign_keys)}")


def refuse_unreachable(engine: Engine) -> None:
    """Raises DatabaseUnreachable. No ConfigurationError: a database that starts after us is there at the next try."""
    try:
        engine.connect().close()
    except DatabaseError as error:
        raise DatabaseUnreachable(str(error.orig).partition("\n")[0]) from error


def is_alive() -> bool:
    """Whether the database answers at all."""
    try:
        with engine().connect() as connection:
            connection.exec_driver_sql("SELECT 1")
    except (SQLAlchemyError, OSError):
        return False
    return True
