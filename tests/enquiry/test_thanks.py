"""The page that says thank you."""

from datetime import datetime
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from itsdangerous import URLSafeTimedSerializer

from app import create_app
from app.leads.clock import BERLIN
from tests.databases import make_settings
from tests.factories import TYPED
from tests.house_client import HouseClient, Page

TUESDAY = datetime(2026, 11, 24, 14, 23, tzinfo=BERLIN)
ASKED_BY_MAIL = TYPED | {"reply_by": "email"}


def token(key: str, reference: str = "FR-7K2M-4QXP") -> str:
    return str(URLSafeTimedSerializer(key, salt="enquiry-receipt").dumps(reference))


@pytest.fixture
def promising(own_content: Path, tmp_path: Path, database_url: str) -> HouseClient:
    """A house whose owner has switched the promise on."""
    site = own_content / "site.toml"
    text = site.read_text(encoding="utf-8")
    site.write_text(text.replace("enabled = false", "enabled = true"), encoding="utf-8")
    settings = make_settings(tmp_path / "data", content_dir=own_content, database_url=database_url)
    return HouseClient(create_app(settings))


def answer_stage(page: Page) -> str:
    return page.texts(".course__text")[1]


def test_thanks_show_the_reference_and_are_kept_by_nobody(house: HouseClient, app: Flask) -> None:
    page = house.get(f"/kontakt/danke/{token(app.config['SECRET_KEY'])}")

    assert page.texts(".readout") == ["FR-7K2M-4QXP"]
    assert page.soup.select_one("[data-copy]")["data-copy"] == "FR-7K2M-4QXP"
    assert page.response.headers["Cache-Control"] == "no-store"
    assert page.response.headers["X-Robots-Tag"] == "noindex"
    assert page.soup.select_one("meta[name=robots]")["content"] == "noindex"


def test_thanks_tell_nothing_about_the_visitor(house: HouseClient) -> None:
    sent = house.post("/kontakt", TYPED)
    thanks = house.follow(sent)

    seen = thanks.response.text + sent.location
    assert [word for word in (*TYPED["name"].split(), TYPED["email"], TYPED["phone"]) if word in seen] == []


def test_token_of_an_earlier_key_still_counts(house: HouseClient, app: Flask) -> None:
    app.config["SECRET_KEY_FALLBACKS"] = ["the key of last year"]

    assert "FR-7K2M-4QXP" in house.get(f"/kontakt/danke/{token('the key of last year')}").text


def test_new_token_is_signed_with_the_present_key(house: HouseClient, app: Flask) -> None:
    app.config["SECRET_KEY_FALLBACKS"] = ["the key of last year"]

    sent = house.post("/kontakt", {"name": "Ada", "email": "ada@muster.example"})
    app.config["SECRET_KEY_FALLBACKS"] = []

    assert house.follow(sent).heading == "Ihre Anfrage ist angekommen"


def test_forged_token_thanks_for_nothing(house: HouseClient) -> None:
    house.get(f"/kontakt/danke/{token('somebody else')}", status=404)
    house.get("/kontakt/danke/FR-7K2M-4QXP", status=404)


@pytest.mark.parametrize(
    ("received", "promised"),
    [
        (TUESDAY, "Mittwoch, 25. November, 14:23 Uhr"),
        (TUESDAY.replace(hour=20), "Mittwoch, 25. November, 17 Uhr"),
        (TUESDAY.replace(day=28), "Montag, 30. November, 17 Uhr"),
    ],
    ids=["in working hours", "in the evening", "on Saturday"],
)
def test_promise_that_is_switched_on_names_day_and_hour(
    promising: HouseClient, received: datetime, promised: str
) -> None:
    with time_machine.travel(received, tick=False):
        thanks = promising.follow(promising.post("/kontakt", ASKED_BY_MAIL))

    assert answer_stage(thanks).replace("\u00a0", " ") == f"Sie hören bis {promised} von uns."


def test_promise_counts_from_the_sending_and_is_silent_when_its_time_has_passed(
    promising: HouseClient,
) -> None:
    with time_machine.travel(TUESDAY, tick=False):
        sent = promising.post("/kontakt", ASKED_BY_MAIL)

    with time_machine.travel(TUESDAY.replace(day=25, hour=10), tick=False):
        assert "25.\u00a0November, 14:23" in promising.follow(sent).response.text
    with time_machine.travel(TUESDAY.replace(day=26), tick=False):
        assert answer_stage(promising.follow(sent)) == "Auf dem Weg, den Sie gewählt haben."


def test_promise_that_is_switched_off_is_nowhere(house: HouseClient) -> None:
    form = house.get("/kontakt")
    thanks = house.follow(house.post("/kontakt", ASKED_BY_MAIL))

    assert answer_stage(thanks) == "Auf dem Weg, den Sie gewählt haben."
    assert [
        page.url for page in (form, thanks) if "Arbeitstag" in page.text or "Sie hören" in page.text
    ] == []


def test_form_says_the_promise_in_general_words_for_everybody(promising: HouseClient) -> None:
    with time_machine.travel(TUESDAY, tick=False):
        first = promising.get("/kontakt").text
    with time_machine.travel(TUESDAY.replace(day=27), tick=False):
        assert promising.get("/kontakt").text == first

    assert "Antwort innerhalb eines Arbeitstags" in first
