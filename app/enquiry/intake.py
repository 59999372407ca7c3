"""What becomes of a sent enquiry: kept, kept in quarantine, or, when nothing can take it, handed back whole."""

import logging

from sqlalchemy.exc import SQLAlchemyError

from app.database import DatabaseBusy, utc_now
from app.enquiry import spam
from app.enquiry.forms import EnquiryForm
from app.errors import DomainError
from app.leads import service
from app.leads.fields import Source
from app.leads.reference import make_reference
from app.leads.status import Status

log = logging.getLogger(__name__)


class EnquiryNotKept(DomainError):
    """Nothing was stored, as far as we know; the visitor keeps every typed character."""


def accept(form: EnquiryForm, source: Source) -> str:
    """Keep a valid form and return the reference the visitor is told. Raises EnquiryNotKept."""
    reasons = spam.reasons_to_check(form)
    try:
        return service.keep(
            form.enquiry(source),
            reference=make_reference(),
            received_at=utc_now(),
            status=Status.QUARANTINED if reasons else Status.NEW,
            spam_reasons=reasons,
        )
    except (SQLAlchemyError, DatabaseBusy, OSError) as error:
        log.exception("enquiry not kept")
        raise EnquiryNotKept from error
