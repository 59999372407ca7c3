"""The worker beside the web server: what it takes back when it starts, and what does not end it."""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError

from app import worker
from app.database import engine, writing
from app.mail import delivery, outbox
from app.turn import DatabaseBusy

pytestmark = pytest.mark.usefixtures("app_context")


@pytest.fixture
def leased(app_context: None) -> None:
    """A mail that a worker has taken and neither delivered nor given back."""
    with writing() as opened:
        opened.add(outbox.write("test", "anfragen@beispiel.example"))
    assert delivery.claim()


@pytest.fixture
def other_worker(app: Flask) -> Iterator[None]:
    with worker.claim_leadership(app):
        yield


@pytest.mark.both_databases
@pytest.mark.usefixtures("leased")
def test_worker_alone_on_sqlite_takes_back_what_its_predecessor_held(app: Flask) -> None:
    worker.claim_leadership(app).close()

    taken = delivery.claim() is not None

    assert taken is (
        engine().dialect.name == "sqlite"
    )  # on PostgreSQL others may be at work on other machines


@pytest.mark.usefixtures("other_worker", "leased")
def test_worker_beside_another_takes_nothing_back(app: Flask) -> None:
    assert worker.claim_leadership(app) is None

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
