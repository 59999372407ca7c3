"""Telephone numbers as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.leads.models import Lead
from app.leads.phone import dialled, to_e164
from tests.factories import keep_lead

NUMBER = "+493023125014"


@pytest.mark.parametrize(
    ("typed", "dialled"),
    [
        ("030 / 23 12 5-014", NUMBER),
        ("(030) 23125–014", NUMBER),
        ("030.23125.014", NUMBER),
        ("0049(0)30 23125014", NUMBER),
        ("+49 (0) 30 23125014", NUMBER),
        ("Tel.: 030 23125-014", NUMBER),
        ("abends: 030 23125-014", NUMBER),
        ("030 23125-014 (Frau Maier)", NUMBER),
        ("030 23125014 oder 0170 1234567", NUMBER),
        ("030 23125014 / 0170 1234567", NUMBER),
        ("030 23125014, +49 170 1234567", NUMBER),
        ("030 23125-014/015", NUMBER),
        ("\uff0b\uff14\uff19 30 23125014", NUMBER),
        ("\u0660\u0663\u0660 23125014", NUMBER),
        ("0170/1234567", "+491701234567"),
        ("+43 1 234567", "+431234567"),
        ("+41 44 668 18 00", "+41446681800"),
        ("030 23125 Durchwahl 12", "+493023125;ext=12"),
        ("030 23125 DW: 12", "+493023125;ext=12"),
        ("Zentrale 030 23125, Apparat 7", "+493023125;ext=7"),
        ("+1 (212) 555-0123 x45", "+12125550123;ext=45"),
    ],
)
def test_number_is_understood(typed: str, dialled: str) -> None:
    assert to_e164(typed) == dialled


@pytest.mark.parametrize(
    "typed",
    ["", "+", "030 1", "110", "DW 12", "23125014", "030 23125-14 / -15", "auf Anfrage", "0" * 40, "a" * 40],
)
def test_what_would_be_a_guess_is_left_alone(typed: str) -> None:
    assert to_e164(typed) == ""


@given(
    st.text(
        st.sampled_from("0123456789 +-/().;,xX#*\u0660\uff10\u00b2\u200bDurchwahl") | st.characters(),
        max_size=40,
    )
)
def test_no_text_breaks_it_or_outgrows_its_column(typed: str) -> None:
    assert len(to_e164(typed)) <= 40


@pytest.mark.both_databases
@pytest.mark.usefixtures("app_context")
def test_lead_keeps_what_was_typed_and_dials_what_was_understood() -> None:
    kept = keep_lead(phone="030 23125 Durchwahl 12", email="Ada@M\u00dcNCHEN.Example")

    assert (kept.phone, kept.phone_e164) == ("030 23125 Durchwahl 12", "+493023125;ext=12")
    assert kept.phone_link == "+493023125;ext=12"
    assert kept.email_domain == "m\u00fcnchen.example"


def test_number_that_was_not_understood_is_dialled_as_typed() -> None:
    assert Lead(phone="23125-014", phone_e164="").phone_link == "23125014"


@pytest.mark.parametrize(
    ("shown", "link"), [("+49 (0)30 23125-014", NUMBER), ("0800 123 / 4567", "+498001234567"), ("115", "115")]
)
def test_number_of_the_house_is_dialled_as_a_phone_needs_it(shown: str, link: str) -> None:
    assert dialled(shown) == link
