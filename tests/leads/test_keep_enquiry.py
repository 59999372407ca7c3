"""Keeping an enquiry: lead, first event and owed mails in one commit; one intent, one lead."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError

from app.database import session, utc_now
from app.leads import service, work
from app.leads.fields import Source
from app.leads.models import Lead
from app.leads.reference import ALPHABET, make_reference
from app.leads.status import Status
from app.mail import outbox
from tests.factories import enquiry, keep_lead, lead, mails

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("app_context")]


def leads() -> int:
    session().rollback()
    return session().query(Lead).count()


def test_enquiry_is_kept_as_typed() -> None:
    kept = keep_lead()

    assert (kept.name, kept.email, kept.company) == (
        "Jürgen Größmann",
        "j.groessmann@muster.example",
        "Großküche Müller & Söhne",
    )
    assert kept.message == "Drei Ausfälle in einem Quartal. 🛠️\nWer hilft uns?"
    assert kept.topics == ["outages", "single_person"]
    assert kept.status == "new"
    assert [event.kind for event in kept.events] == ["received"]


@pytest.mark.settings(leads_mail_to="a@beispiel.example, b@beispiel.example")
def test_each_recipient_is_owed_one_mail() -> None:
    kept = keep_lead()

    assert [(mail.recipient, mail.about) for mail in mails()] == [
        ("a@beispiel.example", kept.reference),
        ("b@beispiel.example", kept.reference),
    ]


def test_quarantined_enquiry_owes_no_mail_until_released() -> None:
    kept = keep_lead(status=Status.QUARANTINED)
    assert mails() == []

    work.change_status(kept.reference, Status.NEW, by="Kim", version=1)

    assert [mail.message for mail in mails()] == ["enquiry_received"]


def test_quarantined_enquiry_that_is_spam_owes_no_mail() -> None:
    kept = keep_lead(status=Status.QUARANTINED)

    work.change_status(kept.reference, Status.SPAM, by="Kim", version=1)

    assert mails() == []


def test_enquiry_that_comes_back_from_spam_is_not_told_twice() -> None:
    kept = keep_lead()

    work.change_status(kept.reference, Status.SPAM, by="Kim", version=1)
    work.change_status(kept.reference, Status.NEW, by="Kim", version=2)

    assert len(mails()) == 1


def test_enquiry_released_from_spam_is_told_once() -> None:
    kept = keep_lead(status=Status.QUARANTINED)
    for version, status in enumerate((Status.SPAM, Status.NEW, Status.SPAM, Status.NEW), start=1):
        work.change_status(kept.reference, status, by="Kim", version=version)

    assert [mail.message for mail in mails()] == ["enquiry_received"]


def test_same_content_within_a_day_is_the_same_lead() -> None:
    first = keep_lead()
    again = keep_lead(name="  jürgen   GRÖSSMANN ".strip(), topics=("single_person", "outages"))

    assert again.reference == first.reference
    assert [event.kind for event in lead(first.reference).events] == ["received", "sent_again"]
    assert len(mails()) == 1


def test_same_content_from_another_page_is_the_same_lead() -> None:
    first = keep_lead(source=Source(place="anfang"))
    again = keep_lead(source=Source(place="ende"))

    assert again.reference == first.reference


@pytest.mark.parametrize(
    "change",
    [
        {"name": "Jürgen Grossmann"},
        {"email": "groessmann@muster.example"},
        {"company": ""},
        {"phone": "+49 30 23125-015"},
        {"reply_by": "email"},
        {"best_time": "noon"},
        {"topics": ("outages",)},
        {"seats": "over_500"},
        {"message": "Noch etwas anderes."},
    ],
    ids=lambda change: str(*change),
)
def test_other_content_is_a_new_lead(change: dict[str, Any]) -> None:
    keep_lead()
    keep_lead(**change)

    assert leads() == 2


def test_second_lead_of_a_person_knows_the_first_however_the_address_is_typed() -> None:
    first = keep_lead()
    second = keep_lead(email="J.Groessmann@Muster.example", message="Noch etwas anderes.")

    assert second.reference != first.reference
    assert second.events[0].data == {"earlier": first.reference}


@pytest.mark.parametrize(("hours", "expected"), [(23, 1), (25, 2)])
def test_same_content_is_a_new_lead_after_a_day(hours: int, expected: int) -> None:
    keep_lead(received_at=utc_now() - timedelta(hours=hours))
    keep_lead()

    assert leads() == expected


def test_same_reference_twice_is_kept_once() -> None:
    reference = make_reference()

    for message in ("eins", "zwei"):
        service.keep(enquiry(message=message), reference=reference, received_at=utc_now(), status=Status.NEW)

    assert leads() == 1


def test_eight_copies_at_the_same_moment_are_one_lead(app: Flask) -> None:
    def send(_: int) -> str:
        with app.app_context():
            return keep_lead().reference

    with ThreadPoolExecutor(8) as pool:
        references = set(pool.map(send, range(8)))

    assert (len(references), leads(), len(mails())) == (1, 1, 1)


def test_failing_outbox_leaves_no_lead_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise OperationalError("INSERT", {}, Exception("disk full"))

    monkeypatch.setattr(outbox, "write", broken)

    with pytest.raises(OperationalError):
        keep_lead()
    assert leads() == 0


def test_reference_is_speakable_and_random() -> None:
    made = {make_reference() for _ in range(1000)}

    assert len(made) == 1000
    assert all(len(item) == 12 and item[2] == item[7] == "-" and item.startswith("FR-") for item in made)
    assert set("".join(made)) - set("FR-") <= set(ALPHABET)
    assert not set("01OIL5S8BUV") & set(ALPHABET)
