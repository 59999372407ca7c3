"""When nothing can be stored: no false thanks, nothing typed is lost, and the public pages live on."""

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError

from app import database
from app.leads import service
from tests.factories import TYPED
from tests.house_client import HouseClient

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


@pytest.fixture
def database_away(app: Flask) -> None:
    """As if the disk with the database were gone."""
    engine = app.extensions["engine"]
    engine.dispose()
    path = Path(engine.url.database)
    for file in path.parent.glob("flightops.db*"):
        file.unlink()
    path.mkdir()  # a folder in its place: it can neither be opened nor made anew


@pytest.mark.usefixtures("database_away")
def test_visitor_keeps_every_character_and_is_told_the_truth(house: HouseClient) -> None:
    page = house.post("/kontakt", TYPED, status=503)

    assert page.response.headers["Cache-Control"] == "no-store"
    assert "Ihre Anfrage konnten wir nicht speichern" in page.text
    assert page.soup.select_one("textarea").get_text().strip() == TYPED["message"]
    assert page.soup.select_one("input[name=name]")["value"] == TYPED["name"]
    assert page.soup.select_one("input[name=topics][value=single_person]").has_attr("checked")


@pytest.mark.parametrize(
    "fault",
    [OperationalError("INSERT", {}, Exception("disk full")), database.DatabaseBusy(), OSError("disk")],
)
def test_whatever_keeps_the_enquiry_from_the_disk_is_told(
    house: HouseClient, monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    def broken(*_: object, **__: object) -> str:
        raise fault

    monkeypatch.setattr(service, "keep", broken)

    page = house.post("/kontakt", TYPED, status=503)

    assert "Ihre Anfrage konnten wir nicht speichern" in page.text


@pytest.mark.usefixtures("database_away")
@pytest.mark.parametrize("url", PUBLIC)
def test_public_pages_do_not_need_the_database(house: HouseClient, url: str) -> None:
    house.get(url)


def test_thanks_do_not_need_the_database(house: HouseClient, request: pytest.FixtureRequest) -> None:
    sent = house.post("/kontakt", TYPED)
    request.getfixturevalue("database_away")

    assert house.follow(sent).heading == "Ihre Anfrage ist angekommen"


def test_ready_says_so_when_the_database_is_away(house: HouseClient, request: pytest.FixtureRequest) -> None:
    house.get("/readyz")
    request.getfixturevalue("database_away")

    house.get("/readyz", status=503)


def test_writer_that_waits_too_long_hands_the_text_back(
    house: HouseClient, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "TURN_TIMEOUT", 0.05)

    with app.app_context(), database.write_turn():
        page = house.post("/kontakt", TYPED, status=503)

    assert page.soup.select_one("textarea").get_text().strip() == TYPED["message"]
    house.post("/kontakt", TYPED)
