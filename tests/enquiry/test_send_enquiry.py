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
    answers = [client.post("/kontakt", data=TYPED, follow_redirects=True) for _ in range(2)]

    [reference] = {found for answer in answers for found in REFERENCE.findall(answer.text)}
    assert [kept.reference for kept in leads(app)] == [reference]


def test_filled_honeypot_is_kept_in_quarantine_without_a_mail(client: FlaskClient, app: Flask) -> None:
    answer = client.post("/kontakt", data=TYPED | {"subject": "Buy now"})

    [kept] = leads(app)
    assert (answer.status_code, kept.status) == (303, "quarantined")
    assert kept.spam_reasons[0] == "honeypot"
    with app.app_context():
        assert mails() == []


def test_call_to_action_of_an_unknown_topic_ticks_nothing(house: HouseClient) -> None:
    page = house.get("/kontakt?thema=wetter")

    assert page.soup.select("input[name=topics][checked]") == []
    house.submit(page, "/kontakt", name="Ada", email="ada@muster.example")


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
