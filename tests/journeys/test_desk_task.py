"""A morning at the desk, by keyboard alone and on a phone: find yesterday's lead, take it, answer, plan, move on, export the week."""

import csv
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Locator, Page, expect

from app.database import utc_now
from app.templating import moment
from tests.journeys.colleague import colleague, kept
from tests.served import Served

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]

WRITERS = {1280: "Jana Albers", 360: "Nadja Petersen"}  # the tests may share a site
FAR = 120  # stops of the tab key, more than any screen has


@pytest.fixture
def at_the_desk(
    browser: Browser, site: Served, site_app: Flask, request: pytest.FixtureRequest
) -> Iterator[Page]:
    """In the inbox; yesterday „Großküche Müller" wrote, today somebody else."""
    kept(
        site_app,
        name=WRITERS[request.param],
        company="Großküche Müller",
        received_at=utc_now() - timedelta(days=1),
    )
    kept(site_app, name="Olaf Wirth", company="Spedition Weser")
    with colleague(browser, site, site_app, viewport={"width": request.param, "height": 760}) as page:
        page.goto(f"{site.url}/leitstand/anfragen")
        yield page


@pytest.mark.parametrize("at_the_desk", [1280], indirect=True)
def test_morning_by_keyboard_alone(at_the_desk: Page, tmp_path: Path) -> None:
    page, keys = at_the_desk, at_the_desk.keyboard

    choose(page, "gestern", lambda target: tab_to(page, target))
    keys.press("/")
    keys.type("grosskueche mueller albers")
    keys.press("Enter")
    page.wait_for_url("**q=*")
    expect(page.locator(".inbox__row")).to_have_count(1)
    keys.press("j")
    keys.press("o")
    expect(page.get_by_role("heading", level=1)).to_have_text("Jana Albers")
    keys.press("m")
    told(page, "An Kim Hansen übergeben")
    keys.press("e")
    told(page, "Beantwortet")
    keys.press("s")
    keys.type("Vortrag abstimmen")
    keys.press("Enter")
    told(page, "Nächster Schritt: Vortrag abstimmen")
    tab_to(page, page.get_by_role("button", name="Gespräch vereinbart"))
    keys.press("Enter")
    told(page, "auf „Gespräch vereinbart“")
    keys.press("i")
    tab_to(page, page.get_by_role("link", name="Alle Filter aufheben"))
    keys.press("Enter")
    choose(page, "woche", lambda target: tab_to(page, target))
    tab_to(page, page.get_by_role("link", name="CSV"))
    exported(page, tmp_path, lambda: keys.press("Enter"))


@pytest.mark.parametrize("at_the_desk", [360], indirect=True)
def test_morning_on_a_phone(at_the_desk: Page, tmp_path: Path) -> None:
    page = at_the_desk

    choose(page, "gestern", lambda target: target.focus())
    page.get_by_label("Suchen in allen Angaben").fill("müller großküche petersen")
    page.get_by_role("button", name="Suchen").click()
    page.get_by_role("link", name="Nadja Petersen").click()
    page.get_by_role("button", name="Mir zuweisen").click()
    told(page, "An Kim Hansen übergeben")
    page.get_by_role("button", name="Am Telefon beantwortet").click()
    told(page, "Beantwortet")
    page.get_by_label("Was", exact=True).fill("Vortrag abstimmen")
    page.get_by_role("button", name="Sichern").click()
    told(page, "Nächster Schritt: Vortrag abstimmen")
    page.get_by_role("button", name="Gespräch vereinbart").click()
    told(page, "auf „Gespräch vereinbart“")
    page.get_by_role("link", name="Eingang").first.click()
    choose(page, "woche", lambda target: target.focus())
    exported(page, tmp_path, page.get_by_role("link", name="CSV").click)


def choose(page: Page, period: str, reach) -> None:  # type: ignore[no-untyped-def]
    """The filter for when leads came; `reach` brings the focus there."""
    reach(page.get_by_text("Filter und Reihenfolge"))
    page.keyboard.press("Enter")
    reach(page.get_by_label("Eingegangen"))
    page.keyboard.type({"gestern": "Ges", "woche": "Diese"}[period])
    reach(page.get_by_role("button", name="Anwenden"))
    page.keyboard.press("Enter")
    page.wait_for_url(f"**zeit={period}*")


def tab_to(page: Page, target: Locator) -> None:
    for _ in range(FAR):
        if target.evaluate("element => (element.closest('summary') ?? element) === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the tab key does not reach {target}")


def told(page: Page, sentence: str) -> None:
    expect(page.locator(".logbook")).to_contain_text(sentence)


def exported(page: Page, folder: Path, start) -> None:  # type: ignore[no-untyped-def]
    with page.expect_download() as download:
        start()
    path = folder / "woche.csv"
    download.value.save_as(path)
    rows = list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines(), delimiter=";"))
    assert "Spedition Weser" in [company for row in rows for company in row.values()]


@pytest.mark.parametrize(
    "at", [datetime(2026, 5, 4, 7, 59, 58, tzinfo=UTC), datetime(2026, 9, 30, 21, 59, 58, tzinfo=UTC)]
)
def test_clock_of_the_bar_goes_on_as_it_was_written(
    browser: Browser, site: Served, site_app: Flask, at: datetime
) -> None:
    with colleague(browser, site, site_app) as kim:
        kim.clock.install(time=at)
        kim.reload()

        kim.clock.run_for(6_000)

        expect(kim.locator(".bar__clock")).to_have_text(moment(at + timedelta(seconds=6)))
