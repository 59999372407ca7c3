"""Mishaps with what is typed: a refusal names its reason, keeps everything, and the corrected form is one lead."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.visitor import Visitor, visiting

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]

WRONG: dict[str, tuple[str, str, str]] = {
    "no name": ("name", "", "Tragen Sie Ihren Namen ein, damit wir Sie ansprechen können."),
    "blank name": ("name", "   ", "Tragen Sie Ihren Namen ein, damit wir Sie ansprechen können."),
    "endless name": ("name", "Größmann " * 20, "Kürzen Sie den Text um 59 Zeichen."),
    "no address": ("email", "", "Tragen Sie Ihre E-Mail-Adresse ein."),
    "half an address": ("email", "j.groessmann@muster", "Die E-Mail-Adresse ist unvollständig. Beispiel: name@firma.de"),
    "two addresses": ("email", "a@b.example;c@d.example", "Die E-Mail-Adresse ist unvollständig. Beispiel: name@firma.de"),
    "no number for a call": ("phone", "", "Für einen Rückruf brauchen wir Ihre Telefonnummer."),
    "words for a number": ("phone", "abends", "Die Telefonnummer enthält zu wenige Ziffern."),
    "endless number": ("phone", "030 23125-014 " * 4, "Kürzen Sie den Text um 15 Zeichen."),
    "endless company": ("company", "Müller & " * 20, "Kürzen Sie den Text um 19 Zeichen."),
    "endless text": ("message", "ä" * 10_007, "Kürzen Sie den Text um 7 Zeichen."),
}  # fmt: skip


def refused(visitor: Visitor) -> None:
    expect(visitor.page.get_by_role("alert")).to_be_visible()
    assert visitor.page.title().startswith("Fehler: ")


@pytest.mark.parametrize("mishap", WRONG)
def test_refusal_keeps_everything_and_the_corrected_form_is_one_lead(visitor: Visitor, mishap: str) -> None:
    name, wrong, message = WRONG[mishap]
    right = visitor.typed[name]
    visitor.open()
    visitor.fill(**{name: wrong})
    visitor.send()

    expect(visitor.page.get_by_role("alert").get_by_role("link")).to_have_text([message])
    visitor.typed[name] = wrong.strip()
    visitor.has_everything_typed()
    visitor.change(name, right)
    visitor.send()

    visitor.is_thanked()
    visitor.is_one_lead()


def reloaded(visitor: Visitor) -> None:
    visitor.reload()


def continued_and_reloaded(visitor: Visitor) -> None:
    visitor.change("message", visitor.typed["message"] + "\nNachtrag")
    visitor.reload()


def left_and_come_back_to(visitor: Visitor) -> None:
    visitor.change("message", visitor.typed["message"] + "\nNachtrag")
    visitor.page.locator("main form a").click()
    visitor.page.wait_for_url("**/datenschutz")
    visitor.page.go_back()


def back_and_forward(visitor: Visitor) -> None:
    visitor.page.go_back()
    visitor.has_everything_typed()
    visitor.page.go_forward()
    refused(visitor)


def back_to_the_first_form(visitor: Visitor) -> None:
    visitor.page.go_back()


def by_the_link_in_the_summary(visitor: Visitor) -> None:
    visitor.page.get_by_role("alert").get_by_role("link").click()
    expect(visitor.page.locator("[name=email]")).to_be_focused()


def sent_again_unchanged(visitor: Visitor) -> None:
    visitor.send()
    refused(visitor)


AFTERWARDS: list[Callable[[Visitor], None]] = [
    reloaded,
    continued_and_reloaded,
    left_and_come_back_to,
    back_and_forward,
    back_to_the_first_form,
    by_the_link_in_the_summary,
    sent_again_unchanged,
]


@pytest.mark.parametrize("then", AFTERWARDS, ids=lambda then: then.__name__)
def test_refused_form_loses_nothing_on_any_way(visitor: Visitor, then: Callable[[Visitor], None]) -> None:
    right = visitor.typed["email"]
    visitor.open()
    visitor.fill(email="j.groessmann")
    visitor.send()
    refused(visitor)

    then(visitor)
    visitor.has_everything_typed()
    visitor.change("email", right)
    visitor.send()

    visitor.is_thanked()
    visitor.is_one_lead()


def test_form_of_the_start_page_is_refused_on_the_form_page_with_everything(visitor: Visitor) -> None:
    right = visitor.typed["email"]
    visitor.open("/")
    visitor.fill(email="j.groessmann")
    visitor.send()

    visitor.page.wait_for_url("**/kontakt*")
    refused(visitor)
    visitor.has_everything_typed()
    visitor.change("email", right)
    visitor.send()

    visitor.is_thanked()
    visitor.is_one_lead()


@pytest.mark.parametrize("options", [{}, {"java_script_enabled": False}], ids=["script", "no script"])
def test_number_for_a_call_no_longer_wanted_is_kept_all_the_same(
    visitor: Visitor, browser: Browser, options: dict[str, Any]
) -> None:
    with visiting(browser, visitor.site, **options) as other:
        other.open()
        other.fill()
        other.page.locator("[name=reply_by][value=email]").check()
        other.typed["reply_by"] = "email"
        expect(other.page.locator("[name=phone]")).to_be_hidden()
        other.send()

        other.is_thanked()
        other.is_one_lead()


def test_press_that_leaves_a_corrected_field_still_counts(visitor: Visitor) -> None:
    """The mark goes when the field is left; were the page to move then, the press would hit nothing."""
    right = visitor.typed["email"]
    visitor.page.set_viewport_size({"width": 1280, "height": 2400})
    visitor.open()
    visitor.fill(email="j.groessmann")
    visitor.send()
    refused(visitor)

    visitor.change("email", right)
    visitor.press()

    visitor.is_thanked()
    visitor.is_one_lead()


def test_mark_and_description_go_when_the_field_is_right(visitor: Visitor) -> None:
    visitor.open()
    visitor.fill(email="j.groessmann")
    visitor.send()
    field = visitor.page.locator("[name=email]")
    expect(field).to_have_attribute("aria-describedby", "email-hint email-error")

    visitor.change("email", "j@muster.example")
    field.press("Tab")

    expect(visitor.page.locator("#email-error")).to_have_count(0)
    expect(field).to_have_attribute("aria-describedby", "email-hint")
    expect(field).not_to_have_attribute("aria-invalid", "true")
