"""A lead and the events of its life."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Date, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.database import Base, UtcDateTime
from app.leads import fields, status
from app.leads.status import Status


def part(name: str, *columns: str, where: str) -> Index:
    """An index of the few rows that a list or a count asks for."""
    return Index(name, *columns, sqlite_where=text(where), postgresql_where=text(where))


# The few events that the figures of weeks count; SQLite and PostgreSQL word it alike, and know the index by these words.
WON = "kind = 'status_changed' AND data ->> 'to' = 'won'"


class Lead(Base):
    """What a visitor sent, kept as typed, with its place in the pipeline."""

    __tablename__ = "lead"

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(String(16), unique=True)
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    status: Mapped[str] = mapped_column(String(20))
    version: Mapped[int] = mapped_column(
        default=1
    )  # rises with every change; forms carry the one their reader saw
    read_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    name: Mapped[str] = mapped_column(String(120))
    email: Mapped[str] = mapped_column(String(254))
    company: Mapped[str] = mapped_column(String(160))
    phone: Mapped[str] = mapped_column(String(40))
    phone_e164: Mapped[str] = mapped_column(String(40), default="")  # +493023125014;ext=12; empty: not parsed
    reply_by: Mapped[str] = mapped_column(String(10))
    best_time: Mapped[str] = mapped_column(String(10))
    topics: Mapped[list[str]] = mapped_column(JSON)
    seats: Mapped[str] = mapped_column(String(20))
    message: Mapped[str] = mapped_column(Text)

    source_article: Mapped[str] = mapped_column(String(120))
    source_place: Mapped[str] = mapped_column(String(120))
    source_campaign: Mapped[str] = mapped_column(String(120))
    source_referrer_host: Mapped[str] = mapped_column(String(253))
    spam_score: Mapped[int] = mapped_column(default=0)
    spam_reasons: Mapped[list[str]] = mapped_column(JSON)

    email_key: Mapped[str] = mapped_column(
        String(254), index=True
    )  # lower case: the same person, however typed
    email_domain: Mapped[str] = mapped_column(String(254), index=True, default="")
    content_key: Mapped[str] = mapped_column(String(64), index=True)
    message_key: Mapped[str] = mapped_column(String(64), default="")  # the same text from many; empty: short
    awaits_digest: Mapped[bool] = mapped_column(default=False)  # kept in a flood, nobody has been told yet

    answer_due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # None while in quarantine
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    assignee_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id", ondelete="SET NULL"))
    next_step: Mapped[str] = mapped_column(String(200), default="")
    next_step_on: Mapped[date | None] = mapped_column(Date)
    entered_by: Mapped[str] = mapped_column(String(120), default="")  # the colleague who took it down by hand

    events: Mapped[list["LeadEvent"]] = relationship(
        back_populates="lead", order_by="LeadEvent.id", cascade="all, delete-orphan", passive_deletes=True
    )
    search: Mapped["LeadSearch"] = relationship(cascade="all, delete-orphan", passive_deletes=True)

    # Every list of the inbox walks along one of these (docs/decisions/0011); SQLite and PostgreSQL word the parts alike.
    __table_args__ = (
        Index(None, "received_at", "id"),
        Index(None, "message_key", "received_at"),
        Index(None, "status", "received_at", "id"),
        Index(None, "assignee_id", "status", "received_at", "id"),
        Index(None, "source_article", "status", "received_at", "id"),
        Index(None, "source_place", "status", "received_at", "id"),
        Index(None, "source_campaign", "status", "received_at", "id"),
        part("ix_lead_unread", "status", "received_at", "id", where="read_at IS NULL"),
        part("ix_lead_waiting", "answer_due_at", "id", where="status = 'new' AND answered_at IS NULL"),
        part("ix_lead_next_step", "status", "next_step_on", "id", where="next_step_on IS NOT NULL"),
        part("ix_lead_phone", "phone_e164", where="phone_e164 <> ''"),
        part(
            "ix_lead_own_step",
            "assignee_id",
            "status",
            "next_step_on",
            "id",
            where="next_step_on IS NOT NULL",
        ),
        part("ix_lead_answered", "answered_at", where="answered_at IS NOT NULL"),
        Index(
            "ix_lead_figures", "received_at", "status", "answered_at", "answer_due_at"
        ),  # all that weeks count
        Index(
            "ix_lead_awaits_digest",
            "received_at",
            sqlite_where=text("awaits_digest = 1"),
            postgresql_where=text("awaits_digest"),
        ),
    )

    @property
    def is_unread(self) -> bool:
        return self.read_at is None

    @property
    def status_label(self) -> str:
        return status.LABELS[Status(self.status)]

    @property
    def topic_label(self) -> str:
        """The first topic, for lists."""
        return fields.TOPICS.get(self.topics[0], self.topics[0]) if self.topics else ""

    @property
    def seats_label(self) -> str:
        return fields.SEATS.get(self.seats, self.seats)

    @property
    def phone_link(self) -> str | None:
        """What a tel: link takes, or None when there is nothing to dial."""
        if self.phone_e164:
            return self.phone_e164
        digits = "".join(sign for sign in self.phone if sign.isascii() and (sign.isdigit() or sign == "+"))
        return digits if len(digits) >= fields.MIN_DIGITS else None


class LeadEvent(Base):
    """One thing that happened to a lead; written with the change itself, never altered."""

    __tablename__ = "lead_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    lead_id: Mapped[int] = mapped_column(ForeignKey("lead.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    kind: Mapped[str] = mapped_column(String(30))
    actor: Mapped[str] = mapped_column(
        String(120), default=""
    )  # name of the colleague; empty: the visitor or the house
    data: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)

    lead: Mapped[Lead] = relationship(back_populates="events")

    __table_args__ = (part("ix_lead_event_won", "at", where=WON),)


class LeadSearch(Base):
    """What a lead is found by, in a narrow table: a search that finds nothing reads all of it and none of the messages."""

    __tablename__ = "lead_search"

    lead_id: Mapped[int] = mapped_column(ForeignKey("lead.id", ondelete="CASCADE"), primary_key=True)
    text: Mapped[str] = mapped_column(Text)
