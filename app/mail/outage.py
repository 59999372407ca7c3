"""The relay cannot be used: since when, what it says, and when it is asked again. One row, there only while it lasts."""

import logging
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, exists, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.mail.clock import lies_ahead
from app.mail.models import MailChannel

FIRST_PROBE, LONGEST_PROBE = timedelta(seconds=30), timedelta(minutes=10)
DOUBLINGS = 5  # then LONGEST_PROBE is reached
THE_ROW = 1

log = logging.getLogger(__name__)


def closed(now: datetime) -> ColumnElement[bool]:
    """Part of a query: whether nothing may be tried yet."""
    return exists(select(MailChannel.id).where(lies_ahead(MailChannel.probe_at, now, LONGEST_PROBE)))


def is_probe_due(session: Session, now: datetime) -> bool:
    row = session.get(MailChannel, THE_ROW)
    return row is not None and not lies_ahead(row.probe_at, now, LONGEST_PROBE)


def note(session: Session, now: datetime, words: str) -> None:
    """The first time, or a probe that failed: then the next one waits twice as long."""
    row = session.get(MailChannel, THE_ROW, with_for_update=True)
    if row is None:
        begin(session, now, words)
    elif not lies_ahead(row.probe_at, now, LONGEST_PROBE):  # another worker may have asked in the same moment
        row.probe_at = now + pause(row.probe_count)
        row.probe_count += 1
        row.words = words
    log.warning("mail channel is down: %s", words)


def begin(session: Session, now: datetime, words: str) -> None:
    try:
        with session.begin_nested():
            session.add(
                MailChannel(
                    id=THE_ROW, down_since=now, probe_at=now + FIRST_PROBE, probe_count=1, words=words
                )
            )
    except IntegrityError:
        log.info("another worker has noted the outage")


def end(session: Session) -> None:
    since = session.scalar(delete(MailChannel).returning(MailChannel.down_since))
    if since:
        log.info("mail channel is up again; it was down since %s", since)


def pause(probes: int) -> timedelta:
    return min(FIRST_PROBE * (1 << min(probes, DOUBLINGS)), LONGEST_PROBE)
