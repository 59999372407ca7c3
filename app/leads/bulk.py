"""The same change to many leads: each through its one door, a share at a time, so that no writer waits long for the turn."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.database import session as reading_session
from app.database import writing
from app.errors import DomainError
from app.leads import inbox, work
from app.leads.models import Lead
from app.leads.selection import Selection
from app.leads.status import Status
from app.turn import DatabaseBusy

AT_MOST = 2_000  # leads in one go
SHARE = 50  # leads in one transaction

Change = Callable[[Session, Lead], None]


class Seen(NamedTuple):
    """A lead in the state in which it was chosen."""

    reference: str
    version: int


class Refused(NamedTuple):
    reference: str
    reason: str


class Outcome(NamedTuple):
    changed: int
    refused: list[Refused]


class TooManyLeads(DomainError):
    message = (
        "Mehr als 2.000 Anfragen auf einmal ändert der Leitstand nicht. Grenzen Sie die Liste weiter ein."
    )


def all_of(chosen: Selection) -> list[Seen]:
    """Every lead of a selection, as it is now. Raises TooManyLeads beyond AT_MOST."""
    ids = inbox.first_ids(chosen, AT_MOST + 1)
    if len(ids) > AT_MOST:
        raise TooManyLeads
    found = reading_session().execute(select(Lead.reference, Lead.version).where(Lead.id.in_(ids)))
    return [Seen(*row) for row in found]


def change_status(chosen: Sequence[Seen], wanted: Status, *, by: str, reason: str = "") -> Outcome:
    return each(chosen, lambda session, lead: work.move(session, lead, wanted, by=by, reason=reason))


def assign(chosen: Sequence[Seen], colleague: int | None, name: str, *, by: str) -> Outcome:
    """`colleague` is the id of an account, None takes the leads from whoever has them; `name` is for the timeline."""
    return each(chosen, lambda _, lead: work.hand_over(lead, colleague, name, by=by))


def mark_answered(chosen: Sequence[Seen], *, by: str) -> Outcome:
    return each(chosen, lambda session, lead: work.stop_clock(session, lead, by=by))


def each(chosen: Sequence[Seen], change: Change) -> Outcome:
    """What one lead refuses does not hold up the others. Shares already done stay done when the turn for a later one does not come."""
    refused: list[Refused] = []
    for start in range(0, len(chosen), SHARE):
        share = chosen[start : start + SHARE]
        try:
            with writing() as session:
                refused += filter(None, [attempt(session, seen, change) for seen in share])
        except DatabaseBusy as error:
            refused += [Refused(seen.reference, str(error)) for seen in chosen[start:]]
            break
    return Outcome(len(chosen) - len(refused), refused)


def attempt(session: Session, seen: Seen, change: Change) -> Refused | None:
    try:
        with session.begin_nested():
            change(session, work.load_for_change(session, *seen))
    except DomainError as error:
        return Refused(seen.reference, str(error))
    return None
