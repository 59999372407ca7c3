"""In a flood of enquiries one mail tells of many leads."""

from datetime import datetime, timedelta

from sqlalchemy import bindparam, distinct, func, insert, select, update
from sqlalchemy.orm import Session

from app.database import one_at_a_time, utc_now, writing
from app.database import session as reading_session
from app.leads import mails
from app.leads.models import Lead, LeadEvent
from app.leads.queries import OUT_OF_SIGHT
from app.mail.models import OutboxMail

FLOOD = 20  # leads told of by a mail of their own within HOUR; whoever comes then waits for the digest
HOUR = timedelta(hours=1)  # also the least time between two digests
FIRST_AFTER = timedelta(minutes=10)
LISTED = 50  # leads a digest names, the newest; the rest is a number
TOLD = select(func.count(distinct(OutboxMail.about))).where(
    OutboxMail.message == "enquiry_received", OutboxMail.created_at > bindparam("since")
)


def must_wait(session: Session) -> bool:
    """Whether the lead of this transaction waits for the digest. Until there is a flood, one decides at a time."""
    if is_flood(session):
        return True
    one_at_a_time(session, "flood")
    return is_flood(session)


def is_flood(session: Session) -> bool:
    return (session.connection().scalar(TOLD, {"since": utc_now() - HOUR}) or 0) >= FLOOD


def send_digest() -> int:
    """Write the digest that is due, if one is; return how many leads it tells of.

    At most one an hour for each recipient; the first ten minutes after the first lead began to wait, or when the flood is over.
    """
    if not is_due(reading_session()):
        return 0
    with writing() as session:
        one_at_a_time(session, "digest")
        if not is_due(session):
            return 0
        return tell(session, take_waiting(session))


def is_due(session: Session) -> bool:
    since = session.scalar(select(func.min(Lead.received_at)).where(Lead.awaits_digest))
    if since is None:
        return False
    now = utc_now()
    last: datetime | None = session.scalar(
        select(func.max(OutboxMail.created_at)).where(OutboxMail.message == "enquiry_digest")
    )
    if last and now - last < HOUR:
        return False
    return now - since >= FIRST_AFTER or not is_flood(session)


def take_waiting(session: Session) -> list[int]:
    """Clear the marks; of two workers at once only one gets a lead. What was put aside as spam meanwhile is left out."""
    cleared = update(Lead).where(Lead.awaits_digest).values(awaits_digest=False)
    taken = session.execute(
        cleared.returning(Lead.id, Lead.status), execution_options={"synchronize_session": False}
    )
    return sorted(number for number, status in taken if status not in OUT_OF_SIGHT)


def tell(session: Session, waiting: list[int]) -> int:
    if not waiting:
        return 0
    now = utc_now()
    about = f"digest-{now:%Y%m%d-%H%M%S}"
    newest = (
        select(Lead).where(Lead.id.in_(waiting[-LISTED:])).order_by(Lead.received_at.desc(), Lead.id.desc())
    )
    session.add_all(mails.enquiry_digest(session.scalars(newest).all(), len(waiting), about=about))
    event = {"at": now, "kind": "told_in_digest", "actor": "", "data": {"digest": about}}
    session.execute(insert(LeadEvent), [event | {"lead_id": number} for number in waiting])
    return len(waiting)
