"""Who is told what is in the recorder: the desk, the command line, the check before production."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from app.database import session, sqlite_driver, utc_now
from app.enquiry import recorder
from app.enquiry.recorder import Arrival
from app.leads.models import Lead
from app.leads.reference import make_reference
from app.leads.status import Status
from tests.command import run_command
from tests.factories import enquiry
from tests.house_client import HouseClient


def record(app: Flask, *messages: str) -> None:
    with app.app_context():
        for message in messages:
            recorder.append(Arrival(enquiry(message=message), make_reference(), utc_now(), Status.NEW))


@pytest.fixture
def run(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """A `flightops` command against the data of this test."""
    settings = app.extensions["settings"]
    monkeypatch.setenv("DATA_DIR", str(settings.data_dir))
    monkeypatch.setenv("DATABASE_URL", settings.database)
    return run_command


@contextmanager
def locked(app: Flask) -> Iterator[None]:
    stranger = sqlite_driver().connect(app.extensions["engine"].url.database, isolation_level=None)
    stranger.execute("BEGIN EXCLUSIVE")
    yield
    stranger.close()


def test_desk_says_what_waits_and_falls_silent_afterwards(desk: HouseClient, app: Flask) -> None:
    record(app, "eins")
    assert "Eine Anfrage wartet im Flugschreiber" in desk.get("/leitstand/anfragen").text

    record(app, "zwei")
    assert "2 Anfragen warten im Flugschreiber" in desk.get("/leitstand/anfragen").text

    with app.app_context():
        recorder.replay()
    assert "Flugschreiber" not in desk.get("/leitstand/anfragen").text


def test_desk_tells_of_what_cannot_be_replayed_or_read(desk: HouseClient, app: Flask) -> None:
    with app.app_context():
        recorder.journal().append(b"{}")
        with recorder.journal().path.open("ab") as file:
            file.write(b"\ntorn")
        recorder.replay()

    page = desk.get("/leitstand/anfragen")

    assert page.texts(".notice__title") == [
        "Eine aufgezeichnete Anfrage lässt sich nicht übernehmen",
        "Eine Aufzeichnung im Flugschreiber ist unlesbar",
    ]


def test_status_counts_and_answers_with_its_exit_code(app: Flask, run) -> None:
    with app.app_context():
        recorder.prepare()
    empty = run("recorder", "status")

    record(app, "eins", "zwei")
    with locked(app):
        waiting = run("recorder", "status")

    assert (empty.exit_code, waiting.exit_code) == (0, 1)
    assert "Wartend            0" in empty.stdout
    assert "Wartend            2" in waiting.stdout
    assert "Platz für          200 Anfragen" in empty.stdout


def test_replay_by_hand_takes_over_what_waits(app: Flask, run) -> None:
    record(app, "eins", "zwei")

    result = run("recorder", "replay")

    assert (result.exit_code, result.stdout) == (0, "2 Anfragen übernommen.\n")
    with app.app_context():
        assert session().query(Lead).count() == 2


def test_replay_by_hand_of_one_says_one(app: Flask, run) -> None:
    record(app, "eins")

    assert run("recorder", "replay").stdout == "1 Anfrage übernommen.\n"


def test_replay_by_hand_while_the_database_is_locked_is_one_sentence(app: Flask, run) -> None:
    record(app, "eins")

    with locked(app):
        result = run("recorder", "replay")

    assert "Die Datenbank nimmt noch nichts an." in str(result.exception)
    assert run("recorder", "status").exit_code == 1


def test_check_says_when_no_room_can_be_held_back(app: Flask, run) -> None:
    fine = run("check")
    folder: Path = app.extensions["settings"].data_dir / "recorder"
    shutil.rmtree(folder)
    folder.write_text("a file in the place of its folder")

    warned = run("check")

    assert "Flugschreiber" not in fine.stdout
    assert "Der Flugschreiber kann hier keinen Platz freihalten" in warned.stdout
