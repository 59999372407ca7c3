"""Mails to people about what only people can mend, at most one an hour for each cause."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from app.database import one_at_a_time, utc_now, writing
from app.database import session as reading_session
from app.leads import mails
from app.links import absolute_url
from app.mail import outbox
from app.mail.answers import Verdict
from app.mail.models import MailAttempt, OutboxMail, State

PAUSE = timedelta(hours=1)  # between two alarms of one cause
GATHER = timedelta(minutes=1)  # dead letters come in swarms; one alarm tells of all
LISTED = 10


class Cause(StrEnum):
    DEAD_LETTERS = "dead_letters"
    REPLAYED = "replayed"


# An address that the relay refuses, and one that not even an alarm came through to: another would only be the next dead letter.
NOT_REACHED = (OutboxMail.message == "alarm") | OutboxMail.attempts.any(
    MailAttempt.outcome == Verdict.REFUSED
)
SCREENS = {Cause.DEAD_LETTERS: "desk.show_post", Cause.REPLAYED: "desk.inbox"}


class DeadLetter(NamedTuple):
    """As the alarm shows it; the reference instead of a name, since mails outlive an erasure."""

    recipient: str
    about: str
    words: str


def alarm(session: Session, cause: Cause, *, spare: Iterable[str] = (), **context: Any) -> list[OutboxMail]:
    """For the caller to add to its transaction: one to each address in LEADS_MAIL_TO but those in `spare`.

    Empty when this cause was told of within PAUSE. `count` must be given; it stands in the subject.
    """
    one_at_a_time(session, about(cause))
    if utc_now() - last_alarm(session, cause) < PAUSE:
        return []
    url = absolute_url(SCREENS[cause])
    told = [recipient for recipient in mails.recipients() if recipient not in set(spare)]
    return [
        outbox.write("alarm", recipient, about=about(cause), cause=cause, url=url, **context)
        for recipient in told
    ]


def about(cause: Cause) -> str:
    return f"alarm-{cause}"


def last_alarm(session: Session, cause: Cause) -> datetime:
    latest = select(func.max(OutboxMail.created_at)).where(OutboxMail.about == about(cause))
    return session.scalar(latest) or datetime.min.replace(tzinfo=UTC)


def tell_of_replay(count: int) -> int:
    """After the recorder's enquiries were kept; a transaction of its own. Returns how many alarms were written."""
    with writing() as session:
        written = alarm(session, Cause.REPLAYED, count=count)
        session.add_all(written)
    return len(written)


def tell_of_dead_letters() -> int:
    """When mails have died since the last alarm; goes to recipients who can be reached. Returns how many were written."""
    if not has_news(reading_session()):
        return 0
    with writing() as session:
        if not has_news(session):
            return 0
        dead = select(OutboxMail).where(OutboxMail.state == State.DEAD)
        count = session.scalar(select(func.count()).select_from(dead.subquery())) or 0
        newest = dead.order_by(OutboxMail.id.desc()).limit(LISTED).options(selectinload(OutboxMail.attempts))
        letters = [dead_letter(mail) for mail in session.scalars(newest)]
        unreachable = dead.where(NOT_REACHED).with_only_columns(OutboxMail.recipient).distinct()
        spared = set(session.scalars(unreachable))
        written = alarm(session, Cause.DEAD_LETTERS, spare=spared, count=count, mails=letters)
        session.add_all(written)
    return len(written)


def has_news(session: Session) -> bool:
    """Whether a mail has died since the last alarm, GATHER ago, and the last alarm is long enough ago."""
    last, now = last_alarm(session, Cause.DEAD_LETTERS), utc_now()
    first = (
        select(func.min(MailAttempt.at))
        .join(OutboxMail, OutboxMail.id == MailAttempt.mail_id)
        .where(OutboxMail.state == State.DEAD, MailAttempt.at > last)
    )
    died: datetime | None = session.scalar(first)
    return died is not None and now - died >= GATHER and now - last >= PAUSE


def dead_letter(mail: OutboxMail) -> DeadLetter:
    words = mail.attempts[-1].words if mail.attempts else ""
    return DeadLetter(mail.recipient, mail.about if mail.about.startswith("FR-") else "", words)
