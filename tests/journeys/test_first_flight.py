"""From the article to the answered enquiry, in a real browser, as a visitor and a colleague would go."""

import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect

from tests.relay import Relay
from tests.served import Served
from tests.views import in_every_view

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]

PASSWORD = "elf Wolken über Hamburg"
MESSAGE = "Unser Administrator geht in Elternzeit. 🛠️ Die Überwachung kennt nur er."
PAGES = (
    "/",
    "/flightops",
    "/blog/",
    "/blog/meta-umwirbt-ki-forscher",
    "/frank-roebers",
    "/vortraege",
    "/kontakt",
    "/impressum",
    "/datenschutz",
    "/barrierefreiheit",
    "/bausteine",
    "/gibt/es/nicht",
)


@pytest.fixture(params=[True, False], ids=["script", "no-script"])
def visitor(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    """A visitor on a phone, with and without JavaScript."""
    context = browser.new_context(
        locale="de-DE", viewport={"width": 360, "height": 740}, java_script_enabled=request.param
    )
    context.set_default_timeout(8000)
    yield context.new_page()
    context.close()


def test_visitor_reads_asks_and_is_answered(visitor: Page, page: Page, served: Served, relay: Relay) -> None:
    reference = visitor_asks(visitor, served)

    served.wait_for(lambda: relay.received)
    [mail] = relay.received
    assert mail.message["Subject"] == f"Rückruf Jürgen Größmann, Großküche Müller ({reference})"
    assert mail.message["Reply-To"].addresses[0].addr_spec == "j.groessmann@muster.example"
    assert MESSAGE in mail.text
    [lead_url] = set(re.findall(rf"{served.url}/leitstand/\S+{reference}", mail.text))
    colleague_answers(page, served, lead_url)


def visitor_asks(visitor: Page, served: Served) -> str:
    """Reads the article, follows its call to action, sends the form; the reference he is told."""
    visitor.goto(f"{served.url}/blog/meta-umwirbt-ki-forscher")
    visitor.locator("main a[href*='article-end']").first.click()
    expect(visitor.get_by_role("checkbox", name="Wissen hängt an Einzelnen")).to_be_checked()
    expect(visitor.get_by_label("Telefonnummer")).to_be_hidden()
    visitor.get_by_text("Anruf", exact=True).click()
    visitor.get_by_label("Ihr Name").fill("Jürgen Größmann")
    visitor.get_by_label("Unternehmen").fill("Großküche Müller")
    visitor.get_by_label("E-Mail-Adresse").fill("j.groessmann@muster")
    visitor.get_by_label("Was soll sich ändern?").fill(MESSAGE)
    send(visitor)
    expect(visitor.get_by_role("alert")).to_contain_text("Bitte prüfen Sie 2 Angaben")
    visitor.get_by_label("E-Mail-Adresse").fill("j.groessmann@muster.example")
    visitor.get_by_label("Telefonnummer").fill("030 23125-014")
    expect(visitor.get_by_label("Was soll sich ändern?")).to_have_value(MESSAGE)
    send(visitor)
    expect(visitor.get_by_role("heading", level=1)).to_have_text("Ihre Anfrage ist angekommen")
    return re.findall(r"FR-\w{4}-\w{4}", visitor.locator("main").inner_text())[0]


def send(visitor: Page) -> None:
    visitor.locator("main form").get_by_role("button", name="Gespräch anfragen").click()


def colleague_answers(page: Page, served: Served, lead_url: str) -> None:
    """Follows the link in the mail, logs in, reads, moves the lead on and leaves a note."""
    served.run(
        "staff",
        "add",
        "lena@firma.example",
        "--name",
        "Lena Maurer",
        "--password-stdin",
        typed=f"{PASSWORD}\n",
    )
    page.goto(lead_url)
    page.get_by_label("E-Mail-Adresse").fill("lena@firma.example")
    page.get_by_label("Passwort").fill(PASSWORD)
    page.get_by_role("button", name="Anmelden").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Jürgen Größmann")
    expect(page.get_by_text(MESSAGE)).to_be_visible()
    page.get_by_role("button", name="In Kontakt").click()
    expect(page.get_by_text("Status von „Neu“ auf „In Kontakt“")).to_be_visible()
    page.get_by_label("Notiz").fill("Rückruf vereinbart, morgen 10 Uhr.")
    page.get_by_role("button", name="Notiz").click()
    expect(page.get_by_text("Rückruf vereinbart, morgen 10 Uhr.")).to_be_visible()


@in_every_view(320, 1280)
def test_public_pages_are_free_of_faults(browser: Browser, site: Served, width: int, scheme: str) -> None:
    """No accessibility fault, no sideways scroll, no cookie, no foreign host, nothing the policy had to stop."""
    context = browser.new_context(
        locale="de-DE", color_scheme=scheme, viewport={"width": width, "height": 900}
    )
    faults = [f"{path}: {fault}" for path in PAGES for fault in visited(context, site, path)]
    cookies = context.cookies()
    context.close()
    assert (faults, cookies) == ([], [])


def visited(context: BrowserContext, served: Served, path: str) -> list[str]:
    page, faults = context.new_page(), []
    page.on("console", lambda message: faults.append(message.text) if is_fault(message) else None)
    page.on(
        "request",
        lambda request: faults.append(request.url) if not request.url.startswith(served.url) else None,
    )
    page.goto(f"{served.url}{path}")
    faults += seen(page)
    page.close()
    return faults


def is_fault(message: ConsoleMessage) -> bool:
    return message.type == "error" and "404" not in message.text


def seen(page: Page) -> list[str]:
    """Once every section is laid out: before, axe takes what is not painted yet for text without its ground."""
    expect(page.locator(":root:not(.has-fonts) :is(.section, .footer):not(.is-reached)")).to_have_count(0)
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    found = Axe().run(page).response["violations"]
    return [f"{fault['id']}: {fault['nodes'][0]['target']}" for fault in found] + (
        [f"{wide} px too wide"] if wide else []
    )


@in_every_view(320, 1280)
def test_desk_is_free_of_faults(browser: Browser, served: Served, width: int, scheme: str) -> None:
    served.run("demo", "--leads", "8")
    context = browser.new_context(
        locale="de-DE", color_scheme=scheme, viewport={"width": width, "height": 900}
    )
    context.set_default_timeout(8000)
    page = context.new_page()
    page.goto(f"{served.url}/leitstand/")
    faults = [f"login: {fault}" for fault in seen(page)]
    page.get_by_label("E-Mail-Adresse").fill("demo@flightops.example")
    page.get_by_label("Passwort").fill("Demodaten ansehen")
    page.get_by_role("button", name="Anmelden").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Übersicht")
    faults += [f"overview: {fault}" for fault in seen(page)]
    page.get_by_role("link", name="Eingang").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Eingang")
    faults += [f"inbox: {fault}" for fault in seen(page)]
    page.locator("main a[href*='/anfragen/']").first.click()
    faults += [f"lead: {fault}" for fault in seen(page)]
    context.close()
    assert faults == []


def test_error_summary_is_free_of_faults_and_takes_the_focus(context: BrowserContext, served: Served) -> None:
    page = context.new_page()
    page.goto(f"{served.url}/kontakt")

    send(page)

    expect(page.get_by_role("alert")).to_be_focused()
    assert seen(page) == []
    page.get_by_role("alert").get_by_role("link").first.click()
    expect(page.get_by_label("Ihr Name")).to_be_focused()


def test_keyboard_alone_leads_from_the_article_to_the_sent_form(
    context: BrowserContext, served: Served
) -> None:
    page = context.new_page()
    page.goto(f"{served.url}/blog/meta-umwirbt-ki-forscher")

    page.locator("main a[href*='article-end']").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/kontakt?*")
    page.get_by_label("Ihr Name").focus()
    page.keyboard.type("Ada Lovelace")
    for text in ("", "ada@muster.example"):
        page.keyboard.press("Tab")
        page.keyboard.type(text)
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text("Ihre Anfrage ist angekommen")
