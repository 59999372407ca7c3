"""Mishaps on our side: restarts, a new key, nothing that can store, too much at once. The text stays with the visitor."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Route, expect

from app.database import sqlite_driver
from tests.journeys.visitor import Visitor, visiting
from tests.served import Served

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]


def test_form_open_for_a_day_over_a_restart_with_a_new_key_is_taken_at_first_try(
    visitor: Visitor, site: Served
) -> None:
    visitor.page.clock.install()
    visitor.open()
    visitor.fill()
    visitor.page.clock.fast_forward("25:00:00")
    site.stop()
    site.environment["SECRET_KEY"] = "another key, as long as keys have to be, for this day"
    site.start()
    visitor.send()

    visitor.is_thanked()
    visitor.is_one_lead()


def test_sending_while_the_site_restarts_loses_nothing(visitor: Visitor, site: Served) -> None:
    visitor.open()
    visitor.fill()
    site.stop()
    visitor.send()
    visitor.page.wait_for_url("chrome-error://**")
    site.start()
    visitor.page.go_back()
    visitor.has_everything_typed()
    visitor.send()

    visitor.is_thanked()
    visitor.is_one_lead()


@pytest.mark.parametrize("status", [500, 502, 504])
def test_error_of_whatever_stands_before_us_loses_nothing(visitor: Visitor, status: int) -> None:
    def fail(route: Route) -> None:
        route.fulfill(status=status, content_type="text/html", body="<h1>Bad Gateway</h1>")

    visitor.open()
    visitor.fill()
    visitor.page.route("**/kontakt", fail, times=1)
    visitor.send()
    expect(visitor.page.get_by_role("heading")).to_have_text("Bad Gateway")
    visitor.page.go_back()
    visitor.has_everything_typed()
    visitor.send()

    visitor.is_thanked()
    visitor.is_one_lead()


def test_text_beyond_all_measure_can_be_taken_back_and_shortened(visitor: Visitor) -> None:
    message = visitor.typed["message"]
    visitor.open()
    visitor.fill(message=("Protokoll " * 100 + "\n") * 80)
    visitor.send()
    expect(visitor.page.get_by_role("heading", level=1)).to_have_text("Das war zu viel auf einmal")
    visitor.page.get_by_role("link", name="Zurück zum Formular").click()
    visitor.page.wait_for_url("**/kontakt*")
    visitor.has_everything_typed()
    visitor.change("message", message)
    visitor.send()

    visitor.is_thanked()
    visitor.is_one_lead()


@contextmanager
def locked(site: Served) -> Iterator[None]:
    """Somebody keeps the database for himself."""
    with closing(sqlite_driver().connect(site.data_dir / "flightops.db", isolation_level=None)) as database:
        database.execute("BEGIN IMMEDIATE")
        yield
        database.execute("ROLLBACK")


@contextmanager
def without_recorder(site: Served) -> Iterator[None]:
    """A file lies where the recorder has its folder."""
    folder: Path = site.data_dir / "recorder"
    aside = folder.rename(folder.with_name("aside"))
    folder.touch()
    yield
    folder.unlink()
    aside.rename(folder)


@pytest.mark.slow  # seconds until the database counts as locked
def test_locked_database_is_no_matter_for_the_visitor(visitor: Visitor, site: Served) -> None:
    visitor.open()
    visitor.fill()
    with locked(site):
        visitor.send()
        visitor.is_thanked()

    site.wait_for(visitor.leads)
    visitor.is_one_lead()


def test_when_nothing_can_store_it_the_visitor_is_told_and_keeps_everything(
    visitor: Visitor, site: Served
) -> None:
    visitor.open()
    visitor.fill()
    with locked(site), without_recorder(site):
        visitor.send()
        expect(visitor.page.get_by_role("alert")).to_contain_text("Ihre Anfrage konnten wir nicht speichern")
        visitor.has_everything_typed()
    visitor.send()

    visitor.is_thanked()
    visitor.is_one_lead()


@pytest.fixture(scope="module")
def strict_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Counts how often one address sends."""
    folder = tmp_path_factory.mktemp("strict") / "data"
    server = Served(folder, {"RATELIMIT_ENABLED": "true"})
    server.start()
    yield server
    server.stop()


def test_too_many_enquiries_at_once_are_told_so_and_keep_everything(
    browser: Browser, strict_site: Served
) -> None:
    with visiting(browser, strict_site) as visitor:
        visitor.open()
        visitor.fill()
        for _ in range(60):
            answer = visitor.context.request.post(
                f"{strict_site.url}/kontakt",
                form={"name": "Ada", "email": "ada@muster.example"},
                max_redirects=0,
            )
            if answer.status == 429:
                break
        visitor.send()

        expect(
            visitor.page.get_by_text("Von Ihrem Anschluss kamen gerade sehr viele Anfragen")
        ).to_be_visible()
        visitor.has_everything_typed()
        assert (answer.status, visitor.leads()) == (429, [])
