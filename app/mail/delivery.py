"""Claim an owed mail, try to hand it over, settle what came of it."""

import logging
import random
import threading
import time
from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import or_, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session, undefer

from app.database import utc_now, writing
from app.mail import outage
from app.mail.answers import Outcome, Verdict, words_of_error
from app.mail.channel import Channel, open_channel
from app.mail.clock import lies_ahead
from app.mail.models import MailAttempt, OutboxMail, State
from app.mail.presence import may_deliver
from app.turn import DatabaseBusy

LEASE = timedelta(minutes=30)  # longer than the longest dialogue that app/mail/connection.py waits for
CLAIMS = 3  # without an outcome; then the mail itself is taken for the cause
WAITS = (60, 120, 300, 600, 900, 1800)  # seconds before the next try; hourly from then on
HOURLY = 3600
JITTER = 0.2
LONGEST_WAIT = timedelta(seconds=HOURLY * (1 + JITTER))
# What fits into five days (RFC 5321, 4.5.4.1). Tries are counted, not days: an outage of the relay costs none.
TRIES = len(WAITS) + (5 * 24 * 3600 - sum(WAITS)) // HOURLY + 1
SETTLE_PAUSE, SETTLE_WITHIN = 1.0, 600.0  # seconds

log = logging.getLogger(__name__)


def deliver_due(stop: threading.Event | None = None) -> int:
    """Deliver what is owed and due, over one connection, until `stop`; return how many mails were accepted.

    At least once: a worker that dies between the relay's 250 and `settle` leaves a mail that is sent again,
    with the same bytes and the same Message-ID.
    """
    stop = stop or threading.Event()
    with open_channel(stop=stop) as channel:
        ended = list(deliver_each(channel, stop))
        if not ended and not stop.is_set():
            knock(channel, stop)
    return ended.count(Verdict.SENT)


def deliver_each(channel: Channel, stop: threading.Event) -> Iterator[Verdict]:
    while not stop.is_set() and may_deliver() and (mail := claim()):
        outcome = attempt(channel, mail)
        if outcome.verdict is Verdict.DOWN and stop.is_set():
            return give_back(mail, outcome)
        settle_surely(mail, outcome)
        yield outcome.verdict
        if outcome.verdict is Verdict.DOWN:
            return


def claim() -> OutboxMail | None:
    """Take the mail that is due longest, for LEASE; none while the relay is not to be asked.

    The claims are counted here, so a mail that kills the worker is counted.
    """
    now = utc_now()
    free = or_(OutboxMail.lease_until.is_(None), ~lies_ahead(OutboxMail.lease_until, now, LEASE))
    waits = lies_ahead(OutboxMail.due_at, now, LONGEST_WAIT)
    due = (
        select(OutboxMail.id)
        .where(OutboxMail.state == State.OWED, ~waits, free, ~outage.closed(now))
        .order_by(OutboxMail.due_at, OutboxMail.id)
        .limit(1)
        .with_for_update(skip_locked=True, of=OutboxMail)
    )
    taken = {"lease_until": now + LEASE, "claim_count": OutboxMail.claim_count + 1}
    with writing() as session:
        claimed = update(OutboxMail).where(OutboxMail.id == due.scalar_subquery()).values(taken)
        number = session.scalar(claimed.returning(OutboxMail.id))
        return session.get(OutboxMail, number, options=[undefer(OutboxMail.raw)]) if number else None


def attempt(channel: Channel, mail: OutboxMail) -> Outcome:
    if mail.claim_count > CLAIMS:
        return Outcome(Verdict.POISON, "Hat dreimal den Versand abgebrochen.")
    try:
        return channel.send(mail)
    except Exception as error:  # one bad mail must not stop the others; what happened is kept with it
        log.exception("mail %s", mail.id)
        return Outcome(Verdict.RETRY, words_of_error(error))


def settle_surely(mail: OutboxMail, outcome: Outcome) -> None:
    """What is known must not get lost because the database is busy or its disk full: a mail would be sent twice."""
    deadline = time.monotonic() + SETTLE_WITHIN
    while True:
        try:
            return settle(mail, outcome)
        except (SQLAlchemyError, DatabaseBusy, OSError) as error:
            if time.monotonic() > deadline:
                raise
            log.warning("mail %s: %s, cannot be noted yet: %s", mail.id, outcome.verdict, error)
            time.sleep(SETTLE_PAUSE)


def settle(mail: OutboxMail, outcome: Outcome) -> None:
    """Write down what the relay said and what follows."""
    now = utc_now()
    log.info("mail %s to %s: %s (%s)", mail.id, mail.recipient, outcome.verdict, outcome.words)
    with writing() as session:
        if outcome.verdict is Verdict.DOWN:
            outage.note(session, now, outcome.words)
            note(session, mail, outcome, {"due_at": now})  # behind the others, should it be the cause
            return
        if outcome.verdict.shows_an_open_channel:
            outage.end(session)
        note(session, mail, outcome, consequence(mail, outcome, now))
        session.add(MailAttempt(mail_id=mail.id, at=now, outcome=outcome.verdict, words=outcome.words))


def consequence(mail: OutboxMail, outcome: Outcome, now: datetime) -> dict[str, object]:
    tries = mail.attempt_count + (outcome.verdict is not Verdict.POISON)
    if outcome.verdict is Verdict.SENT:
        return {"attempt_count": tries, "state": State.SENT, "sent_at": now}
    if outcome.verdict.is_final or tries >= TRIES:
        return {"attempt_count": tries, "state": State.DEAD}
    return {"attempt_count": tries, "due_at": next_try(now, tries)}


def note(session: Session, mail: OutboxMail, outcome: Outcome, values: dict[str, object]) -> None:
    """Somebody may have dealt with the mail meanwhile, or taken it after our lease; that it was sent is true in any case."""
    still_ours = (
        OutboxMail.state != State.SENT
        if outcome.verdict is Verdict.SENT
        else (OutboxMail.state == State.OWED) & (OutboxMail.lease_until == mail.lease_until)
    )
    free = {"lease_until": None, "claim_count": 0}
    session.execute(update(OutboxMail).where(OutboxMail.id == mail.id, still_ours).values(free | values))


def next_try(now: datetime, tries: int) -> datetime:
    seconds = WAITS[tries - 1] if tries <= len(WAITS) else HOURLY
    return now + timedelta(seconds=seconds * random.uniform(1 - JITTER, 1 + JITTER))  # noqa: S311 - spreads load


def give_back(mail: OutboxMail, outcome: Outcome) -> None:
    """We end, so the relay was not waited for long enough to say that it is away."""
    with writing() as session:
        note(session, mail, outcome, {})


def knock(channel: Channel, stop: threading.Event) -> None:
    """When nothing is due, the end of an outage is found without a mail."""
    with writing() as session:
        if not outage.is_probe_due(session, utc_now()):
            return
    fault = channel.knock()
    if fault and stop.is_set():
        return
    with writing() as session:
        if fault:
            outage.note(session, utc_now(), fault)
        else:
            outage.end(session)
