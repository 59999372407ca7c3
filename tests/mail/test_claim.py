"""Which mail is taken next, by whom, and when it is tried again."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask

from app.database import utc_now, writing
from app.mail import delivery, outbox
from app.mail.models import State
from tests.factories import mails
from tests.relay import Relay

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("app_context")]


def owe(*recipients: str) -> None:
    """The first is due first."""
    with writing() as opened:
        for seconds, recipient in enumerate(reversed(recipients), start=1):
            mail = outbox.write("test", recipient)
            mail.due_at -= timedelta(seconds=seconds)
            opened.add(mail)
            opened.flush()


def test_mail_that_is_due_longest_comes_first(relay: Relay) -> None:
    owe("erste@beispiel.example", "zweite@beispiel.example", "dritte@beispiel.example")

    delivery.deliver_due()

    assert [mail.rcpt_tos for mail in relay.received] == [
        ["erste@beispiel.example"],
        ["zweite@beispiel.example"],
        ["dritte@beispiel.example"],
    ]


def test_workers_at_the_same_moment_take_different_mails(app: Flask) -> None:
    owe(*(f"{number}@beispiel.example" for number in range(24)))

    def take_three(_: int) -> list[int]:
        with app.app_context():
            return [mail.id for mail in (delivery.claim() for _ in range(3)) if mail]

    with ThreadPoolExecutor(8) as pool:
        taken = [number for numbers in pool.map(take_three, range(8)) for number in numbers]

    assert sorted(taken) == sorted(mail.id for mail in mails())
    assert {mail.attempt_count for mail in mails()} == {1}


def test_mail_in_another_workers_hand_is_passed_over(relay: Relay) -> None:
    owe("erste@beispiel.example", "zweite@beispiel.example")
    held = delivery.claim()

    assert delivery.deliver_due() == 1
    assert held is not None
    assert held.recipient == "erste@beispiel.example"
    assert [mail.rcpt_tos for mail in relay.received] == [["zweite@beispiel.example"]]


def test_relay_that_is_down_is_asked_once_a_round(relay: Relay) -> None:
    owe("erste@beispiel.example", "zweite@beispiel.example")
    relay.stop()

    delivery.deliver_due()

    tried = {mail.recipient: (mail.attempt_count, len(mail.attempts)) for mail in mails()}
    assert tried == {"erste@beispiel.example": (1, 1), "zweite@beispiel.example": (0, 0)}


def test_mails_that_failed_together_are_not_tried_again_together() -> None:
    now = utc_now()

    assert len({delivery.next_try(now, 3) for _ in range(20)}) > 10


@pytest.mark.parametrize(
    ("age", "state"),
    [
        (timedelta(days=4, hours=23), State.OWED),
        (timedelta(days=5, minutes=1), State.DEAD),
    ],
)
def test_mail_is_given_up_after_five_days(relay: Relay, age: timedelta, state: State) -> None:
    relay.on_data = "451 4.3.0 later"
    owe("anfragen@beispiel.example")

    with time_machine.travel(datetime.now(UTC) + age):
        delivery.deliver_due()

    assert mails()[0].state == state


def test_moment_of_acceptance_is_kept(relay: Relay) -> None:
    relay.refuse["weg@beispiel.example"] = "550 5.1.1 kennen wir nicht"
    owe("weg@beispiel.example", "anfragen@beispiel.example")
    before = utc_now()

    delivery.deliver_due()

    moments = {mail.recipient: mail.sent_at for mail in mails()}
    assert moments["weg@beispiel.example"] is None
    assert before <= (moments["anfragen@beispiel.example"] or before - timedelta(days=1)) <= utc_now()
