"""The folder of contents: what is published, and what is said about a fault."""

import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
import time_machine
from flask import Flask

from app import create_app
from app.pages import content
from app.pages.content import load
from app.pages.faults import ContentError
from app.settings import RESOURCES
from tests.databases import make_settings
from tests.house_client import HouseClient

ARTICLE = "blog/meta-umwirbt-ki-forscher.md"


@pytest.fixture
def own_house(own_content: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> HouseClient:
    """A site whose content the test may change; it looks at the disk at every request."""
    monkeypatch.setattr(content, "LOOK_EVERY", 0.0)
    return HouseClient(create_app(make_settings(tmp_path / "data", content_dir=own_content)))


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{old} is not in {path}"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    time.sleep(0.01)


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        (ARTICLE, "author: frank-roebers", "author: niemand", "„niemand“ gibt es nicht"),
        (ARTICLE, "topic: people", "topic: weather", "„weather“ gibt es nicht"),
        (ARTICLE, "published: 2024-03-27", "published: gestern", "„published“ muss ein Datum"),
        (ARTICLE, "published: 2024-03-27", "veröffentlicht: 2024-03-27", "„veröffentlicht“ ist unbekannt"),
        (ARTICLE, "published: 2024-03-27", "published: 2026-11-31", "„published“ muss ein Datum"),
        (ARTICLE, "topic: people", "topic: [people]", "„['people']“ gibt es nicht"),
        (ARTICLE, "draft: false", "7: false", "„7“ ist unbekannt"),
        (ARTICLE, 'bridge: "Meta', 'bridge: # "Meta', "„bridge“: Hier muss Text stehen"),
        ("authors/frank-roebers.md", "photo: null", "photo: fehlt.jpg", "„fehlt.jpg“ liegt nicht im Ordner"),
        ("site.toml", "lead_months = 6", "lead_months = 600", "„retention.lead_months“"),
        ("site.toml", "enabled = false", "enabled = vielleicht", "kein gültiges TOML"),
        ("site.toml", "street =", "strasse =", "„company.strasse“ ist unbekannt"),
        ("site.toml", 'land = ""', 'land = "NRW"', "„promise.land“: Das Bundesland „NRW“ gibt es nicht"),
        (
            "site.toml",
            'opens = "09:00"',
            "opens = 9",
            "„promise.opens“: Eine Uhrzeit steht in Anführungszeichen",
        ),
        (
            "site.toml",
            'closes = "17:00"',
            'closes = "9:00"',
            "„promise.closes“: Das Ende muss nach dem Beginn",
        ),
        ("site.toml", "hours = 8", "hours = 0", "„promise.hours“ muss mindestens 1 sein"),
    ],
)
def test_fault_names_file_and_line(own_content: Path, file: str, old: str, new: str, message: str) -> None:
    path = own_content / file
    line = path.read_text(encoding="utf-8").split(old)[0].count("\n") + 1
    change(path, old, new)

    with pytest.raises(ContentError) as raised:
        load(own_content)

    assert str(raised.value).startswith(f"{path}, Zeile {line}: ")
    assert message in str(raised.value)


def test_file_without_front_matter_is_named(own_content: Path) -> None:
    (own_content / "blog/neu.md").write_text("# Nur Text", encoding="utf-8")

    with pytest.raises(ContentError, match=r"neu\.md, Zeile 1: Die Datei beginnt nicht"):
        load(own_content)


@pytest.mark.parametrize("written", ["\x07", "[" * 5000])
def test_what_no_reader_of_yaml_takes_is_a_fault(own_content: Path, written: str) -> None:
    change(own_content / ARTICLE, "draft: false", f"draft: {written}")

    with pytest.raises(ContentError, match="kein gültiges YAML"):
        load(own_content)


def test_changed_text_shows_without_a_restart(own_house: HouseClient, own_content: Path) -> None:
    own_house.get("/")
    change(own_content / "site.toml", 'label = "Gespräch anfragen"', 'label = "Termin wünschen"')

    assert "Termin wünschen" in own_house.get("/").text


def test_broken_edit_keeps_what_was_shown(
    own_house: HouseClient, own_content: Path, caplog: pytest.LogCaptureFixture
) -> None:
    before = own_house.get("/").text
    change(own_content / ARTICLE, "topic: people", "topic: weather")

    assert own_house.get("/").text == before
    assert "Zeile" in caplog.text
    change(own_content / ARTICLE, "topic: weather", "topic: people")
    own_house.get("/")
    assert own_house.app.extensions["content"].error is None


def test_draft_is_seen_by_nobody(own_house: HouseClient, own_content: Path) -> None:
    change(own_content / ARTICLE, "draft: false", "draft: true")

    own_house.get("/blog/meta-umwirbt-ki-forscher", status=404)
    assert "meta-umwirbt" not in str(own_house.get("/blog/").soup)


def test_publish_date_counts_when_the_page_is_asked_for(own_house: HouseClient, own_content: Path) -> None:
    change(own_content / ARTICLE, "published: 2024-03-27", "published: 2030-01-02")
    url = "/blog/meta-umwirbt-ki-forscher"

    with time_machine.travel(datetime(2030, 1, 1, 22, 59, tzinfo=UTC)):
        own_house.get(url, status=404)
    with time_machine.travel(datetime(2030, 1, 1, 23, 0, tzinfo=UTC)):  # midnight in Berlin
        own_house.get(url)


def test_raw_html_in_a_text_stays_text(own_house: HouseClient, own_content: Path) -> None:
    path = own_content / ARTICLE
    path.write_text(path.read_text(encoding="utf-8") + "\n\n<script>alert(1)</script>\n", encoding="utf-8")

    page = own_house.get("/blog/meta-umwirbt-ki-forscher")

    assert "<script>alert(1)</script>" in page.text
    assert page.soup.select("script:not([src]):not([type='application/ld+json'])") == []


def test_shipped_content_is_complete(app: Flask) -> None:
    found = app.extensions["content"].current()

    assert found.article("meta-umwirbt-ki-forscher").author.name == "Frank Roebers"
    assert found.start.person.author in found.authors


def test_photo_of_the_owner_takes_the_place_of_the_monogram(
    own_house: HouseClient, own_content: Path
) -> None:
    assert own_house.get("/frank-roebers").soup.select("main img") == []
    (own_content / "media").mkdir(exist_ok=True)
    (own_content / "media/frank.png").write_bytes(
        (RESOURCES / "static/img/apple-touch-icon.png").read_bytes()
    )
    change(own_content / "authors/frank-roebers.md", "photo: null", "photo: frank.png")

    [photo] = own_house.get("/frank-roebers").soup.select("main img")

    assert photo["src"] == "/media/frank.png"
    assert photo["alt"] == "Porträt von Frank Roebers"


def test_nothing_but_media_is_given_away(own_house: HouseClient) -> None:
    own_house.get("/media/../site.toml", status=404)
    own_house.get("/media/%2e%2e/site.toml", status=404)
