"""From the outbox to the relay: once, in order, later when it must be, never lost."""

import errno
import threading
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy.exc import OperationalError

from app.database import session, utc_now, writing
from app.mail import delivery, outbox, transport
from app.mail.answers import Outcome
from app.mail.connection import COMMAND_TIMEOUT, CONNECT_TIMEOUT, DATA_TIMEOUT
from app.mail.models import OutboxMail, State
from app.mail.presence import take_back
from app.turn import DatabaseBusy
from tests.factories import keep_lead, mails
from tests.relay import Relay

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("at_work")]


def owe(recipient: str = "anfragen@beispiel.example") -> None:
    with writing() as opened:
        opened.add(outbox.write("test", recipient))


def test_owed_mail_reaches_the_relay_once(relay: Relay) -> None:
    keep_lead()

    assert delivery.deliver_due() == 1
    assert delivery.deliver_due() == 0
    [received] = relay.received
    assert received.rcpt_tos == ["anfragen@beispiel.example"]
    assert "Drei Ausfälle in einem Quartal. 🛠️" in received.text
    [mail] = mails()
    assert (mail.state, mail.attempts[-1].words) == (State.SENT, "250 2.0.0 kept")


def test_many_mails_share_one_connection(relay: Relay) -> None:
    for _ in range(5):
        owe()

    assert delivery.deliver_due() == 5
    assert (relay.connections, relay.goodbyes) == (1, 1)


def test_waits_grow_from_seconds_to_an_hour() -> None:
    now = utc_now()
    waits = [(delivery.next_try(now, attempts) - now).total_seconds() for attempts in range(1, 9)]

    for expected, wait in zip([60, 120, 300, 600, 900, 1800, 3600, 3600], waits, strict=True):
        assert 0.8 * expected <= wait <= 1.2 * expected


def test_refused_for_good_is_a_dead_letter_with_the_relays_words(relay: Relay) -> None:
    relay.refuse["weg@beispiel.example"] = "550 5.1.1 kennen wir nicht"
    owe("weg@beispiel.example")
    owe()

    assert delivery.deliver_due() == 1
    dead, sent = mails()
    assert (dead.state, dead.attempts[-1].words) == (State.DEAD, "550 5.1.1 kennen wir nicht")
    assert sent.state == State.SENT


def test_refused_for_now_is_tried_again_with_the_same_bytes(relay: Relay) -> None:
    relay.on_data = "451 4.7.1 greylisted"
    owe()
    raw = mails()[0].raw
    delivery.deliver_due()
    relay.on_data = "250 2.0.0 kept"

    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=2)):
        assert delivery.deliver_due() == 1

    [mail] = mails()
    assert (mail.raw, mail.attempt_count) == (raw, 2)
    assert relay.received[0].message["Message-ID"] == mail.message_id


def test_sender_refused_for_now_is_no_dead_letter(relay: Relay) -> None:
    relay.on_mail = "451 4.7.1 come back later"
    owe()

    assert delivery.deliver_due() == 0
    [mail] = mails()
    assert mail.state == State.OWED
    assert mail.attempts[-1].words == "451 4.7.1 come back later"


def test_leased_mail_is_left_alone_until_the_lease_ends(relay: Relay) -> None:
    owe()
    delivery.claim()

    assert delivery.deliver_due() == 0
    with time_machine.travel(datetime.now(UTC) + delivery.LEASE + timedelta(seconds=1)):
        assert delivery.deliver_due() == 1


def test_voided_lease_is_free_at_once(relay: Relay) -> None:
    owe()
    delivery.claim()

    take_back()

    assert delivery.deliver_due() == 1


def test_mail_that_breaks_the_transport_does_not_stop_the_next(
    relay: Relay, monkeypatch: pytest.MonkeyPatch
) -> None:
    owe("gift@beispiel.example")
    owe()
    usual = transport.stuffed
    broken = mails()[0].raw

    def stuffed(raw: bytes) -> bytes:
        return usual(raw if raw != broken else None)  # type: ignore[arg-type]

    monkeypatch.setattr(transport, "stuffed", stuffed)

    assert delivery.deliver_due() == 1
    assert [(mail.state, mail.attempt_count) for mail in mails()] == [(State.OWED, 1), (State.SENT, 1)]
    assert mails()[0].attempts[0].words.startswith("AttributeError:")


@pytest.mark.parametrize(
    "fault",
    [
        DatabaseBusy(),
        OperationalError("UPDATE", {}, Exception("disk is full")),
        OSError(errno.EMFILE, "no lock"),
    ],
)
def test_acceptance_that_cannot_be_noted_yet_makes_no_copy(
    relay: Relay, monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    owe()
    usual, faults = delivery.settle, [fault, fault]

    def settle(mail: OutboxMail, outcome: Outcome) -> None:
        if faults:
            raise faults.pop()
        usual(mail, outcome)

    monkeypatch.setattr(delivery, "settle", settle)
    monkeypatch.setattr(delivery, "SETTLE_PAUSE", 0.01)

    assert delivery.deliver_due() == 1
    assert delivery.deliver_due() == 0
    assert (len(relay.received), mails()[0].state) == (1, State.SENT)


def test_worker_told_to_stop_leaves_the_rest_for_later(relay: Relay) -> None:
    owe()
    owe()
    stop = threading.Event()
    stop.set()

    assert delivery.deliver_due(stop) == 0
    assert [mail.claim_count for mail in mails()] == [0, 0]


def test_lease_outlasts_the_longest_dialogue() -> None:
    mail = 4 * COMMAND_TIMEOUT + DATA_TIMEOUT  # MAIL, RCPT, DATA, its bytes; then the answer
    letting_in = (
        2 * CONNECT_TIMEOUT + 10 * COMMAND_TIMEOUT
    )  # handshake; greeting, EHLO, STARTTLS, EHLO, six steps of AUTH in three ways
    again_and_over = mail + COMMAND_TIMEOUT  # on a new connection; RSET

    assert delivery.LEASE.total_seconds() > mail + letting_in + again_and_over


def test_without_a_relay_mails_become_files_of_their_own(app: Flask) -> None:
    owe("erste@beispiel.example")
    owe("zweite@beispiel.example")

    delivery.deliver_due()

    folder = app.extensions["settings"].data_dir / "mail"
    assert {path.read_bytes() for path in folder.glob("*.eml")} == {mail.raw for mail in mails()}
    assert folder.stat().st_mode & 0o777 == 0o700  # mails name people
    session().rollback()
