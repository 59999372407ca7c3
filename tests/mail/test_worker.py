"""The worker beside the web server: what it takes back when it starts, and what does not end it."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask, current_app
from sqlalchemy.exc import OperationalError

from app import create_app, worker
from app.database import engine, writing
from app.mail import delivery, outbox, presence
from app.mail.presence import may_deliver
from app.settings import Settings
from app.turn import DatabaseBusy
from tests.relay import Relay

pytestmark = pytest.mark.usefixtures("app_context")


@pytest.fixture
def leased(app_context: None) -> None:
    """A mail that a worker has taken and neither delivered nor given back."""
    with writing() as opened:
        opened.add(outbox.write("test", "anfragen@beispiel.example"))
    assert delivery.claim()


@pytest.fixture
def other_worker(settings: Settings) -> Iterator[Flask]:
    """At work before anything was leased."""
    app = create_app(settings)
    with app.app_context():
        assert may_deliver()
    yield app
    app.extensions["presence"].leave()
    app.extensions["engine"].dispose()


@pytest.mark.both_databases
@pytest.mark.usefixtures("leased")
def test_worker_alone_takes_back_what_its_predecessor_held() -> None:
    may_deliver()

    assert delivery.claim() is not None


@pytest.mark.both_databases
def test_worker_takes_nothing_back_while_another_lives(other_worker: Flask, leased: None) -> None:
    may_deliver()
    assert delivery.claim() is None

    other_worker.extensions["presence"].leave()

    wait_for(taken_back)


@pytest.mark.both_databases
@pytest.mark.usefixtures("leased")
def test_worker_takes_back_once_and_leaves_its_own_alone() -> None:
    may_deliver()
    held = delivery.claim()

    may_deliver()

    assert held is not None
    assert delivery.claim() is None


@pytest.mark.both_databases
def test_only_one_worker_delivers_on_sqlite_and_all_do_on_postgresql(other_worker: Flask) -> None:
    assert may_deliver() is (engine().dialect.name == "postgresql")


@pytest.mark.both_databases
def test_two_workers_share_the_work_on_postgresql_and_send_nothing_twice_anywhere(
    app: Flask, other_worker: Flask, relay: Relay
) -> None:
    with writing() as opened:
        opened.add_all(outbox.write("test", f"{number}@beispiel.example") for number in range(64))

    def work(worker: Flask) -> int:
        with worker.app_context():
            return delivery.deliver_due()

    with ThreadPoolExecutor(2) as pool:
        shares = list(pool.map(work, [app, other_worker]))

    assert sum(shares) == 64
    assert (min(shares) > 0) is (engine().dialect.name == "postgresql")
    assert len({mail.rcpt_tos[0] for mail in relay.received}) == len(relay.received) == 64


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_worker_whose_session_was_lost_takes_nothing_back(other_worker: Flask, leased: None) -> None:
    """The other may have lost its session in the same moment, with the mail in hand."""
    may_deliver()
    for app in (current_app, other_worker):
        app.extensions["presence"].leave()

    for _ in range(10):
        may_deliver()
        time.sleep(0.05)  # PostgreSQL needs a moment to notice that a session is over

    assert delivery.claim() is None


@pytest.mark.both_databases
@pytest.mark.usefixtures("leased")
def test_taking_back_is_tried_again_after_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as away:
        away.setattr(presence, "writing", broken)
        with pytest.raises(DatabaseBusy):
            may_deliver()

    wait_for(taken_back)


def broken(*_: object) -> int:
    raise DatabaseBusy


def taken_back() -> bool:
    may_deliver()
    return delivery.claim() is not None


def wait_for(is_so: Callable[[], bool]) -> None:
    """PostgreSQL needs a moment to notice that a session is over."""
    deadline = time.monotonic() + 10
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.mark.parametrize(
    "fault", [OperationalError("SELECT", {}, Exception("away")), DatabaseBusy(), OSError("disk")]
)
def test_round_that_fails_is_not_the_end(
    app: Flask, monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    def broken(*_: object) -> int:
        raise fault

    monkeypatch.setattr(delivery, "deliver_due", broken)

    assert worker.work_once(app) == 0
