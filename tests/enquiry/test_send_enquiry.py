"""From the form to the kept lead and the thank-you page."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.database import session
from app.leads.models import Lead
from tests.factories import TYPED, mails
from tests.house_client import HouseClient

pytestmark = pytest.mark.both_databases

REFERENCE = re.compile(r"FR-[2-9A-Z]{4}-[2-9A-Z]{4}")


def leads(app: Flask) -> list[Lead]:
    with app.app_context():
        found = session().query(Lead).order_by(Lead.id).all()
        session().expunge_all()
        return found


def test_form_leads_to_thanks_and_lead(house: HouseClient, app: Flask) -> None:
    sent = house.submit(house.get("/kontakt"), "/kontakt", **TYPED)

    thanks = house.follow(sent)
    [kept] = leads(app)
    assert {name: getattr(kept, name) for name in TYPED} == TYPED
    assert thanks.heading == "Ihre Anfrage ist angekommen"
    assert REFERENCE.findall(thanks.text)[0] == kept.reference


def test_honest_post_without_a_browser_reaches_the_inbox(client: FlaskClient, app: Flask) -> None:
    answer = client.post("/kontakt", data={"name": "Ada", "email": "ada@muster.example"})

    [kept] = leads(app)
    assert (answer.status_code, kept.status, kept.spam_reasons) == (303, "new", [])
    assert (kept.reply_by, kept.best_time, kept.topics, kept.seats, kept.phone) == ("email", "", [], "", "")


def test_answer_is_by_mail_unless_asked_otherwise(client: FlaskClient, app: Flask) -> None:
    client.post("/kontakt", data={"name": "Ada", "email": "ada@muster.example", "reply_by": ""})

    [kept] = leads(app)
    assert kept.reply_by == "email"


def test_sending_twice_is_one_lead_and_the_same_answer(client: FlaskClient, app: Flask) -> None:
    first, second = (client.post("/kontakt", data=TYPED) for _ in range(2))

    assert first.location == second.location
    assert len(leads(app)) == 1


def test_filled_honeypot_is_kept_in_quarantine_without_a_mail(client: FlaskClient, app: Flask) -> None:
    answer = client.post("/kontakt", data=TYPED | {"subject": "Buy now"})

    [kept] = leads(app)
    assert (answer.status_code, kept.status) == (303, "quarantined")
    assert (kept.spam_score, kept.spam_reasons) == (1, ["honeypot"])
    with app.app_context():
        assert mails() == []


def test_call_to_action_ticks_the_topic_and_is_remembered(house: HouseClient, app: Flask) -> None:
    page = house.get("/kontakt?thema=nis2&artikel=ein-artikel&ort=ende&utm_campaign=herbst")
    house.submit(page, "/kontakt", name="Ada", email="ada@muster.example")

    [kept] = leads(app)
    assert kept.topics == ["nis2"]
    assert (kept.source_article, kept.source_place, kept.source_campaign) == ("ein-artikel", "ende", "herbst")


def test_call_to_action_of_an_unknown_topic_ticks_nothing(house: HouseClient) -> None:
    page = house.get("/kontakt?thema=wetter")

    assert page.soup.select("input[name=topics][checked]") == []
    house.submit(page, "/kontakt", name="Ada", email="ada@muster.example")


def test_source_that_is_too_long_costs_no_enquiry(house: HouseClient, app: Flask) -> None:
    long = "a" * 300
    page = house.get(f"/kontakt?artikel={long}&ort={long}&utm_campaign={long}")
    house.submit(page, "/kontakt", name="Ada", email="ada@muster.example")

    [kept] = leads(app)
    source = (kept.source_article, kept.source_place, kept.source_campaign)
    assert source == (long[:120], long[:120], long[:120])


@pytest.mark.parametrize(
    ("referrer", "host"),
    [
        ("http://[::1", ""),
        ("//", ""),
        ("https://suche.example/?q=ausfall", "suche.example"),
        ("http://localhost/blog/", ""),
        ("", ""),
        (f"https://{'a.' * 150}example/", ("a." * 150)[:253]),
    ],
    ids=["broken", "empty", "elsewhere", "ourselves", "none", "endless"],
)
def test_host_that_led_here_is_remembered(client: FlaskClient, app: Flask, referrer: str, host: str) -> None:
    form = {"name": "Ada", "email": "ada@muster.example"}

    client.post("/kontakt", data=form, headers={"Referer": referrer})

    [kept] = leads(app)
    assert kept.source_referrer_host == host


def test_stray_spaces_and_control_characters_are_nobodys_intention(client: FlaskClient, app: Flask) -> None:
    client.post(
        "/kontakt",
        data={
            "name": "  Ada\x00 \r\nLovelace ",
            "email": " ada@muster.example ",
            "message": " a\r\nb\x00\x07\rc\td\n",
        },
    )

    [kept] = leads(app)
    assert (kept.name, kept.email, kept.message) == ("Ada Lovelace", "ada@muster.example", "a\nb\nc\td")


def test_umlaut_in_two_signs_is_kept_as_one(client: FlaskClient, app: Flask) -> None:
    client.post("/kontakt", data={"name": "Ju\u0308rgen", "email": "ada@muster.example"})

    [kept] = leads(app)
    assert kept.name == "J\u00fcrgen"


@pytest.mark.parametrize(
    "name", ["O’Brien", "Müller-Lüdenscheidt, Dr. h. c.", "Ирина", "李小龍", "<b>Ada</b> & Söhne", "🛠️"]
)
def test_any_name_is_a_name(client: FlaskClient, app: Flask, name: str) -> None:
    client.post("/kontakt", data={"name": name, "email": "ada@muster.example"})

    [kept] = leads(app)
    assert kept.name == name
