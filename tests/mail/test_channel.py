"""The relay is away: no mail pays for it, it is asked ever more rarely, and its return is noticed at once."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from app.database import utc_now, writing
from app.mail import delivery, outage, outbox, queries
from app.mail.models import MailChannel, State
from tests.factories import look_again, mails
from tests.relay import Relay

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("app_context")]


def owe(*recipients: str) -> None:
    for recipient in recipients:
        with writing() as opened:
            opened.add(outbox.write("test", recipient))


def outage_now() -> MailChannel | None:
    look_again()
    return queries.channel()


def later(**time: float) -> time_machine.travel:
    return time_machine.travel(datetime.now(UTC) + timedelta(**time))


def test_relay_that_is_down_costs_no_try_and_is_asked_once(relay: Relay) -> None:
    owe("erste@beispiel.example", "zweite@beispiel.example")
    relay.stop()

    assert delivery.deliver_due() == 0

    tried = [(mail.state, mail.attempt_count, mail.claim_count, mail.attempts) for mail in mails()]
    assert tried == [(State.OWED, 0, 0, [])] * 2
    channel = outage_now()
    assert channel is not None
    assert channel.words == "ConnectionRefusedError: [Errno 111] Connection refused"
    assert channel.probe_at - channel.down_since == timedelta(seconds=30)


@pytest.mark.settings(mail_server="relay.invalid")
def test_relay_whose_name_is_unknown_costs_no_try() -> None:
    owe("anfragen@beispiel.example")

    delivery.deliver_due()

    assert [(mail.state, mail.attempt_count) for mail in mails()] == [(State.OWED, 0)]
    assert outage_now() is not None


def test_nothing_is_tried_before_the_probe(relay: Relay) -> None:
    owe("anfragen@beispiel.example")
    relay.stop()
    delivery.deliver_due()
    relay.start()

    with later(seconds=25):
        assert delivery.deliver_due() == 0

    assert (relay.connections, mails()[0].claim_count) == (0, 0)


def test_first_success_ends_the_outage_for_all(relay: Relay) -> None:
    owe("erste@beispiel.example", "zweite@beispiel.example")
    relay.stop()
    delivery.deliver_due()
    relay.start()

    with later(seconds=31):
        assert delivery.deliver_due() == 2

    assert (outage_now(), relay.connections) == (None, 1)


def test_refusal_shows_that_the_channel_is_open(relay: Relay) -> None:
    owe("weg@beispiel.example")
    relay.refuse["weg@beispiel.example"] = "550 5.1.1 kennen wir nicht"
    relay.stop()
    delivery.deliver_due()
    relay.start()

    with later(seconds=31):
        delivery.deliver_due()

    assert (outage_now(), mails()[0].state) == (None, State.DEAD)


def test_probes_become_rarer_up_to_ten_minutes(relay: Relay) -> None:
    owe("anfragen@beispiel.example")
    relay.stop()
    waits = []

    for _ in range(8):
        channel = outage_now()
        with time_machine.travel(channel.probe_at if channel else datetime.now(UTC), tick=False):
            delivery.deliver_due()
            channel = outage_now()
            assert channel is not None
            waits.append((channel.probe_at - utc_now()).total_seconds())

    assert waits == [30, 60, 120, 240, 480, 600, 600, 600]


def test_pause_of_a_long_outage_stays_at_ten_minutes() -> None:
    assert outage.pause(100_000) == timedelta(minutes=10)


def test_outage_ends_when_there_is_nothing_left_to_send(relay: Relay) -> None:
    owe("anfragen@beispiel.example")
    relay.stop()
    delivery.deliver_due()
    with writing() as opened:
        opened.delete(opened.merge(mails()[0]))
    relay.start()

    with later(seconds=31):
        delivery.deliver_due()

    assert (outage_now(), relay.connections) == (None, 1)


def test_outage_that_lasts_is_known_with_nothing_to_send(relay: Relay) -> None:
    owe("anfragen@beispiel.example")
    relay.stop()
    delivery.deliver_due()
    with writing() as opened:
        opened.delete(opened.merge(mails()[0]))

    with later(seconds=31):
        delivery.deliver_due()

    channel = outage_now()
    assert channel is not None
    assert channel.probe_count == 2


def test_mail_that_closes_the_channel_lets_others_go_first(relay: Relay) -> None:
    relay.refuse["gift@beispiel.example"] = "421 4.3.2 closing"
    owe("gift@beispiel.example", "anfragen@beispiel.example")
    delivery.deliver_due()

    with later(seconds=31):
        assert delivery.deliver_due() == 1

    assert [mail.rcpt_tos for mail in relay.received] == [["anfragen@beispiel.example"]]
    assert [mail.state for mail in mails()] == [State.OWED, State.SENT]
