"""Enquiries as people send them; a test names only what matters to it."""

from datetime import datetime
from typing import Any

from app.database import session, utc_now
from app.leads import service
from app.leads.fields import Enquiry
from app.leads.models import Lead
from app.leads.reference import make_reference
from app.leads.status import Status
from app.mail.models import OutboxMail

TYPED: dict[str, Any] = {
    "name": "Jürgen Größmann",
    "email": "j.groessmann@muster.example",
    "company": "Großküche Müller & Söhne",
    "phone": "+49 30 23125-014",
    "reply_by": "phone",
    "best_time": "morning",
    "topics": ["outages", "single_person"],
    "seats": "101_500",
    "message": "Drei Ausfälle in einem Quartal. 🛠️\nWer hilft uns?",
}


def enquiry(**changes: Any) -> Enquiry:
    return Enquiry(**TYPED | {"topics": tuple(TYPED["topics"])} | changes)


def keep_lead(received_at: datetime | None = None, status: Status = Status.NEW, **changes: Any) -> Lead:
    """A lead that is kept, read back; needs an app context."""
    kept = service.keep(
        enquiry(**changes), reference=make_reference(), received_at=received_at or utc_now(), status=status
    )
    return lead(kept.reference)


def lead(reference: str) -> Lead:
    """Its present state."""
    session().rollback()
    session().expire_all()
    return session().query(Lead).filter_by(reference=reference).one()


def mails() -> list[OutboxMail]:
    look_again()
    return session().query(OutboxMail).order_by(OutboxMail.id).all()


def look_again() -> None:
    """The next reading sees what others have written since."""
    session().rollback()
    session().expire_all()
