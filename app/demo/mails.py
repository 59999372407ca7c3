"""The notifications that invented leads would have sent; nobody ever receives them."""

from datetime import datetime, timedelta

from app.mail.answers import Verdict
from app.mail.models import MailAttempt, OutboxMail, State

RECIPIENT, SENDER = "anfragen@flightops.example", "leitstand@flightops.example"


def notification(
    reference: str, received_at: datetime, *, is_refused: bool
) -> tuple[OutboxMail, MailAttempt]:
    """The mail and the one try to deliver it."""
    at = received_at + timedelta(seconds=3)
    raw = f"From: {SENDER}\r\nTo: {RECIPIENT}\r\nSubject: Neue Anfrage {reference}\r\n\r\nDemodaten\r\n"
    mail = OutboxMail(
        message="enquiry_received",
        about=reference,
        recipient=RECIPIENT,
        sender=SENDER,
        subject=f"Neue Anfrage {reference}",
        message_id=f"<{reference}.demo@flightops.example>",
        raw=raw.encode(),
        created_at=received_at,
        due_at=received_at,
        state=State.DEAD if is_refused else State.SENT,
        attempt_count=1,
        sent_at=None if is_refused else at,
    )
    if is_refused:
        return mail, MailAttempt(at=at, outcome=Verdict.REFUSED, words="550 5.1.1 Mailbox unavailable")
    return mail, MailAttempt(at=at, outcome=Verdict.SENT, words="250 2.0.0 OK")
