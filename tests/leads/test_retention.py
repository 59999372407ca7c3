"""What was put aside as spam is deleted after the days the site names."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import func, select

from app.database import session, utc_now
from app.leads import notes, retention, search, work
from app.leads.inbox import page
from app.leads.models import Lead, LeadEvent, LeadSearch
from app.leads.selection import Selection, Tab
from app.leads.status import Status
from app.mail import delivery
from app.mail.models import MailAttempt, OutboxMail
from tests.factories import keep_lead, look_again

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("app_context")]

DAYS = 30


def kept_days_ago(days: int, status: Status = Status.QUARANTINED, text: str = "eins") -> Lead:
    """With all its events at that time."""
    with time_machine.travel(utc_now() - timedelta(days=days), tick=False):
        return keep_lead(status=status, message=text)


def delete_expired() -> int:
    """As the worker does: it sees what others have written since."""
    look_again()
    return retention.delete_expired()


def left() -> list[str]:
    look_again()
    return list(session().scalars(select(Lead.reference).order_by(Lead.id)))


def rows(*tables: type) -> list[int]:
    look_again()
    return [session().scalar(select(func.count()).select_from(table)) or 0 for table in tables]


def test_quarantined_lead_goes_with_everything_once_its_days_are_over() -> None:
    old = kept_days_ago(DAYS + 1)
    notes.add_note(old.reference, "sieht nach Werbung aus", by="Kim")

    assert delete_expired() == 1

    assert rows(Lead, LeadEvent, LeadSearch) == [0, 0, 0]
    assert page(Selection(tab=Tab.ALL, words=search.words("Größmann"))).leads == []


def test_lead_within_its_days_and_lead_in_the_inbox_stay() -> None:
    kept = [kept_days_ago(DAYS - 1), kept_days_ago(400, Status.NEW, "zwei")]

    assert delete_expired() == 0

    assert left() == [one.reference for one in kept]


def test_decision_that_it_is_spam_gives_no_further_days() -> None:
    old = kept_days_ago(DAYS + 1)
    work.change_status(old.reference, Status.SPAM, by="Kim", version=1)

    assert delete_expired() == 1


def test_lead_that_was_in_the_inbox_has_its_days_from_the_decision_on() -> None:
    mistaken = kept_days_ago(DAYS + 100, Status.NEW)
    work.change_status(mistaken.reference, Status.SPAM, by="Kim", version=1)

    assert delete_expired() == 0
    with time_machine.travel(utc_now() + timedelta(days=DAYS + 1), tick=False):
        assert delete_expired() == 1


def test_mails_about_it_go_too_but_not_one_still_owed() -> None:
    sent, owed = (kept_days_ago(DAYS + 1, Status.NEW, text).reference for text in ("eins", "zwei"))
    delivery.deliver_due()
    session().rollback()
    for one in (sent, owed):
        with time_machine.travel(utc_now() - timedelta(days=DAYS + 1), tick=False):
            work.change_status(one, Status.SPAM, by="Kim", version=1)
    make_owed(owed)

    assert delete_expired() == 2

    look_again()
    assert list(session().scalars(select(OutboxMail.about))) == [owed]
    assert set(session().scalars(select(MailAttempt.mail_id))) == set(
        session().scalars(select(OutboxMail.id))
    )


def make_owed(about: str) -> None:
    look_again()
    session().query(OutboxMail).filter_by(about=about).update({"state": "owed"})
    session().commit()


def test_many_go_share_by_share(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    monkeypatch.setattr(retention, "CHUNK", 2)
    for number in range(3):
        kept_days_ago(DAYS + 1, text=f"Nr. {number}")

    with caplog.at_level("INFO", logger="app.leads.retention"):
        assert [delete_expired() for _ in range(3)] == [2, 1, 0]

    assert [record.getMessage() for record in caplog.records] == [
        "2 leads deleted that were put aside as spam",
        "1 leads deleted that were put aside as spam",
    ]
    assert lead_count() == 0


def lead_count() -> int:
    return rows(Lead)[0]
