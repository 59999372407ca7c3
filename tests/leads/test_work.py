"""Assignee, answer and clock: each change through its door, seen state checked, told in the timeline."""

from collections.abc import Callable

import pytest

from app.leads import steps, work
from app.leads.models import Lead
from app.leads.status import Status
from app.staff import service as staff
from app.staff.models import Role
from tests.factories import keep_lead, lead, mails

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("app_context")]


@pytest.fixture
def kept() -> Lead:
    return keep_lead()


def told(kept: Lead) -> list[tuple[str, str]]:
    """Kind and actor of what happened after the enquiry came."""
    return [(event.kind, event.actor) for event in lead(kept.reference).events[1:]]


def test_answered_lead_is_in_contact_and_its_clock_stands(kept: Lead) -> None:
    work.mark_answered(kept.reference, by="Kim", version=1, channel="phone")

    now = lead(kept.reference)
    assert (now.status, now.version) == ("in_contact", 2)
    assert now.answered_at is not None
    assert told(kept) == [("answered", "Kim"), ("status_changed", "Kim")]
    assert now.events[1].data["channel"] == "phone"


def test_answer_to_a_lead_further_on_leaves_its_status(kept: Lead) -> None:
    work.change_status(kept.reference, Status.OFFER, by="Kim", version=1)

    work.mark_answered(kept.reference, by="Kim", version=2)

    assert (lead(kept.reference).status, told(kept)[-1]) == ("offer", ("answered", "Kim"))


def test_second_answer_is_refused(kept: Lead) -> None:
    work.mark_answered(kept.reference, by="Kim", version=1)

    with pytest.raises(work.AnsweredAlready):
        work.mark_answered(kept.reference, by="Alex", version=2)
    assert lead(kept.reference).version == 2


def test_answer_taken_back_leaves_the_lead_as_it_was(kept: Lead) -> None:
    work.mark_answered(kept.reference, by="Kim", version=1)

    work.take_back_answer(kept.reference, by="Kim", version=2)

    now = lead(kept.reference)
    assert (now.status, now.answered_at, now.answer_due_at) == ("new", None, kept.answer_due_at)
    assert [mail.message for mail in mails()] == ["enquiry_received"]


def test_answer_taken_back_moves_no_lead_that_was_in_contact_before(kept: Lead) -> None:
    work.change_status(kept.reference, Status.IN_CONTACT, by="Kim", version=1)
    work.mark_answered(kept.reference, by="Kim", version=2)

    work.take_back_answer(kept.reference, by="Kim", version=3)

    assert (lead(kept.reference).status, lead(kept.reference).answered_at) == ("in_contact", None)


def test_answer_that_was_not_given_cannot_be_taken_back(kept: Lead) -> None:
    with pytest.raises(work.NotAnswered):
        work.take_back_answer(kept.reference, by="Kim", version=1)


def test_lead_is_handed_over_and_given_back(kept: Lead) -> None:
    alex = staff.add("alex@beispiel.example", Role.EDITOR, password="elf Wolken über Hamburg", name="Alex").id

    work.assign(kept.reference, alex, "Alex", by="Kim", version=1)
    assert lead(kept.reference).assignee_id == alex
    work.assign(kept.reference, None, "", by="Kim", version=2)

    assert lead(kept.reference).assignee_id is None
    assert [event.data["to"] for event in lead(kept.reference).events[1:]] == ["Alex", ""]


def test_lead_that_was_released_owes_its_mail_but_one_set_back_does_not() -> None:
    held = keep_lead(status=Status.QUARANTINED)
    work.change_status(held.reference, Status.NEW, by="Kim", version=1)
    work.change_status(held.reference, Status.IN_CONTACT, by="Kim", version=2)

    work.change_status(held.reference, Status.NEW, by="Kim", version=3)

    assert [mail.message for mail in mails()] == ["enquiry_received"]


CHANGES: dict[str, Callable[[str, int], None]] = {
    "status": lambda reference, seen: work.change_status(reference, Status.MEETING, by="Kim", version=seen),
    "assignee": lambda reference, seen: work.assign(reference, None, "", by="Kim", version=seen),
    "answer": lambda reference, seen: work.mark_answered(reference, by="Kim", version=seen),
    "answer back": lambda reference, seen: work.take_back_answer(reference, by="Kim", version=seen),
    "step": lambda reference, seen: steps.plan_step(reference, "Anrufen", None, by="Kim", version=seen),
    "step done": lambda reference, seen: steps.finish_step(reference, by="Kim", version=seen),
    "step dropped": lambda reference, seen: steps.drop_step(reference, by="Kim", version=seen),
}


@pytest.mark.parametrize("name", CHANGES)
def test_change_of_what_somebody_else_changed_meanwhile_is_refused(kept: Lead, name: str) -> None:
    work.change_status(kept.reference, Status.IN_CONTACT, by="Alex", version=1)

    with pytest.raises(work.LeadChangedMeanwhile):
        CHANGES[name](kept.reference, 1)

    assert told(kept) == [("status_changed", "Alex")]


@pytest.mark.parametrize("name", CHANGES)
def test_change_of_an_unknown_lead_is_refused(name: str) -> None:
    with pytest.raises(work.LeadNotFound):
        CHANGES[name]("FR-XXXX-XXXX", 1)
