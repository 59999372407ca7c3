"""A mail we owe, whole and final from the start, and each try to deliver it."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.database import Base, UtcDateTime


class State(StrEnum):
    OWED = "owed"
    SENT = "sent"
    DEAD = "dead"  # given up; people decide
    HANDLED = "handled"  # somebody has dealt with it; nothing more is to be sent


class OutboxMail(Base):
    """One mail to one recipient; its bytes, Date and Message-ID never change after it was written."""

    __tablename__ = "outbox_mail"

    id: Mapped[int] = mapped_column(primary_key=True)
    message: Mapped[str] = mapped_column(String(40))  # the folder in templates/mail
    about: Mapped[str] = mapped_column(
        String(40), default="", index=True
    )  # the reference of what it tells about
    recipient: Mapped[str] = mapped_column(String(254))
    sender: Mapped[str] = mapped_column(String(254))
    subject: Mapped[str] = mapped_column(Text)
    message_id: Mapped[str] = mapped_column(String(320), unique=True)
    raw: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    state: Mapped[str] = mapped_column(String(10), default=State.OWED)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    attempt_count: Mapped[int] = mapped_column(default=0)
    claim_count: Mapped[int] = mapped_column(default=0)  # since the last outcome; it rises before the try
    handled_by: Mapped[str] = mapped_column(String(120), default="")
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    attempts: Mapped[list["MailAttempt"]] = relationship(
        order_by="MailAttempt.id", cascade="all, delete-orphan", passive_deletes=True
    )

    __table_args__ = (Index(None, "state", "due_at"), Index(None, "message", "created_at"))


class MailAttempt(Base):
    """What the relay answered when we tried."""

    __tablename__ = "mail_attempt"

    id: Mapped[int] = mapped_column(primary_key=True)
    mail_id: Mapped[int] = mapped_column(ForeignKey("outbox_mail.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    outcome: Mapped[str] = mapped_column(String(10))
    words: Mapped[str] = mapped_column(Text)


class MailChannel(Base):
    """The way to the relay; one row, there only while the relay cannot be used."""

    __tablename__ = "mail_channel"

    id: Mapped[int] = mapped_column(primary_key=True)
    down_since: Mapped[datetime] = mapped_column(UtcDateTime)
    probe_at: Mapped[datetime] = mapped_column(UtcDateTime)  # nothing is tried before
    probe_count: Mapped[int] = mapped_column(default=1)
    words: Mapped[str] = mapped_column(Text)
