"""Texts that attack whoever reads them at the desk: shown as what they are, on screen and on paper."""

import pytest
from flask import Flask
from playwright.sync_api import Browser, ConsoleMessage, Page

from app.leads.fields import Source
from tests.journeys.colleague import colleague, kept, plan
from tests.served import Served

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

# From the usual collections: each would call alert, set window.hit or fetch something, if anything ran it.
ATTACKS = (
    "<script>window.hit=1</script>",
    '"><img src=x onerror=window.hit=1>',
    "'><svg/onload=window.hit=1>",
    '<a href="javascript:window.hit=1">x</a>',
    "javascript:window.hit=1//",
    "</textarea></title></style><script>alert(1)</script>",
    "{{ 7*7 }}${7*7}<%= 7*7 %>",
    '<iframe srcdoc="<script>parent.hit=1</script>"></iframe>',
    "<details open ontoggle=window.hit=1>",
    "\u202e\u0000<style>@import '//evil.example'</style>",
    "<base href=//evil.example><form action=//evil.example><button>x",
    "` onmouseover=window.hit=1 x=`",
)


def test_texts_that_attack_are_shown_and_nothing_else(
    browser: Browser, site: Served, site_app: Flask
) -> None:
    with colleague(browser, site, site_app, name=ATTACKS[0]) as kim:
        stopped: list[str] = []
        kim.on("console", lambda message: stopped.append(message.text) if is_fault(message) else None)
        kim.on("dialog", lambda dialog: (stopped.append(dialog.message), dialog.dismiss()))
        kim.on(
            "request",
            lambda request: None if request.url.startswith(site.url) else stopped.append(request.url),
        )
        for attack in ATTACKS:
            stopped += attacked(kim, site, site_app, attack)
            stopped += suggested(kim, site, site_app, attack)
    assert stopped == []


def is_fault(message: ConsoleMessage) -> bool:
    """What the policy had to stop; not that the server refused a day nobody knows."""
    return message.type == "error" and "422" not in message.text


def attacked(page: Page, site: Served, site_app: Flask, attack: str) -> list[str]:
    """With the text in every field of an enquiry and everything staff can type; on screen, refused, and on paper."""
    text = attack.replace("\u0000", "")
    source = Source(article=text, place=text, campaign=text, referrer_host=text)
    lead = kept(
        site_app,
        name=text,
        email=text,
        company=text,
        phone=text[:40],
        message=text,
        source=source,
        seats=text[:20],
    )
    page.goto(f"{site.url}{lead}")
    page.get_by_label("Notiz für das Team").fill(text)
    page.get_by_role("button", name="Notiz anlegen").click()
    plan(page, text)
    page.get_by_text("Verloren …").click()
    page.get_by_label("Grund").fill(text)
    page.get_by_role("button", name="Als verloren melden").click()
    page.get_by_text("Ändern", exact=True).click()
    page.get_by_label("Bis wann").evaluate("field => field.type = 'text'")
    page.get_by_label("Bis wann").fill(text)
    page.get_by_role("button", name="Sichern").click()
    page.wait_for_load_state()
    page.emulate_media(media="print")
    found = faults(page, ".dossier", attack)
    page.emulate_media(media="screen")
    address = page.locator(".answer__ways a[href^='mailto:']").text_content() or ""
    return found + [f"{attack} is no address"] * (" ".join(text.split()) not in " ".join(address.split()))


def suggested(page: Page, site: Served, site_app: Flask, attack: str) -> list[str]:
    """As the name and firm of a lead that may be the same as the one taken down by hand, and typed into its form."""
    text = attack.replace("\u0000", "")
    kept(site_app, name=text, company=text, email="ada@firma.example")
    page.goto(f"{site.url}/leitstand/anfragen/neu")
    for field in ("Name", "Unternehmen", "Telefonnummer", "Was wurde besprochen?"):
        page.get_by_label(field).fill(text[:40] if field == "Telefonnummer" else text)
    page.get_by_label("E-Mail-Adresse").evaluate("field => field.type = 'text'")
    page.get_by_label("E-Mail-Adresse").fill(text)
    page.get_by_role("button", name="Anlegen").click()
    found = faults(page, ".enter__form", "")
    page.get_by_label("E-Mail-Adresse").fill("ada@firma.example")
    page.get_by_role("button", name="Anlegen").click()
    return found + faults(page, ".enter__alike", attack)


def faults(page: Page, where: str, attack: str) -> list[str]:
    """What ran, and what is not to be read there."""
    shown = page.locator(where).text_content() or ""
    hit = page.evaluate("window.hit")
    missing = " ".join(attack.replace("\u0000", "").split()) not in " ".join(shown.split())
    return [f"{attack} ran"] * bool(hit) + [f"{attack} is not shown"] * missing
