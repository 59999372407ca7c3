"""The inbox in a browser: by keyboard alone, news without losing the place, export with progress, nothing that executes."""

import json
import re
from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect

from app import create_app
from tests.databases import make_settings
from tests.factories import keep_lead
from tests.journeys.test_first_flight import seen
from tests.served import Served
from tests.views import in_every_view

pytestmark = [pytest.mark.browser, pytest.mark.slow]

CORPUS = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "' autofocus onfocus=alert(1) x='",
    "javascript:alert(1)",
    "{{ 7*7 }}{% raw %}",
    "</textarea></title></style><script>alert(1)</script>",
)


@pytest.fixture
def kept(served: Served) -> Iterator[Flask]:
    """The served database, to put leads into."""
    served.run("demo", "--leads", "60")
    app = create_app(make_settings(served.data_dir))
    with app.app_context():
        yield app
    app.extensions["engine"].dispose()


@pytest.fixture
def inbox(context: BrowserContext, served: Served, kept: Flask) -> Page:
    context.set_default_timeout(15_000)
    page = context.new_page()
    log_in(page, served)
    return page


def log_in(page: Page, served: Served) -> None:
    page.goto(f"{served.url}/leitstand/anfragen")
    page.get_by_label("E-Mail-Adresse").fill("demo@flightops.example")
    page.get_by_label("Passwort").fill("Demodaten ansehen")
    page.get_by_role("button", name="Anmelden").click()
    page.wait_for_url("**/leitstand/**")
    page.goto(f"{served.url}/leitstand/anfragen?tab=offen")


def test_keyboard_alone_finds_assigns_answers_and_opens(inbox: Page, kept: Flask) -> None:
    keep_lead(name="Greta Groß", company="Großküche Zöllner")

    inbox.keyboard.press("/")
    inbox.keyboard.type("grosskuche zoellner xj")  # x and j are letters while somebody types
    for _ in range(3):
        inbox.keyboard.press("Backspace")
    inbox.keyboard.press("Enter")
    inbox.wait_for_url("**q=*")
    expect(inbox.locator(".inbox__row")).to_have_count(1)

    inbox.keyboard.press("j")
    inbox.keyboard.press("a")
    expect(inbox.get_by_label("Zuständig").last).to_be_focused()
    inbox.keyboard.press("Tab")
    inbox.keyboard.press("Enter")
    expect(inbox.get_by_text("1 Anfrage an Demo Lotse übergeben")).to_be_visible()

    inbox.keyboard.press("j")
    inbox.keyboard.press("e")
    expect(inbox.get_by_text("1 Anfrage als beantwortet gemeldet")).to_be_visible()
    expect(inbox.locator("tbody .lamp")).to_have_count(0)

    inbox.keyboard.press("j")
    inbox.keyboard.press("o")
    expect(inbox.get_by_role("heading", level=1)).to_contain_text("Greta Groß")


def test_keyboard_goes_on_where_it_was(inbox: Page) -> None:
    links = inbox.locator(".inbox__link")
    third, fourth, fifth = (links.nth(place).get_attribute("href") or "" for place in (2, 3, 4))
    for _ in range(3):
        inbox.keyboard.press("j")
    inbox.keyboard.press("o")
    inbox.wait_for_url(f"**{third.partition('?')[0]}**")
    inbox.keyboard.press("i")
    inbox.wait_for_url("**/anfragen?tab=offen")

    inbox.keyboard.press("j")
    expect(inbox.locator(":focus")).to_have_attribute("href", fourth)
    inbox.keyboard.press("a")
    inbox.keyboard.press("Escape")
    inbox.keyboard.press("j")
    expect(inbox.locator(":focus")).to_have_attribute("href", fifth)


def test_question_mark_tells_the_keys_and_escape_hides_them(inbox: Page) -> None:
    inbox.keyboard.press("?")
    expect(inbox.get_by_role("dialog")).to_be_visible()
    assert seen(inbox) == []

    inbox.keyboard.press("j")
    inbox.keyboard.press("Escape")

    expect(inbox.get_by_role("dialog")).to_be_hidden()
    expect(inbox.locator(".inbox__link:focus")).to_have_count(0)


