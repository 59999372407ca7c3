"""Lists of leads, read only. Paging is by key, so the last page costs what the first does."""

from collections.abc import Iterator
from typing import NamedTuple

from sqlalchemy import func, select, tuple_
from sqlalchemy.orm import selectinload

from app.database import session
from app.leads.models import Lead
from app.leads.status import Status

PAGE_SIZE = 50
OUT_OF_SIGHT = (Status.QUARANTINED, Status.SPAM)


class InboxPage(NamedTuple):
    leads: list[Lead]
    older: str | None  # the reference to continue behind, None on the last page


def inbox_page(before: str | None = None) -> InboxPage:
    """The newest PAGE_SIZE leads, or those older than the lead `before`; an unknown reference means the first page."""
    wanted = (
        select(Lead).where(Lead.status.not_in(OUT_OF_SIGHT)).order_by(Lead.received_at.desc(), Lead.id.desc())
    )
    edge = (
        session().execute(select(Lead.received_at, Lead.id).where(Lead.reference == before)).first()
        if before
        else None
    )
    if edge:
        wanted = wanted.where(tuple_(Lead.received_at, Lead.id) < tuple_(*edge))
    found = list(session().scalars(wanted.limit(PAGE_SIZE + 1)))
    leads = found[:PAGE_SIZE]
    return InboxPage(leads, leads[-1].reference if len(found) > PAGE_SIZE else None)


def unread_count() -> int:
    return (
        session().scalar(select(func.count()).where(Lead.read_at.is_(None), Lead.status.not_in(OUT_OF_SIGHT)))
        or 0
    )


def lead_by_reference(reference: str) -> Lead | None:
    return (
        session()
        .scalars(select(Lead).where(Lead.reference == reference).options(selectinload(Lead.events)))
        .first()
    )


def all_leads() -> Iterator[Lead]:
    """Every lead, oldest first, in constant memory."""
    wanted = select(Lead).order_by(Lead.received_at, Lead.id).options(selectinload(Lead.events))
    yield from session().scalars(wanted.execution_options(yield_per=500))
