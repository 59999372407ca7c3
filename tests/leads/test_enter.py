"""A lead that a colleague took down: kept without mails, after what is like it was shown."""

import pytest

from app.leads import queries, service, work
from app.leads.fields import Source
from app.leads.status import Status
from tests.factories import enquiry, keep_lead, lead, mails

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("app_context")]

CALL = Source(place="by_hand:call")


def test_lead_by_hand_is_read_and_due_and_tells_nobody() -> None:
    reference = service.enter(enquiry(source=CALL), by="Kim")

    kept = lead(reference)
    assert (kept.status, kept.entered_by, kept.source_place, kept.is_unread) == (
        "new",
        "Kim",
        "by_hand:call",
        False,
    )
    assert kept.answer_due_at is not None
    assert [(event.kind, event.actor, event.data) for event in kept.events] == [
        ("entered", "Kim", {"how": "by_hand:call"})
    ]
    assert mails() == []


def test_same_lead_by_hand_twice_is_two_leads() -> None:
    assert service.enter(enquiry(source=CALL), by="Kim") != service.enter(enquiry(source=CALL), by="Kim")


def test_lead_by_hand_that_comes_back_from_spam_owes_no_mail() -> None:
    reference = service.enter(enquiry(email="", source=CALL), by="Kim")
    work.change_status(reference, Status.SPAM, by="Kim", version=1)

    work.change_status(reference, Status.NEW, by="Kim", version=2)

    assert (lead(reference).status, mails()) == ("new", [])


@pytest.mark.parametrize(
    "typed",
    [
        {"email": "J.GROESSMANN@muster.example", "name": "Jemand", "company": "", "phone": ""},
        {"email": "", "name": "Jemand", "company": "", "phone": "030 / 23125014"},
        {"email": "", "name": "Jurgen Groessmann", "company": "Mueller & Soehne", "phone": ""},
    ],
    ids=["address", "number", "name and firm"],
)
def test_lead_of_the_same_person_is_suggested(typed: dict[str, str]) -> None:
    kept = keep_lead()

    assert [one.reference for one in queries.possible_duplicates(enquiry(**typed))] == [kept.reference]


@pytest.mark.parametrize(
    "typed",
    [
        {"email": "anders@muster.example", "name": "Jürgen Größmann", "company": "", "phone": "030 99999999"},
        {"email": "", "name": "Ada", "company": "Großküche Müller", "phone": "ohne"},
    ],
    ids=["a name alone", "a firm alone"],
)
def test_lead_of_somebody_else_is_not_suggested(typed: dict[str, str]) -> None:
    keep_lead()
    service.enter(enquiry(email="", phone="", name="Niemand", source=CALL), by="Kim")

    assert queries.possible_duplicates(enquiry(**typed)) == []


def test_suggestions_end_at_five_newest_first() -> None:
    kept = [keep_lead(message=f"Nr. {number}").reference for number in range(7)]

    found = queries.possible_duplicates(enquiry(message="neu"))

    assert [one.reference for one in found] == kept[:1:-1]
