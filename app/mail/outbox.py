"""Write a mail down: rendered, complete and unchangeable, to be added to the transaction that owes it."""

from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid, parseaddr
from typing import Any

from email_validator import EmailNotValidError, validate_email
from flask import current_app, render_template
from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app.database import session as reading_session
from app.database import utc_now
from app.mail.models import OutboxMail
from app.settings import Settings


def write(
    message: str, recipient: str, *, about: str = "", reply_to: tuple[str, str] | None = None, **context: Any
) -> OutboxMail:
    """Render templates/mail/<message>/ for one recipient. The caller adds the row to its own transaction.

    `reply_to` is a display name and an address. Date and Message-ID are fixed here, so every retry sends the same bytes.
    """
    settings: Settings = current_app.extensions["settings"]
    now = utc_now()
    mail = EmailMessage(policy=SMTP)
    mail["Subject"] = " ".join(render_template(f"mail/{message}/subject.txt", **context).split())
    mail["From"] = address(*parseaddr(settings.sender))
    mail["To"] = address("", recipient)
    if reply_to and (answer := reachable_address(*reply_to)):
        mail["Reply-To"] = answer
    mail["Date"] = format_datetime(now)
    mail["Message-ID"] = make_msgid(domain=mail["From"].addresses[0].domain)
    mail["Auto-Submitted"] = "auto-generated"
    mail["X-Auto-Response-Suppress"] = "All"
    mail.set_content(render_template(f"mail/{message}/body.txt", **context), cte="quoted-printable")
    html = render_template(f"mail/{message}/body.html", **context)
    mail.add_alternative(html, subtype="html", cte="quoted-printable")
    return OutboxMail(
        message=message,
        about=about,
        recipient=recipient,
        sender=mail["From"].addresses[0].addr_spec,
        subject=str(mail["Subject"]),
        message_id=str(mail["Message-ID"]),
        raw=mail.as_bytes(),
        created_at=now,
        due_at=now,
    )


def address(name: str, email: str) -> Address:
    """The domain goes out in its ASCII form by IDNA 2008; the standard library would turn faß.de into fass.de."""
    return Address(
        display_name=name,
        addr_spec=validate_email(email, check_deliverability=False, test_environment=True).ascii_email or "",
    )


def reachable_address(name: str, email: str) -> Address | None:
    """None when the address cannot stand in a plain ASCII header; the body shows it in any case."""
    try:
        return address(name, email)
    except (EmailNotValidError, MessageError, ValueError, IndexError):
        return None


def has_mails_about(session: Session, reference: str) -> bool:
    return session.scalar(select(OutboxMail.id).where(OutboxMail.about == reference).limit(1)) is not None


def mails_about(reference: str) -> list[OutboxMail]:
    wanted = select(OutboxMail).where(OutboxMail.about == reference).order_by(OutboxMail.id)
    return list(reading_session().scalars(wanted.options(selectinload(OutboxMail.attempts))))
