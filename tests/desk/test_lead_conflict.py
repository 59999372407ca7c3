"""Two people at one lead: whoever comes second sees what was changed, by whom, and still has what he typed."""

import pytest
from flask import Flask

from app.leads import notes, steps, work
from app.leads.status import Status
from app.staff import service as staff
from app.staff.models import Role
from tests.factories import keep_lead, lead
from tests.house_client import HouseClient, Page

pytestmark = pytest.mark.both_databases


@pytest.fixture
def reference(app: Flask) -> str:
    with app.app_context():
        return keep_lead().reference


@pytest.fixture
def page(desk: HouseClient, reference: str, app: Flask) -> Page:
    """As Kim sees it before Alex changes something."""
    desk.typed |= {"Drei Ausfälle in einem Quartal. 🛠️ Wer hilft uns?"}
    return desk.get(f"/leitstand/anfragen/{reference}")


def send(desk: HouseClient, page: Page, action: str, status: int, **fields: str) -> Page:
    form = page.soup.select_one(f"form[action$='/{action}']")
    hidden = {control["name"]: control["value"] for control in form.select("input[type=hidden]")}
    return desk.post(form["action"], hidden | fields, status)


def test_both_steps_are_shown_and_the_second_may_still_be_saved(
    desk: HouseClient, page: Page, reference: str, app: Flask
) -> None:
    with app.app_context():
        steps.plan_step(reference, "Angebot schicken", None, by="Alex", version=1)

    refused = send(desk, page, "schritt", 422, step="Anrufen", on="2030-11-25")

    assert refused.texts(".since__change strong") == ["Alex:"]
    assert "Nächster Schritt: Angebot schicken" in refused.texts(".since__change")[0]
    assert refused.texts(".step__now") == ["Angebot schicken"]
    assert refused.soup.select_one("details.step__change")["open"] == ""
    assert refused.soup.select_one("[name=step]")["value"] == "Anrufen"
    with app.app_context():
        assert lead(reference).next_step == "Angebot schicken"

    send(desk, refused, "schritt", 303, step="Anrufen", on="2030-11-25")
    with app.app_context():
        assert lead(reference).next_step == "Anrufen"


def test_everything_since_is_named_in_order_with_its_words(
    desk: HouseClient, page: Page, reference: str, app: Flask
) -> None:
    with app.app_context():
        work.change_status(reference, Status.LOST, by="Alex", version=1, reason="Budget erst 2028")
        notes.add_note(reference, "Im Mai wieder fragen", by="Ute")

    refused = send(desk, page, "beantwortet", 422, channel="phone")

    assert [line.partition(" ")[2] for line in refused.texts(".since__change")] == [
        "Alex: Status von „Neu“ auf „Verloren“Budget erst 2028",
        "Ute: NotizIm Mai wieder fragen",
    ]
    with app.app_context():
        assert lead(reference).answered_at is None


def test_choice_of_an_assignee_is_kept_beside_the_present_one(
    desk: HouseClient, page: Page, reference: str, app: Flask
) -> None:
    with app.app_context():
        alex = staff.add(
            "alex@beispiel.example", Role.EDITOR, password="elf Wolken über Hamburg", name="Alex"
        ).id
        work.assign(reference, alex, "Alex", by="Alex", version=1)
    mine = page.soup.select_one(".owner__mine input[name=assignee]")["value"]

    refused = send(desk, page, "zustaendig", 422, assignee=mine)

    assert refused.texts(".owner__now--seen") == ["Jetzt: Alex"]
    assert refused.texts("option[selected]") == ["Kim Editor"]
    with app.app_context():
        assert lead(reference).assignee_id == alex


def test_note_is_kept_whatever_others_do(desk: HouseClient, page: Page, reference: str, app: Flask) -> None:
    with app.app_context():
        work.change_status(reference, Status.IN_CONTACT, by="Alex", version=1)

    send(desk, page, "notizen", 303, text="Gleichzeitig")

    with app.app_context():
        assert lead(reference).events[-1].data == {"text": "Gleichzeitig"}


@pytest.mark.parametrize("version", ["", "0", "-1", "9" * 30, "x"])
def test_version_nobody_can_have_seen_changes_nothing(
    desk: HouseClient, page: Page, reference: str, app: Flask, version: str
) -> None:
    refused = send(desk, page, "schritt", 422, step="Anrufen", version=version, seen=version)

    assert refused.soup.select_one("[name=step]")["value"] == "Anrufen"
    with app.app_context():
        assert lead(reference).next_step == ""


def test_form_of_another_login_is_kept_and_says_what_to_do(desk: HouseClient, page: Page) -> None:
    refused = send(desk, page, "schritt", 422, step="Anrufen", csrf_token="von gestern")

    assert "Die Anmeldung ist inzwischen eine andere" in refused.text
    assert refused.soup.select_one("[name=step]")["value"] == "Anrufen"
