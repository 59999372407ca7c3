"""What is owed, what was given up, and whether the way to the relay is open."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Select, func, select
from sqlalchemy.orm import selectinload

from app.database import session as reading_session
from app.database import utc_now
from app.mail.models import MailChannel, OutboxMail, State

LATE = timedelta(minutes=15)  # an owed mail older than this is trouble
MOST_COUNTED = 100  # dead letters; beyond it "100 or more" says enough and costs no more
PAGE = 50


@dataclass(frozen=True)
class Trouble:
    """What keeps mail from arriving. Falsy when nothing does."""

    dead: int  # counted up to MOST_COUNTED
    oldest_owed: timedelta | None  # its age, only when it is older than LATE
    channel: MailChannel | None  # there while the relay cannot be used

    def __bool__(self) -> bool:
        return bool(self.dead or self.oldest_owed or self.channel)


def trouble() -> Trouble:
    dead = select(OutboxMail.id).where(OutboxMail.state == State.DEAD).limit(MOST_COUNTED).subquery()
    owed = select(func.min(OutboxMail.created_at)).where(OutboxMail.state == State.OWED).scalar_subquery()
    count = select(func.count()).select_from(dead).scalar_subquery()
    found, owed_since = reading_session().execute(select(count, owed)).one()
    age = utc_now() - owed_since if owed_since else timedelta(0)
    return Trouble(found, age if age > LATE else None, channel())


def channel() -> MailChannel | None:
    """The outage of the relay that lasts; None while all is well."""
    return reading_session().scalar(select(MailChannel))


def dead_letters(limit: int = PAGE, page: int = 1) -> list[OutboxMail]:
    """Given up and not yet looked after, newest first, with their attempts; pages count from 1."""
    found = with_attempts(State.DEAD).order_by(OutboxMail.id.desc())
    return list(reading_session().scalars(found.limit(limit).offset((page - 1) * limit)))


def waiting(limit: int = PAGE) -> list[OutboxMail]:
    """Owed, in the order of their next try, with the attempts so far."""
    found = with_attempts(State.OWED).order_by(OutboxMail.due_at, OutboxMail.id)
    return list(reading_session().scalars(found.limit(limit)))


def recent(limit: int = PAGE) -> list[OutboxMail]:
    """Sent or looked after, newest first, with their attempts."""
    found = with_attempts(State.SENT, State.HANDLED).order_by(OutboxMail.id.desc())
    return list(reading_session().scalars(found.limit(limit)))


def with_attempts(*states: State) -> Select[OutboxMail]:
    wanted = select(OutboxMail).where(OutboxMail.state.in_(states))
    return wanted.options(selectinload(OutboxMail.attempts))
