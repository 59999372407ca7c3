"""What leaves by `flightops leads export`."""

import csv
import io
import json
from datetime import timedelta

import pytest

from app.leads import export, queries
from app.leads.fields import Source
from tests.factories import TYPED, keep_lead

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("app_context")]


def test_json_holds_every_typed_field() -> None:
    kept = keep_lead(source=Source("artikel", "ende", "herbst", "suche.example"))

    [found] = json.loads("".join(export.as_json(queries.all_leads())))

    assert {name: found[name] for name in TYPED} == TYPED
    assert (found["reference"], found["status"]) == (kept.reference, "new")
    assert found["received_at"] == kept.received_at.isoformat()
    assert found["source"] == {
        "article": "artikel",
        "place": "ende",
        "campaign": "herbst",
        "referrer_host": "suche.example",
    }
    assert found["spam"] == {"score": 0, "reasons": []}
    assert [event["kind"] for event in found["events"]] == ["received"]


def test_json_of_nothing_is_an_empty_list() -> None:
    assert json.loads("".join(export.as_json(queries.all_leads()))) == []


def test_csv_opens_right_in_a_german_excel() -> None:
    kept = keep_lead()

    text = "".join(export.as_csv(queries.all_leads()))
    head, row = csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";")

    assert text.startswith("\ufeff")
    assert dict(zip(head, row, strict=True)) | {"Eingang (UTC)": ""} == {
        "Kennung": kept.reference,
        "Eingang (UTC)": "",
        "Status": "Neu",
        "Name": "Jürgen Größmann",
        "Unternehmen": "Großküche Müller & Söhne",
        "E-Mail-Adresse": "j.groessmann@muster.example",
        "Telefon": "'+49 30 23125-014",
        "Antwort per": "Anruf",
        "Gute Zeit": "vormittags",
        "Worum es geht": "Häufige Ausfälle, Wissen hängt an Einzelnen",
        "Arbeitsplätze": "101–500",
        "Was sich ändern soll": "Drei Ausfälle in einem Quartal. 🛠️\nWer hilft uns?",
        "Artikel": "",
        "Ort": "",
        "Kampagne": "",
        "Herkunft": "",
    }


@pytest.fixture
def two() -> list[str]:
    """References of two leads, the older one first although it was kept later."""
    newer = keep_lead()
    older = keep_lead(received_at=newer.received_at - timedelta(hours=1), message="früher")
    return [older.reference, newer.reference]


def test_json_holds_every_lead_oldest_first(two: list[str]) -> None:
    found = json.loads("".join(export.as_json(queries.all_leads())))

    assert [lead["reference"] for lead in found] == two


def test_csv_holds_every_lead_oldest_first(two: list[str]) -> None:
    text = "".join(export.as_csv(queries.all_leads()))

    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";"))

    assert [row[0] for row in rows] == ["Kennung", *two]
    assert {len(row) for row in rows} == {len(export.CSV_HEAD)}


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\0"])
def test_csv_cell_never_starts_a_formula(start: str) -> None:
    assert export.guarded(f"{start}HYPERLINK(1)") == f"'{start}HYPERLINK(1)"
