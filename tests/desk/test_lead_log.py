"""The timeline of a lead with much behind it: in parts, nothing twice, nothing lost; the page asks as often as ever."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import event

from app.database import session, utc_now
from app.leads import queries
from app.leads.models import LeadEvent
from app.mail.models import OutboxMail
from tests.factories import keep_lead, lead
from tests.house_client import HouseClient, Page

pytestmark = pytest.mark.both_databases


@pytest.fixture
def reference(app: Flask) -> str:
    """Received ten hours ago; a note each minute since, and its mail between two of them."""
    with app.app_context():
        start = utc_now() - timedelta(hours=10)
        kept = keep_lead(start)
        for number in range(1, 121):
            at = start + timedelta(minutes=number)
            note = LeadEvent(
                lead_id=kept.id, at=at, kind="note_added", actor="Kim", data={"text": f"Nr. {number}"}
            )
            session().add(note)
        session().query(OutboxMail).update({"created_at": start + timedelta(minutes=70, seconds=30)})
        session().commit()
        return kept.reference


def open_lead(desk: HouseClient, url: str) -> Page:
    desk.typed |= {"Drei Ausfälle in einem Quartal. 🛠️ Wer hilft uns?"}
    return desk.get(url)


def test_parts_hold_everything_once(desk: HouseClient, reference: str) -> None:
    pages = [open_lead(desk, f"/leitstand/anfragen/{reference}")]
    while older := pages[-1].soup.select_one("a[href*='vor=']"):
        pages.append(open_lead(desk, older["href"]))

    assert [text for page in pages for text in page.texts(".logbook__note")] == [
        f"Nr. {120 - step}" for step in range(120)
    ]
    sentences = [text for page in pages for text in page.texts(".logbook__sentence")]
    assert [text for text in sentences if text != "Notiz"] == [
        "Benachrichtigung an anfragen@beispiel.example wird noch zugestellt",
        "Anfrage eingegangen",
    ]
    assert len(pages) == 3


@pytest.mark.parametrize("before", ["0", "-5", "x", "9" * 30, "-" + "9" * 30])
def test_part_that_does_not_exist_is_a_page_all_the_same(
    desk: HouseClient, reference: str, before: str
) -> None:
    open_lead(desk, f"/leitstand/anfragen/{reference}?vor={before}")


def test_page_asks_as_often_with_one_event_as_with_hundreds(
    desk: HouseClient, reference: str, app: Flask
) -> None:
    with app.app_context():
        alone = keep_lead(message="allein", email="ada@anderswo.example").reference
        for number in range(30):
            keep_lead(message=f"Nr. {number}")

    assert count_queries(desk, app, alone) == count_queries(desk, app, reference)
    with app.app_context():
        assert len(lead(reference).events) == 121
        assert queries.EVENTS_SHOWN < 121


def count_queries(desk: HouseClient, app: Flask, reference: str) -> int:
    open_lead(desk, f"/leitstand/anfragen/{reference}")  # read from now on
    statements: list[str] = []

    def note(*arguments: object) -> None:
        statements.append(str(arguments[2]))

    event.listen(app.extensions["engine"], "before_cursor_execute", note)
    open_lead(desk, f"/leitstand/anfragen/{reference}")
    event.remove(app.extensions["engine"], "before_cursor_execute", note)
    return len(statements)
