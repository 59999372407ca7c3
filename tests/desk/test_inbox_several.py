"""Several leads at once, from the list and for the whole list; without any script."""

from datetime import timedelta

import pytest
from flask import Flask

from app.database import utc_now
from app.leads import bulk, work
from app.leads.status import Status
from tests.factories import keep_lead, lead
from tests.house_client import HouseClient, Page

pytestmark = pytest.mark.both_databases


@pytest.fixture
def three(app: Flask) -> list[str]:
    with app.app_context():
        now = utc_now()
        return [keep_lead(now - timedelta(hours=n), message=f"Nr. {n}").reference for n in range(3)]


def choose(
    desk: HouseClient, page: Page, step: str, references: list[str], answer: int = 303, **fields: str
) -> Page:
    """Tick and press, as the list's one form sends it."""
    ticked = [
        box["value"] for box in page.soup.select("[name=lead]") if box["value"].split()[0] in references
    ]
    form = {field["name"]: field["value"] for field in page.soup.select(".inbox__list > [type=hidden]")}
    return desk.post(f"/leitstand/auswahl/{step}", form | {"lead": ticked} | fields, answer)


def states(app: Flask, references: list[str]) -> list[str]:
    with app.app_context():
        return [lead(reference).status for reference in references]


def told(desk: HouseClient, page: Page) -> str:
    [text] = desk.follow(page).texts(".desk__notice")
    return text


def test_ticked_leads_move_and_the_others_stay(desk: HouseClient, app: Flask, three: list[str]) -> None:
    page = choose(desk, desk.get("/leitstand/anfragen?tab=neu"), "status", three[:2], status="in_contact")

    assert states(app, three) == ["in_contact", "in_contact", "new"]
    assert page.location == "/leitstand/anfragen?tab=neu"
    assert "2 Anfragen auf „In Kontakt“ gesetzt" in told(desk, page)


def test_each_move_leaves_its_event_with_the_name_of_the_colleague(
    desk: HouseClient, app: Flask, three: list[str]
) -> None:
    choose(desk, desk.get("/leitstand/anfragen"), "spam", three[:1])

    with app.app_context():
        last = lead(three[0]).events[-1]
        assert (last.kind, last.actor, last.data) == (
            "status_changed",
            "Kim Editor",
            {"from": "new", "to": "spam"},
        )


def test_what_cannot_move_is_named_and_holds_up_nobody(
    desk: HouseClient, app: Flask, three: list[str]
) -> None:
    page = desk.get("/leitstand/anfragen")
    with app.app_context():
        work.change_status(three[1], Status.IN_CONTACT, by="Lena", version=1)

    text = told(desk, choose(desk, page, "status", three, status="meeting"))

    assert states(app, three) == ["meeting", "in_contact", "meeting"]
    assert three[1] in text
    assert "jemand anders" in text
    with app.app_context():
        assert lead(three[1]).version == 2


def test_refused_move_leaves_the_lead_untouched(desk: HouseClient, app: Flask, three: list[str]) -> None:
    with app.app_context():
        won = keep_lead(message="gewonnen", status=Status.WON).reference

    page = desk.get("/leitstand/anfragen?tab=alle")
    text = told(desk, choose(desk, page, "status", [won, three[0]], status="meeting"))

    assert states(app, [won, three[0]]) == ["won", "meeting"]
    assert f"{won}: Von „Gewonnen“" in text
    with app.app_context():
        assert (lead(won).version, len(lead(won).events)) == (1, 1)


def test_assigning_says_to_whom(desk: HouseClient, app: Flask, three: list[str]) -> None:
    choose(desk, desk.get("/leitstand/anfragen"), "zustaendig", three[:2], assignee="ich")
    choose(desk, desk.get("/leitstand/anfragen"), "zustaendig", three[:1], assignee="niemand")

    with app.app_context():
        assert [lead(reference).assignee_id for reference in three] == [None, 1, None]
        assert [event.data for event in lead(three[0]).events[1:]] == [{"to": "Kim Editor"}, {"to": ""}]
    assert "An Kim Editor übergeben" in desk.get(f"/leitstand/anfragen/{three[1]}").text


def test_answer_stops_the_clock_once(desk: HouseClient, app: Flask, three: list[str]) -> None:
    choose(desk, desk.get("/leitstand/anfragen"), "beantwortet", three[:1])
    text = told(desk, choose(desk, desk.get("/leitstand/anfragen"), "beantwortet", three[:2]))

    assert "schon beantwortet" in text
    with app.app_context():
        assert [lead(reference).answered_at is None for reference in three] == [False, False, True]


@pytest.mark.parametrize(
    ("step", "words"), [("status", "Status"), ("beantwortet", "Kreuzen Sie"), ("export", "Kreuzen Sie")]
)
def test_nothing_chosen_changes_nothing_and_says_what_is_missing(desk, three, step: str, words: str) -> None:
    assert words in told(desk, choose(desk, desk.get("/leitstand/anfragen"), step, []))


def test_lost_asks_for_the_reason_first(desk: HouseClient, app: Flask, three: list[str]) -> None:
    asked = choose(desk, desk.get("/leitstand/anfragen"), "status", three[:2], 422, status="lost")
    assert states(app, three[:2]) == ["new", "new"]

    desk.submit(asked, "/auswahl/status", reason="Budget")

    assert states(app, three) == ["lost", "lost", "new"]


def test_whole_list_is_asked_about_with_its_number_before_anything_moves(
    desk: HouseClient, app: Flask, three: list[str]
) -> None:
    page = desk.get("/leitstand/anfragen?q=Nr")
    asked = choose(desk, page, "spam", [], 422, everything="y")
    with app.app_context():
        later = keep_lead(message="Nr. spät").reference

    assert asked.heading == "3 Anfragen auf „Spam“ setzen"
    assert states(app, three) == ["new"] * 3

    done = desk.submit(asked, "/auswahl/spam")

    assert states(app, [*three, later]) == ["spam", "spam", "spam", "new"]
    assert done.location == "/leitstand/anfragen?q=Nr"


def test_whole_list_beyond_the_limit_is_refused(desk, app, three, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "AT_MOST", 2)

    assert "Grenzen Sie" in told(
        desk, choose(desk, desk.get("/leitstand/anfragen"), "spam", [], everything="y")
    )
    assert states(app, three) == ["new"] * 3


def test_many_leads_are_changed_in_shares(desk, app, three, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "SHARE", 2)

    choose(desk, desk.get("/leitstand/anfragen"), "status", three, status="in_contact")

    assert states(app, three) == ["in_contact"] * 3


def test_foreign_post_without_the_token_changes_nothing(
    desk: HouseClient, app: Flask, three: list[str]
) -> None:
    desk.post("/leitstand/auswahl/spam", {"lead": [f"{three[0]} 1"]})

    assert states(app, three[:1]) == ["new"]
