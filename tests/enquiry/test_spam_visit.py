"""How an enquiry was sent counts, too; whatever it is, it is kept, and the visitor reads the truth."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import database
from app.database import session
from app.enquiry import spam
from app.enquiry.spam import Visit
from app.leads.models import Lead
from tests.enquiry.corpora import form
from tests.factories import lead, mails
from tests.house_client import HouseClient

pytestmark = pytest.mark.both_databases

ADA = {"name": "Ada", "email": "ada@muster.example"}
TEXT = "Leitstellenrufnummer Fahrplanauskunft Regionalverbund"  # too few words to be like anything


def kept(app: Flask) -> list[tuple[str, int, list[str]]]:
    with app.app_context():
        found = session().query(Lead).order_by(Lead.id)
        return [(lead.status, lead.spam_score, lead.spam_reasons) for lead in found]


@pytest.mark.parametrize(
    ("typed", "verdict"),
    [
        ("Buy", ("new", 3, ["honeypot_autofilled"])),
        ("Ada", ("new", 3, ["honeypot_autofilled"])),
        ("ada@muster.example", ("new", 3, ["honeypot_autofilled"])),
        ("Hauptstraße 12", ("new", 3, ["honeypot_autofilled"])),
        ("33602 Bielefeld", ("new", 3, ["honeypot_autofilled"])),
        ("Nice site you have", ("quarantined", 8, ["honeypot"])),
        ("https://a.example", ("quarantined", 12, ["honeypot", "links:a.example"])),
        ("", ("new", 0, [])),
    ],
)
def test_hidden_field_decides_unless_the_browser_filled_it(
    client: FlaskClient, app: Flask, typed: str, verdict: Any
) -> None:
    client.post("/kontakt", data=ADA | {"subject": typed})

    assert kept(app) == [verdict]


@pytest.mark.parametrize(
    ("elapsed", "reasons"),
    [
        ("0", ["too_fast"]),
        ("1999", ["too_fast"]),
        ("2000", []),
        ("99999999", []),
        ("", []),
        ("-5", []),
        ("1e3", []),
        ("²", []),
        ("9" * 500, []),
    ],
)
def test_less_than_two_seconds_is_a_signal_that_does_not_decide(
    client: FlaskClient, app: Flask, elapsed: str, reasons: list[str]
) -> None:
    client.post("/kontakt", data=ADA | {"elapsed": elapsed})

    assert kept(app) == [("new", 5 if reasons else 0, reasons)]


@pytest.mark.parametrize(
    ("site", "reasons"), [("cross-site", ["cross_site"]), ("same-origin", []), ("none", []), ("", [])]
)
def test_post_from_another_site_is_a_point(
    client: FlaskClient, app: Flask, site: str, reasons: list[str]
) -> None:
    client.post("/kontakt", data=ADA, headers={"Sec-Fetch-Site": site} if site else {})

    assert kept(app) == [("new", len(reasons), reasons)]


def test_same_text_from_others_counts_more_the_more_there_are(client: FlaskClient, app: Flask) -> None:
    for number in range(5):
        client.post(
            "/kontakt",
            data={
                "name": f"Nr. {number}",
                "email": f"n{number}@a{number}.example",
                "message": f"{TEXT} https://x{number}.example",
            },
        )

    scores = [score for _, score, _ in kept(app)]
    assert [score - scores[0] for score in scores] == [0, 4, 4, 6, 6]  # 4 for one or two others, 6 for more


def test_same_text_alone_does_not_decide(client: FlaskClient, app: Flask) -> None:
    for number in range(5):
        client.post("/kontakt", data={"name": "Ada", "email": f"ada@a{number}.example", "message": TEXT})

    assert {status for status, _, _ in kept(app)} == {"new"}
    assert kept(app)[-1][2][0] == "repeated_text"


def test_own_text_sent_again_and_short_texts_are_not_repeated(client: FlaskClient, app: Flask) -> None:
    client.post("/kontakt", data=ADA | {"message": TEXT})
    client.post("/kontakt", data=ADA | {"message": TEXT, "company": "Muster AG"})
    client.post("/kontakt", data=ADA | {"message": "Bitte um Rückruf"})
    client.post("/kontakt", data={"name": "Bo", "email": "bo@a.example", "message": "Bitte um Rückruf"})

    assert [score for _, score, _ in kept(app)] == [0, 0, 0, 0]


def test_database_away_is_no_signal(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> None:
        raise OSError("disk")

    monkeypatch.setattr("app.leads.queries.engine", away)

    with app.test_request_context("/kontakt", method="POST", data=ADA | {"message": TEXT}) as context:
        assert spam.visit_of(context.request, form(message=TEXT)) == Visit()


def test_suspect_enquiry_is_kept_without_a_mail_and_the_visitor_reads_so(
    house: HouseClient, app: Flask
) -> None:
    typed = ADA | {"message": "We offer SEO and backlinks, click here https://seo.example"}
    sent = house.post("/kontakt", typed)

    thanks = house.follow(sent)
    [(status, score, reasons)] = kept(app)
    assert (status, score) == ("quarantined", spam.assess(form(**typed)).score)
    assert [reason.partition(":")[0] for reason in reasons] == [
        "offer_words",
        "pitch",
        "lure",
        "wording",
        "build",
        "links",
    ]
    assert thanks.heading == "Ihre Anfrage ist eingegangen"
    assert "wird geprüft" in thanks.text
    with app.app_context():
        assert mails() == []
        assert lead(session().query(Lead).one().reference).reference in thanks.text


@pytest.mark.parametrize(("first", "again"), [("Nice site you have", ""), ("", "Nice site you have")])
def test_enquiry_sent_again_is_told_what_became_of_the_first(
    house: HouseClient, app: Flask, first: str, again: str
) -> None:
    house.post("/kontakt", ADA | {"subject": first})

    thanks = house.follow(house.post("/kontakt", ADA | {"subject": again}))

    assert len(kept(app)) == 1
    assert ("wird geprüft" in thanks.text) is bool(first)


def test_form_asks_for_the_time_once_and_not_after_an_error(house: HouseClient) -> None:
    fresh, again = house.get("/kontakt"), house.post("/kontakt", {"name": "Ada"}, status=422)

    assert [len(page.soup.select("input[name=elapsed]")) for page in (fresh, house.get("/"), again)] == [
        1,
        1,
        0,
    ]


def test_check_reads_beside_a_writer(client: FlaskClient, app: Flask) -> None:
    """It leaves no transaction behind that would hold up the one that keeps the enquiry."""
    for _ in range(2):
        assert client.post("/kontakt", data=ADA | {"message": TEXT}).status_code == 303

    with app.app_context(), database.writing() as opened:
        assert opened.query(Lead).count() == 1
