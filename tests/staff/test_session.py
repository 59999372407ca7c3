"""What the browser of a colleague keeps, and for how long a form stays good."""

import unicodedata
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask

from app.leads import service as leads_service
from app.leads.reference import make_reference
from app.leads.status import Status
from app.staff import service
from app.staff.models import Role
from tests.conftest import ADDRESSES, PASSWORD, logged_in
from tests.factories import enquiry, lead
from tests.house_client import HouseClient, Page

EDITOR = ADDRESSES[Role.EDITOR]


def log_in(house: HouseClient, password: str, **ticked: str) -> Page:
    form = house.get("/leitstand/anmelden")
    return house.submit(form, "/anmelden", status=302, email=EDITOR, password=password, **ticked)


@pytest.mark.settings(site_url="https://www.firma.example")
def test_remembered_login_stays_at_the_desk_and_on_https(app: Flask) -> None:
    logged_in(app, Role.EDITOR)
    house = HouseClient(app)

    log_in(house, PASSWORD, remember="y")

    cookie = house.client.get_cookie("remember_token", path="/leitstand")
    assert cookie is not None
    assert (cookie.path, cookie.secure, cookie.http_only) == ("/leitstand", True, True)
    assert cookie.same_site == "Lax"


def test_form_left_open_for_hours_is_still_accepted(desk: HouseClient, app: Flask) -> None:
    with app.app_context():
        reference = leads_service.keep(
            enquiry(), reference=make_reference(), received_at=datetime.now(UTC), status=Status.NEW
        ).reference
    desk.typed |= {" ".join(enquiry().message.split())}
    page = desk.get(f"/leitstand/anfragen/{reference}")

    with time_machine.travel(datetime.now(UTC) + timedelta(hours=9)):
        desk.submit(page, "/notizen", text="nach einer langen Besprechung")

    with app.app_context():
        assert lead(reference).events[-1].data == {"text": "nach einer langen Besprechung"}


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_umlaut_is_the_same_from_every_keyboard(app: Flask, form: str) -> None:
    password = "elf Wölkchen über Köln"
    with app.app_context():
        service.add(EDITOR, Role.EDITOR, password=unicodedata.normalize("NFD", password))

    log_in(HouseClient(app), unicodedata.normalize(form, password))


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_post_from_elsewhere_changes_nothing(desk: HouseClient, headers: dict[str, str]) -> None:
    form = desk.get("/leitstand/").form("/abmelden")
    token = form.select_one("input[name=csrf_token]")

    desk.post("/leitstand/abmelden", {"csrf_token": token["value"] if token else ""}, 403, headers=headers)

    assert desk.get("/leitstand/").heading == "Übersicht"
