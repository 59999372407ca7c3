"""The page that says thank you."""

from flask import Flask
from itsdangerous import URLSafeSerializer

from tests.house_client import HouseClient


def token(key: str, reference: str = "FR-7K2M-4QXP") -> str:
    return str(URLSafeSerializer(key, salt="enquiry-receipt").dumps(reference))


def test_thanks_show_the_reference_and_are_kept_by_nobody(house: HouseClient, app: Flask) -> None:
    page = house.get(f"/kontakt/danke/{token(app.config['SECRET_KEY'])}")

    assert "FR-7K2M-4QXP" in page.text
    assert page.response.headers["Cache-Control"] == "no-store"
    assert page.response.headers["X-Robots-Tag"] == "noindex"
    assert page.soup.select_one("meta[name=robots]")["content"] == "noindex"


def test_token_of_an_earlier_key_still_counts(house: HouseClient, app: Flask) -> None:
    app.config["SECRET_KEY_FALLBACKS"] = ["the key of last year"]

    assert "FR-7K2M-4QXP" in house.get(f"/kontakt/danke/{token('the key of last year')}").text


def test_new_token_is_signed_with_the_present_key(house: HouseClient, app: Flask) -> None:
    app.config["SECRET_KEY_FALLBACKS"] = ["the key of last year"]

    sent = house.post("/kontakt", {"name": "Ada", "email": "ada@muster.example"})
    app.config["SECRET_KEY_FALLBACKS"] = []

    assert house.follow(sent).heading == "Ihre Anfrage ist angekommen"


def test_forged_token_thanks_for_nothing(house: HouseClient) -> None:
    house.get(f"/kontakt/danke/{token('somebody else')}", status=404)
    house.get("/kontakt/danke/FR-7K2M-4QXP", status=404)
