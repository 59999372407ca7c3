"""A list narrowed to one status, and the sources that are offered: the figures and filters around the inbox."""

import csv
import io
from datetime import timedelta
from itertools import count

import pytest
from flask import Flask
from sqlalchemy import event

from app.database import utc_now
from app.leads import inbox
from app.leads.fields import Source
from app.leads.status import LABELS, PIPELINE, Status
from tests.factories import keep_lead, lead
from tests.house_client import HouseClient, Page

numbers = count()


def received(app: Flask, name: str, status: Status, *, days: float = 0, **typed: object) -> str:
    with app.app_context():
        moment = utc_now() - timedelta(days=days)
        return keep_lead(moment, status, name=name, message=f"Nr. {next(numbers)}", **typed).reference


@pytest.fixture
def offers(app: Flask) -> list[str]:
    """References of three offers, newest first, among leads of other statuses."""
    received(app, "Nora Neu", Status.NEW, days=9)
    received(app, "Gerd Gewonnen", Status.WON, days=8)
    received(app, "Klara Kontakt", Status.IN_CONTACT, days=2.5)
    names = ("Anna", "Berta", "Clara")
    return [received(app, f"{name} Angebot", Status.OFFER, days=n) for n, name in enumerate(names, start=1)]


def names(page: Page) -> list[str]:
    return [name.removeprefix("ungelesen: ").partition(" ")[0] for name in page.texts("main .inbox__link")]


@pytest.mark.both_databases
@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("status=offer", ["Anna", "Berta", "Clara"]),
        ("status=offer&sortierung=aelteste", ["Clara", "Berta", "Anna"]),
        ("status=offer&q=angebot+berta", ["Berta"]),
        ("status=offer&q=gerd", []),
        ("status=offer&zustaendig=ich", []),
        ("status=offer&zustaendig=niemand&ungelesen=1&thema=outages", ["Anna", "Berta", "Clara"]),
        ("status=offer&frist=ueberfaellig", []),
        ("status=new&frist=ueberfaellig", ["Nora"]),
        ("status=new&sortierung=frist", ["Nora"]),
        ("status=won", ["Gerd"]),
        ("status=spam", []),
    ],
)
def test_status_narrows_the_list_with_the_other_filters(
    desk: HouseClient, offers: list[str], address: str, shown: list[str]
) -> None:
    assert names(desk.get(f"/leitstand/anfragen?{address}")) == shown


def test_status_lies_within_its_tab_and_another_tab_takes_it_off(
    desk: HouseClient, offers: list[str]
) -> None:
    page = desk.get("/leitstand/anfragen?status=offer&tab=neu")
    tabs = {str(tab.string): desk.get(str(tab["href"])) for tab in page.soup.select(".tabs__tab")[1:3]}

    assert page.texts(".tabs [aria-current]") == ["In Arbeit"]
    assert page.texts(".chips__chip") == ["Filter aufheben: Status Angebot"]
    assert page.soup.select("[name=tab]") == []
    assert [names(tab) for tab in tabs.values()] == [["Nora"], ["Anna", "Berta", "Klara", "Clara"]]


def test_status_is_offered_with_the_other_filters(desk: HouseClient, offers: list[str]) -> None:
    page = desk.get("/leitstand/anfragen?status=offer")

    offered = {option["value"]: option.get_text() for option in page.soup.select("[name=status] option")}
    chosen = page.soup.select_one(".narrow [name=status] option[selected]")

    assert [offered[status] for status in Status] == list(LABELS.values())
    assert (chosen["value"], page.texts(".inbox__count")) == ("offer", ["3"])


def test_length_of_the_list_is_known_beyond_its_first_page(
    desk: HouseClient, offers: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbox, "PAGE_SIZE", 2)

    first = desk.get("/leitstand/anfragen?status=offer")
    second = desk.get(str(first.soup.select_one("[rel=next]")["href"]))

    assert (names(first), names(second)) == (["Anna", "Berta"], ["Clara"])
    assert first.texts(".inbox__count") == ["3"]


