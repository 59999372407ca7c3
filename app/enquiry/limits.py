"""What the form takes at all: how much, how often from one address, and only what a form sends."""

import time

from flask import Response, abort, current_app, request

from app.enquiry.forms import EnquiryForm
from app.security import limiter
from app.settings import Settings

FORM_TYPES = ("", "multipart/form-data", "application/x-www-form-urlencoded")  # "": nothing was sent
INVALID = 422
MINUTE, HOUR = 60, 3600  # seconds


def figures() -> str:
    """From the settings, asked at each request."""
    settings: Settings = current_app.extensions["settings"]
    return settings.ratelimit_enquiries


def is_counted(response: Response) -> bool:
    """Correcting one's own typing is free."""
    return response.status_code != INVALID


# Checked before the view, so before any transaction; counted with the answer.
per_address = limiter.limit(figures, deduct_when=is_counted)


def typed_form() -> EnquiryForm:
    """What was sent, as the form. Answers 415 to anything that no form sends, 413 to too much."""
    if request.mimetype not in FORM_TYPES:
        abort(415)
    return EnquiryForm(request.form)


def seconds_to_wait() -> int:
    """Until this address may send again; at least one."""
    limit = limiter.current_limit
    return max(1, limit.reset_at - int(time.time())) if limit else MINUTE


def too_many(seconds: int) -> dict[str, str]:
    """The notice above the form: why, what stays, until when, and how else to reach us."""
    company = current_app.extensions["content"].current().site.company
    ways = [f"unter {company.phone}"] * bool(company.phone) + [f"per E-Mail an {company.email}"] * bool(
        company.email
    )
    otherwise = f" Eilt es, erreichen Sie uns {' oder '.join(ways)}." if ways else ""
    return {
        "tone": "caution",
        "title": "Von Ihrem Anschluss kamen gerade sehr viele Anfragen",
        "text": f"Diese hier ist noch nicht bei uns. Ihr Text steht unten: Senden Sie ihn {in_words(seconds)} noch einmal.{otherwise}",
    }


def in_words(seconds: int) -> str:
    minutes = -(-seconds // MINUTE)
    if seconds > HOUR:
        return f"in {-(-seconds // HOUR)} Stunden"
    return f"in {minutes} Minuten" if minutes > 1 else "in einer Minute"
