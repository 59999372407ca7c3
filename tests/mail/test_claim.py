"""Which mail is taken next, by whom, and when it is tried again."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask

from app.database import utc_now, writing
from app.mail import delivery, outage, outbox
from app.mail.answers import Outcome, Verdict
from app.mail.models import OutboxMail, State
from app.mail.presence import take_back
from tests.factories import mails
from tests.relay import Relay

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("at_work")]


def owe(*recipients: str) -> None:
    """The first is due first."""
    with writing() as opened:
        for minutes, recipient in enumerate(reversed(recipients), start=1):
            mail = outbox.write("test", recipient)
            mail.due_at -= timedelta(minutes=minutes)
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
    assert {(mail.claim_count, mail.attempt_count) for mail in mails()} == {(1, 0)}


def test_mail_in_another_workers_hand_is_passed_over(relay: Relay) -> None:
    owe("erste@beispiel.example", "zweite@beispiel.example")
    held = delivery.claim()

    assert delivery.deliver_due() == 1
    assert held is not None
    assert held.recipient == "erste@beispiel.example"
    assert [mail.rcpt_tos for mail in relay.received] == [["zweite@beispiel.example"]]


def test_mail_taken_by_another_after_the_lease_is_left_to_him() -> None:
    owe("anfragen@beispiel.example")
    late = delivery.claim()
    assert late is not None
    with time_machine.travel(datetime.now(UTC) + delivery.LEASE + timedelta(minutes=2)):
        other = delivery.claim()

        delivery.settle(late, Outcome(Verdict.LOST, "zu spät"))

    assert other is not None
    assert [(mail.lease_until, mail.claim_count) for mail in mails()] == [(other.lease_until, 2)]


def an_outage_is_noted() -> None:
    with writing() as opened:
        outage.note(opened, utc_now(), "421 4.3.2 closing")


@pytest.mark.parametrize("meanwhile", [lambda: None, delivery.claim, an_outage_is_noted])
def test_clock_that_was_ahead_holds_nothing_up_once_it_is_right(
    relay: Relay, meanwhile: Callable[[], object]
) -> None:
    with time_machine.travel(datetime.now(UTC) + timedelta(days=3)):
        owe("anfragen@beispiel.example")
        meanwhile()

    assert delivery.deliver_due() == 1


def test_mails_that_failed_together_are_not_tried_again_together() -> None:
    now = utc_now()

    assert len({delivery.next_try(now, 3) for _ in range(20)}) > 10


def test_tries_fill_five_days() -> None:
    now = utc_now()

    waited = sum(
        (delivery.next_try(now, tries) - now for tries in range(1, delivery.TRIES)), start=timedelta()
    )

    assert timedelta(days=4, hours=20) < waited < timedelta(days=5, hours=4)


@pytest.mark.parametrize(("tries_left", "state"), [(2, State.OWED), (1, State.DEAD)])
def test_mail_is_given_up_after_its_last_try(relay: Relay, tries_left: int, state: State) -> None:
    relay.on_data = "451 4.3.0 later"
    owe("anfragen@beispiel.example")
    with writing() as opened:
        opened.get_one(OutboxMail, mails()[0].id).attempt_count = delivery.TRIES - tries_left

    delivery.deliver_due()

    assert mails()[0].state == state


@pytest.mark.parametrize("lost", [3, 4])
def test_mail_that_three_workers_did_not_survive_is_parked(relay: Relay, lost: int) -> None:
    owe("gift@beispiel.example", "anfragen@beispiel.example")
    for _ in range(lost):
        delivery.claim()
        take_back()

    assert delivery.deliver_due() == 1

    poison, good = mails()[::-1]
    assert (poison.state, poison.attempt_count) == (State.DEAD, 0)
    assert [(tried.outcome, tried.words) for tried in poison.attempts] == [
        ("poison", "Hat dreimal den Versand abgebrochen.")
    ]
    assert good.state == State.SENT


def test_outcome_clears_the_count_of_claims(relay: Relay) -> None:
    relay.on_data = "451 4.3.0 later"
    owe("anfragen@beispiel.example")

    for hours in range(8):
        with time_machine.travel(datetime.now(UTC) + timedelta(hours=2 * hours)):
            delivery.deliver_due()

    assert [(mail.state, mail.claim_count, mail.attempt_count) for mail in mails()] == [(State.OWED, 0, 8)]


def test_moment_of_acceptance_is_kept(relay: Relay) -> None:
    relay.refuse["weg@beispiel.example"] = "550 5.1.1 kennen wir nicht"
    owe("weg@beispiel.example", "anfragen@beispiel.example")
    before = utc_now()

    delivery.deliver_due()

    moments = {mail.recipient: mail.sent_at for mail in mails()}
    assert moments["weg@beispiel.example"] is None
    assert before <= (moments["anfragen@beispiel.example"] or before - timedelta(days=1)) <= utc_now()
