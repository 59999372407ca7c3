"""A long outage is over: a thousand owed mails leave at once."""

import time

import pytest

from app.database import writing
from app.mail import delivery, outbox
from tests.relay import Relay

pytestmark = [pytest.mark.both_databases, pytest.mark.slow, pytest.mark.usefixtures("app_context")]

COUNT, SECONDS = 1_000, 60


def test_thousand_owed_mails_leave_within_a_minute_over_one_connection(relay: Relay) -> None:
    with writing() as opened:
        opened.add_all(outbox.write("test", f"{number}@beispiel.example") for number in range(COUNT))
    started = time.monotonic()

    assert delivery.deliver_due() == COUNT

    assert time.monotonic() - started < SECONDS
    assert relay.connections == 1
    assert len({received.rcpt_tos[0] for received in relay.received}) == len(relay.received) == COUNT
