"""The leads before and after one in the list it was opened from."""

from datetime import timedelta

import pytest

from app.database import utc_now
from app.leads import work
from app.leads.neighbours import Neighbours, neighbours
from app.leads.search import words
from app.leads.selection import Selection, Sort, Tab
from app.leads.status import Status
from tests.factories import keep_lead, look_again

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("app_context")]


@pytest.fixture
def three() -> list[str]:
    """References, newest first; the first two came at the same moment."""
    now = utc_now()
    hours = (3, 1, 1)
    kept = [keep_lead(now - timedelta(hours=hour), message=f"Seit {hour} Stunden") for hour in hours[:2]]
    kept.append(keep_lead(now - timedelta(hours=1), message="anders"))
    return [lead.reference for lead in reversed(kept)]


def around(chosen: Selection, reference: str) -> Neighbours:
    look_again()
    return neighbours(chosen, reference)


def test_neighbours_are_those_of_the_list(three: list[str]) -> None:
    assert around(Selection(), three[0]) == Neighbours(None, three[1])
    assert around(Selection(), three[1]) == Neighbours(three[0], three[2])
    assert around(Selection(sort=Sort.OLDEST), three[1]) == Neighbours(three[2], three[0])


def test_lead_that_left_the_list_still_leads_on(three: list[str]) -> None:
    work.change_status(three[1], Status.LOST, by="Kim", version=1, reason="Budget")

    assert around(Selection(), three[1]) == Neighbours(three[0], three[2])
    assert around(Selection(), three[0]) == Neighbours(None, three[2])


def test_neighbours_within_a_search_hold_its_words(three: list[str]) -> None:
    found = Selection(tab=Tab.ALL, words=words("Stunden"))

    assert around(found, three[0]) == Neighbours(None, three[1])
    assert around(found, three[2]) == Neighbours(three[1], None)


def test_unknown_lead_and_one_without_a_deadline_have_none(three: list[str]) -> None:
    held = keep_lead(status=Status.QUARANTINED, message="geprüft")

    assert around(Selection(), "FR-XXXX-XXXX") == Neighbours()
    assert around(Selection(sort=Sort.DUE), held.reference) == Neighbours()
