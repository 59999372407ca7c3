"""Write a mail down: rendered, complete and unchangeable, to be added to the transaction that owes it."""

from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from typing import Any

from flask import current_app, render_template
from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app.database import session as reading_session
from app.database import utc_now
from app.mail.addresses import AddressNotUsable, envelope_address
from app.mail.headers import body_text, mailbox, new_message_id, one_line, unstructured
from app.mail.models import OutboxMail
from app.settings import Settings


def write(
    message: str,
    recipient: str,
    *,
    about: str = "",
    reply_to: tuple[str, str] | None = None,
    auto_submitted: str = "auto-generated",
    **context: Any,
) -> OutboxMail:
    """Render templates/mail/<message>/ for one recipient. The caller adds the row to its own transaction.

    `reply_to` is a display name and an address, `auto_submitted` a value of RFC 3834. Date and Message-ID are
    fixed here, so every retry sends the same bytes. Whatever the context holds, headers and recipient stay ours; a
    recipient that is no address raises AddressNotUsable.
    """
    settings: Settings = current_app.extensions["settings"]
    now = utc_now()
    sender_name, sender = parseaddr(settings.sender)
    sender = envelope_address(sender)
    message_id = new_message_id(sender)
    subject = one_line(render_template(f"mail/{message}/subject.txt", **context))
    people = mailbox("From", sender_name, sender) + mailbox("To", "", envelope_address(recipient))
    head = unstructured("Subject", subject) + people + reply_to_header(reply_to)
    head += fixed_headers(format_datetime(now), message_id, auto_submitted)
    return OutboxMail(
        message=message,
        about=about,
        recipient=recipient,
        sender=sender,
        subject=subject,
        message_id=message_id,
        raw=head + body(message, context),
        created_at=now,
        due_at=now,
    )


def fixed_headers(date: str, message_id: str, auto_submitted: str) -> bytes:
    values = {"Date": date, "Auto-Submitted": auto_submitted, "X-Auto-Response-Suppress": "All"}
    lines = [unstructured(name, value) for name, value in values.items()]
    return f"Message-ID: {message_id}\r\n".encode() + b"".join(lines)


def reply_to_header(reply_to: tuple[str, str] | None) -> bytes:
    """Nothing when the address cannot stand in a plain ASCII header; the body shows it in any case."""
    address = reply_to and reachable_address(*reply_to)
    return mailbox("Reply-To", reply_to[0], address) if reply_to and address else b""


def reachable_address(_: str, email: str) -> str | None:
    """Where every relay can deliver to; None when there is no such address."""
    try:
        address = envelope_address(email)
    except AddressNotUsable:
        return None
    return address if address.isascii() else None


def body(message: str, context: dict[str, Any]) -> bytes:
    """Text and HTML with the headers that belong to them, in ASCII lines short enough for any relay."""
    parts = EmailMessage(policy=SMTP)
    text = render_template(f"mail/{message}/body.txt", **context)
    html = render_template(f"mail/{message}/body.html", **context)
    parts.set_content(body_text(text), cte="quoted-printable")
    parts.add_alternative(body_text(html), subtype="html", cte="quoted-printable")
    return parts.as_bytes()


def has_mails_about(session: Session, reference: str) -> bool:
    return session.scalar(select(OutboxMail.id).where(OutboxMail.about == reference).limit(1)) is not None


def mails_about(*references: str) -> list[OutboxMail]:
    wanted = select(OutboxMail).where(OutboxMail.about.in_(references)).order_by(OutboxMail.id)
    return list(reading_session().scalars(wanted.options(selectinload(OutboxMail.attempts))))