def test_news_are_told_once_a_minute_and_the_list_stays(inbox: Page, kept: Flask) -> None:
    inbox.clock.install()
    inbox.reload()
    first = inbox.locator(".inbox__link").first.inner_text()
    keep_lead(message="eins")
    keep_lead(message="zwei")

    inbox.clock.fast_forward(61_000)

    expect(inbox.get_by_role("link", name="2 neue Anfragen")).to_be_visible()
    assert inbox.locator(".inbox__link").first.inner_text() == first
    expect(inbox).to_have_title(re.compile(r"^\(2\) "))


def test_export_shows_its_progress_and_saves_the_file(inbox: Page) -> None:
    inbox.goto(inbox.url.partition("?")[0] + "?tab=alle")

    with inbox.expect_download() as started:
        inbox.get_by_role("link", name="CSV").click()

    expect(inbox.get_by_text("60 von 60 exportiert")).to_be_visible()
    text = started.value.path().read_text(encoding="utf-8-sig")
    assert text.splitlines()[0].startswith("Kennung;")
    assert started.value.suggested_filename.endswith(".csv")


def test_tick_for_the_page_ticks_every_row(inbox: Page) -> None:
    rows = inbox.locator(".inbox__row").count()

    inbox.get_by_label("Alle auf dieser Seite").check()

    expect(inbox.get_by_text(f"{rows} ausgewählt")).to_be_visible()


def test_nothing_that_was_typed_executes_in_the_list(inbox: Page, served: Served, kept: Flask) -> None:
    faults: list[str] = []
    inbox.on("dialog", lambda dialog: (faults.append(dialog.message), dialog.dismiss()))
    inbox.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    for number, text in enumerate(CORPUS):
        fields = dict.fromkeys(("name", "company", "phone", "message"), text[:40])
        keep_lead(**fields | {"message": f"{text} {number}"}, topics=(text[:20],), seats=text[:20])

    for address in ("?tab=offen", "?q=%3Cscript%3E", "?q=alert&tab=offen", f"?quelle=ort:{CORPUS[1]}"):
        inbox.goto(f"{served.url}/leitstand/anfragen{address}")

    assert faults == []
    assert inbox.evaluate("document.querySelectorAll('main script, main img, main [onload]').length") == 0


@in_every_view(360, 1024, 1440)
def test_inbox_is_free_of_faults(
    browser: Browser, served: Served, kept: Flask, scheme: str, width: int
) -> None:
    context = browser.new_context(
        locale="de-DE", color_scheme=scheme, viewport={"width": width, "height": 900}
    )
    context.set_default_timeout(15_000)
    page = context.new_page()
    log_in(page, served)
    faults = {}
    for address in ("", "?q=gibtesnicht", "?tab=spam", "?thema=nis2&ungelesen=1&sortierung=frist"):
        page.goto(f"{served.url}/leitstand/anfragen{address}")
        page.locator(".narrow__summary").click()
        if page.locator("[name=lead]").count():
            page.locator("[name=lead]").first.check()
        faults[address] = seen(page)
    context.close()
    assert json.dumps(faults, indent=1) == json.dumps({address: [] for address in faults}, indent=1)


def test_list_and_first_screen_have_no_controls_on_paper(inbox: Page, served: Served) -> None:
    shown = {}
    for place in ("anfragen?status=offer", "", "post"):
        inbox.goto(f"{served.url}/leitstand/{place}")
        inbox.emulate_media(media="print")
        controls = inbox.locator("main :is(button, input, select, summary):visible").all()
        shown[place] = [control.evaluate("control => control.outerHTML") for control in controls]
        inbox.emulate_media(media="screen")

    assert shown == {"anfragen?status=offer": [], "": [], "post": []}
