"""The inbox: what a row says, what the address narrows, how it ends."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import event

from app.database import utc_now, writing
from app.leads import inbox
from app.leads.counts import unread_count
from app.leads.fields import Source
from app.leads.models import Lead
from app.leads.status import Status
from tests.factories import keep_lead
from tests.house_client import HouseClient, Page

NAMES = "main .inbox__link"


def names(page: Page) -> list[str]:
    return [name.removeprefix("ungelesen: ") for name in page.texts(NAMES)]


def change(reference: str, **values: object) -> None:
    with writing() as session:
        session.query(Lead).filter_by(reference=reference).update(values)


@pytest.fixture
def several(app: Flask) -> dict[str, str]:
    """References by name."""
    now = utc_now()
    with app.app_context():
        kept = [
            keep_lead(
                now - timedelta(minutes=5),
                name="Nora Neu",
                topics=("nis2",),
                source=Source("checklisten", "ende"),
            ),
            keep_lead(now - timedelta(days=9), name="Ulla Über", source=Source(campaign="herbst")),
            keep_lead(now - timedelta(days=3), name="Klara Kontakt", status=Status.IN_CONTACT),
            keep_lead(now - timedelta(days=4), name="Gerd Gewonnen", status=Status.WON),
            keep_lead(now - timedelta(days=5), name="Quirin Prüf", status=Status.QUARANTINED),
        ]
        change(kept[2].reference, read_at=now, assignee_id=1, next_step="Anrufen", next_step_on=now.date())
        return {lead.name: lead.reference for lead in kept}


def test_empty_inbox_says_what_will_come(desk: HouseClient) -> None:
    page = desk.get("/leitstand/anfragen")

    assert names(page) == []
    assert page.soup.select_one("main a[href^='/kontakt']") is not None


def test_inbox_with_everything_decided_says_so(desk: HouseClient, app: Flask) -> None:
    with app.app_context():
        keep_lead(status=Status.WON)

    assert "Alles erledigt" in desk.get("/leitstand/anfragen").text


def test_nothing_found_offers_the_way_back(desk: HouseClient, several) -> None:
    page = desk.get("/leitstand/anfragen?q=gibtesnicht")

    assert "Nichts gefunden" in page.text
    assert page.soup.select_one("main .inbox__ways a[href='/leitstand/anfragen']") is not None


@pytest.mark.both_databases
@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("", ["Nora Neu", "Klara Kontakt", "Ulla Über"]),
        ("?tab=neu", ["Nora Neu", "Ulla Über"]),
        ("?tab=arbeit", ["Klara Kontakt"]),
        ("?tab=abgelegt", ["Gerd Gewonnen"]),
        ("?tab=pruefung", ["Quirin Prüf"]),
        ("?tab=spam", []),
        ("?q=gerd", ["Gerd Gewonnen"]),
        ("?q=gerd&tab=offen", []),
        ("?thema=nis2", ["Nora Neu"]),
        ("?quelle=artikel:checklisten", ["Nora Neu"]),
        ("?quelle=ort:ende", ["Nora Neu"]),
        ("?quelle=kampagne:herbst", ["Ulla Über"]),
        ("?zustaendig=ich", ["Klara Kontakt"]),
        ("?zustaendig=niemand", ["Nora Neu", "Ulla Über"]),
        ("?frist=ueberfaellig", ["Ulla Über"]),
        ("?frist=ueberfaellig&tab=arbeit", []),
        ("?frist=schritt", ["Klara Kontakt"]),
        ("?ungelesen=1", ["Nora Neu", "Ulla Über"]),
        ("?sortierung=aelteste", ["Ulla Über", "Klara Kontakt", "Nora Neu"]),
        ("?sortierung=frist", ["Ulla Über", "Nora Neu"]),
        (
            "?tab=x&status=x&thema=x&quelle=x&zustaendig=x&frist=x&sortierung=x&nach=x",
            ["Nora Neu", "Klara Kontakt", "Ulla Über"],
        ),
        ("?zustaendig=%C2%B2", ["Nora Neu", "Klara Kontakt", "Ulla Über"]),
    ],
)
def test_address_narrows_the_list(desk: HouseClient, several, address: str, shown: list[str]) -> None:
    assert names(desk.get(f"/leitstand/anfragen{address}")) == shown


def test_each_filter_is_named_and_can_be_taken_off(desk: HouseClient, several) -> None:
    page = desk.get(
        "/leitstand/anfragen?q=müller&thema=nis2&quelle=ort:ende&zustaendig=niemand&frist=ueberfaellig&ungelesen=1"
    )

    labels = [text.removeprefix("Filter aufheben: ") for text in page.texts(".chips__chip")]
    without_search = page.soup.select_one(".chips__chip")["href"]

    assert labels == [
        "„müller“",
        "NIS2-Nachweise",
        "Ort: ende",
        "Niemandem zugewiesen",
        "Antwort überfällig",
        "Ungelesen",
    ]
    assert "q=" not in without_search
    assert "thema=nis2" in without_search


def test_row_says_what_matters(desk: HouseClient, several) -> None:
    page = desk.get("/leitstand/anfragen?zustaendig=ich")

    cells = {cell["class"][0]: cell.get_text(" ", strip=True) for cell in page.soup.select(".inbox__row > *")}

    assert cells["inbox__state"] == "In Kontakt"
    assert (cells["inbox__topic"], cells["inbox__source"], cells["inbox__who"]) == (
        "Häufige Ausfälle",
        "direkt",
        "KE",
    )
    assert re.fullmatch(r"fällig \d\d\.\d\d\. Anrufen", cells["inbox__step"])


def test_only_who_waits_has_a_lamp(desk: HouseClient, app: Flask, several) -> None:
    with app.app_context():
        soon = keep_lead(name="Fritz Fällig", message="x")
        change(soon.reference, answer_due_at=utc_now() + timedelta(minutes=1))
        change(keep_lead(name="Anna Antwort", message="y").reference, answered_at=utc_now())

    page = desk.get("/leitstand/anfragen")
    states = dict(zip(names(page), page.texts("tbody .inbox__state"), strict=True))

    assert states["Ulla Über"] == "Überfällig"
    assert states["Fritz Fällig"] == "Fällig"
    assert (states["Klara Kontakt"], states["Anna Antwort"]) == ("In Kontakt", "Beantwortet")
    assert len(page.soup.select("tbody .lamp")) == 3
    assert page.texts(".lamps__figure")[:1] == ["1"]


def test_counts_stand_at_the_tabs(desk: HouseClient, several) -> None:
    assert desk.get("/leitstand/anfragen").texts(".tabs__tab") == [
        "Offen 3", "Neu 2", "In Arbeit 1", "Abgelegt 1", "In Prüfung 1", "Spam 0", "Alle",
    ]  # fmt: skip


def test_count_ends_where_nobody_needs_more(
    desk: HouseClient, several, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.leads import counts  # noqa: PLC0415

    monkeypatch.setattr(counts, "COUNTED", 2)

    assert desk.get("/leitstand/anfragen").texts(".lamps__figure")[3] == "2"


def test_opening_a_lead_makes_it_read(desk: HouseClient, app: Flask) -> None:
    with app.app_context():
        keep_lead()

    desk.get(desk.get("/leitstand/anfragen").soup.select_one(NAMES)["href"])

    with app.app_context():
        assert unread_count() == 0


def test_pages_lead_to_the_oldest_and_back_within_the_filter(
    desk: HouseClient, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbox, "PAGE_SIZE", 2)
    with app.app_context():
        for number in range(5):
            keep_lead(name=f"Person {number}", received_at=utc_now() - timedelta(hours=number))

    def go(page: Page, label: str) -> Page:
        return desk.get(next(a["href"] for a in page.soup.select(".inbox__pages a") if label in a.text))

    first = desk.get("/leitstand/anfragen?q=person")
    second = go(first, "Weiter")
    last = go(first, "Ende")

    assert [names(page) for page in (first, second, go(second, "Weiter"))] == [
        ["Person 0", "Person 1"], ["Person 2", "Person 3"], ["Person 4"],
    ]  # fmt: skip
    assert (names(last), names(go(last, "Zurück"))) == (["Person 3", "Person 4"], ["Person 1", "Person 2"])
    assert names(go(last, "Anfang")) == names(first)
    assert last.soup.select("[rel=next]") == []
    assert first.soup.select("[rel=prev]") == []


def test_open_list_learns_what_came(desk: HouseClient, app: Flask, several) -> None:
    asked = desk.get("/leitstand/anfragen?tab=neu").soup.select_one("[data-module=arrivals]")["data-url"]
    assert desk.client.get(asked).json == {"count": 0}

    with app.app_context():
        keep_lead(message="gerade eben")
        keep_lead(message="in Arbeit", status=Status.IN_CONTACT)

    answer = desk.client.get(asked)
    assert (answer.json, answer.headers["Cache-Control"]) == ({"count": 1}, "no-store")


def test_number_of_queries_does_not_grow_with_the_leads(desk: HouseClient, app: Flask) -> None:
    statements: list[str] = []
    event.listen(
        app.extensions["engine"], "before_cursor_execute", lambda *found: statements.append(found[2])
    )

    def queries(address: str) -> int:
        statements.clear()
        desk.get(address)
        return len(statements)

    def keep(number: int) -> None:
        with app.app_context():
            for _ in range(number):
                keep_lead(message=f"Nr. {len(statements)} {utc_now()}")

    addresses = (
        "/leitstand/anfragen",
        "/leitstand/anfragen?status=new",
        "/leitstand/anfragen?tab=neu&sortierung=aelteste&quelle=ort:x&zustaendig=niemand",
    )
    figures = []
    for more in (1, 2, 297):
        keep(more)
        figures.append([queries(address) for address in addresses])

    assert figures[0] == figures[1] == figures[2]
