"""Where an enquiry came from: told by links and the Referer, checked against what there is, kept with the lead."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.database import session
from app.enquiry.attribution import PLACES
from app.leads.models import Lead
from app.settings import RESOURCES
from tests.house_client import HouseClient

ADA = {"name": "Ada", "email": "ada@muster.example"}
ARTICLE = "meta-umwirbt-ki-forscher"
PLACE = re.compile(r"""(?:cta_url\(|enquiry_form\(place=)["']([\w-]+)["']""")


def source(app: Flask) -> tuple[str, str, str, str]:
    with app.app_context():
        lead = session().query(Lead).one()
        return lead.source_article, lead.source_place, lead.source_campaign, lead.source_referrer_host


def test_every_place_in_the_templates_has_its_words() -> None:
    used = {
        place
        for path in (RESOURCES / "templates").rglob("*.html")
        for place in PLACE.findall(path.read_text())
    }

    assert used == set(PLACES)


def test_call_to_action_is_remembered(house: HouseClient, app: Flask) -> None:
    page = house.get(f"/kontakt?thema=nis2&artikel={ARTICLE}&ort=article-end&utm_campaign=herbst")
    house.submit(page, "/kontakt", **ADA)

    assert source(app) == (ARTICLE, "article-end", "herbst", "")


def test_it_is_still_known_after_a_refused_form(house: HouseClient, app: Flask) -> None:
    page = house.get(f"/kontakt?artikel={ARTICLE}&ort=article-end&utm_campaign=herbst")
    refused = house.submit(page, "/kontakt", status=422, name="Ada")

    house.submit(refused, str(refused.form()["action"]), **ADA)

    assert source(app) == (ARTICLE, "article-end", "herbst", "")


@pytest.mark.parametrize("referrer", ["http://localhost/", ""])
def test_form_on_the_start_page_says_so_with_and_without_referer(
    house: HouseClient, app: Flask, referrer: str
) -> None:
    form = house.get("/").form("/kontakt")
    hidden = {field["name"]: field["value"] for field in form.select("input[type=hidden]")}

    house.post("/kontakt", ADA | hidden, headers={"Referer": referrer} if referrer else {})

    assert source(app) == ("", "start", "", "")


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("/?utm_campaign=brief", ("", "start", "brief", "")),
        (f"/blog/{ARTICLE}", (ARTICLE, "", "", "")),
        ("/blog/gibt-es-nicht", ("", "", "", "")),
        ("/kontakt?ort=header", ("", "header", "", "")),
    ],
)
def test_own_page_that_sent_the_form_tells(
    client: FlaskClient, app: Flask, path: str, found: tuple[str, ...]
) -> None:
    client.post("/kontakt", data=ADA, headers={"Referer": f"http://localhost{path}"})

    assert source(app) == found


def test_another_site_tells_nothing_but_its_name(client: FlaskClient, app: Flask) -> None:
    client.post("/kontakt", data=ADA, headers={"Referer": f"https://fremd.example/blog/{ARTICLE}?ort=start"})

    assert source(app) == ("", "", "", "fremd.example")


def test_what_does_not_exist_is_dropped_and_the_campaign_is_cleaned(client: FlaskClient, app: Flask) -> None:
    parameters = {
        "artikel": "=cmd()",
        "ort": "<b>",
        "utm_campaign": "  Herbst\u202e\x00 2026\r\n" + "a" * 200,
    }

    client.post("/kontakt", query_string=parameters, data=ADA | {"ort": "nirgends"})

    assert source(app) == ("", "", ("Herbst 2026 " + "a" * 200)[:80], "")


@pytest.mark.parametrize(
    ("referrer", "host"),
    [
        ("http://[::1", ""),
        ("//", ""),
        ("https://suche.example/?q=ausfall", "suche.example"),
        ("http://localhost/blog/", ""),
        ("", ""),
        (f"https://{'a.' * 150}example/", ("a." * 150)[:253]),
    ],
    ids=["broken", "empty", "elsewhere", "ourselves", "none", "endless"],
)
def test_host_that_led_here_is_remembered(client: FlaskClient, app: Flask, referrer: str, host: str) -> None:
    client.post("/kontakt", data=ADA, headers={"Referer": referrer})

    assert source(app)[3] == host