def test_lead_page_walks_along_the_status(desk: HouseClient, offers: list[str]) -> None:
    link = desk.get("/leitstand/anfragen?status=offer").soup.select(".inbox__link")[1]

    page = desk.get(str(link["href"]))

    assert [str(page.soup.select_one(f"[rel={way}]")["href"]) for way in ("prev", "next")] == [
        f"/leitstand/anfragen/{reference}?status=offer" for reference in (offers[0], offers[2])
    ]


@pytest.mark.both_databases
def test_export_and_a_step_for_the_whole_list_mean_the_status_only(
    desk: HouseClient, app: Flask, offers: list[str]
) -> None:
    page = desk.get("/leitstand/anfragen?status=offer")
    export = desk.client.get(str(page.soup.select_one("[data-module=download] a")["href"]))
    rows = list(csv.reader(io.StringIO(export.get_data(as_text=True)), delimiter=";"))
    form = {field["name"]: field["value"] for field in page.soup.select(".inbox__list > [type=hidden]")}

    asked = desk.post("/leitstand/auswahl/status", form | {"everything": "y", "status": "dormant"}, 422)
    done = desk.submit(asked, "/auswahl/status")

    assert [row[0] for row in rows[1:]] == offers
    assert asked.heading == "3 Anfragen auf „Ruht“ setzen"
    assert done.location == "/leitstand/anfragen?status=offer"
    with app.app_context():
        assert [lead(reference).status for reference in offers] == [Status.DORMANT] * 3


def test_list_of_a_status_walks_along_its_index(desk: HouseClient, app: Flask, offers: list[str]) -> None:
    asked: list[tuple[str, object]] = []
    event.listen(
        app.extensions["engine"], "before_cursor_execute", lambda *found: asked.append((found[2], found[3]))
    )

    desk.get("/leitstand/anfragen?status=offer")
    [(statement, values)] = [(text, values) for text, values in asked if "lead.received_at AS" in text]
    with app.extensions["engine"].connect() as connection:
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values).all()

    steps = [row[-1] for row in plan]
    assert [step for step in steps if "ix_lead_status_received_at_id (status=?)" in step] != []
    assert [step for step in steps if "SCAN lead" in step or "TEMP B-TREE" in step] == []


@pytest.mark.both_databases
def test_figures_of_the_course_are_the_way_to_their_leads(desk: HouseClient, app: Flask) -> None:
    for number, status in enumerate(PIPELINE, start=1):
        for _ in range(number):
            received(app, "Wer", status, days=200)

    links = desk.get("/leitstand/").soup.select(".stages a")
    lists = [desk.get(str(link["href"])) for link in links]

    assert [" ".join(link.get_text(" ").split()) for link in links] == [
        "1 Neu", "2 In Kontakt", "3 Gespräch vereinbart", "4 Angebot", "5 Gewonnen",
    ]  # fmt: skip
    assert [len(names(page)) for page in lists] == [1, 2, 3, 4, 5]
    assert [page.texts(".tabs [aria-current]") for page in lists] == [
        ["Neu"], ["In Arbeit"], ["In Arbeit"], ["In Arbeit"], ["Abgelegt"],
    ]  # fmt: skip


@pytest.mark.both_databases
def test_every_source_there_is_is_offered_by_kind_and_name(desk: HouseClient, app: Flask) -> None:
    with app.app_context():
        keep_lead(source=Source("checklisten"), message="erste")
        keep_lead(source=Source("ablauf", "ende", "herbst"), message="zweite")

    page = desk.get("/leitstand/anfragen?quelle=ort:alt")

    offered = [str(option["value"]) for option in page.soup.select("[name=quelle] option")]
    assert offered == ["", "artikel:ablauf", "artikel:checklisten", "ort:ende", "kampagne:herbst", "ort:alt"]
