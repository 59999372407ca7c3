"""A PostgreSQL that can be reached and answers nobody holds up no visitor."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError

from app import database, postgresql
from app.enquiry import recorder
from tests.factories import TYPED
from tests.house_client import HouseClient
from tests.postgres import Postgres

GIVEN_UP_WITHIN = 18  # seconds; without an end each test would wait until the runner stops it

pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


@pytest.fixture
def frozen(app: Flask, postgres: Postgres, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """With a connection in the pool from better days."""
    with app.app_context():
        assert database.is_alive()
    monkeypatch.setattr(postgresql, "ANSWER_WITHIN", 0.3)
    with postgres.frozen():
        yield


@contextmanager
def given_up() -> Iterator[None]:
    """Nothing waited for longer than it takes to be refused three new connections."""
    started = time.monotonic()
    yield
    assert time.monotonic() - started < GIVEN_UP_WITHIN


@pytest.mark.usefixtures("frozen")
def test_enquiry_is_recorded_and_the_visitor_thanked(house: HouseClient, app: Flask) -> None:
    with given_up():
        sent = house.post("/kontakt", TYPED)

    assert house.follow(sent).heading == "Ihre Anfrage ist angekommen"
    with app.app_context():
        assert recorder.state().waiting == 1


def test_statement_that_takes_too_long_costs_one_connection_only(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgresql, "ANSWER_WITHIN", 0.2)
    with app.app_context():
        with given_up(), pytest.raises(OperationalError), database.engine().connect() as connection:
            connection.exec_driver_sql("SELECT pg_sleep(20)")

        assert database.is_alive()


def test_server_that_thaws_is_used_again(
    app: Flask, postgres: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgresql, "ANSWER_WITHIN", 0.2)
    with app.app_context():
        assert database.is_alive()
        with postgres.frozen(), given_up():
            assert not database.is_alive()

        assert database.is_alive()
