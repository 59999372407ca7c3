"""The first account, invitations and new passwords."""

import re

import pytest
from flask import Flask

from app.staff import service
from app.staff.models import Role
from app.staff.views import first_account_link
from tests.conftest import ADDRESSES, PASSWORD, logged_in
from tests.factories import mails
from tests.house_client import HouseClient

pytestmark = pytest.mark.both_databases

NEW = "ein ganz neues Passwort"
LINK = re.compile(r"http://127\.0\.0\.1:8000(/leitstand/passwort/\S+)")


def path_of(link: str) -> str:
    return link.removeprefix("http://127.0.0.1:8000")


@pytest.fixture
def first_link(app: Flask) -> str:
    with app.app_context():
        return path_of(first_account_link())


def link_in_mail(app: Flask) -> tuple[str, str]:
    """Message and path of the last mail that is owed."""
    with app.app_context():
        mail = mails()[-1]
        text = mail.raw.decode().replace("=\r\n", "").replace("=3D", "=")
        return mail.message, LINK.findall(text)[0]


def test_first_account_is_an_admin_who_is_logged_in(house: HouseClient, first_link: str) -> None:
    page = house.get(first_link)

    house.submit(page, name="Frank Roebers", email="Frank@Firma.example", password=NEW)

    assert house.get("/leitstand/").heading == "Übersicht"


def test_first_link_works_once(house: HouseClient, first_link: str) -> None:
    house.submit(house.get(first_link), name="Frank", email="frank@firma.example", password=NEW)

    assert "gilt nicht mehr" in house.get(first_link, status=410).text


def test_forged_first_link_opens_nothing(house: HouseClient) -> None:
    house.get("/leitstand/erster-zugang/ImZpcnN0Ig.awV00Q.IlVYTh1U_SeBxiMoChC7Yun5eJ4", status=410)


def test_first_account_needs_a_long_password_and_keeps_the_rest(house: HouseClient, first_link: str) -> None:
    page = house.submit(
        house.get(first_link), status=422, name="Frank", email="frank@firma.example", password="kurz"
    )

    assert "Das Passwort braucht mindestens 12 Zeichen." in page.text
    assert page.soup.select_one("input[name=email]")["value"] == "frank@firma.example"


def test_invited_colleague_sets_a_password_and_logs_in(house: HouseClient, app: Flask) -> None:
    with app.app_context():
        link = service.invite("lena@firma.example", Role.EDITOR, name="Lena")
    assert link_in_mail(app) == ("staff_invitation", path_of(link))

    house.submit(house.get(path_of(link)), status=302, password=NEW, password_confirm=NEW)
    house.submit(
        house.get("/leitstand/anmelden"), "/anmelden", status=302, email="lena@firma.example", password=NEW
    )

    assert house.get("/leitstand/").heading == "Übersicht"


def test_forgotten_password_is_replaced_by_mail(app: Flask) -> None:
    logged_in(app, Role.EDITOR)
    house = HouseClient(app)

    house.submit(house.get("/leitstand/passwort"), "/passwort", status=200, email=ADDRESSES[Role.EDITOR])
    message, path = link_in_mail(app)
    house.submit(house.get(path), status=302, password=NEW, password_confirm=NEW)

    assert message == "staff_reset"
    house.submit(
        house.get("/leitstand/anmelden"), "/anmelden", status=302, email=ADDRESSES[Role.EDITOR], password=NEW
    )


def test_unknown_address_gets_no_mail_and_no_hint(app: Flask) -> None:
    logged_in(app, Role.EDITOR)
    house = HouseClient(app)

    known = house.submit(
        house.get("/leitstand/passwort"), "/passwort", status=200, email=ADDRESSES[Role.EDITOR]
    )
    unknown = house.submit(
        house.get("/leitstand/passwort"), "/passwort", status=200, email="x@beispiel.example"
    )

    assert known.text.replace(ADDRESSES[Role.EDITOR], "") == unknown.text.replace("x@beispiel.example", "")
    with app.app_context():
        assert len(mails()) == 1


def test_link_in_a_mail_never_follows_the_host_of_the_request(app: Flask) -> None:
    logged_in(app, Role.EDITOR)
    house = HouseClient(app)
    page = house.get("/leitstand/passwort")

    house.client.post(
        "/leitstand/passwort",
        data={
            "email": ADDRESSES[Role.EDITOR],
            "csrf_token": page.soup.select_one("input[name=csrf_token]")["value"],
        },
        headers={"Host": "evil.example", "Referer": "http://evil.example/"},
    )

    with app.app_context():
        assert [mail for mail in mails() if b"evil" in mail.raw] == []


def test_reset_ends_every_login(desk: HouseClient, app: Flask) -> None:
    desk.get("/leitstand/")

    with app.app_context():
        service.reset(ADDRESSES[Role.EDITOR])

    desk.get("/leitstand/", status=302)
    desk.submit(
        desk.get("/leitstand/anmelden"),
        "/anmelden",
        status=422,
        email=ADDRESSES[Role.EDITOR],
        password=PASSWORD,
    )


@pytest.mark.usefixtures("app_context")
def test_same_address_twice_is_refused() -> None:
    service.add("lena@firma.example", Role.EDITOR, password=NEW)

    with pytest.raises(service.StaffExistsAlready):
        service.add("Lena@Firma.example", Role.ADMIN, password=NEW)


@pytest.mark.usefixtures("app_context")
def test_first_account_is_taken_once_somebody_is_there() -> None:
    service.add("lena@firma.example", Role.EDITOR, password=NEW)

    with pytest.raises(service.FirstAccountTaken):
        service.add_first("eva@firma.example", "Eva", NEW)


@pytest.mark.usefixtures("app_context")
def test_unusable_address_is_refused() -> None:
    with pytest.raises(service.EmailNotUsable):
        service.add("lena", Role.EDITOR, password=NEW)


@pytest.mark.usefixtures("app_context")
def test_reset_of_a_stranger_is_refused() -> None:
    with pytest.raises(service.StaffNotFound):
        service.reset("wer@firma.example")
