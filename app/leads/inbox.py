"""Pages, counts and walks over a selection of leads. Each page is found by key, so the last costs what the first does."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Row, Select, func, literal, select, tuple_, union_all

from app.database import session
from app.leads import search
from app.leads.models import Lead, LeadSearch
from app.leads.selection import Selection

PAGE_SIZE = 50
RECENT = 2_000  # leads in which a search looks first: what is common is found there, what is rare comes by the index
COUNTED = 1_000  # no count goes further
CHUNK = 500


class Edge(NamedTuple):
    """Where a page begins or ends."""

    key: datetime
    id: int


class Walk(NamedTuple):
    """A selection and the direction it is read in."""

    chosen: Selection
    is_descending: bool


class Page(NamedTuple):
    leads: list[Lead]
    has_before: bool
    has_after: bool


def page(chosen: Selection, *, after: str | None = None, before: str | None = None) -> Page:
    """The leads behind the lead `after`, or those just before `before`; an unknown reference means the first page."""
    edge = edge_of(chosen, after or before)
    return backwards(chosen, edge) if edge and before else forwards(chosen, edge)


def last_page(chosen: Selection) -> Page:
    return backwards(chosen, None)


def forwards(chosen: Selection, edge: Edge | None) -> Page:
    found = wanted_ids(Walk(chosen, chosen.is_descending), edge)
    return Page(by_ids(found[:PAGE_SIZE]), edge is not None, len(found) > PAGE_SIZE)


def backwards(chosen: Selection, edge: Edge | None) -> Page:
    found = wanted_ids(Walk(chosen, not chosen.is_descending), edge)
    return Page(by_ids(found[:PAGE_SIZE][::-1]), len(found) > PAGE_SIZE, edge is not None)


def edge_of(chosen: Selection, reference: str | None) -> Edge | None:
    if not reference:
        return None
    found = session().execute(select(chosen.key, Lead.id).where(Lead.reference == reference)).first()
    return Edge(*found) if found and found[0] else None


def by_ids(ids: Sequence[int]) -> list[Lead]:
    """In the order of the ids."""
    found = {lead.id: lead for lead in session().scalars(select(Lead).where(Lead.id.in_(ids)))}
    return [found[number] for number in ids if number in found]


def wanted_ids(walk: Walk, edge: Edge | None) -> list[int]:
    """One more than a page holds, if there are."""
    words, limit = walk.chosen.words, PAGE_SIZE + 1
    if not words:
        return list(session().scalars(select(ordered(walk, edge, limit).subquery().c.id)))
    found = list(session().scalars(recent_matches(walk, edge, limit)))
    return found if len(found) == limit else list(session().scalars(all_matches(walk, edge, limit)))


def recent_matches(walk: Walk, edge: Edge | None, limit: int) -> Select[int]:
    recent = ordered(walk, edge, RECENT).cte("recent")
    near = select(recent.c.id).join(LeadSearch, LeadSearch.lead_id == recent.c.id)
    found = near.where(search.contains(walk.chosen.words))
    return found.order_by(*order(walk, recent.c.key, recent.c.id)).limit(limit)


def all_matches(walk: Walk, edge: Edge | None, limit: int) -> Select[int]:
    """Led by the words: joined to nothing, the status is no index that SQLite might walk along instead."""
    matching = Lead.id.in_(search.matches(session(), walk.chosen.words))
    status = Lead.status.concat("").in_(walk.chosen.statuses)
    found = select(Lead.id).where(*conditions(walk, edge), status, matching)
    return found.order_by(*order(walk, walk.chosen.key, Lead.id)).limit(limit)


def ordered(walk: Walk, edge: Edge | None, limit: int) -> Select[int, Any]:
    """Columns id and key. A walk along an index for each status, merged: several statuses at once would have to be sorted."""
    chosen = walk.chosen
    base = (
        select(Lead.id, chosen.key.label("key"))
        .where(*conditions(walk, edge))
        .order_by(*order(walk, chosen.key, Lead.id))
        .limit(limit)
    )
    if chosen.is_waiting or not chosen.is_indexed_by_status:
        return base
    branches = [base.where(Lead.status == status).subquery() for status in chosen.statuses]
    merged = union_all(*(select(branch.c.id, branch.c.key) for branch in branches)).subquery()
    return select(merged.c.id, merged.c.key).order_by(*order(walk, merged.c.key, merged.c.id)).limit(limit)


def conditions(walk: Walk, edge: Edge | None) -> list[ColumnElement[bool]]:
    found = walk.chosen.conditions()
    if edge:
        here = tuple_(walk.chosen.key, Lead.id)
        there = tuple_(literal(edge.key, walk.chosen.key.type), literal(edge.id))
        found.append(here < there if walk.is_descending else here > there)
    return found


def order(walk: Walk, *columns: Any) -> list[ColumnElement[Any]]:
    return [column.desc() if walk.is_descending else column.asc() for column in columns]


def chunks(chosen: Selection) -> Iterator[list[int]]:
    """The ids of the whole selection in its order, in constant memory; a chunk may be empty.

    Each chunk is read by itself, so that a long export holds up nobody. A search looks through every lead of the walk once.
    """
    walk, edge = Walk(chosen, chosen.is_descending), None
    while rows := session().execute(ordered(walk, edge, CHUNK)).all():
        edge = Edge(rows[-1].key, rows[-1].id)
        yield holding(chosen.words, rows)
        session().rollback()


def holding(words: tuple[str, ...], rows: Sequence[Row[Any]]) -> list[int]:
    ids = [row.id for row in rows]
    if not words:
        return ids
    wanted = select(LeadSearch.lead_id).where(LeadSearch.lead_id.in_(ids), search.contains(words))
    found = set(session().scalars(wanted))
    return [number for number in ids if number in found]


def count(chosen: Selection, at_most: int) -> int:
    """How many leads, counted no further than one beyond `at_most`."""
    return session().scalar(select(func.count()).select_from(ids(chosen, at_most + 1).subquery())) or 0


def first_ids(chosen: Selection, at_most: int) -> list[int]:
    return list(session().scalars(ids(chosen, at_most)))


def ids(chosen: Selection, at_most: int) -> Select[int]:
    walk = Walk(chosen, chosen.is_descending)
    if chosen.words:
        return all_matches(walk, None, at_most)
    return select(ordered(walk, None, at_most).subquery().c.id)


def references_to_ids(references: Sequence[str]) -> list[list[int]]:
    """In one chunk, oldest first; for what was ticked on one page."""
    found = select(Lead.id).where(Lead.reference.in_(references)).order_by(Lead.received_at, Lead.id)
    return [list(session().scalars(found))]


def newest_id() -> int:
    """Of all leads, whatever the selection."""
    return session().scalar(select(func.max(Lead.id))) or 0


def count_since(chosen: Selection, newest: int) -> int:
    """How many leads of the selection were kept after the lead with the id `newest`, at most COUNTED."""
    since = select(Lead.id).where(Lead.id > newest, Lead.status.in_(chosen.statuses), *chosen.conditions())
    if chosen.words:
        since = since.join(LeadSearch, LeadSearch.lead_id == Lead.id).where(search.contains(chosen.words))
    return session().scalar(select(func.count()).select_from(since.limit(COUNTED).subquery())) or 0
