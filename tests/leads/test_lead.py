"""What a lead says about itself."""

import pytest

from app.leads.models import Lead


@pytest.mark.parametrize(
    ("typed", "dialled"),
    [
        ("+49 30 23125-014", "+493023125014"),
        ("(030) 23 125", "03023125"),
        ("030 1", None),
        ("", None),
        ("auf Anfrage", None),
        ("٠٣٠١٢٣٤٥", None),
        ("⁴⁹³⁰¹²³", None),
    ],
)
def test_number_is_dialled_as_far_as_a_telephone_understands_it(typed: str, dialled: str | None) -> None:
    assert Lead(phone=typed).phone_link == dialled
