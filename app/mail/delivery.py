"""Claim an owed mail, hand it over, settle what came of it."""

import logging
import random
from datetime import datetime, timedelta

from sqlalchemy import or_, select, update
from sqlalchemy.orm import undefer

from app.database import utc_now, writing
from app.mail.models import MailAttempt, OutboxMail, State
from app.mail.transport import Channel, ChannelDown, MailDeferred, MailRefused, open_channel

LEASE = timedelta(minutes=15)  # longer than the longest dialogue the time-outs of the transport allow
WAITS = (10, 30, 60, 120, 300, 600, 1800)  # seconds before the next try; hourly from then on
HOURLY = 3600
JITTER = 0.2
GIVE_UP_AFTER = timedelta(days=5)  # RFC 5321, 4.5.4.1

log = logging.getLogger(__name__)


def deliver_due() -> int:
    """Deliver what is owed and due, over one connection; return how many mails were accepted.

    At least once: a worker that dies between the relay's 250 and `settle` leaves a mail that is sent again,
    with the same bytes and the same Message-ID.
    """
    accepted = 0
    with open_channel() as channel:
        while mail := claim():
            outcome = attempt(channel, mail)
            accepted += outcome.state is State.SENT
            if outcome.channel_down:
                break
    return accepted


class Outcome:
    """What became of one try."""

    def __init__(self, state: State, words: str, *, channel_down: bool = False) -> None:
        self.state, self.words, self.channel_down = state, words, channel_down


def claim() -> OutboxMail | None:
    """Take the mail that is due longest, for LEASE. The count rises here, so a mail that kills the worker is counted."""
    now = utc_now()
    free = or_(OutboxMail.lease_until.is_(None), OutboxMail.lease_until < now)
    due = (
        select(OutboxMail.id)
        .where(OutboxMail.state == State.OWED, OutboxMail.due_at <= now, free)
        .order_by(OutboxMail.due_at)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    taken = {"lease_until": now + LEASE, "attempt_count": OutboxMail.attempt_count + 1}
    with writing() as session:
        claimed = update(OutboxMail).where(OutboxMail.id == due.scalar_subquery()).values(taken)
        number = session.scalar(claimed.returning(OutboxMail.id))
        return session.get(OutboxMail, number, options=[undefer(OutboxMail.raw)]) if number else None


def attempt(channel: Channel, mail: OutboxMail) -> Outcome:
    try:
        outcome = Outcome(State.SENT, channel.send(mail))
    except ChannelDown as error:
        outcome = Outcome(State.OWED, str(error), channel_down=True)
    except MailDeferred as error:
        outcome = Outcome(State.OWED, str(error))
    except MailRefused as error:
        outcome = Outcome(State.DEAD, str(error))
    except Exception as error:  # noqa: BLE001 - one bad mail must not stop the others; what happened is kept with it
        outcome = Outcome(State.OWED, f"{type(error).__name__}: {error}")
    settle(mail, outcome)
    return outcome


def settle(mail: OutboxMail, outcome: Outcome) -> None:
    """Write down what the relay said and when to try again."""
    now = utc_now()
    state = (
        State.DEAD if outcome.state is State.OWED and now - mail.created_at > GIVE_UP_AFTER else outcome.state
    )
    values = {
        "state": state,
        "lease_until": None,
        "due_at": next_try(now, mail.attempt_count),
        "sent_at": now if state is State.SENT else None,
    }
    log.info("mail %s to %s: %s (%s)", mail.id, mail.recipient, state, outcome.words)
    with writing() as session:
        session.execute(update(OutboxMail).where(OutboxMail.id == mail.id).values(values))
        session.add(MailAttempt(mail_id=mail.id, at=now, outcome=state, words=outcome.words))


def next_try(now: datetime, attempts: int) -> datetime:
    seconds = WAITS[attempts - 1] if attempts <= len(WAITS) else HOURLY
    return now + timedelta(seconds=seconds * random.uniform(1 - JITTER, 1 + JITTER))  # noqa: S311 - spreads load


def void_leases() -> None:
    """Take back what a dead worker still holds. Only for the one who knows that no other worker is alive."""
    with writing() as session:
        session.execute(update(OutboxMail).where(OutboxMail.state == State.OWED).values(lease_until=None))
