"""Logging in and out, and what a stranger sees."""

import pytest
from flask import Flask

from app.database import writing
from app.staff.models import Role, Staff
from tests.conftest import ADDRESSES, PASSWORD, logged_in
from tests.house_client import HouseClient

EDITOR = ADDRESSES[Role.EDITOR]


def log_in(house: HouseClient, email: str, password: str, status: int) -> str:
    return house.submit(
        house.get("/leitstand/anmelden"), "/anmelden", status=status, email=email, password=password
    ).text


def test_colleague_reaches_the_desk_and_leaves_again(desk: HouseClient) -> None:
    first = desk.get("/leitstand/")
    assert first.heading == "Übersicht"

    desk.submit(first, "/abmelden", status=302)

    assert "/leitstand/anmelden" in desk.get("/leitstand/", status=302).location


@pytest.mark.both_databases
def test_wrong_password_and_unknown_address_look_the_same(app: Flask) -> None:
    logged_in(app, Role.EDITOR)
    stranger = HouseClient(app)

    wrong = log_in(stranger, EDITOR, "ein falsches Passwort", 422)
    unknown = log_in(stranger, "niemand@beispiel.example", PASSWORD, 422)

    assert wrong.replace(EDITOR, "") == unknown.replace("niemand@beispiel.example", "")
    assert "/leitstand/anmelden" in stranger.get("/leitstand/", status=302).location


def test_cookie_stays_at_the_desk(desk: HouseClient) -> None:
    cookie = desk.client.get_cookie("leitstand", path="/leitstand")

    assert cookie is not None
    assert (cookie.http_only, cookie.path) == (True, "/leitstand")
    assert cookie.same_site == "Lax"


@pytest.mark.settings(site_url="https://www.firma.example")
def test_cookie_is_secure_where_the_site_is(desk: HouseClient) -> None:
    cookie = desk.client.get_cookie("__Secure-leitstand", path="/leitstand")

    assert cookie is not None
    assert cookie.secure


def test_switched_off_account_is_out_at_once(desk: HouseClient, app: Flask) -> None:
    desk.get("/leitstand/")

    with app.app_context(), writing() as opened:
        opened.query(Staff).update({"active": False})

    desk.get("/leitstand/", status=302)


def test_other_site_cannot_act_with_a_colleagues_login(desk: HouseClient) -> None:
    page = desk.get("/leitstand/")

    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        desk.post("/leitstand/abmelden", status=403, headers=headers)
    desk.submit(page, "/abmelden", status=302)


def test_next_page_is_never_another_site(app: Flask) -> None:
    logged_in(app, Role.EDITOR)
    house = HouseClient(app)

    page = house.get("/leitstand/anmelden?next=https://evil.example/")
    answer = house.submit(page, "/anmelden", status=422, email=EDITOR, password=PASSWORD)

    assert "Location" not in answer.response.headers


@pytest.mark.settings(ratelimit_enabled=True)
def test_guessing_is_slowed_down_and_says_so(app: Flask) -> None:
    house = HouseClient(app)
    form = {"email": EDITOR, "password": "falsch"}

    codes = [house.client.post("/leitstand/anmelden", data=form).status_code for _ in range(9)]

    assert codes == [422] * 8 + [429]
    page = house.post("/leitstand/anmelden", form, status=429)
    assert page.heading == "Bitte einen Moment Geduld"


@pytest.mark.settings(ratelimit_enabled=True)
def test_guessing_at_one_account_leaves_the_others_free(app: Flask) -> None:
    logged_in(app, Role.ADMIN)
    house = HouseClient(app)
    for _ in range(9):
        house.client.post("/leitstand/anmelden", data={"email": EDITOR, "password": "falsch"})

    log_in(house, ADDRESSES[Role.ADMIN], PASSWORD, 302)
