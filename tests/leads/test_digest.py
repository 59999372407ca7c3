"""A flood of enquiries: twenty mails, then one digest for all who wait; every lead is told of once."""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy

import pytest
import time_machine
from flask import Flask, template_rendered
from jinja2 import Template
from sqlalchemy import event

from app import worker
from app.database import engine
from app.leads import work
from app.leads.digest import FLOOD, LISTED, send_digest
from app.leads.models import Lead
from app.leads.status import Status
from app.mail.models import OutboxMail
from tests.factories import keep_lead, lead, mails

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("app_context")]

START = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def nine_o_clock() -> Iterator[None]:
    with time_machine.travel(START, tick=False):
        yield


def later(**span: float) -> time_machine.travel:
    return time_machine.travel(START + timedelta(**span), tick=False)


def keep(count: int, start: int = 0) -> list[Lead]:
    return [
        keep_lead(name=f"Person {number:03}", message=f"Frage {number}", company="")
        for number in range(start, start + count)
    ]


def digests() -> list[OutboxMail]:
    return [mail for mail in mails() if mail.message == "enquiry_digest"]


def text(mail: OutboxMail) -> str:
    part = message_from_bytes(mail.raw, policy=policy.default).get_body(("plain",))  # type: ignore[attr-defined]
    return str(part.get_content())


def test_twenty_are_told_of_at_once_and_the_next_waits() -> None:
    kept = keep(FLOOD + 2)

    assert [mail.about for mail in mails()] == [one.reference for one in kept[:FLOOD]]
    assert [one.reference for one in kept if one.awaits_digest] == [one.reference for one in kept[FLOOD:]]


def test_many_at_the_same_moment_are_told_of_no_oftener(app: Flask) -> None:
    def keep_one(number: int) -> None:
        with app.app_context():
            keep(1, start=number)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(keep_one, range(FLOOD + 12)))

    assert len(mails()) == FLOOD


def test_flood_renders_nothing_that_the_digest_replaces(app: Flask) -> None:
    rendered: list[str | None] = []

    def note(_: Flask, template: Template, **__: object) -> None:
        rendered.append(template.name)

    keep(FLOOD)
    with template_rendered.connected_to(note, app):
        keep(1, start=FLOOD)

    assert rendered == []


@pytest.mark.settings(leads_mail_to="a@beispiel.example, b@beispiel.example")
def test_leads_count_not_mails() -> None:
    kept = keep(FLOOD)

    assert [one for one in kept if one.awaits_digest] == []
    assert len(mails()) == 2 * FLOOD


@pytest.mark.settings(leads_mail_to="a@beispiel.example, b@beispiel.example")
def test_one_digest_for_each_recipient_after_ten_minutes() -> None:
    waiting = keep(FLOOD + 3)[FLOOD:]
    with later(minutes=9):
        assert send_digest() == 0

    with later(minutes=10):
        assert send_digest() == 3
        assert send_digest() == 0

    assert [mail.recipient for mail in digests()] == ["a@beispiel.example", "b@beispiel.example"]
    expected = [item for one in waiting for item in (one.name, one.reference, f"/anfragen/{one.reference}")]
    assert [item for item in expected if item not in text(digests()[0])] == []
    assert digests()[0].subject == "3 Anfragen in einer Sammelmail: Person 022 und weitere"
    assert [one for one in waiting if lead(one.reference).awaits_digest] == []
    assert lead(waiting[0].reference).events[-1].kind == "told_in_digest"


def test_the_next_digest_waits_for_an_hour() -> None:
    keep(FLOOD + 1)
    with later(minutes=10):
        send_digest()
        keep(1, start=FLOOD + 1)

    with later(minutes=69):
        assert send_digest() == 0
    with later(minutes=70):
        assert send_digest() == 1

    assert len(digests()) == 2


def test_flood_that_is_over_is_told_of_at_once() -> None:
    keep(FLOOD)
    with later(minutes=59):
        keep(1, start=FLOOD)
        assert send_digest() == 0

    with later(minutes=61):
        assert send_digest() == 1


def test_digest_lists_fifty_and_counts_the_rest() -> None:
    keep(FLOOD + LISTED + 7)

    with later(minutes=10):
        assert send_digest() == LISTED + 7

    [mail] = digests()
    assert len(set(re.findall(r"/anfragen/(FR-\S+)", text(mail)))) == LISTED
    assert "57 Anfragen sind" in text(mail)
    assert "Dazu 7 weitere." in text(mail)


def test_what_was_put_aside_as_spam_is_left_out() -> None:
    waiting = keep(FLOOD + 2)[FLOOD:]
    work.change_status(waiting[0].reference, Status.SPAM, by="Kim", version=1)

    with later(minutes=10):
        assert send_digest() == 1

    assert waiting[0].reference not in text(digests()[0])
    assert not lead(waiting[0].reference).awaits_digest


def test_lead_told_of_in_a_digest_is_not_told_again() -> None:
    waiting = keep(FLOOD + 1)[FLOOD]
    with later(minutes=10):
        send_digest()
    before = len(mails())

    work.change_status(waiting.reference, Status.SPAM, by="Kim", version=1)
    work.change_status(waiting.reference, Status.NEW, by="Kim", version=2)

    assert len(mails()) == before


def test_number_of_queries_does_not_grow_with_the_leads() -> None:
    counts = []
    for hour, size in enumerate((1, 30)):
        with later(hours=3 * hour):
            keep(FLOOD + size, start=1000 * hour)
        with later(hours=3 * hour, minutes=10):
            counts.append(queries_of_a_digest())

    assert counts[0] == counts[1]


def queries_of_a_digest() -> int:
    asked: list[str] = []

    def note(_: object, __: object, statement: str, *___: object) -> None:
        asked.append(statement)

    event.listen(engine(), "before_cursor_execute", note)
    try:
        assert send_digest()
    finally:
        event.remove(engine(), "before_cursor_execute", note)
    return len(asked)


def test_worker_sends_it() -> None:
    assert send_digest in worker.house_duties()
