"""The flight recorder: what the database cannot take is written to a journal, and replayed when it can again."""

import json
import logging
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from flask import current_app
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, ProgrammingError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from app.enquiry.journal import LARGEST, Journal, Line, read
from app.leads import service
from app.leads.fields import Enquiry, Source
from app.leads.service import Accepted
from app.leads.status import Status
from app.settings import Settings
from app.turn import DatabaseBusy

FAULTS_OF_A_RECORD = (DataError, IntegrityError, ProgrammingError)

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Arrival:
    """An enquiry with all that was decided when it came; the same arrival kept twice is one lead."""

    enquiry: Enquiry
    reference: str
    received_at: datetime
    status: Status
    spam_score: int = 0
    spam_reasons: Sequence[str] = ()

    def keep(self) -> Accepted:
        """Put it into the database. Raises whatever the database does."""
        return service.keep(
            self.enquiry,
            reference=self.reference,
            received_at=self.received_at,
            status=self.status,
            spam_score=self.spam_score,
            spam_reasons=self.spam_reasons,
        )


@dataclass(frozen=True)
class State:
    waiting: int  # records that are not dropped yet
    stuck: int  # records the database is fine with no other than these
    unreadable: int  # torn by a crash, or damaged
    places: int  # room held back, in enquiries of the largest size

    @property
    def is_clear(self) -> bool:
        return not (self.waiting or self.stuck or self.unreadable)


def journal() -> Journal:
    settings: Settings = current_app.extensions["settings"]
    return Journal(settings.data_dir / "recorder")


def prepare() -> bool:
    """Hold back room for 200 enquiries of the largest size; whether it is held. Never raises."""
    return journal().prepare()


def append(arrival: Arrival) -> None:
    """On the disk when it returns. Raises OSError."""
    journal().append(encode(arrival))
    log.warning("enquiry %s recorded, to be replayed", arrival.reference)


def encode(arrival: Arrival) -> bytes:
    """JSON in one line; UTF-8, because escapes would triple the largest enquiry."""
    return json.dumps(asdict(arrival), ensure_ascii=False, default=datetime.isoformat).encode(
        errors="replace"
    )


def decode(record: bytes) -> Arrival:
    """Fields that came to the form since then get their default. Raises KeyError, TypeError, ValueError."""
    values: dict[str, Any] = json.loads(record)
    typed = values.pop("enquiry")
    source, topics = Source(**typed.pop("source")), tuple(typed.pop("topics"))
    return Arrival(
        Enquiry(**typed, source=source, topics=topics),
        values.pop("reference"),
        datetime.fromisoformat(values.pop("received_at")),
        Status(values.pop("status")),
        **values,
    )


def state() -> State:
    """What is in the recorder; needs no database."""
    found = journal()
    waiting = [line for path in (*found.batches(), found.path) for line in read(path)]
    return State(
        waiting=sum(line.record is not None for line in waiting),
        stuck=sum(1 for _ in read(found.stuck)),
        unreadable=sum(line.record is None for line in waiting) + sum(1 for _ in read(found.unreadable)),
        places=found.room() // LARGEST,
    )


def can_take() -> bool:
    """Whether an enquiry would find its place here."""
    return journal().has_place(LARGEST)


def take_up_stuck() -> int:
    """Let the next replay try once more what could not be replayed; how many records that are."""
    return journal().take_up_stuck()


def replay() -> int:
    """Move what waits into the database; how many records were dropped, each after the commit that keeps it.

    Safe to repeat. A record that cannot be replayed is put aside, with its trace in the log, and holds up no other.
    Raises what keeps the database from taking any; then everything stays.
    """
    found = journal()
    if not found.holds_anything():
        return 0
    with found.alone() as alone:
        if not alone:
            return 0
        rotated = found.rotate()
        count = sum(replay_batch(found, batch) for batch in found.batches())
        if not rotated:
            log.warning("no room for a second journal: replayed enquiries stay recorded until there is")
            keep_all(found.path)
        return count


def replay_batch(found: Journal, batch: Path) -> int:
    lines = list(read(batch))
    stuck = keep_all(batch)
    found.set_aside(found.stuck, stuck)
    found.set_aside(found.unreadable, [line for line in lines if line.record is None])
    found.drop(batch)
    return len(lines) - len(stuck)


def keep_all(path: Path) -> list[Line]:
    """Keep each record of a file; return those the database would not take although it takes others."""
    stuck = []
    for line in read(path):
        try:
            if line.record is not None:
                decode(line.record).keep()
        except Exception as error:
            if is_fault_of_database(error):
                raise
            log.exception("a recorded enquiry cannot be replayed")
            stuck.append(line)
    return stuck


def is_fault_of_database(error: Exception) -> bool:
    """Busy, full, broken or gone: no record would fare better now."""
    if isinstance(error, DBAPIError):
        return not isinstance(error, FAULTS_OF_A_RECORD)
    return isinstance(error, DatabaseBusy | PoolTimeout | OSError)
