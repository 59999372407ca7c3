"""How often a visitor may be sent a receipt: so rarely that nobody can pester a stranger through the form."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.database import one_at_a_time, utc_now
from app.mail.models import OutboxMail

ONE_WITHIN = timedelta(hours=24)  # for each mailbox
MOST_AN_HOUR = 60  # for all together
HOUR = timedelta(hours=1)
IGNORES_DOTS = ("gmail.com", "googlemail.com")  # and both are one domain


def within_caps(session: Session, receipts: list[OutboxMail]) -> list[OutboxMail]:
    """The receipts that may go; the lead is kept in any case. Reads at most a day's worth, which MOST_AN_HOUR bounds."""
    if not receipts:
        return []
    one_at_a_time(session, "receipts")
    now = utc_now()
    recent = session.execute(
        select(OutboxMail.recipient, OutboxMail.created_at).where(
            OutboxMail.message == "enquiry_receipt", OutboxMail.created_at > now - ONE_WITHIN
        )
    ).all()
    if sum(now - created_at < HOUR for _, created_at in recent) >= MOST_AN_HOUR:
        return []
    known = {mailbox(recipient) for recipient, _ in recent}
    return [receipt for receipt in receipts if mailbox(receipt.recipient) not in known]


def mailbox(email: str) -> str:
    """The same for all spellings that reach one mailbox: case, +tag and, at Gmail, dots."""
    local, _, domain = email.lower().rpartition("@")
    local = local.partition("+")[0]
    return f"{local.replace('.', '')}@{IGNORES_DOTS[0]}" if domain in IGNORES_DOTS else f"{local}@{domain}"
