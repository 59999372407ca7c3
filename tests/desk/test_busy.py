"""Another process keeps the turn to write: reading goes on, and what a colleague typed or ticked is not lost."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pytest
from flask import Flask

from app import turn
from app.leads import bulk, queries
from app.turn import Turn
from tests.factories import keep_lead, lead
from tests.house_client import HouseClient

BUSY = "Gerade wird sehr viel gespeichert. Versuchen Sie es bitte gleich noch einmal."


class LastTurns(Turn):
    """So many are left to this process; then another one has the file and keeps it."""

    def __init__(self, path: Path, left: int) -> None:
        super().__init__(path)
        self.left = left
        self.other: IO[str] = path.open("a")
        self.count_down(0)

    @contextmanager
    def taken(self) -> Iterator[None]:
        with super().taken():
            yield
        self.count_down(1)

    def count_down(self, taken: int) -> None:
        self.left -= taken
        if self.left == 0:
            fcntl.flock(self.other, fcntl.LOCK_EX)


@pytest.fixture
def leave_turns(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[object]:
    monkeypatch.setattr(turn, "TURN_TIMEOUT", 0.05)
    made: list[LastTurns] = []

    def leave(left: int) -> None:
        made.append(LastTurns(app.extensions["turn"].path, left))
        app.extensions["turn"] = made[0]

    yield leave
    for one in made:
        one.other.close()


@pytest.fixture
def reference(app: Flask) -> str:
    with app.app_context():
        return keep_lead(message="Rufen Sie mich an.").reference


def test_unread_lead_is_shown_and_stays_unread(desk: HouseClient, app: Flask, reference, leave_turns) -> None:
    leave_turns(0)

    assert desk.get(f"/leitstand/anfragen/{reference}").heading == "Jürgen Größmann"
    with app.app_context():
        assert lead(reference).is_unread


def test_several_leads_name_what_was_done_and_what_was_not(
    desk: HouseClient, app: Flask, leave_turns, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "SHARE", 1)
    with app.app_context():
        references = [keep_lead(message=f"Nr. {number}").reference for number in range(3)]
    form = desk.get("/leitstand/anfragen").soup.select(".inbox__list > [type=hidden]")
    fields = {field["name"]: field["value"] for field in form}
    leave_turns(1)

    sent = desk.post(
        "/leitstand/auswahl/status",
        fields | {"lead": [f"{one} 1" for one in references], "status": "in_contact"},
    )

    [told] = desk.follow(sent).texts(".desk__notice")
    assert "2 nicht geändert" in told
    assert f"1 Anfrage auf „In Kontakt“ gesetzt. {references[1]}, {references[2]}: {BUSY}" in told
    with app.app_context():
        assert [lead(one).status for one in references] == ["in_contact", "new", "new"]


def test_lead_by_hand_stays_in_its_form(desk: HouseClient, app: Flask, leave_turns) -> None:
    page = desk.get("/leitstand/anfragen/neu")
    typed = {"heard": "fair", "name": "P. Lindner", "phone": "0221 4710338", "message": "Checklisten."}
    leave_turns(0)

    again = desk.submit(page, "/neu", status=503, **typed)

    assert BUSY in again.text
    assert again.soup.select_one("[name=name]")["value"] == "P. Lindner"
    assert "Checklisten." in again.soup.textarea.get_text()
    with app.app_context():
        assert list(queries.all_leads()) == []


def test_note_that_cannot_wait_for_the_login_may_be_sent_again(
    desk: HouseClient, app: Flask, reference, leave_turns
) -> None:
    desk.typed.add("Rufen Sie mich an.")
    page = desk.get(f"/leitstand/anfragen/{reference}")
    desk.client.delete_cookie("leitstand", path="/leitstand")
    leave_turns(0)

    refused = desk.submit(page, "/notizen", status=503, text="Er ruft morgen zurück.")

    assert BUSY in refused.text
    assert "Laden Sie diese Seite neu, dann sendet Ihr Browser dasselbe noch einmal." in refused.text
