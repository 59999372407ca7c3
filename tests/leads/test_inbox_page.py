"""Paging by key: every lead once, in order, whatever arrives meanwhile."""

from datetime import timedelta

import pytest

from app.database import utc_now
from app.leads import queries
from app.leads.status import Status
from tests.factories import keep_lead

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("app_context")]


@pytest.fixture
def five(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """References of five leads, newest first; three of them of the same moment, on two pages."""
    monkeypatch.setattr(queries, "PAGE_SIZE", 2)
    now = utc_now()
    hours = (5, 4, 4, 4, 1)
    kept = [
        keep_lead(now - timedelta(hours=hour), message=f"Nr. {number}") for number, hour in enumerate(hours)
    ]
    return [lead.reference for lead in reversed(kept)]


def test_pages_hold_every_lead_once_newest_first(five: list[str]) -> None:
    seen, before = [], None
    while True:
        page = queries.inbox_page(before)
        seen += [lead.reference for lead in page.leads]
        before = page.older
        if before is None:
            break

    assert seen == five


def test_new_lead_does_not_shift_the_next_page(five: list[str]) -> None:
    first = queries.inbox_page()
    keep_lead(message="gerade eben")

    second = queries.inbox_page(first.older)

    assert [lead.reference for lead in second.leads] == five[2:4]


def test_full_last_page_leads_no_further(five: list[str]) -> None:
    keep_lead(message="gerade eben")

    last = queries.inbox_page(five[2])

    assert ([lead.reference for lead in last.leads], last.older) == (five[3:], None)


def test_unknown_key_shows_the_first_page(five: list[str]) -> None:
    assert [lead.reference for lead in queries.inbox_page("FR-XXXX-XXXX").leads] == five[:2]


def test_quarantine_and_spam_stay_out_of_sight() -> None:
    keep_lead(status=Status.QUARANTINED)
    keep_lead(status=Status.SPAM, message="anders")

    assert queries.inbox_page().leads == []
    assert queries.unread_count() == 0
