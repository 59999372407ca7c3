"""The worker beside the web server: what it takes back when it starts, and what does not end it."""

import time
from collections.abc import Callable, Iterator

import pytest
from flask import Flask, current_app
from sqlalchemy.exc import OperationalError

from app import create_app, worker
from app.database import writing
from app.mail import delivery, outbox
from app.settings import Settings
from app.turn import DatabaseBusy

pytestmark = pytest.mark.usefixtures("app_context")


@pytest.fixture
def leased(app_context: None) -> None:
    """A mail that a worker has taken and neither delivered nor given back."""
    with writing() as opened:
        opened.add(outbox.write("test", "anfragen@beispiel.example"))
    assert delivery.claim()


@pytest.fixture
def other_worker(settings: Settings) -> Iterator[Flask]:
    app = create_app(settings)
    with app.app_context():
        worker.be_present()
    yield app
    app.extensions["presence"].leave()
    app.extensions["engine"].dispose()


@pytest.fixture
def worker_here(app: Flask) -> Iterator[None]:
    yield
    app.extensions["presence"].leave()


@pytest.mark.both_databases
@pytest.mark.usefixtures("worker_here", "leased")
def test_worker_alone_takes_back_what_its_predecessor_held() -> None:
    worker.be_present()

    assert delivery.claim() is not None


@pytest.mark.both_databases
@pytest.mark.usefixtures("worker_here")
def test_worker_takes_nothing_back_while_another_lives(other_worker: Flask, leased: None) -> None:
    worker.be_present()
    assert delivery.claim() is None

    other_worker.extensions["presence"].leave()

    wait_for(taken_back)


def taken_back() -> bool:
    worker.be_present()
    return delivery.claim() is not None


def wait_for(is_so: Callable[[], bool]) -> None:
    """PostgreSQL needs a moment to notice that a session is over."""
    deadline = time.monotonic() + 10
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.mark.both_databases
@pytest.mark.usefixtures("worker_here", "leased")
def test_worker_takes_back_once_and_leaves_its_own_alone() -> None:
    worker.be_present()
    held = delivery.claim()

    worker.be_present()

    assert held is not None
    assert delivery.claim() is None


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
@pytest.mark.usefixtures("worker_here")
def test_worker_whose_session_was_lost_takes_nothing_back(other_worker: Flask, leased: None) -> None:
    """The other may have lost its session in the same moment, with the mail in hand."""
    worker.be_present()
    for app in (current_app, other_worker):
        app.extensions["presence"].leave()

    for _ in range(10):
        worker.be_present()
        time.sleep(0.05)  # PostgreSQL needs a moment to notice that a session is over

    assert delivery.claim() is None


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
