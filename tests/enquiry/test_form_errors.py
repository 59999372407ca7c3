"""What the form says when something is missing, and that it keeps what was typed."""

from time import perf_counter
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from app.database import session
from app.enquiry.forms import EnquiryForm
from app.leads.models import Lead
from tests.factories import TYPED
from tests.house_client import HouseClient, Page

GOOD = {"name": "Ada", "email": "ada@muster.example"}


def send(house: HouseClient, **fields: Any) -> Page:
    return house.post("/kontakt", GOOD | fields, status=422)


@pytest.mark.parametrize(
    ("field", "typed", "message"),
    [
        ("name", "", "Tragen Sie Ihren Namen ein, damit wir Sie ansprechen können."),
        ("name", "   ", "Tragen Sie Ihren Namen ein, damit wir Sie ansprechen können."),
        ("name", "x" * 123, "Kürzen Sie den Text um 3 Zeichen."),
        ("email", "", "Tragen Sie Ihre E-Mail-Adresse ein."),
        ("email", "ada@muster", "Die E-Mail-Adresse ist unvollständig. Beispiel: name@firma.de"),
        ("email", "ada muster.example", "Die E-Mail-Adresse ist unvollständig. Beispiel: name@firma.de"),
        ("company", "x" * 161, "Kürzen Sie den Text um 1 Zeichen."),
        ("message", "ä" * 10_002, "Kürzen Sie den Text um 2 Zeichen."),
        ("seats", "hundreds", "Wählen Sie eine der angebotenen Möglichkeiten."),
        ("topics", "weather", "Wählen Sie eine der angebotenen Möglichkeiten."),
    ],
)
def test_message_stands_in_summary_and_at_the_field(
    house: HouseClient, field: str, typed: str, message: str
) -> None:
    page = send(house, **{field: typed})

    assert page.soup.title is not None
    assert page.soup.title.get_text().startswith("Fehler: ")
    assert page.texts("[role=alert] a") == [message]
    assert page.soup.select_one("[role=alert] a")["href"].startswith(f"#{field}")
    assert page.text.count(message) == 2


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("\u00a0ada@muster.example \u00a0", "ada@muster.example"),
        ("ada @ muster.example", "ada@muster.example"),
        ("ada@muster. example", "ada@muster.example"),
        ("Ada Lovelace <ada@muster.example>;", "ada@muster.example"),
        ("mailto:ada@muster.example", "ada@muster.example"),
        ("ada@muster.example.", "ada@muster.example"),
        ("ada@xn--mnchen-3ya.example", "ada@münchen.example"),
        ("ada@münchen.example", "ada@münchen.example"),
        ("ADA@Muster.Example", "ADA@Muster.Example"),
        ("o'neill+it@muster.example", "o'neill+it@muster.example"),
    ],
)
def test_address_is_taken_as_it_was_meant(house: HouseClient, app: Flask, typed: str, kept: str) -> None:
    house.post("/kontakt", GOOD | {"email": typed})

    with app.app_context():
        assert session().scalars(select(Lead.email)).all() == [kept]


@pytest.mark.parametrize("typed", ["@", "<>", "<<<@", "xn--@xn--", "ada@xn--\u00fc.example", "@ada", "ada@"])
def test_address_that_is_none_is_refused(house: HouseClient, typed: str) -> None:
    page = send(house, email=typed)

    assert page.texts("[role=alert] a") == ["Die E-Mail-Adresse ist unvollständig. Beispiel: name@firma.de"]


@pytest.mark.parametrize(
    "typed", ["Ada ada@muster.example", "ada@muster.example privat", "a da@muster.example"]
)
def test_text_beside_an_address_is_asked_about(house: HouseClient, typed: str) -> None:
    page = send(house, email=typed)

    assert page.texts("[role=alert] a") == [
        "Die E-Mail-Adresse enthält ein Leerzeichen. Beispiel: name@firma.de"
    ]
    assert page.soup.select_one("[name=email]")["value"] == typed  # type: ignore[index]


@pytest.mark.parametrize(
    "bait", ["<" * 30_000 + "@" * 30_000, "xn--" * 15_000 + "@xn--", '"' * 60_000 + "@a.de"]
)
def test_bait_for_slow_patterns_costs_no_time(bait: str) -> None:
    form = EnquiryForm(MultiDict({"name": "Ada", "email": bait, "phone": bait, "reply_by": "phone"}))
    start = perf_counter()

    assert not form.validate()
    assert perf_counter() - start < 2


def test_call_without_a_number_asks_for_one(house: HouseClient) -> None:
    page = send(house, reply_by="phone")

    assert page.texts("[role=alert] a") == ["Für einen Rückruf brauchen wir Ihre Telefonnummer."]


def test_call_with_too_few_digits_is_told(house: HouseClient) -> None:
    page = send(house, reply_by="phone", phone="030 1")

    assert page.texts("[role=alert] a") == ["Die Telefonnummer enthält zu wenige Ziffern."]


def test_everything_typed_is_still_there(house: HouseClient) -> None:
    page = house.post("/kontakt", TYPED | {"email": "j.groessmann"}, status=422)

    for name in ("name", "email", "company", "phone"):
        control = page.soup.select_one(f"input[name={name}]")
        assert control["value"] == (TYPED | {"email": "j.groessmann"})[name]
    assert page.soup.select_one("textarea").get_text().strip() == TYPED["message"]
    ticked = {(box["name"], box["value"]) for box in page.soup.select("input[checked]")}
    assert ticked == {
        ("topics", "outages"),
        ("topics", "single_person"),
        ("reply_by", "phone"),
        ("best_time", "morning"),
        ("seats", "101_500"),
    }


def test_two_faults_are_counted(house: HouseClient) -> None:
    page = house.post("/kontakt", {}, status=422)

    assert (
        page.response.headers["Cache-Control"] == "private, no-cache"
    )  # no-store would lose it on the way back
    assert page.texts("[role=alert] h2") == ["Bitte prüfen Sie 2 Angaben"]
    assert len(page.texts("[role=alert] a")) == 2


def test_markup_in_a_field_comes_back_as_text(house: HouseClient) -> None:
    page = send(house, name='"><script>alert(1)</script>', email="nein")

    assert page.soup.select_one("input[name=name]")["value"] == '"><script>alert(1)</script>'
    assert page.soup.select("script:not([src]):not([type='application/ld+json'])") == []


def test_body_that_is_too_large_gets_its_own_page(house: HouseClient) -> None:
    page = house.post("/kontakt", GOOD | {"message": "x" * 70_000}, status=413)

    assert page.heading == "Das war zu viel auf einmal"


def test_longest_message_passes_in_any_script(house: HouseClient) -> None:
    form = house.get("/kontakt").form("/kontakt")

    assert form["enctype"] == "multipart/form-data"  # percent signs would make three bytes of each one
    house.post("/kontakt", GOOD | {"message": "🛠" * 10_000}, content_type=form["enctype"])
