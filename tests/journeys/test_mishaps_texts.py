"""What people type, paste, drop and let their browser fill in: it arrives as it was meant."""

import pytest
from playwright.sync_api import expect

from tests.journeys.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]

MESSAGES = {
    "emoji": "🛠️👩🏽‍💻🏳️‍🌈 läuft 👍🏿",
    "right to left": "שלום, המערכת שלנו נופלת כל יום. مرحبا",
    "pasted HTML": "<script>alert('x')</script><img src=x onerror=alert(1)> & Co.",
    "template signs": "{{ 7 * 7 }} {% raw %} ${HOME} %s {0} '; DROP TABLE lead; --",
    "tabs and columns": "Server\tAusfälle\nA\t3\nB\t5",
    "many empty lines": "oben\n\n\n\n\nunten",
    "the longest there may be": "ä" * 9_999 + "ß",
    "a word without end": "Betrieb" * 400,
    "nothing": "",
}


@pytest.mark.parametrize("kind", MESSAGES)
def test_message_arrives_as_it_was_typed(visitor: Visitor, kind: str) -> None:
    visitor.open()
    visitor.fill(message=MESSAGES[kind])
    visitor.send()

    visitor.is_thanked()
    visitor.is_one_lead()


@pytest.mark.parametrize(
    ("name", "typed", "kept"),
    [
        ("email", " \u00a0{email}\u00a0 ", "{email}"),
        ("email", "Jürgen Größmann <{email}>", "{email}"),
        ("email", "j.größmann@münchen.example", "j.größmann@münchen.example"),
        ("email", "J.GROESSMANN@MUSTER-OHG.EXAMPLE", "J.GROESSMANN@MUSTER-OHG.EXAMPLE"),
        ("name", "  Jürgen \t Größmann ", "Jürgen Größmann"),
        ("name", "Ju\u0308rgen", "Jürgen"),
        ("name", "Müller-Lüdenscheidt, Dr. h. c. O’Brien", "Müller-Lüdenscheidt, Dr. h. c. O’Brien"),
        ("phone", "+43 (0)1 / 234 567 – Durchwahl 12", "+43 (0)1 / 234 567 – Durchwahl 12"),
        ("message", "\n\n  mit Rand  \n", "mit Rand"),
    ],
)
def test_stray_signs_cost_nothing(visitor: Visitor, name: str, typed: str, kept: str) -> None:
    email = visitor.typed["email"]
    visitor.open()
    visitor.fill(**{name: typed.format(email=email)})
    visitor.send()

    visitor.is_thanked()
    visitor.typed[name] = kept.format(email=email)
    visitor.is_one_lead()


def test_pasted_text_is_not_cut(visitor: Visitor) -> None:
    visitor.open()
    visitor.fill()
    field = visitor.page.locator("[name=company]")
    field.fill("")
    field.focus()
    visitor.page.keyboard.insert_text("Müller & Söhne " * 12)

    expect(field).to_have_value("Müller & Söhne " * 12)
    visitor.send()
    expect(visitor.page.get_by_role("alert")).to_contain_text("Kürzen Sie den Text um 19 Zeichen.")
    visitor.change("company", "Müller & Söhne")
    visitor.send()

    visitor.is_thanked()
    visitor.is_one_lead()


def test_text_dropped_into_the_field_is_sent(visitor: Visitor) -> None:
    visitor.page.set_viewport_size({"width": 1280, "height": 1800})
    visitor.open()
    visitor.fill(company="Großküche", message="")
    visitor.page.locator("[name=company]").select_text()
    visitor.page.locator("[name=company]").drag_to(
        visitor.page.locator("[name=message]"), source_position={"x": 20, "y": 24}
    )
    visitor.typed |= {"company": "", "message": "Großküche"}
    visitor.has_everything_typed()
    visitor.send()

    visitor.is_thanked()
    visitor.is_one_lead()


def test_browser_knows_what_to_fill_in_and_finds_the_fields(visitor: Visitor) -> None:
    visitor.open()
    visitor.page.locator("[name=reply_by][value=phone]").check()

    tokens = visitor.page.eval_on_selector_all(
        "main form [autocomplete]:not([type=hidden])",
        "found => found.map(field => [field.name, field.autocomplete])",
    )
    assert dict(tokens) == {
        "name": "name",
        "company": "organization",
        "email": "email",
        "phone": "tel",
        "subject": "off",
    }


def test_autofilled_form_is_sent(visitor: Visitor) -> None:
    """Autofill sets every field at once, without a key or a focus."""
    visitor.open()
    visitor.fill(name="", company="", phone="", message="")
    filled = {"name": "Ada Lovelace", "company": "Analytik", "phone": "+49 30 23125-014"}
    visitor.page.evaluate(
        """filled => Object.entries(filled).forEach(([name, value]) => {
          const field = document.querySelector(`main form [name=${name}]`);
          field.value = value;
          for (const kind of ["input", "change"]) field.dispatchEvent(new Event(kind, { bubbles: true }));
        })""",
        filled,
    )
    visitor.typed |= filled
    visitor.reload()
    visitor.has_everything_typed()
    visitor.send()

    visitor.is_thanked()
    visitor.is_one_lead()


def test_every_topic_ticked_is_every_topic_kept(visitor: Visitor) -> None:
    every = ["outages", "single_person", "monitoring", "checklists", "nis2", "talk", "other"]
    visitor.open()
    visitor.fill(topics=every)
    visitor.send()

    visitor.is_thanked()
    visitor.is_one_lead()


OFFERS = {
    "ada@gmial.com": "ada@gmail.com",
    "ada@gmail.de": "ada@gmail.com",
    "ada@gmai.com": "ada@gmail.com",
    "Ada@T-Onlin.de": "ada@t-online.de",
    "ada@ewb.de": "ada@web.de",
    "ada@hotmial.com": "ada@hotmail.com",
    "ada@firma.con": "ada@firma.com",
}
NO_OFFERS = (
    "gmx.com",
    "mail.com",
    "live.de",
    "wep.de",
    "firma.de",
    "firma",
    "aol.com",
    "gmail.com",
    "web.de",
    "",
)


def test_slip_in_a_domain_is_offered_and_what_may_be_right_is_not(visitor: Visitor) -> None:
    visitor.open()
    field, offer = visitor.page.locator("[name=email]"), visitor.page.locator(".field__offer")
    found = {}
    for typed in [*OFFERS, *(f"ada@{domain}" for domain in NO_OFFERS), "ada", ""]:
        field.fill(typed)
        field.press("Tab")
        visitor.page.wait_for_timeout(30)
        found[typed] = offer.all_inner_texts()

    offered = {typed: [f"Meinten Sie {meant}?"] for typed, meant in OFFERS.items()}
    assert found == {typed: offered.get(typed, []) for typed in found}


def test_offer_is_taken_with_one_press(visitor: Visitor) -> None:
    visitor.open()
    field = visitor.page.locator("[name=email]")
    field.fill("ada@gmial.com")
    field.press("Tab")

    visitor.page.get_by_role("button", name="Meinten Sie ada@gmail.com?").click()

    expect(field).to_have_value("ada@gmail.com")
    expect(field).to_be_focused()
    expect(visitor.page.locator(".field__offer")).to_have_count(0)


def test_offer_that_is_not_taken_stops_nobody(visitor: Visitor) -> None:
    visitor.page.set_viewport_size({"width": 1280, "height": 2400})
    visitor.open()
    visitor.fill()
    visitor.change("email", "ada@gmial.com")
    visitor.press()  # the offer comes with this press and must not move what is pressed

    visitor.is_thanked()
    visitor.is_one_lead()
