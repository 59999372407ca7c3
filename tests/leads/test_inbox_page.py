"""Paging by key: every lead once, in order, whatever arrives meanwhile, in both directions and every order."""

from datetime import timedelta
from itertools import chain

import pytest

from app.database import utc_now
from app.leads import inbox, work
from app.leads.selection import Selection, Sort, Tab
from app.leads.status import Status
from tests.factories import keep_lead, lead

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("app_context")]

NEWEST = Selection()


@pytest.fixture
def five(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """References of five leads, newest first; three of them of the same moment, on two pages."""
    monkeypatch.setattr(inbox, "PAGE_SIZE", 2)
    now = utc_now()
    hours = (5, 4, 4, 4, 1)
    kept = [
        keep_lead(now - timedelta(hours=hour), message=f"Nr. {number}") for number, hour in enumerate(hours)
    ]
    return [lead.reference for lead in reversed(kept)]


def references(page: inbox.Page) -> list[str]:
    return [lead.reference for lead in page.leads]


def read_through(chosen: Selection) -> list[list[str]]:
    pages = [inbox.page(chosen)]
    while pages[-1].has_after:
        pages.append(inbox.page(chosen, after=pages[-1].leads[-1].reference))
    return [references(page) for page in pages]


def read_back(chosen: Selection) -> list[list[str]]:
    pages = [inbox.last_page(chosen)]
    while pages[-1].has_before:
        pages.append(inbox.page(chosen, before=pages[-1].leads[0].reference))
    return [references(page) for page in reversed(pages)]


@pytest.mark.parametrize("tab", [Tab.OPEN, Tab.ALL])
def test_pages_hold_every_lead_once_newest_first(five: list[str], tab: Tab) -> None:
    assert read_through(Selection(tab=tab)) == [five[:2], five[2:4], five[4:]]


def test_way_back_from_the_last_page_holds_every_lead_once(five: list[str]) -> None:
    assert read_back(NEWEST) == [five[:1], five[1:3], five[3:]]


def test_oldest_first_is_the_same_turned_round(five: list[str]) -> None:
    oldest = Selection(sort=Sort.OLDEST)

    assert list(chain(*read_through(oldest))) == five[::-1]
    assert list(chain(*read_back(oldest))) == five[::-1]


def test_by_deadline_the_most_urgent_comes_first_and_only_who_waits_is_listed(five: list[str]) -> None:
    pages = read_through(Selection(sort=Sort.DUE))

    assert pages == [five[::-1][:2], five[::-1][2:4], five[::-1][4:]]
    assert read_back(Selection(sort=Sort.DUE, tab=Tab.WORKING)) == [[]]


def test_new_lead_does_not_shift_the_next_page(five: list[str]) -> None:
    first = inbox.page(NEWEST)
    keep_lead(message="gerade eben")

    second = inbox.page(NEWEST, after=first.leads[-1].reference)

    assert references(second) == five[2:4]


def test_full_last_page_leads_no_further(five: list[str]) -> None:
    keep_lead(message="gerade eben")

    last = inbox.page(NEWEST, after=five[2])

    assert (references(last), last.has_before, last.has_after) == (five[3:], True, False)


def test_unknown_key_shows_the_first_page(five: list[str]) -> None:
    first = inbox.page(NEWEST, after="FR-XXXX-XXXX")

    assert (references(first), first.has_before) == (five[:2], False)


def test_pages_of_a_search_hold_every_hit_once(five: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        inbox, "RECENT", 3
    )  # the first page is found among the recent, the others by the index
    found = Selection(words=("grosskuche", "nr"))

    assert list(chain(*read_through(found))) == five
    assert list(chain(*read_back(found))) == five


def test_each_status_is_in_its_tab(app_context: None) -> None:
    for status in Status:
        keep_lead(status=status, message=status)

    shown = {tab: [Status(lead.status) for lead in inbox.page(Selection(tab=tab)).leads] for tab in Tab}

    assert {tab: set(found) for tab, found in shown.items()} == {
        Tab.OPEN: {Status.NEW, Status.IN_CONTACT, Status.MEETING, Status.OFFER},
        Tab.NEW: {Status.NEW},
        Tab.WORKING: {Status.IN_CONTACT, Status.MEETING, Status.OFFER},
        Tab.FILED: {Status.WON, Status.LOST, Status.DORMANT},
        Tab.QUARANTINE: {Status.QUARANTINED},
        Tab.SPAM: {Status.SPAM},
        Tab.ALL: set(Status),
    }


def test_walk_in_chunks_holds_every_lead_once_also_those_of_a_search(five: list[str], monkeypatch) -> None:
    monkeypatch.setattr(inbox, "CHUNK", 2)
    plain = [number for chunk in inbox.chunks(NEWEST) for number in chunk]
    found = [number for chunk in inbox.chunks(Selection(words=("nr", "grosskuche"))) for number in chunk]

    assert [kept.reference for kept in inbox.by_ids(plain)] == five
    assert found == plain


def test_lead_that_moved_on_leaves_its_tab(five: list[str]) -> None:
    work.change_status(five[0], Status.LOST, by="Kim", version=1, reason="Budget")

    assert lead(five[0]).status == Status.LOST
    assert references(inbox.page(NEWEST)) == five[1:3]
    assert references(inbox.page(Selection(tab=Tab.FILED))) == [five[0]]
