"""Links that open something: how long they hold, and what they leave behind."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask

from app.database import session
from app.staff import service
from app.staff.models import Role, Staff
from app.staff.views import first_account_link
from tests.factories import mails
from tests.house_client import HouseClient

NEW = "ein ganz neues Passwort"
HOST = "http://127.0.0.1:8000"


@pytest.fixture
def first_link(app: Flask) -> str:
    with app.app_context():
        return first_account_link().removeprefix(HOST)


@pytest.fixture
def invitation(app: Flask) -> str:
    with app.app_context():
        return service.invite("lena@firma.example", Role.EDITOR, name="Lena").removeprefix(HOST)


def later(**span: float) -> time_machine.travel:
    return time_machine.travel(datetime.now(UTC) + timedelta(**span))


def test_first_link_holds_for_a_day(house: HouseClient, first_link: str) -> None:
    with later(hours=23, minutes=59):
        house.get(first_link)
    with later(hours=24, minutes=1):
        house.get(first_link, status=410)


def test_first_account_may_do_everything(house: HouseClient, app: Flask, first_link: str) -> None:
    house.submit(house.get(first_link), name="Eva", email="Eva@Firma.example", password=NEW)

    with app.app_context():
        [person] = session().query(Staff).all()
        assert (person.email, person.name, person.role) == ("eva@firma.example", "Eva", "admin")


def test_form_opened_before_the_first_account_makes_no_second(app: Flask, first_link: str) -> None:
    early, late = HouseClient(app), HouseClient(app)
    form = late.get(first_link)
    early.submit(early.get(first_link), name="Eva", email="eva@firma.example", password=NEW)

    late.submit(form, status=410, name="Mallory", email="mallory@firma.example", password=NEW)

    with app.app_context():
        assert [person.email for person in session().query(Staff)] == ["eva@firma.example"]


def test_invitation_holds_for_three_days(house: HouseClient, invitation: str) -> None:
    with later(days=2, hours=23):
        house.get(invitation)
    with later(days=3, minutes=1):
        expired = house.get(invitation, status=302)
        assert "Dieser Link gilt nicht mehr" in house.follow(expired).text


def test_invitation_opens_nothing_once_it_was_used(house: HouseClient, invitation: str) -> None:
    house.submit(house.get(invitation), status=302, password=NEW, password_confirm=NEW)

    house.get(invitation, status=302)


@pytest.mark.usefixtures("app_context")
def test_reset_finds_the_account_however_it_is_typed() -> None:
    service.add("lena@firma.example", Role.EDITOR, password=NEW)

    service.reset(" Lena@Firma.example ")

    assert [(mail.message, mail.recipient) for mail in mails()] == [("staff_reset", "lena@firma.example")]


@pytest.mark.usefixtures("app_context")
def test_reset_takes_the_old_password_away() -> None:
    service.add("lena@firma.example", Role.EDITOR, password=NEW)

    service.reset("lena@firma.example")

    session().rollback()
    [person] = session().query(Staff).all()
    assert person.password is None


@pytest.mark.usefixtures("app_context")
def test_short_password_makes_no_account() -> None:
    with pytest.raises(service.PasswordTooShort):
        service.add("lena@firma.example", Role.EDITOR, password="elf Zeichen")

    assert not service.has_staff()
