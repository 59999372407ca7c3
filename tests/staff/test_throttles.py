"""How often one may try: per account, whatever its spelling, and per address, whatever the account."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from app.security import hashed_address
from tests.house_client import HouseClient

LIMITED = pytest.mark.settings(ratelimit_enabled=True)
BEHIND_A_PROXY = pytest.mark.settings(ratelimit_enabled=True, trusted_proxies=1)


def guess(client: FlaskClient, email: str, visitor: str = "192.0.2.1") -> int:
    """Status of a login that fails; `visitor` is what a proxy would say."""
    form = {"email": email, "password": "geraten"}
    headers = {"X-Forwarded-For": visitor}
    return client.post("/leitstand/anmelden", data=form, headers=headers).status_code


@LIMITED
def test_spelling_of_an_address_makes_no_new_account(client: FlaskClient) -> None:
    spellings = ["wer@beispiel.example", "Wer@Beispiel.example", " wer@beispiel.example "]

    codes = [guess(client, spellings[number % 3]) for number in range(9)]

    assert codes == [422] * 8 + [429]


@LIMITED
def test_one_address_cannot_try_many_accounts(client: FlaskClient) -> None:
    codes = [guess(client, f"{number}@beispiel.example") for number in range(21)]

    assert codes == [422] * 20 + [429]


@LIMITED
def test_visitor_cannot_choose_the_address_he_is_counted_by(client: FlaskClient) -> None:
    codes = [guess(client, f"{number}@beispiel.example", f"192.0.2.{number}") for number in range(21)]

    assert codes == [422] * 20 + [429]


@BEHIND_A_PROXY
def test_visitors_behind_a_trusted_proxy_are_counted_apart(client: FlaskClient) -> None:
    codes = [guess(client, f"{number}@beispiel.example", f"192.0.2.{number}") for number in range(21)]

    assert codes == [422] * 21


@LIMITED
def test_no_account_is_sent_more_than_three_links_an_hour(house: HouseClient) -> None:
    form = house.get("/leitstand/passwort")
    for _ in range(3):
        house.submit(form, "/passwort", status=200, email="wer@beispiel.example")

    house.submit(form, "/passwort", status=429, email="wer@beispiel.example")


@LIMITED
def test_one_address_cannot_ask_links_for_many_accounts(house: HouseClient) -> None:
    form = house.get("/leitstand/passwort")
    for number in range(5):
        house.submit(form, "/passwort", status=200, email=f"{number}@beispiel.example")

    house.submit(form, "/passwort", status=429, email="noch-wer@beispiel.example")


def test_address_is_counted_under_a_name_that_changes_every_day(app: Flask) -> None:
    def name(visitor: str, day: int) -> str:
        moment = datetime(2026, 11, 24, 12, tzinfo=UTC) + timedelta(days=day)
        with time_machine.travel(moment), app.test_request_context(environ_base={"REMOTE_ADDR": visitor}):
            return hashed_address()

    names = [name("192.0.2.1", 0), name("192.0.2.2", 0), name("192.0.2.1", 1)]

    assert len(set(names)) == 3
    assert names[0] == name("192.0.2.1", 0)
    assert [found for found in names if "192" in found] == []
