"""What machines read: feed, sitemap, robots, security contact, structured data, share cards."""

import json
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree as ET

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from tests.house_client import HouseClient

SITE = "https://www.firma.example"
ARTICLE = "/blog/meta-umwirbt-ki-forscher"
ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
PAGES = (
    "/",
    "/flightops",
    "/blog/",
    ARTICLE,
    "/frank-roebers",
    "/vortraege",
    "/kontakt",
    "/impressum",
    "/datenschutz",
    "/barrierefreiheit",
)

pytestmark = pytest.mark.settings(site_url=SITE)


def data_of(soup: BeautifulSoup) -> dict[str, dict[str, object]]:
    found = [json.loads(script.string) for script in soup.select('script[type="application/ld+json"]')]
    return {block["@type"]: block for block in found}


def test_feed_holds_every_article_whole(client: FlaskClient, app: Flask) -> None:
    feed = ET.fromstring(client.get("/feed.xml").data)
    entries = feed.findall(f"{ATOM}entry")

    published = app.extensions["content"].current().published()
    assert [entry.findtext(f"{ATOM}title") for entry in entries] == [article.title for article in published]
    oldest = entries[-1]
    assert oldest.findtext(f"{ATOM}id") == f"{SITE}{ARTICLE}"
    assert oldest.findtext(f"{ATOM}published") == "2024-03-27T00:00:00+01:00"
    assert oldest.findtext(f"{ATOM}updated") == "2025-12-05T00:00:00+01:00"
    body = BeautifulSoup(oldest.findtext(f"{ATOM}content") or "", "html.parser")
    assert len(body.select("h2")) >= 2
    assert len(body.get_text().split()) > 400


def test_sitemap_names_every_page_there_is(client: FlaskClient) -> None:
    places = [place.text or "" for place in ET.fromstring(client.get("/sitemap.xml").data).iter(f"{MAP}loc")]

    assert {f"{SITE}{path}" for path in PAGES} <= set(places)
    assert [place for place in places if client.get(place.removeprefix(SITE)).status_code != 200] == []


def test_robots_know_the_sitemap_and_stay_out_of_the_desk(client: FlaskClient) -> None:
    text = client.get("/robots.txt").text

    assert f"Sitemap: {SITE}/sitemap.xml" in text
    assert "Disallow: /leitstand/" in text


def test_security_contact_has_an_end_within_a_year(client: FlaskClient) -> None:
    fields = dict(line.split(": ", 1) for line in client.get("/.well-known/security.txt").text.splitlines())

    left = datetime.fromisoformat(fields["Expires"]) - datetime.now(UTC)
    assert timedelta(days=30) < left < timedelta(days=365)
    assert fields["Contact"] == f"{SITE}/kontakt"
    assert fields["Canonical"] == f"{SITE}/.well-known/security.txt"


@pytest.mark.parametrize("path", PAGES)
def test_every_page_can_be_found_and_shared(house: HouseClient, path: str) -> None:
    soup = house.get(path).soup
    meta = {
        tag.get("property") or tag.get("name"): tag.get("content") for tag in soup.select("meta[content]")
    }

    assert soup.select_one("link[rel=canonical]")["href"] == f"{SITE}{path}"
    assert 50 <= len(meta["description"]) <= 200
    assert meta["og:url"] == f"{SITE}{path}"
    assert meta["og:title"]
    assert meta["og:description"] == meta["description"]
    assert meta["og:image"].startswith(f"{SITE}/static/img/share.")
    assert house.client.get(meta["og:image"].removeprefix(SITE)).mimetype == "image/png"
    assert soup.select_one("link[rel=alternate][type='application/atom+xml']")["href"].endswith("/feed.xml")


def test_campaign_has_no_part_in_the_canonical_address(house: HouseClient) -> None:
    soup = house.get("/kontakt?thema=nis2&utm_source=brief").soup

    assert soup.select_one("link[rel=canonical]")["href"] == f"{SITE}/kontakt"


def test_article_says_what_it_is(house: HouseClient) -> None:
    data = data_of(house.get(ARTICLE).soup)

    article = data["Article"]
    assert (article["datePublished"], article["dateModified"]) == ("2024-03-27", "2025-12-05")
    assert article["author"]["name"] == "Frank Roebers"
    assert article["author"]["url"] == f"{SITE}/frank-roebers"
    assert [step["item"] for step in data["BreadcrumbList"]["itemListElement"]] == [
        f"{SITE}/",
        f"{SITE}/blog/",
        f"{SITE}{ARTICLE}",
    ]


def test_structured_data_says_only_what_is_visible(house: HouseClient) -> None:
    page = house.get("/")
    data = data_of(page.soup)

    assert data["Organization"]["name"] in page.text
    assert "telephone" not in data["Organization"]
    for question in data["FAQPage"]["mainEntity"]:
        assert question["name"] in page.text
        assert " ".join(question["acceptedAnswer"]["text"].split())[:60] in page.text


def test_person_is_told_on_the_author_page(house: HouseClient) -> None:
    assert data_of(house.get("/frank-roebers").soup)["Person"]["name"] == "Frank Roebers"


def test_old_address_leads_to_the_new_one(app: Flask) -> None:
    store = app.extensions["content"]
    site = store.content.site.model_copy(update={"redirects": {"/alt": "/flightops"}})
    object.__setattr__(store.content, "site", site)

    answer = app.test_client().get("/alt")

    assert (answer.status_code, answer.location) == (301, "/flightops")
