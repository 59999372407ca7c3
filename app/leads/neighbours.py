"""The leads before and after one in a list, found by key: also when the lead itself has left the list meanwhile."""

from typing import NamedTuple

from sqlalchemy import Select, select

from app.database import session
from app.leads.inbox import Edge, Walk, all_matches, edge_of, ordered, recent_matches
from app.leads.models import Lead
from app.leads.selection import Selection


class Neighbours(NamedTuple):
    """References; None where the list ends."""

    before: str | None = None
    after: str | None = None


def neighbours(chosen: Selection, reference: str) -> Neighbours:
    edge = edge_of(chosen, reference)
    if edge is None:
        return Neighbours()
    down = chosen.is_descending
    return Neighbours(nearest(Walk(chosen, not down), edge), nearest(Walk(chosen, down), edge))


def nearest(walk: Walk, edge: Edge) -> str | None:
    if not walk.chosen.words:
        return reference_of(select(ordered(walk, edge, 1).subquery().c.id))
    return reference_of(recent_matches(walk, edge, 1)) or reference_of(all_matches(walk, edge, 1))


def reference_of(found: Select[int]) -> str | None:
    return session().scalar(select(Lead.reference).where(Lead.id == found.scalar_subquery()))
