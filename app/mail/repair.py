"""What people do about mails that did not arrive: try again, another recipient, done by hand."""

import logging
import re
from typing import Any, cast

from sqlalchemy import ColumnElement, CursorResult, case, update
from sqlalchemy.orm import Session, undefer

from app.database import utc_now, writing
from app.errors import DomainError
from app.mail.addresses import AddressNotUsable, envelope_address
from app.mail.headers import new_message_id
from app.mail.models import MailChannel, OutboxMail, State

SPACED = ("alarm", "enquiry_digest")  # at most one an hour, and this is no further one

log = logging.getLogger(__name__)


class MailUnknown(DomainError):
    message = "Diese Mail gibt es nicht mehr. Laden Sie die Seite neu."


class MailAlreadySent(DomainError):
    message = "Diese Mail ist inzwischen zugestellt. Es ist nichts mehr zu tun."


class MailAlreadyHandled(DomainError):
    message = "Um diese Mail hat sich schon jemand gekümmert. Laden Sie die Seite neu."


class RecipientNotUsable(DomainError):
    message = "An diese Adresse lässt sich keine Mail schicken. Prüfen Sie bitte die Schreibweise."


def retry(mail_id: int, by: str) -> None:
    """Due at once, unless it is in hand; its five days begin anew. Raises MailUnknown, MailAlreadySent."""
    with writing() as session:
        probe_now(session)  # first, as the worker does: who locks in another order waits for ever
        unsent(session, mail_id)
        owe_again(session, OutboxMail.id == mail_id)
    log.info("mail %s: to be tried again, says %s", mail_id, by)


def retry_all(by: str) -> int:
    """Every dead letter and every mail that waits is due now, the relay asked at once; how many mails that were."""
    with writing() as session:
        probe_now(session)
        count = owe_again(session, OutboxMail.state.in_((State.DEAD, State.OWED)))
    log.info("%s mails to be tried again, says %s", count, by)
    return count


def probe(by: str) -> None:
    """Ask the relay at once instead of at the next probe."""
    with writing() as session:
        probe_now(session)
    log.info("mail channel: to be probed now, says %s", by)


def send_to(mail_id: int, recipient: str, by: str) -> int:
    """The same mail to somebody else, as a new one whose number is returned; the old one is HANDLED.

    Raises RecipientNotUsable, MailUnknown, MailAlreadySent, MailAlreadyHandled.
    """
    try:
        address = envelope_address(recipient)
    except AddressNotUsable:
        raise RecipientNotUsable from None
    with writing() as session:
        old = unsent(session, mail_id)
        if old.state == State.HANDLED:  # pressed twice, most likely
            raise MailAlreadyHandled
        new = readdressed(old, address)
        session.add(new)
        old.state, old.handled_by = State.HANDLED, by
        session.flush()
    log.info("mail %s: goes to %s instead as mail %s, says %s", mail_id, address, new.id, by)
    return new.id


def mark_handled(mail_id: int, by: str) -> None:
    """Nothing more is to be sent. Raises MailUnknown, MailAlreadySent."""
    with writing() as session:
        mail = unsent(session, mail_id)
        mail.state, mail.handled_by = State.HANDLED, by
    log.info("mail %s: handled by %s", mail_id, by)


def unsent(session: Session, mail_id: int) -> OutboxMail:
    mail = session.get(OutboxMail, mail_id, options=[undefer(OutboxMail.raw)], with_for_update=True)
    if mail is None:
        raise MailUnknown
    if mail.state == State.SENT:
        raise MailAlreadySent
    return mail


def owe_again(session: Session, which: ColumnElement[bool]) -> int:
    """What was due stays as due as it was: in a long queue nothing sorts so badly as one moment for all."""
    due_at = case((OutboxMail.due_at > (now := utc_now()), now), else_=OutboxMail.due_at)
    fresh = {"state": State.OWED, "due_at": due_at, "attempt_count": 0, "claim_count": 0, "handled_by": ""}
    changed = session.execute(update(OutboxMail).where(which).values(fresh))
    return cast("CursorResult[Any]", changed).rowcount


def probe_now(session: Session) -> None:
    session.execute(update(MailChannel).values(probe_at=utc_now()))


def readdressed(mail: OutboxMail, recipient: str) -> OutboxMail:
    """Byte for byte the same but for To and Message-ID."""
    message_id = new_message_id(mail.sender)
    head, blank, body = mail.raw.partition(b"\r\n\r\n")
    head = with_header(with_header(head, "To", recipient), "Message-ID", message_id)
    now = utc_now()
    return OutboxMail(
        message=mail.message,
        about=mail.about,
        recipient=recipient,
        sender=mail.sender,
        subject=mail.subject,
        message_id=message_id,
        raw=head + blank + body,
        created_at=mail.created_at if mail.message in SPACED else now,
        due_at=now,
    )


def with_header(head: bytes, name: str, value: str) -> bytes:
    whole = rb"(?mi)^%s:[^\r\n]*(?:\r\n[ \t][^\r\n]*)*" % name.encode()
    return re.sub(whole, lambda _: f"{name}: {value}".encode(), head, count=1)
