"""The article as a reader finds it."""

from pathlib import Path

import pytest
from flask import Flask

from tests.house_client import HouseClient, Page

URL = "/blog/meta-umwirbt-ki-forscher"
ARTICLES = Path(__file__).parent.parent.parent / "content" / "blog"


@pytest.fixture
def page(house: HouseClient) -> Page:
    return house.get(URL)


def test_both_dates_are_proper_dates(page: Page) -> None:
    times = {
        time["datetime"]: time.get_text(strip=True).replace("\u00a0", " ")
        for time in page.soup.select("time")
    }

    assert times["2024-03-27"] == "27. März 2024"
    assert times["2025-12-05"] == "5. Dezember 2025"


def test_briefing_names_topic_reading_time_and_author(page: Page) -> None:
    assert "Menschen und Wissen" in page.text
    assert "Minuten" in page.text
    assert "Frank Roebers" in page.text


def test_call_to_action_stands_in_the_text_and_at_its_end(page: Page) -> None:
    targets = [link["href"] for link in page.soup.select("main a[href^='/kontakt']")]

    assert any("ort=article-middle" in target for target in targets)
    assert any("ort=article-end" in target for target in targets)
    assert all(
        "artikel=meta-umwirbt-ki-forscher" in target
        for target in targets
        if "ort=article-end" in target or "ort=article-middle" in target
    )


def test_call_to_action_in_the_text_parts_the_prose(page: Page) -> None:
    html = str(page.soup.main)
    card = html.index("ort=article-middle")

    assert html.index("<h2") < card < html.rindex("</p>")


def test_author_box_leads_to_the_person_and_to_contact(page: Page) -> None:
    assert "Mehr über Frank Roebers" in page.texts("main a[href='/frank-roebers']")
    assert page.soup.select("main a[href^='/kontakt']")


def test_sources_are_named(page: Page) -> None:
    assert "Quellen" in page.text
    assert "Business Insider" in page.text


def test_sources_bear_no_numbers_beside_those_of_the_notes(page: Page) -> None:
    assert page.soup.select_one("main ul.sources__list")


@pytest.mark.parametrize("path", sorted(ARTICLES.glob("*.md")), ids=lambda path: path.stem)
def test_each_note_names_a_listed_source(house: HouseClient, path: Path) -> None:
    article = house.get(f"/blog/{path.stem}").soup
    listed = article.select_one(".sources__list").get_text()

    named = [note.get_text().split()[0].rstrip(",:") for note in article.select(".note p")]

    assert named != []
    assert [name for name in named if name not in listed] == []


def test_quotes_are_german_and_figures_keep_their_unit(page: Page) -> None:
    prose = " ".join(paragraph.get_text() for paragraph in page.soup.select("main p"))

    assert '"' not in prose
    assert " %" not in prose.replace("\u00a0%", "")


def test_public_pages_load_nothing_from_elsewhere(house: HouseClient) -> None:
    for url in (
        "/",
        URL,
        "/blog/",
        "/frank-roebers",
        "/kontakt",
        "/impressum",
        "/datenschutz",
        "/gibt-es-nicht",
    ):
        page = house.get(url, status=404 if url == "/gibt-es-nicht" else 200)
        for element in page.soup.select("[src], link[href]:not([rel=canonical])"):
            target = element.get("src") or element.get("href")
            assert target.startswith("/"), f"{url}: {target}"


def test_author_page_tells_every_fact(house: HouseClient) -> None:
    page = house.get("/frank-roebers")

    for fact in (
        "Fox Romeo IT GmbH",
        "30 Jahre",
        "SYNAXON",
        "300",
        "einsnulleins",
        "120",
        "Digitalisierung",
        "Führung",
        "KI",
    ):
        assert fact in page.text, fact


def test_start_page_carries_the_message_and_the_form(house: HouseClient) -> None:
    page = house.get("/")

    assert "FlightOps" in page.text
    assert page.form("/kontakt")["method"] == "post"
    assert page.texts("main a[href='#gespraech']") != []


def test_missing_company_facts_are_visible_placeholders(house: HouseClient) -> None:
    page = house.get("/impressum")

    assert "Fox Romeo IT GmbH" in page.text
    assert "Angabe fehlt" in page.text


def test_page_that_does_not_exist_has_a_way_on(house: HouseClient) -> None:
    page = house.get("/gibt-es-nicht", status=404)

    assert page.heading == "Diese Seite gibt es nicht"
    assert page.soup.select("main a[href='/']")


def test_failing_view_shows_our_page_and_no_trace(
    house: HouseClient, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    app.testing = False
    monkeypatch.setitem(app.view_functions, "health.alive", lambda: 1 / 0)

    page = house.get("/healthz", status=500)

    assert page.heading == "Hier ist etwas schiefgegangen"
    assert "ZeroDivisionError" not in page.text
