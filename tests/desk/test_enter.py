"""The form for a lead taken down by hand."""

from typing import Any

import pytest
from flask import Flask

from app.leads import queries
from app.leads.models import Lead
from tests.factories import keep_lead, mails
from tests.house_client import HouseClient

pytestmark = pytest.mark.both_databases

TYPED: dict[str, Any] = {
    "heard": "fair",
    "name": "Petra Lindner",
    "company": "Muster Pflege gGmbH",
    "phone": "0221 4710-338",
    "email": "",
    "message": "Will Checklisten für die Übergabe.",
    "topics": ["checklists"],
}


def leads(app: Flask) -> list[Lead]:
    with app.app_context():
        return list(queries.all_leads())


def test_lead_by_hand_is_kept_and_shown_without_a_mail(desk: HouseClient, app: Flask) -> None:
    page = desk.follow(desk.submit(desk.get("/leitstand/anfragen/neu"), "/neu", **TYPED))

    assert page.heading == "Petra Lindner"
    assert "Messe oder Veranstaltung" in page.text
    [kept] = leads(app)
    assert (kept.email, kept.phone_e164, kept.reply_by, kept.topics) == (
        "",
        "+492214710338",
        "phone",
        ["checklists"],
    )
    with app.app_context():
        assert mails() == []


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"name": " "}, "Tragen Sie den Namen ein."),
        ({"phone": ""}, "Tragen Sie Telefonnummer oder E-Mail-Adresse ein, sonst kann niemand antworten."),
        ({"email": "lindner@"}, "Die E-Mail-Adresse ist unvollständig. Beispiel: name@firma.de"),
        ({"message": "n" * 10_001}, "Kürzen Sie den Text um 1 Zeichen."),
    ],
)
def test_what_is_missing_is_told_and_the_rest_kept(
    desk: HouseClient, app: Flask, changes: dict[str, str], told: str
) -> None:
    page = desk.submit(desk.get("/leitstand/anfragen/neu"), "/neu", status=422, **TYPED | changes)

    assert page.texts(".summary__list li") == [told]
    assert page.soup.select_one("[name=company]")["value"] == "Muster Pflege gGmbH"
    assert leads(app) == []


def test_lead_that_is_there_already_is_shown_and_may_be_entered_all_the_same(
    desk: HouseClient, app: Flask
) -> None:
    with app.app_context():
        known = keep_lead(
            name="Petra Lindner", email="lindner@muster-pflege.example", phone="+49 221 4710338"
        ).reference

    page = desk.submit(desk.get("/leitstand/anfragen/neu"), "/neu", status=422, **TYPED)
    assert [link["href"] for link in page.soup.select(".alike a")] == [f"/leitstand/anfragen/{known}"]
    assert len(leads(app)) == 1
    assert (
        page.texts("main form button[name=trotzdem]") == ["Trotzdem anlegen"] * 2
    )  # above and below the fields

    desk.submit(page, "/neu", trotzdem="1")
    assert len(leads(app)) == 2


def test_inbox_leads_to_the_form(desk: HouseClient) -> None:
    assert desk.get("/leitstand/anfragen").soup.select("main a[href='/leitstand/anfragen/neu']") != []
