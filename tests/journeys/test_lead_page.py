"""The lead page in real browsers: two people at once, a login that ends, no script, a phone, and texts that attack."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from app.leads import service, work
from app.leads.fields import Source
from app.leads.status import Status
from tests.factories import enquiry
from tests.journeys.colleague import colleague, kept, log_in, plan
from tests.served import Served
from tests.views import in_every_view

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]


def test_two_colleagues_edit_one_lead_and_nothing_is_lost(
    browser: Browser, site: Served, site_app: Flask
) -> None:
    lead = kept(site_app)
    with (
        colleague(browser, site, site_app) as kim,
        colleague(browser, site, site_app, "Alex Petersen") as alex,
    ):
        kim.goto(f"{site.url}{lead}")
        alex.goto(f"{site.url}{lead}")
        plan(alex, "Angebot schicken")
        plan(kim, "Noch einmal anrufen")

        told = kim.get_by_role("alert")
        expect(told).to_be_focused()
        expect(told).to_contain_text("Alex Petersen: Nächster Schritt: Angebot schicken")
        expect(kim.locator(".step__now")).to_have_text("Angebot schicken")
        expect(kim.get_by_label("Was", exact=True)).to_have_value("Noch einmal anrufen")

        kim.get_by_role("button", name="Sichern").click()
        expect(kim.locator(".step__now")).to_have_text("Noch einmal anrufen")
        expect(kim.locator(".logbook")).to_contain_text("Nächster Schritt: Angebot schicken")


def test_text_in_one_form_outlives_the_sending_of_another(
    browser: Browser, site: Served, site_app: Flask
) -> None:
    with colleague(browser, site, site_app) as kim:
        lead, other = kept(site_app), kept(site_app)
        kim.goto(f"{site.url}{lead}")
        note, step = kim.get_by_label("Notiz für das Team"), kim.get_by_label("Was", exact=True)
        note.fill("Ruft am Montag zurück.")
        step.fill("Nachfassen")
        press(kim, "Am Telefon beantwortet", "Beantwortet am Telefon")

        expect(note).to_have_value("Ruft am Montag zurück.")
        expect(step).to_have_value("Nachfassen")
        press(kim, "Notiz anlegen", "Ruft am Montag zurück.")
        expect(note).to_have_value("")
        expect(step).to_have_value("Nachfassen")
        kim.goto(f"{site.url}{other}")
        expect(step).to_have_value("")


def test_change_of_a_step_outlives_the_sending_of_another_form(
    browser: Browser, site: Served, site_app: Flask
) -> None:
    with colleague(browser, site, site_app) as kim:
        kim.goto(f"{site.url}{kept(site_app)}")
        plan(kim, "Angebot schicken")
        kim.get_by_text("Ändern", exact=True).click()
        kim.get_by_label("Was", exact=True).fill("Angebot mit Rabatt schicken")
        press(kim, "Am Telefon beantwortet", "Beantwortet am Telefon")

        expect(kim.get_by_label("Was", exact=True)).to_have_value("Angebot mit Rabatt schicken")
        expect(kim.get_by_label("Was", exact=True)).to_be_visible()


def test_text_that_was_not_sent_is_shown_to_nobody_else_and_not_twice(
    browser: Browser, site: Served, site_app: Flask
) -> None:
    lead = kept(site_app)
    with (
        colleague(browser, site, site_app, "Alex Petersen") as alex,
        colleague(browser, site, site_app) as kim,
    ):
        kim.goto(f"{site.url}{lead}")
        note = kim.get_by_label("Notiz für das Team")
        note.fill("Nur für Kim")
        kim.route("**/beantwortet", lambda route: route.fulfill(status=204))
        kim.get_by_role("button", name="Am Telefon").click()
        press(kim, "Notiz anlegen", "Nur für Kim")
        expect(note).to_have_value("")

        note.fill("Bei der Abmeldung")
        kim.locator(".account__button").click()
        kim.get_by_role("button", name="Abmelden").click()
        log_in(kim, f"{site.url}/leitstand/anmelden", kim.email)  # type: ignore[attr-defined]
        kim.goto(f"{site.url}{lead}")
        expect(note).to_have_value("")

        note.fill("Vor dem Ende der Anmeldung")
        kim.context.clear_cookies()
        kim.get_by_role("button", name="Übergeben").click()
        log_in(kim, f"{site.url}/leitstand/anmelden", alex.email)  # type: ignore[attr-defined]
        kim.goto(f"{site.url}{lead}")
        expect(note).to_have_value("")


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_text_outlives_the_login(browser: Browser, site: Served, site_app: Flask, script: bool) -> None:  # noqa: FBT001 - a parameter
    with colleague(browser, site, site_app, java_script_enabled=script) as kim:
        kim.goto(f"{site.url}{kept(site_app)}")
        kim.get_by_label("Notiz für das Team").fill("Ein langer Text,\nder nicht verloren geht. 📞")
        kim.context.clear_cookies()
        kim.get_by_role("button", name="Notiz anlegen").click()

        expect(kim.get_by_role("heading", level=1)).to_have_text("Anmelden")
        log_in(kim, "", kim.email)  # type: ignore[attr-defined]
        expect(kim.get_by_label("Notiz für das Team")).to_have_value(
            "Ein langer Text,\nder nicht verloren geht. 📞"
        )
        kim.get_by_role("button", name="Notiz anlegen").click()
        expect(kim.locator(".logbook__note")).to_have_text("Ein langer Text,\nder nicht verloren geht. 📞")


def test_every_action_works_on_a_phone_without_a_script(
    browser: Browser, site: Served, site_app: Flask
) -> None:
    with colleague(
        browser, site, site_app, viewport={"width": 360, "height": 740}, java_script_enabled=False
    ) as kim:
        kim.goto(f"{site.url}{kept(site_app)}")
        press(kim, "Mir zuweisen", "An Kim Hansen übergeben")
        press(kim, "Am Telefon beantwortet", "Beantwortet am Telefon")
        press(kim, "Doch noch nicht", "Doch noch nicht beantwortet")
        kim.get_by_label("Bis wann").fill("2030-11-29")
        plan(kim, "Angebot schicken")
        press(kim, "Erledigt", "Erledigt: Angebot schicken, bis Fr 29. Nov. 2030")
        kim.get_by_label("Notiz für das Team").fill("Falsche Nummer")
        press(kim, "Notiz anlegen", "Falsche Nummer")
        press(kim, "Zurückziehen", "zurückgezogen von Kim Hansen")
        kim.get_by_text("Verloren …").click()
        kim.get_by_label("Grund").fill("Budget erst 2028")
        press(kim, "Als verloren melden", "Status von „Neu“ auf „Verloren“")


def press(page: Page, name: str, told: str) -> None:
    page.get_by_role("button", name=name).click()
    expect(page.locator(".logbook")).to_contain_text(told)


@pytest.mark.parametrize("width", [360, 1280])
def test_second_tap_on_changing_a_step_hits_no_other_button(
    browser: Browser, site: Served, site_app: Flask, width: int
) -> None:
    with colleague(browser, site, site_app, viewport={"width": width, "height": 900}) as kim:
        kim.goto(f"{site.url}{kept(site_app)}")
        plan(kim, "Angebot schicken")
        change = kim.locator(".step__change summary")
        change.scroll_into_view_if_needed()
        box = change.bounding_box()
        middle = [box["x"] + box["width"] / 2, box["y"] + box["height"] / 2]
        kim.mouse.click(*middle)

        expect(kim.locator(".step__change")).to_have_attribute("open", "")
        assert kim.evaluate("at => document.elementFromPoint(...at).closest('button')", middle) is None


def test_keys_do_what_the_page_says(browser: Browser, site: Served, site_app: Flask) -> None:
    with colleague(browser, site, site_app) as kim:
        older, newer = kept(site_app), kept(site_app)
        kim.goto(f"{site.url}{newer}")
        kim.keyboard.press("m")
        expect(kim.locator(".logbook")).to_contain_text("An Kim Hansen übergeben")
        expect(kim.get_by_text("e beantwortet", exact=True)).to_be_visible()
        kim.keyboard.press("e")
        expect(kim.locator(".logbook")).to_contain_text("Beantwortet am Telefon")
        expect(kim.get_by_text("e beantwortet", exact=True)).to_be_hidden()
        kim.keyboard.press("s")
        kim.keyboard.type("jeden Tag")  # letters that are keys elsewhere
        kim.keyboard.press("Enter")
        expect(kim.locator(".step__now")).to_have_text("jeden Tag")
        kim.keyboard.press("j")
        kim.wait_for_url(f"**{older}")
        kim.keyboard.press("i")
        expect(kim.get_by_role("heading", level=1)).to_have_text("Eingang")


@in_every_view(320, 1024, 1440)
def test_lead_page_is_free_of_faults_in_every_state(
    browser: Browser, site: Served, site_app: Flask, scheme: str, width: int
) -> None:
    options = {"color_scheme": scheme, "viewport": {"width": width, "height": 900}}
    with colleague(browser, site, site_app, **options) as kim:
        found = [
            f"{state}: {fault}"
            for state, url in states(site_app).items()
            for fault in faults(kim, f"{site.url}{url}")
        ]
        kim.goto(f"{site.url}{kept(site_app)}")
        plan(kim, "x" * 200)
        kim.locator("textarea").fill("n" * 10_001)
        kim.get_by_role("button", name="Notiz anlegen").click()
        found += [f"refused: {fault}" for fault in seen(kim)]
    assert found == []


def states(site_app: Flask) -> dict[str, str]:
    answered, lost = kept(site_app), kept(site_app, company="W" * 160, name="Donaudampfschifffahrt" * 5)
    with site_app.app_context():
        work.mark_answered(answered[-12:], by="Alex", version=1)
        work.change_status(lost[-12:], Status.LOST, by="Alex", version=1, reason="Budget")
        by_hand = service.enter(enquiry(email="", source=Source(place="by_hand:call")), by="Kim")
    return {
        "new": kept(site_app),
        "answered": answered,
        "lost": lost,
        "by hand": f"/leitstand/anfragen/{by_hand}",
        "in quarantine": kept(site_app, status=Status.QUARANTINED),
        "stacked": kept(site_app, **dict.fromkeys(("name", "company", "message"), "\u0e49" * 160)),
        "form": "/leitstand/anfragen/neu",
    }


def test_every_screen_is_in_reach_on_a_phone(browser: Browser, site: Served, site_app: Flask) -> None:
    with colleague(browser, site, site_app, viewport={"width": 360, "height": 740}) as kim:
        kim.goto(f"{site.url}/leitstand/")
        navigation = kim.locator(".bar__nav").bounding_box()
    assert (navigation["x"], navigation["width"]) == (0, 360)


def faults(page: Page, url: str) -> list[str]:
    page.goto(url)
    return seen(page)


def seen(page: Page) -> list[str]:
    page.wait_for_load_state()
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    found = [
        f"{fault['id']}: {fault['nodes'][0]['target']}" for fault in Axe().run(page).response["violations"]
    ]
    return found + ([f"{wide} px too wide"] if wide else [])
