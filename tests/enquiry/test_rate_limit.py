"""Too many enquiries from one address are held back, with the text kept and another way to reach us."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from app.database import session
from app.errors import ConfigurationError
from app.leads.models import Lead
from app.security import limiter, network
from tests.databases import make_settings
from tests.factories import TYPED
from tests.house_client import HouseClient

THREE = pytest.mark.settings(ratelimit_enabled=True, ratelimit_enquiries="3 per 10 minutes; 5 per day")
ADA = {"name": "Ada", "email": "ada@muster.example"}


@pytest.fixture(autouse=True)
def fresh_counts(app: Flask) -> Iterator[None]:
    """The limiter is one for the process."""
    yield
    if limiter.enabled:
        with app.app_context():
            limiter.reset()


def count(app: Flask) -> int:
    with app.app_context():
        return session().query(Lead).count()


def send(client: FlaskClient, message: str = "", address: str = "192.0.2.1") -> int:
    return client.post(
        "/kontakt", data=ADA | {"message": message}, environ_overrides={"REMOTE_ADDR": address}
    ).status_code


@THREE
def test_fourth_enquiry_is_held_back_with_everything_typed(house: HouseClient, app: Flask) -> None:
    for number in range(3):
        house.post("/kontakt", ADA | {"message": str(number)})

    page = house.post("/kontakt", TYPED, status=429)

    assert count(app) == 3
    assert 1 <= int(page.response.headers["Retry-After"]) <= 601
    assert "Von Ihrem Anschluss kamen gerade sehr viele Anfragen" in page.text
    assert "Diesen Versuch haben wir nicht mehr angenommen." in page.text
    assert page.soup.select_one("textarea").get_text().strip() == TYPED["message"]
    assert page.soup.select_one("input[name=name]")["value"] == TYPED["name"]
    assert page.soup.select_one("input[name=topics][value=single_person]").has_attr("checked")


@pytest.mark.settings(ratelimit_enabled=True, ratelimit_enquiries="1 per day")
def test_page_names_the_other_ways_that_the_owner_gave(
    house: HouseClient, app: Flask, own_content: Path
) -> None:
    company = app.extensions["content"].current().site.company
    object.__setattr__(company, "phone", "+49 521 0000")
    object.__setattr__(company, "email", "post@beispiel.example")
    house.post("/kontakt", ADA)

    page = house.post("/kontakt", ADA, status=429)

    assert (
        "Eilt es, erreichen Sie uns unter +49 521 0000 oder per E-Mail an post@beispiel.example." in page.text
    )
    assert "Stunden noch einmal" in page.text


@THREE
def test_each_address_has_its_own_count_and_an_ipv6_network_one(client: FlaskClient) -> None:
    assert [send(client, str(number)) for number in range(4)] == [303, 303, 303, 429]

    assert send(client, address="192.0.2.2") == 303
    network_of_one = [f"2001:db8:1:2::{number}" for number in range(1, 5)]
    assert [send(client, address=address) for address in network_of_one] == [303, 303, 303, 429]
    assert send(client, address="2001:db8:1:3::1") == 303


def test_network_is_an_ipv4_address_or_a_64_of_ipv6() -> None:
    assert [network(address) for address in ("192.0.2.1", "2001:db8:1:2:3::4", "", "unix:")] == [
        "192.0.2.1",
        "2001:db8:1:2::/64",
        "",
        "unix:",
    ]


@THREE
def test_corrections_are_free(client: FlaskClient) -> None:
    assert [client.post("/kontakt", data={"name": "Ada"}).status_code for _ in range(8)] == [422] * 8

    assert send(client) == 303


@THREE
def test_wait_ends_and_the_day_has_its_own_limit(client: FlaskClient) -> None:
    with time_machine.travel("2026-03-03 09:00+01:00") as clock:
        assert [send(client, str(number)) for number in range(4)] == [303, 303, 303, 429]
        clock.shift(601)
        assert [send(client, str(number)) for number in range(4, 7)] == [303, 303, 429]


@THREE
def test_too_large_body_gets_its_own_answer_even_then(client: FlaskClient) -> None:
    for number in range(3):
        send(client, str(number))

    assert send(client, "x" * 70_000) == 413


@THREE
def test_broken_store_of_counts_costs_no_enquiry(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> bool:
        raise ConnectionError("no store")

    for name in ("test", "hit"):
        monkeypatch.setattr(limiter.limiter, name, broken)

    assert send(client) == 303


def test_switched_off_nothing_is_counted(client: FlaskClient) -> None:
    assert {send(client, str(number)) for number in range(15)} == {303}


@pytest.mark.parametrize("value", ["viele", "0 per day", "10", "10 per fortnight", "10 per day; ", ";"])
def test_senseless_figures_stop_the_start(tmp_path: Path, value: str) -> None:
    with pytest.raises(ConfigurationError, match="RATELIMIT_ENQUIRIES braucht die Form"):
        make_settings(tmp_path, ratelimit_enquiries=value)
