"""What becomes of a sent enquiry: kept, kept in quarantine, recorded, or, when nothing can take it, handed back whole."""

import logging

from app.database import utc_now
from app.enquiry import recorder, spam
from app.enquiry.forms import EnquiryForm
from app.enquiry.recorder import Arrival
from app.enquiry.spam import Visit
from app.errors import DomainError
from app.leads.fields import Source
from app.leads.reference import make_reference
from app.leads.service import Accepted
from app.leads.status import Status

log = logging.getLogger(__name__)


class EnquiryNotKept(DomainError):
    """Nothing was stored, as far as we know; the visitor keeps every typed character."""


def accept(form: EnquiryForm, source: Source, visit: Visit | None = None) -> Accepted:
    """Keep a valid form, or record it. Raises EnquiryNotKept.

    A failed commit may have been kept all the same: the recorder gets the same reference, by which the replay knows it.
    """
    arrival = arrival_of(form, source, visit)
    try:
        return arrival.keep()
    except Exception:
        # Whatever it was, a bug in a mail's template for one, must not cost the enquiry: docs/decisions/0009.
        log.exception("enquiry %s not kept in the database", arrival.reference)
    try:
        recorder.append(arrival)
    except OSError as error:
        log.exception("enquiry %s not recorded either", arrival.reference)
        raise EnquiryNotKept from error
    return Accepted(arrival.reference, arrival.status is Status.QUARANTINED)


def arrival_of(form: EnquiryForm, source: Source, visit: Visit | None) -> Arrival:
    verdict = spam.assess(form, visit)
    return Arrival(
        form.enquiry(source),
        reference=make_reference(),
        received_at=utc_now(),
        status=Status.QUARANTINED if verdict.is_suspect else Status.NEW,
        spam_score=verdict.score,
        spam_reasons=verdict.reasons,
    )
