"""Browsers, screens and hands of every kind: the form works for each of them."""

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.visitor import Visitor, visiting
from tests.served import Served

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]

SURROUNDINGS: dict[str, dict[str, Any]] = {
    "no script": {"java_script_enabled": False},
    "narrow phone": {"viewport": {"width": 320, "height": 568}, "is_mobile": True, "has_touch": True},
    "phone on its side": {"viewport": {"width": 640, "height": 320}, "is_mobile": True, "has_touch": True},
    "zoom of 200 %": {"viewport": {"width": 640, "height": 450}, "device_scale_factor": 2},
    "zoom of 400 %": {"viewport": {"width": 320, "height": 225}, "device_scale_factor": 4},
    "reduced motion": {"reduced_motion": "reduce"},
    "forced colours": {"forced_colors": "active"},
    "more contrast": {"contrast": "more", "color_scheme": "dark"},
    "another language": {"locale": "tr-TR", "timezone_id": "Asia/Tokyo"},
}


@pytest.mark.parametrize("surroundings", SURROUNDINGS)
def test_form_is_sent_from_anywhere(browser: Browser, site: Served, surroundings: str) -> None:
    with visiting(browser, site, **SURROUNDINGS[surroundings]) as visitor:
        visitor.open()
        visitor.fill()
        visitor.has_everything_typed()
        wide = visitor.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        visitor.send()

        visitor.is_thanked()
        visitor.is_one_lead()
        assert wide == 0


def test_offline_without_script_the_reload_sends(browser: Browser, site: Served) -> None:
    with visiting(browser, site, java_script_enabled=False) as visitor:
        visitor.open()
        visitor.fill()
        visitor.context.set_offline(True)
        visitor.send()
        visitor.page.wait_for_url("chrome-error://**")
        visitor.context.set_offline(False)
        visitor.page.reload()

        visitor.is_thanked()
        visitor.is_one_lead()


def test_cookies_switched_off_are_not_missed(visitor: Visitor) -> None:
    tools = visitor.context.new_cdp_session(visitor.page)
    tools.send("Emulation.setDocumentCookieDisabled", {"disabled": True})
    visitor.open()
    visitor.fill()
    visitor.send()

    visitor.is_thanked()
    visitor.is_one_lead()
    assert visitor.context.cookies() == []


def test_keyboard_alone_fills_and_sends_the_form(visitor: Visitor) -> None:
    visitor.open()
    page, keys = visitor.page, visitor.page.keyboard
    page.locator("[name=topics]").first.focus()
    visitor.typed["topics"] = ["outages", "other"]
    keys.press("Space")
    for _ in range(6):
        keys.press("Tab")
    keys.press("Space")
    for name in ("name", "company", "email"):
        keys.press("Tab")
        keys.type(visitor.typed[name])
    keys.press("Tab")
    keys.press("ArrowRight")  # from e-mail to call
    keys.press("Tab")
    keys.type(visitor.typed["phone"])
    keys.press("Tab")
    keys.press("Space")
    keys.press("ArrowRight")
    keys.press("Tab")
    keys.press("Space")
    keys.press("ArrowDown")
    keys.press("ArrowDown")
    keys.press("Tab")
    keys.insert_text(visitor.typed["message"])
    visitor.has_everything_typed()
    keys.press("Tab")
    expect(visitor.button).to_be_focused()
    keys.press("Enter")

    visitor.is_thanked()
    visitor.is_one_lead()


def test_printing_in_between_changes_nothing(visitor: Visitor) -> None:
    visitor.open()
    visitor.fill()
    visitor.page.emulate_media(media="print")
    visitor.page.pdf()
    visitor.page.emulate_media(media="screen")
    visitor.has_everything_typed()
    visitor.send()

    visitor.is_thanked()
    visitor.is_one_lead()


def test_printed_thanks_show_the_reference(visitor: Visitor) -> None:
    visitor.open()
    visitor.fill()
    visitor.send()
    visitor.is_thanked()

    visitor.page.emulate_media(media="print")

    expect(visitor.page.locator(".readout")).to_be_visible()
    expect(visitor.page.locator("[data-copy]")).to_be_hidden()


def test_topic_of_the_call_to_action_is_ticked_and_can_be_unticked(visitor: Visitor) -> None:
    visitor.open("/kontakt?thema=nis2&ort=article-end&artikel=meta-umwirbt-ki-forscher")
    expect(visitor.page.locator("[name=topics][value=nis2]")).to_be_checked()
    visitor.page.locator("[name=topics][value=nis2]").uncheck()
    visitor.fill(topics=["talk"])
    visitor.send()

    visitor.is_thanked()
    visitor.is_one_lead()


def test_form_of_the_start_page_is_sent_as_well(visitor: Visitor) -> None:
    visitor.open("/")
    visitor.fill()
    visitor.send()

    visitor.is_thanked()
    visitor.is_one_lead()


def test_thanks_opened_in_another_browser_send_nothing(visitor: Visitor, browser: Browser) -> None:
    visitor.open()
    visitor.fill()
    visitor.send()
    reference = visitor.is_thanked()

    with visiting(browser, visitor.site, java_script_enabled=False) as other:
        other.page.goto(visitor.page.url)
        assert other.is_thanked() == reference

    visitor.is_one_lead()


def copied(page: Page) -> str:
    return str(page.evaluate("navigator.clipboard.readText()"))


def test_reference_is_copied_by_its_button(visitor: Visitor) -> None:
    visitor.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=visitor.site.url)
    visitor.open()
    visitor.fill()
    visitor.send()
    reference = visitor.is_thanked()

    visitor.page.get_by_role("button", name="Kennung kopieren").click()

    expect(visitor.page.get_by_text("Kopiert", exact=True)).to_be_visible()
    assert copied(visitor.page) == reference
