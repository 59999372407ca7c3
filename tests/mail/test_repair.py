"""What people can do about a mail that did not arrive, and what they are shown."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from app.database import writing
from app.mail import delivery, outbox, queries, repair
from app.mail.models import OutboxMail, State
from tests.factories import look_again, mails
from tests.relay import Relay

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("app_context")]

GONE = "weg@beispiel.example"


def owe(*recipients: str) -> list[int]:
    for recipient in recipients:
        with writing() as opened:
            opened.add(outbox.write("test", recipient, reply_to=("Jürgen Größmann", "j@muster.example")))
    return [mail.id for mail in mails()]


@pytest.fixture
def dead(relay: Relay) -> int:
    relay.refuse[GONE] = "550 5.1.1 kennen wir nicht"
    [number] = owe(GONE)
    delivery.deliver_due()
    return number


def test_dead_letter_tried_again_gets_its_five_days_again(relay: Relay, dead: int) -> None:
    relay.refuse.clear()

    repair.retry(dead, by="Kim")

    assert [(mail.state, mail.attempt_count) for mail in mails()] == [(State.OWED, 0)]
    assert delivery.deliver_due() == 1
    assert [tried.outcome for tried in mails()[0].attempts] == ["refused", "sent"]


def test_all_that_waits_or_died_is_due_at_once(relay: Relay, dead: int) -> None:
    relay.refuse |= {GONE: "250 2.1.5 fine", "voll@beispiel.example": "452 4.2.2 full"}
    owe("voll@beispiel.example", "anfragen@beispiel.example")
    delivery.deliver_due()
    relay.refuse.clear()
    relay.refuse["neu@beispiel.example"] = "550 5.1.1 unknown"

    count = repair.retry_all(by="Kim")

    assert count == 2
    assert delivery.deliver_due() == 2
    assert {mail.state for mail in mails()} == {State.SENT}


@pytest.mark.parametrize("press", [lambda: repair.retry_all(by="Kim"), lambda: repair.probe(by="Kim")])
def test_relay_is_asked_at_once_when_somebody_says_so(relay: Relay, press) -> None:
    owe("anfragen@beispiel.example")
    relay.stop()
    delivery.deliver_due()
    relay.start()

    press()

    assert delivery.deliver_due() == 1


def test_mail_for_somebody_else_differs_in_recipient_and_number_only(relay: Relay, dead: int) -> None:
    number = repair.send_to(dead, "vertretung@faß.de", by="Kim")

    old, new = mails()
    assert (old.state, old.handled_by, new.id, new.state) == (State.HANDLED, "Kim", number, State.OWED)
    assert (new.recipient, new.subject, new.about) == ("vertretung@xn--fa-hia.de", old.subject, old.about)
    pairs = zip(old.raw.split(b"\r\n"), new.raw.split(b"\r\n"), strict=True)
    assert [pair for pair in pairs if pair[0] != pair[1]] == [
        (b"To: weg@beispiel.example", b"To: vertretung@xn--fa-hia.de"),
        (f"Message-ID: {old.message_id}".encode(), f"Message-ID: {new.message_id}".encode()),
    ]
    assert delivery.deliver_due() == 1
    assert [mail.rcpt_tos for mail in relay.received] == [["vertretung@xn--fa-hia.de"]]


def test_mail_for_somebody_else_is_sent_once_and_not_late(relay: Relay, dead: int) -> None:
    with time_machine.travel(datetime.now(UTC) + timedelta(hours=3)):
        repair.send_to(dead, "vertretung@muster.example", by="Kim")
        look_again()
        assert not queries.trouble()
        with pytest.raises(repair.MailAlreadyHandled):
            repair.send_to(dead, "vertretung@muster.example", by="Alex")

        assert delivery.deliver_due() == 1


def test_alarm_for_somebody_else_is_no_further_alarm(relay: Relay) -> None:
    with writing() as opened:
        opened.add(outbox.write("alarm", GONE, cause="replayed", count=1, url="/"))
    with time_machine.travel(datetime.now(UTC) + timedelta(hours=3)):
        repair.send_to(mails()[0].id, "vertretung@muster.example", by="Kim")

    old, new = mails()
    assert new.created_at == old.created_at


@pytest.mark.parametrize(
    "recipient", ["", "kein", "a@b@c.example", "a@muster.example\r\nBcc: x@y.example", "a\0@muster.example"]
)
def test_mail_is_not_sent_to_what_is_no_address(dead: int, recipient: str) -> None:
    with pytest.raises(repair.RecipientNotUsable):
        repair.send_to(dead, recipient, by="Kim")

    assert [mail.state for mail in mails()] == [State.DEAD]


def test_handled_mail_is_not_sent_and_no_trouble(relay: Relay, dead: int) -> None:
    repair.mark_handled(dead, by="Kim")

    assert [(mail.state, mail.handled_by) for mail in mails()] == [(State.HANDLED, "Kim")]
    look_again()
    assert (delivery.deliver_due(), bool(queries.trouble())) == (0, False)
    assert [mail.id for mail in queries.recent()] == [dead]


ACTIONS = pytest.mark.parametrize(
    "act",
    [
        lambda number: repair.retry(number, by="Kim"),
        lambda number: repair.send_to(number, "kim@beispiel.example", by="Kim"),
        lambda number: repair.mark_handled(number, by="Kim"),
    ],
    ids=["retry", "send_to", "mark_handled"],
)


@ACTIONS
def test_mail_that_arrived_is_left_alone(relay: Relay, act) -> None:
    [number] = owe("anfragen@beispiel.example")
    delivery.deliver_due()

    with pytest.raises(repair.MailAlreadySent):
        act(number)

    assert [mail.state for mail in mails()] == [State.SENT]


@ACTIONS
def test_mail_that_is_not_there_is_said_so(act) -> None:
    with pytest.raises(repair.MailUnknown):
        act(4711)


def test_outcome_of_a_mail_handled_meanwhile_changes_nothing_but_that_it_was_sent() -> None:
    first, second = owe(GONE, GONE)
    claimed = [delivery.claim(), delivery.claim()]
    for number in (first, second):
        repair.mark_handled(number, by="Kim")

    for mail, verdict in zip(claimed, (delivery.Verdict.RETRY, delivery.Verdict.SENT), strict=True):
        assert mail is not None
        delivery.settle(mail, delivery.Outcome(verdict, "so"))

    assert [mail.state for mail in mails()] == [State.HANDLED, State.SENT]


def test_lists_show_what_is_dead_what_waits_and_what_was_sent(relay: Relay, dead: int) -> None:
    relay.refuse["voll@beispiel.example"] = "452 4.2.2 full"
    owe("voll@beispiel.example", "anfragen@beispiel.example")
    delivery.deliver_due()

    look_again()
    shown = [queries.dead_letters(), queries.waiting(), queries.recent()]

    assert [[(mail.recipient, mail.attempts[-1].outcome) for mail in found] for found in shown] == [
        [(GONE, "refused")],
        [("voll@beispiel.example", "retry")],
        [("anfragen@beispiel.example", "sent")],
    ]
    assert queries.dead_letters(limit=1, page=2) == []


@pytest.mark.parametrize(("minutes", "late"), [(14, False), (16, True)])
def test_owed_mail_is_trouble_after_a_quarter_of_an_hour(minutes: int, *, late: bool) -> None:
    owe("anfragen@beispiel.example")

    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=minutes)):
        trouble = queries.trouble()

    assert (trouble.oldest_owed is not None, bool(trouble)) == (late, late)


def test_dead_letters_are_counted_only_so_far(monkeypatch: pytest.MonkeyPatch) -> None:
    owe(*[GONE] * 4)
    with writing() as opened:
        for number in [mail.id for mail in mails()]:
            opened.get_one(OutboxMail, number).state = State.DEAD
    monkeypatch.setattr(queries, "MOST_COUNTED", 3)

    look_again()
    assert queries.trouble().dead == 3
