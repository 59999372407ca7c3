"""Reasons to look twice at an enquiry. They never refuse it: a suspect enquiry is kept and checked by people."""

from app.enquiry.forms import EnquiryForm


def reasons_to_check(form: EnquiryForm) -> list[str]:
    """Names of the signals that fired; empty for an enquiry that goes straight to the inbox."""
    return ["honeypot"] if form.subject.data else []
