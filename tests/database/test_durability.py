"""What a commit promises, and the turn that writers take."""

import multiprocessing
import sqlite3
import threading
import time
from datetime import UTC, datetime, timedelta, timezone

import pytest
from flask import Flask
from sqlalchemy import NullPool, create_engine, text
from sqlalchemy.exc import StatementError

from app import database, turn
from app.database import is_wal_safe, session, sqlite_pragmas, write_turn, writing
from app.leads.models import Lead, LeadEvent
from app.staff.models import Staff
from app.turn import DatabaseBusy
from tests.factories import keep_lead, lead

pytestmark = pytest.mark.usefixtures("app_context")


def pragma(name: str) -> object:
    return session().execute(text(f"PRAGMA {name}")).scalar()


def test_every_commit_is_on_the_disk() -> None:
    assert (pragma("journal_mode"), pragma("synchronous"), pragma("foreign_keys")) == ("wal", 2, 1)


@pytest.mark.parametrize(
    ("version", "safe"),
    [
        ((3, 40, 1), False),
        ((3, 51, 2), False),
        ((3, 51, 3), True),
        ((3, 50, 7), True),
        ((3, 50, 6), False),
        ((3, 44, 6), True),
        ((3, 53, 4), True),
        ((3, 45, 0), False),
    ],
)
def test_library_with_the_wal_reset_bug_is_known(version: tuple[int, ...], *, safe: bool) -> None:
    assert is_wal_safe(version) is safe


def test_library_with_the_bug_writes_without_wal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 40, 1))

    assert sqlite_pragmas(sqlite3, foreign_keys=True) == (
        "journal_mode=DELETE",
        "synchronous=EXTRA",
        "foreign_keys=1",
    )


@pytest.mark.both_databases
def test_exception_inside_a_transaction_leaves_nothing() -> None:
    kept = keep_lead()

    def rename() -> None:
        with writing() as opened:
            opened.get_one(Lead, kept.id).name = "geändert"
            opened.flush()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        rename()

    assert lead(kept.reference).name == "Jürgen Größmann"


@pytest.mark.both_databases
def test_time_comes_back_in_utc_whatever_zone_it_had() -> None:
    moment = datetime(2026, 3, 29, 3, 30, 15, 123456, tzinfo=timezone(timedelta(hours=2)))

    kept = keep_lead(received_at=moment)

    assert kept.received_at == moment
    assert kept.received_at.tzinfo is UTC


@pytest.mark.both_databases
def test_time_without_a_zone_is_refused() -> None:
    kept = keep_lead()

    with pytest.raises(StatementError, match="without zone"), writing() as opened:
        opened.get_one(Lead, kept.id).read_at = datetime(2026, 3, 29, 3, 30)  # noqa: DTZ001 - the point of the test


@pytest.mark.both_databases
def test_events_go_with_their_lead() -> None:
    kept = keep_lead()

    with writing() as opened:
        opened.execute(text("DELETE FROM lead WHERE id = :id"), {"id": kept.id})

    session().rollback()
    assert session().query(LeadEvent).count() == 0


def test_sixteen_writers_all_get_their_turn(app: Flask) -> None:
    def add(number: int) -> None:
        with app.app_context(), writing() as opened:
            count = opened.query(Staff).count()
            opened.add(
                Staff(email=f"{number}@x.example", name=str(count), role="editor", fs_uniquifier=str(number))
            )

    threads = [threading.Thread(target=add, args=[number]) for number in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(int(person.name) for person in session().query(Staff)) == list(range(16))


def test_writer_waits_no_longer_than_the_time_out(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turn, "TURN_TIMEOUT", 0.1)
    with write_turn():
        started = time.monotonic()
        with pytest.raises(DatabaseBusy), writing():
            pass

    assert 0.1 <= time.monotonic() - started < 1
    with writing():
        pass


def test_nobody_writes_between_what_a_writer_reads_and_writes(app: Flask) -> None:
    """Not even who takes no turn, such as a shell."""
    stranger = database.sqlite_driver().connect(app.extensions["engine"].url.database, timeout=0)

    with writing() as opened:
        assert opened.query(Lead).count() == 0
        with pytest.raises(Exception, match="database is locked"):
            stranger.execute("BEGIN IMMEDIATE")
    stranger.close()


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_connection_that_the_server_cut_is_replaced(database_url: str) -> None:
    keep_lead()
    others = text(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    session().close()
    administrator = create_engine(database_url, poolclass=NullPool)
    with administrator.connect() as connection:
        connection.execute(others)

    keep_lead(message="danach")

    assert session().query(Lead).count() == 2


def hold_the_turn(path: str, ready: object) -> None:
    import fcntl  # noqa: PLC0415 - in a process of its own
    import os  # noqa: PLC0415

    fcntl.flock(os.open(path, os.O_RDWR | os.O_CREAT), fcntl.LOCK_EX)
    ready.set()  # type: ignore[attr-defined]
    time.sleep(60)


def test_turn_of_a_killed_process_is_free_at_once(app: Flask) -> None:
    context = multiprocessing.get_context("spawn")
    ready = context.Event()
    holder = context.Process(target=hold_the_turn, args=[str(app.extensions["turn"].path), ready])
    holder.start()
    assert ready.wait(20)

    holder.kill()
    holder.join()

    with writing():
        pass
