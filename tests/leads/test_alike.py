"""Leads from the same address or the same firm."""

import re

import pytest

from app.leads import queries, service
from app.leads.fields import Source
from app.leads.mailboxes import MAILBOXES
from app.leads.models import Lead
from app.settings import RESOURCES
from tests.factories import enquiry, keep_lead, lead

both = pytest.mark.both_databases


def alike(one: Lead) -> list[str]:
    return [other.reference for other in queries.leads_alike(lead(one.reference))]


@both
def test_same_address_and_same_firm_are_shown_newest_first(app_context: None) -> None:
    first = keep_lead(message="eins")
    second = keep_lead(message="zwei", email="J.Groessmann@Muster.example")
    third = keep_lead(message="drei", email="einkauf@muster.example", name="Ada")
    keep_lead(message="vier", email="ada@anderswo.example")

    assert alike(second) == [third.reference, first.reference]


@both
def test_same_provider_of_mailboxes_is_no_firm(app_context: None) -> None:
    first = keep_lead(email="ada@gmx.de")
    keep_lead(email="bob@gmx.de")

    assert alike(first) == []


@both
def test_leads_without_an_address_have_nothing_in_common(app_context: None) -> None:
    call = Source(place="by_hand:call")
    first, second = (
        service.enter(enquiry(email="", message=text, source=call), by="Kim") for text in ("a", "b")
    )

    assert (alike(lead(first)), alike(lead(second))) == ([], [])


@both
def test_list_ends_and_says_that_there_are_more(app_context: None) -> None:
    kept = [keep_lead(message=f"Nr. {number}") for number in range(9)]

    assert alike(kept[8]) == [one.reference for one in kept[7:1:-1]]
    assert len(alike(kept[8])) == queries.ALIKE_SHOWN + 1


def test_mailboxes_are_those_the_form_suggests() -> None:
    script = (RESOURCES / "static/js/modules/suggestion.js").read_text()

    assert set(re.findall(r"MAILBOXES = `([^`]+)`", script)[0].split()) == MAILBOXES
