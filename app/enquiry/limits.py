"""What the form takes at all: how much, how often from one address, and only what a form sends."""

import math
import time

from flask import Response, abort, current_app, request
from werkzeug.exceptions import ClientDisconnected

from app.enquiry.forms import EnquiryForm
from app.security import limiter
from app.settings import Settings

MULTIPART = "multipart/form-data"
FORM_TYPES = ("", MULTIPART, "application/x-www-form-urlencoded")  # "": nothing was sent
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
    """What was sent, as the form. Answers 415 to anything that no form sends, 413 to too much, 400 to half of it."""
    if request.mimetype not in FORM_TYPES:
        abort(415)
    if request.mimetype != MULTIPART:  # which says by itself where it ends
        refuse_torn_body()
        refuse_other_encodings()
    return EnquiryForm(request.form)


def refuse_torn_body() -> None:
    """Where a connection breaks, or the server stops reading, an address or a text would seem to end."""
    received = len(request.get_data())
    if request.content_length is None and received >= (request.max_content_length or math.inf):
        abort(413)
    if received < (request.content_length or 0):
        raise ClientDisconnected


def refuse_other_encodings() -> None:
    """Bytes that are no UTF-8 would be an empty form. Browsers send none, whatever was typed; programs may."""
    try:
        request.get_data().decode()
    except UnicodeDecodeError:
        abort(415)


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
    later = f"Ihr Text steht unten: Senden Sie ihn {in_words(seconds)} noch einmal."
    return {
        "tone": "caution",
        "title": "Von Ihrem Anschluss kamen gerade sehr viele Anfragen",
        "text": f"Diesen Versuch haben wir nicht mehr angenommen. {later}{otherwise}",
    }


def in_words(seconds: int) -> str:
    minutes = -(-seconds // MINUTE)
    if seconds > HOUR:
        return f"in {-(-seconds // HOUR)} Stunden"
    return f"in {minutes} Minuten" if minutes > 1 else "in einer Minute"
