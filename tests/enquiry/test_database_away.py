"""When the database takes nothing the recorder does; when nothing does, nobody is thanked and nothing typed is lost."""

from pathlib import Path

import pytest
from flask import Flask

from app import database, turn
from app.database import sqlite_driver
from app.enquiry import recorder
from app.leads import mails as lead_mails
from app.leads.models import Lead
from app.mail.models import OutboxMail
from tests.factories import TYPED
from tests.house_client import HouseClient, Page

PUBLIC = (
    "/",
    "/blog/",
    "/blog/meta-umwirbt-ki-forscher",
    "/frank-roebers",
    "/kontakt",
    "/impressum",
    "/datenschutz",
    "/healthz",
)


def database_file(app: Flask) -> Path:
    return Path(app.extensions["engine"].url.database)


@pytest.fixture
def database_away(app: Flask) -> None:
    """As if the disk with the database were gone, under an open connection."""
    with app.app_context():
        database.is_alive()
    path = database_file(app)
    for file in path.parent.glob("flightops.db*"):
        file.unlink()
    path.mkdir()  # a folder in its place: it can neither be opened nor made anew


@pytest.fixture
def recorder_away(app: Flask) -> None:
    (app.extensions["settings"].data_dir / "recorder").write_text("a file in the place of its folder")


def has_thanked(house: HouseClient, sent: Page) -> bool:
    return house.follow(sent).heading == "Ihre Anfrage ist angekommen"


def waiting(app: Flask) -> int:
    with app.app_context():
        return recorder.state().waiting


@pytest.mark.usefixtures("database_away")
def test_enquiry_is_recorded_and_the_visitor_thanked(house: HouseClient, app: Flask) -> None:
    sent = house.post("/kontakt", TYPED)

    assert has_thanked(house, sent)
    assert waiting(app) == 1


@pytest.mark.usefixtures("database_away", "recorder_away")
def test_visitor_keeps_every_character_when_the_recorder_fails_too(house: HouseClient) -> None:
    page = house.post("/kontakt", TYPED, status=503)

    assert page.response.headers["Cache-Control"] == "private, no-cache"
    assert "Ihre Anfrage konnten wir nicht speichern" in page.text
    assert page.soup.select_one("textarea").get_text().strip() == TYPED["message"]
    assert page.soup.select_one("input[name=name]")["value"] == TYPED["name"]
    assert page.soup.select_one("input[name=topics][value=single_person]").has_attr("checked")


def test_database_that_is_locked_too_long_sends_the_enquiry_to_the_recorder(
    house: HouseClient, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turn, "TURN_TIMEOUT", 0.05)

    with app.app_context(), database.write_turn():
        house.post("/kontakt", TYPED)

    assert waiting(app) == 1


def test_stranger_that_locks_the_file_sends_the_enquiry_to_the_recorder(
    house: HouseClient, app: Flask
) -> None:
    stranger = sqlite_driver().connect(database_file(app), isolation_level=None)
    stranger.execute("BEGIN EXCLUSIVE")

    house.post("/kontakt", TYPED)

    stranger.close()
    assert waiting(app) == 1


def test_corrupt_database_sends_the_enquiry_to_the_recorder(house: HouseClient, app: Flask) -> None:
    database_file(app).write_bytes(b"no database " * 1000)

    house.post("/kontakt", TYPED)

    assert waiting(app) == 1


def test_deleted_database_under_an_open_connection_takes_no_more_enquiries(
    house: HouseClient, app: Flask
) -> None:
    house.post("/kontakt", TYPED)
    for file in database_file(app).parent.glob("flightops.db*"):
        file.unlink()

    house.post("/kontakt", TYPED | {"message": "In eine gelöschte Datei ließe sich noch lange schreiben."})

    assert waiting(app) == 1


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_table_that_somebody_locks_sends_the_enquiry_to_the_recorder(house: HouseClient, app: Flask) -> None:
    with app.extensions["engine"].begin() as other:
        other.exec_driver_sql("LOCK TABLE lead IN ACCESS EXCLUSIVE MODE")
        house.post("/kontakt", TYPED)

    assert waiting(app) == 1


@pytest.mark.settings(database_url="postgresql+psycopg://nobody@127.0.0.1:9/nothing")
def test_database_server_that_is_gone_sends_the_enquiry_to_the_recorder(
    house: HouseClient, app: Flask
) -> None:
    house.post("/kontakt", TYPED)

    assert waiting(app) == 1


def test_no_free_connection_sends_the_enquiry_to_the_recorder(
    house: HouseClient, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = app.extensions["engine"]
    monkeypatch.setattr(engine.pool, "_timeout", 0.05)
    taken = [engine.connect() for _ in range(database.POOL_SIZE)]

    house.post("/kontakt", TYPED)

    for connection in taken:
        connection.close()
    assert waiting(app) == 1


@pytest.mark.both_databases
def test_bug_in_a_mail_template_does_not_cost_the_enquiry(
    house: HouseClient, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise AttributeError("lead.nmae")

    with monkeypatch.context() as patch:
        patch.setattr(lead_mails, "enquiry_received", broken)
        house.post("/kontakt", TYPED)

    with app.app_context():
        assert recorder.replay() == 1
        assert database.session().query(Lead.name).all() == [(TYPED["name"],)]
        assert database.session().query(OutboxMail).count() == 1


@pytest.mark.usefixtures("database_away")
@pytest.mark.parametrize("url", PUBLIC)
def test_public_pages_do_not_need_the_database(house: HouseClient, url: str) -> None:
    house.get(url)


def test_thanks_do_not_need_the_database(house: HouseClient, request: pytest.FixtureRequest) -> None:
    sent = house.post("/kontakt", TYPED)
    request.getfixturevalue("database_away")

    assert has_thanked(house, sent)


def test_ready_means_that_database_or_recorder_take_enquiries(
    house: HouseClient, request: pytest.FixtureRequest
) -> None:
    assert house.get("/readyz").response.json == {"status": "ok"}

    request.getfixturevalue("database_away")
    assert house.get("/readyz").response.json == {"status": "recorder only"}

    request.getfixturevalue("recorder_away")
    assert house.get("/readyz", status=503).response.json == {"status": "nothing can be stored"}
