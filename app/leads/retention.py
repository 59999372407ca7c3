"""What was put aside as spam is deleted after the days that [retention] in content/site.toml names."""

import logging
from datetime import timedelta

from flask import current_app
from sqlalchemy import Select, delete, exists, select

from app.database import session as reading_session
from app.database import utc_now, writing
from app.leads.models import Lead, LeadEvent
from app.leads.queries import OUT_OF_SIGHT
from app.mail.models import OutboxMail, State

CHUNK = 200  # leads in one transaction

log = logging.getLogger(__name__)


def delete_expired() -> int:
    """Delete one chunk, with all that was written about it; how many leads. The next round takes the next chunk.

    A mail that is still owed, or that nobody has looked at since it died, stays.
    """
    if not reading_session().execute(expired(1)).first():
        return 0
    with writing() as session:
        found = session.execute(expired(CHUNK)).all()
        settled = OutboxMail.state.in_([State.SENT, State.HANDLED])
        session.execute(
            delete(OutboxMail).where(OutboxMail.about.in_([row.reference for row in found]), settled)
        )
        session.execute(delete(Lead).where(Lead.id.in_([row.id for row in found])))
    log.info("%d leads deleted that were put aside as spam", len(found))
    return len(found)


def expired(limit: int) -> Select[int, str]:
    """In quarantine: since they came. Called spam after they had been in the inbox: since the last decision about them."""
    days = current_app.extensions["content"].current().site.retention.quarantine_days
    cutoff = utc_now() - timedelta(days=days)
    decided = exists().where(
        LeadEvent.lead_id == Lead.id,
        LeadEvent.kind == "status_changed",
        LeadEvent.at >= cutoff,
        LeadEvent.data["from"].as_string().not_in(OUT_OF_SIGHT),
    )
    old = (Lead.received_at < cutoff) & Lead.status.in_(OUT_OF_SIGHT) & ~decided
    return select(Lead.id, Lead.reference).where(old).limit(limit)
