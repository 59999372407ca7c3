"""Alarms: told once, to whoever can still be reached, at most once an hour for each cause."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy

import pytest
import time_machine
from flask import Flask

from app import worker
from app.database import close_session, writing
from app.leads.alarms import Cause, alarm, tell_of_dead_letters, tell_of_replay
from app.mail import delivery
from app.mail.models import OutboxMail
from tests.factories import keep_lead, mails
from tests.relay import Relay

pytestmark = [
    pytest.mark.both_databases,
    pytest.mark.usefixtures("app_context"),
    pytest.mark.settings(leads_mail_to="a@beispiel.example, b@beispiel.example"),
]

START = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def nine_o_clock() -> Iterator[None]:
    with later():
        yield


def later(**span: float) -> time_machine.travel:
    return time_machine.travel(START + timedelta(**span), tick=False)


def alarms() -> list[OutboxMail]:
    return [mail for mail in mails() if mail.message == "alarm"]


def text(mail: OutboxMail) -> str:
    part = message_from_bytes(mail.raw, policy=policy.default).get_body(("plain",))  # type: ignore[attr-defined]
    return str(part.get_content())


def tell() -> int:
    """As the worker does, each round on a session of its own."""
    close_session()
    return tell_of_dead_letters()


def test_workers_at_the_same_moment_tell_once(app: Flask) -> None:
    def tell(_: int) -> int:
        with app.app_context():
            return tell_of_replay(3)

    with ThreadPoolExecutor(6) as pool:
        told = list(pool.map(tell, range(6)))

    assert sorted(told) == [0, 0, 0, 0, 0, 2]
    assert [mail.recipient for mail in alarms()] == ["a@beispiel.example", "b@beispiel.example"]


def test_dead_letter_is_told_to_the_others(relay: Relay) -> None:
    relay.refuse["a@beispiel.example"] = "550 5.1.1 kennen wir nicht"
    lead = keep_lead()
    delivery.deliver_due()
    assert tell() == 0  # more may follow

    with later(minutes=1):
        assert tell() == 1
        assert tell() == 0

    [mail] = alarms()
    assert mail.recipient == "b@beispiel.example"
    assert mail.subject == "Leitstand: 1 Mail ist nicht zustellbar"
    expected = ("a@beispiel.example", lead.reference, "550 5.1.1 kennen wir nicht", "/leitstand/post")
    assert [word for word in expected if word not in text(mail)] == []
    assert "Größmann" not in text(mail)


def test_next_dead_letter_is_told_an_hour_later_and_the_same_one_never_again(relay: Relay) -> None:
    relay.refuse["a@beispiel.example"] = "550 5.1.1 kennen wir nicht"
    keep_lead()
    delivery.deliver_due()
    with later(minutes=1):
        tell()
    with later(minutes=30):
        keep_lead(message="Noch etwas.")
        delivery.deliver_due()
    with later(minutes=60):
        assert tell() == 0

    with later(minutes=61):
        assert tell() == 1
    with later(days=1):
        assert tell() == 0

    assert [mail.subject for mail in alarms()] == [
        "Leitstand: 1 Mail ist nicht zustellbar",
        "Leitstand: 2 Mails sind nicht zustellbar",
    ]


def test_nobody_is_told_when_nobody_can_be_reached(relay: Relay) -> None:
    relay.refuse |= dict.fromkeys(("a@beispiel.example", "b@beispiel.example"), "550 5.1.1 kennen wir nicht")
    keep_lead()
    delivery.deliver_due()

    with later(minutes=1):
        assert tell() == 0

    assert alarms() == []


def test_refused_content_silences_no_alarm(relay: Relay) -> None:
    relay.on_data = "554 5.7.1 looks like spam"
    keep_lead()
    delivery.deliver_due()

    with later(minutes=1):
        assert tell() == 2
        delivery.deliver_due()
    with later(minutes=62):  # the alarms died of the same: no further ones
        assert tell() == 0


@pytest.mark.parametrize(
    ("count", "subject"),
    [
        (1, "Leitstand: 1 Anfrage wurde aus dem Flugschreiber nachgetragen"),
        (7, "Leitstand: 7 Anfragen wurden aus dem Flugschreiber nachgetragen"),
    ],
)
def test_replay_is_told_to_all(count: int, subject: str) -> None:
    assert tell_of_replay(count) == 2

    assert [(mail.recipient, mail.subject) for mail in alarms()] == [
        ("a@beispiel.example", subject),
        ("b@beispiel.example", subject),
    ]


def test_one_alarm_an_hour_for_each_cause() -> None:
    tell_of_replay(1)
    with later(minutes=59):
        assert tell_of_replay(1) == 0
        with writing() as session:
            assert len(alarm(session, Cause.DEAD_LETTERS, count=1, mails=[])) == 2

    with later(minutes=60):
        assert tell_of_replay(1) == 2


def test_worker_looks_for_dead_letters() -> None:
    assert tell_of_dead_letters in worker.house_duties()
