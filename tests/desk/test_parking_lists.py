"""A login that ended over the list or the post: what was ticked, chosen and typed is there again after the next one."""

from datetime import timedelta

import pytest
from flask import Flask

from app.database import utc_now, writing
from app.desk import post
from app.leads import inbox
from app.leads.models import Lead
from app.leads.status import Status
from app.mail.models import OutboxMail, State
from app.staff.models import Role
from tests.conftest import ADDRESSES, PASSWORD
from tests.factories import keep_lead, lead, mails
from tests.house_client import HouseClient, Page

pytestmark = pytest.mark.both_databases

LIST = "/leitstand/anfragen?q=nr"


@pytest.fixture
def five(app: Flask, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """References, newest first; three pages."""
    monkeypatch.setattr(inbox, "PAGE_SIZE", 2)
    with app.app_context():
        now = utc_now()
        return [keep_lead(now - timedelta(hours=n), message=f"Nr. {n}").reference for n in range(5)]


def send(desk: HouseClient, page: Page, step: str, **fields: object) -> Page:
    """Without a login, by way of the next one."""
    hidden = {field["name"]: field["value"] for field in page.soup.select(".inbox__list > [type=hidden]")}
    desk.client.delete_cookie("leitstand", path="/leitstand")
    welcome = log_in(desk, desk.post(f"/leitstand/auswahl/{step}", hidden | fields))
    return desk.follow(desk.follow(welcome, 303))


def log_in(desk: HouseClient, turned_away: Page) -> Page:
    """The answer to the login, which leads back."""
    login = desk.follow(turned_away)
    assert "Ihre Eingabe ist aufgehoben" in login.text
    who = {"email": ADDRESSES[Role.EDITOR], "password": PASSWORD}
    hidden = {field["name"]: field["value"] for field in login.soup.select("form input[type=hidden]")}
    return desk.post(str(login.soup.form["action"]), hidden | who, 302)


def ticks(page: Page) -> list[str]:
    return [box["value"].split()[0] for box in page.soup.select("[name=lead][checked]")]


def chosen(page: Page) -> list[str]:
    return [option["value"] for option in page.soup.select(".several option[selected]")]


def states(app: Flask, references: list[str]) -> list[str]:
    with app.app_context():
        return [lead(reference).status for reference in references]


def test_ticks_and_choices_stand_on_their_page_again(desk: HouseClient, app: Flask, five: list[str]) -> None:
    second = desk.get(f"{LIST}&nach={five[1]}")

    again = send(desk, second, "status", lead=[f"{five[3]} 1"], status="meeting", assignee="ich")

    assert again.url.startswith(f"{LIST}&nach={five[1]}&entwurf=")
    assert "Ihre Eingabe ist noch da" in again.text
    assert (ticks(again), chosen(again)) == ([five[3]], ["meeting", "ich"])
    assert states(app, five) == ["new"] * 5

    done = desk.submit(again, "/auswahl/status")
    assert states(app, five) == ["new", "new", "new", "meeting", "new"]
    assert done.location == f"{LIST}&nach={five[1]}"


@pytest.mark.parametrize("step", ["zustaendig", "beantwortet", "spam", "export"])
def test_every_step_comes_back_with_what_was_ticked(desk: HouseClient, five: list[str], step: str) -> None:
    again = send(desk, desk.get(LIST), step, lead=[f"{five[0]} 1", f"{five[1]} 1"])

    assert ticks(again) == five[:2]


def test_whole_list_is_chosen_again(desk: HouseClient, app: Flask, five: list[str]) -> None:
    again = send(desk, desk.get(LIST), "spam", everything="y")

    assert again.soup.select_one("[name=everything]").has_attr("checked")
    assert states(app, five) == ["new"] * 5


def test_reason_for_several_stands_in_its_question_again(
    desk: HouseClient, app: Flask, five: list[str]
) -> None:
    page = desk.get(LIST)
    hidden = {field["name"]: field["value"] for field in page.soup.select(".inbox__list > [type=hidden]")}
    ticked = {"lead": [f"{five[0]} 1", f"{five[2]} 1"], "status": "lost"}
    asked = desk.post("/leitstand/auswahl/status", hidden | ticked, 422)
    desk.client.delete_cookie("leitstand", path="/leitstand")

    again = desk.follow(log_in(desk, desk.submit(asked, "/auswahl/status", reason="Budget & „Zeit“")))

    assert "Ihre Eingabe ist noch da" in again.text
    assert again.heading == asked.heading == "2 Anfragen auf „Verloren“ setzen"
    assert again.soup.select_one("[name=reason]")["value"] == "Budget & „Zeit“"
    assert states(app, five) == ["new"] * 5

    done = desk.submit(again, "/auswahl/status")
    assert states(app, five) == ["lost", "new", "lost", "new", "new"]
    assert done.location == LIST


def test_what_is_kept_no_longer_leads_to_the_list(desk: HouseClient) -> None:
    assert desk.get("/leitstand/auswahl?entwurf=x", 303).location == "/leitstand/anfragen?entwurf=x"


def test_page_that_ran_empty_shows_the_one_before(desk: HouseClient, five: list[str]) -> None:
    last = desk.get(f"{LIST}&nach={five[3]}&tab=neu")
    hidden = {field["name"]: field["value"] for field in last.soup.select(".inbox__list > [type=hidden]")}

    back = desk.follow(desk.post("/leitstand/auswahl/spam", hidden | {"lead": [f"{five[4]} 1"]}, 303))

    assert [box["value"].split()[0] for box in back.soup.select("[name=lead]")] == five[2:4]


@pytest.fixture
def letters(desk: HouseClient, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Ids of dead letters, newest first; a page each."""
    monkeypatch.setattr(post, "DEAD_ON_A_PAGE", 1)
    with desk.app.app_context():
        for number in range(2):
            keep_lead(message=f"Frage {number}")
        with writing() as session:
            session.query(OutboxMail).update({"state": State.DEAD})
        return [mail.id for mail in reversed(mails())]


def send_to(desk: HouseClient, mail: int, recipient: str) -> Page:
    page = desk.get("/leitstand/post?seite=2")
    desk.client.delete_cookie("leitstand", path="/leitstand")
    return desk.submit(page, f"/{mail}/adresse?seite=2", recipient=recipient)


def test_other_recipient_stands_in_its_form_again(desk: HouseClient, letters: list[int]) -> None:
    again = desk.follow(log_in(desk, send_to(desk, letters[1], "vertretung@beispiel.example")))

    assert again.url.startswith("/leitstand/post?seite=2&entwurf=")
    assert "Ihre Eingabe ist noch da" in again.text
    field = again.soup.select_one(f"details[open] #adresse-{letters[1]}")
    assert field["value"] == "vertretung@beispiel.example"
    with desk.app.app_context():
        assert [mail.state for mail in mails()] == [State.DEAD] * 2

    desk.submit(again, f"/{letters[1]}/adresse?seite=2")
    with desk.app.app_context():
        assert mails()[-1].recipient == "vertretung@beispiel.example"


def test_recipient_of_a_mail_that_is_dealt_with_meanwhile_is_told(
    desk: HouseClient, letters: list[int]
) -> None:
    turned_away = send_to(desk, letters[1], "vertretung@beispiel.example")
    with desk.app.app_context(), writing() as session:
        session.get_one(OutboxMail, letters[1]).state = State.HANDLED

    [told] = desk.follow(log_in(desk, turned_away)).texts(".notice--info")
    assert "vertretung@beispiel.example" in told


def test_refused_recipient_stays_on_its_page(desk: HouseClient, letters: list[int]) -> None:
    page = desk.get("/leitstand/post?seite=2")

    refused = desk.submit(page, f"/{letters[1]}/adresse?seite=2", status=422, recipient="kein @ weit")

    assert refused.soup.select_one(f"#adresse-{letters[1]}")["value"] == "kein @ weit"


@pytest.mark.parametrize("button", ["versuchen", "erledigt"])
def test_button_of_the_post_asks_to_be_pressed_again(
    desk: HouseClient, letters: list[int], button: str
) -> None:
    page = desk.get("/leitstand/post")
    desk.client.delete_cookie("leitstand", path="/leitstand")

    again = desk.follow(log_in(desk, desk.submit(page, f"/{letters[0]}/{button}")))

    assert "Drücken Sie die Schaltfläche noch einmal." in again.text
    with desk.app.app_context():
        assert [mail.state for mail in mails()] == [State.DEAD] * 2


def test_lead_that_moved_on_meanwhile_is_not_ticked(desk: HouseClient, app: Flask, five: list[str]) -> None:
    page = desk.get(f"{LIST}&tab=neu")
    with app.app_context(), writing() as session:
        session.query(Lead).filter_by(reference=five[0]).update({"status": Status.WON})

    again = send(desk, page, "status", lead=[f"{five[0]} 1", f"{five[1]} 1"], status="meeting")

    assert ticks(again) == [five[1]]
