"""A login that ended while somebody typed: after the next one the text stands in the form again."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask

from app import worker
from app.database import session
from app.desk import parking
from app.desk.parking import ParkedForm
from app.staff.models import Role
from tests.conftest import ADDRESSES, PASSWORD, logged_in
from tests.factories import keep_lead, lead
from tests.house_client import HouseClient, Page

pytestmark = pytest.mark.both_databases

TEXT = "Er ruft <b>morgen</b> zurück & fragt nach „dem Workshop“.\nZentrale: 📞"


@pytest.fixture
def reference(app: Flask) -> str:
    with app.app_context():
        return keep_lead().reference


@pytest.fixture
def page(desk: HouseClient, reference: str) -> Page:
    """Opened while the login was good; the next request has none."""
    desk.typed |= {"Drei Ausfälle in einem Quartal. 🛠️ Wer hilft uns?", " ".join(TEXT.split())}
    page = desk.get(f"/leitstand/anfragen/{reference}?thema=outages")
    desk.client.delete_cookie("leitstand", path="/leitstand")
    return page


def send(desk: HouseClient, page: Page, action: str, **fields: str) -> Page:
    """The page the login leads to."""
    form = page.soup.select_one(f"form[action*='/{action}']")
    hidden = {control["name"]: control["value"] for control in form.select("input[type=hidden]")}
    turned_away = desk.post(form["action"], hidden | fields)
    assert "ruft" not in turned_away.location
    return log_in(desk, turned_away, Role.EDITOR)


def log_in(
    desk: HouseClient, turned_away: Page, role: Role, told: str = "Ihre Eingabe ist aufgehoben"
) -> Page:
    login = desk.follow(turned_away)
    assert told in login.text
    form = login.form("/anmelden") if login.soup.select("form[action$='/anmelden']") else login.soup.form
    data = {control["name"]: control.get("value", "") for control in form.select("input[type=hidden]")}
    data |= {"email": ADDRESSES[role], "password": PASSWORD}
    welcome = desk.post(str(form["action"]), data, 302)
    return desk.follow(welcome)


def test_form_that_does_not_say_who_typed_it_leads_back_to_its_screen(
    desk: HouseClient, page: Page, reference: str
) -> None:
    action = f"/leitstand/anfragen/{reference}/notizen"

    again = log_in(
        desk, desk.post(action, {"text": TEXT}), Role.EDITOR, "senden Sie das Formular danach noch"
    )

    assert (again.status, again.url) == (200, f"/leitstand/anfragen/{reference}")


def test_note_stands_in_the_form_again(desk: HouseClient, page: Page, reference: str, app: Flask) -> None:
    again = send(desk, page, "notizen", text=TEXT)

    assert again.url.startswith(f"/leitstand/anfragen/{reference}?thema=outages&entwurf=")
    assert "Ihre Eingabe ist noch da" in again.text
    assert again.soup.textarea.get_text().removeprefix("\r\n").removeprefix("\n") == TEXT
    with app.app_context():
        assert [event.kind for event in lead(reference).events] == ["received"]

    desk.submit(again, "/notizen?thema=outages", text=TEXT)
    with app.app_context():
        assert lead(reference).events[-1].data == {"text": TEXT}


def test_step_and_reason_stand_in_their_forms_again(desk: HouseClient, page: Page) -> None:
    again = send(desk, page, "schritt", step="Anrufen", on="2030-11-25")

    assert again.soup.select_one("[name=step]")["value"] == "Anrufen"
    assert again.soup.select_one("[name=on]")["value"] == "2030-11-25"


def test_button_without_text_asks_to_be_pressed_again(
    desk: HouseClient, page: Page, reference: str, app: Flask
) -> None:
    again = send(desk, page, "beantwortet", channel="phone")

    assert "drücken Sie die Schaltfläche noch einmal" in again.text
    with app.app_context():
        assert lead(reference).answered_at is None


def test_lead_by_hand_stands_in_its_form_again(desk: HouseClient) -> None:
    page = desk.get("/leitstand/anfragen/neu")
    desk.client.delete_cookie("leitstand", path="/leitstand")

    again = send(desk, page, "neu", name="P. Lindner", phone="0221 4710338", message=TEXT, topics="nis2")

    assert again.soup.select_one("[name=name]")["value"] == "P. Lindner"
    assert TEXT in again.soup.textarea.get_text()
    assert again.soup.select_one("[value=nis2]").has_attr("checked")


def test_text_of_one_colleague_is_not_shown_to_another(desk: HouseClient, page: Page, app: Flask) -> None:
    form = page.soup.select_one("form[action*='/notizen']")
    hidden = {control["name"]: control["value"] for control in form.select("input[type=hidden]")}
    turned_away = desk.post(form["action"], hidden | {"text": TEXT})
    logged_in(app, Role.ADMIN)

    other = log_in(desk, turned_away, Role.ADMIN)

    assert other.status == 200
    assert "ruft" not in other.text


def test_text_is_kept_for_an_hour_and_then_deleted(desk: HouseClient, page: Page, app: Flask) -> None:
    send(desk, page, "notizen", text=TEXT)

    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=59)), app.app_context():
        assert parking.clear() == 0
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=61)):
        worker.work_once(app)

    with app.app_context():
        assert session().query(ParkedForm).count() == 0


@pytest.mark.parametrize("mark", ["", "1", "WzFd.gefälscht"])
def test_stranger_cannot_have_anything_kept(
    house: HouseClient, app: Flask, reference: str, mark: str
) -> None:
    house.post(f"/leitstand/anfragen/{reference}/notizen", {"typed_by": mark, "text": TEXT}, 303)

    with app.app_context():
        assert session().query(ParkedForm).count() == 0
