"""The list as a file: the whole filter, in the order of the list, fit for a German Excel."""

import csv
import io
import json
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask

from app.database import utc_now
from app.leads import inbox
from app.leads.status import Status
from app.staff.models import Role
from tests.conftest import logged_in
from tests.factories import keep_lead
from tests.house_client import HouseClient

pytestmark = pytest.mark.both_databases


@pytest.fixture
def references(app: Flask, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Five leads, newest first, in chunks of two."""
    monkeypatch.setattr(inbox, "CHUNK", 2)
    with app.app_context():
        now = utc_now()
        return [keep_lead(now - timedelta(hours=n), message=f"Nr. {n}").reference for n in range(5)]


def rows(answer) -> list[list[str]]:
    return list(csv.reader(io.StringIO(answer.get_data(as_text=True).removeprefix("\ufeff")), delimiter=";"))[
        1:
    ]


def test_csv_holds_the_whole_filter_in_its_order(desk: HouseClient, references: list[str]) -> None:
    address = desk.get("/leitstand/anfragen?sortierung=aelteste").soup.select_one("[data-module=download] a")[
        "href"
    ]

    answer = desk.client.get(address)

    assert [row[0] for row in rows(answer)] == references[::-1]
    assert answer.headers["X-Total"] == "5"
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"].endswith('.csv"')


def test_csv_of_a_search_holds_its_hits_only(desk: HouseClient, app: Flask, references: list[str]) -> None:
    with app.app_context():
        keep_lead(
            name="Anders", message="Nr. anders", status=Status.LOST, received_at=utc_now() - timedelta(days=2)
        )

    answer = desk.client.get("/leitstand/export.csv?q=anders")

    assert [row[3] for row in rows(answer)] == ["Anders"]
    assert answer.headers["X-Total"] == "1"


def test_json_has_the_shape_of_the_command_line(desk: HouseClient, references: list[str]) -> None:
    answer = desk.client.get("/leitstand/export.json?tab=alle")

    found = json.loads(answer.get_data(as_text=True))
    assert [lead["reference"] for lead in found] == references
    assert [event["kind"] for event in found[0]["events"]] == ["received"]


def test_ticked_leads_only_are_exported(desk: HouseClient, references: list[str]) -> None:
    page = desk.get("/leitstand/anfragen")
    form = {field["name"]: field["value"] for field in page.soup.select(".inbox__list > [type=hidden]")}

    answer = desk.client.post(
        "/leitstand/auswahl/export", data=form | {"lead": [f"{references[3]} 1", f"{references[1]} 1"]}
    )

    assert [row[0] for row in rows(answer)] == [references[3], references[1]]


@pytest.mark.parametrize(
    "start", ["=HYPERLINK(1)", "@SUM(A1)", "+1", "-1", "\t=1", "\r=1", "\n=1", " =1", "＝1"]
)
def test_formula_arrives_as_text(desk: HouseClient, app: Flask, start: str) -> None:
    with app.app_context():
        keep_lead(company=start, message="Umlaut ä; Semikolon\r\nneue Zeile")

    raw = desk.client.get("/leitstand/export.csv").get_data()
    [row] = list(csv.reader(io.StringIO(raw.decode("utf-8-sig")), delimiter=";"))[1:]

    assert row[4].startswith("'")
    assert row[11] == "Umlaut ä; Semikolon\nneue Zeile"
    assert raw.startswith(b"\xef\xbb\xbf")
    assert raw.count(b"\r\n") == 2


def test_file_is_named_by_the_hour_in_berlin(app: Flask) -> None:
    with time_machine.travel(datetime(2026, 7, 1, 22, 30, tzinfo=UTC), tick=False):
        answer = logged_in(app, Role.EDITOR).client.get("/leitstand/export.csv")

    assert answer.headers["Content-Disposition"] == 'attachment; filename="anfragen-2026-07-02-0030.csv"'
