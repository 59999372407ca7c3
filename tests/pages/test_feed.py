"""The feed keeps the rules of Atom (RFC 4287), so that every reader can take it."""

from datetime import datetime
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

ATOM = "{http://www.w3.org/2005/Atom}"

pytestmark = pytest.mark.settings(site_url="https://www.firma.example")


@pytest.fixture
def feed(client: FlaskClient) -> ET.Element:
    answer = client.get("/feed.xml")
    assert answer.content_type == "application/atom+xml; charset=utf-8"
    return ET.fromstring(answer.data)


def only(element: ET.Element, name: str) -> str:
    """The text of a child that must be there exactly once and say something."""
    [child] = element.findall(f"{ATOM}{name}")
    text = "".join(child.itertext()).strip()
    assert text, name
    return text


def is_absolute(address: str) -> bool:
    return urlsplit(address).scheme == "https" and bool(urlsplit(address).hostname)


def test_feed_has_what_a_feed_must_have(feed: ET.Element) -> None:
    links = {link.get("rel", "alternate"): link.get("href") for link in feed.findall(f"{ATOM}link")}

    assert feed.tag == f"{ATOM}feed"
    assert feed.get("{http://www.w3.org/XML/1998/namespace}lang") == "de"
    assert only(feed, "title")
    assert is_absolute(only(feed, "id"))
    assert datetime.fromisoformat(only(feed, "updated")).tzinfo
    assert links == {
        "self": "https://www.firma.example/feed.xml",
        "alternate": "https://www.firma.example/blog/",
    }


def test_feed_holds_every_published_article(app: Flask, feed: ET.Element) -> None:
    published = app.extensions["content"].current().published()

    titles = [only(entry, "title") for entry in feed.findall(f"{ATOM}entry")]

    assert titles == [article.title for article in published] != []


def test_every_entry_has_what_an_entry_must_have(feed: ET.Element) -> None:
    entries = feed.findall(f"{ATOM}entry")

    for entry in entries:
        assert only(entry, "title")
        assert is_absolute(only(entry, "id"))
        assert datetime.fromisoformat(only(entry, "updated")) >= datetime.fromisoformat(
            only(entry, "published")
        )
        assert entry.findtext(f"{ATOM}author/{ATOM}name")
        assert [link.get("href") for link in entry.findall(f"{ATOM}link")] == [only(entry, "id")]
    identities = [only(entry, "id") for entry in entries]
    assert len(identities) == len(set(identities)) > 0
    changes = [only(entry, "updated") for entry in entries]
    assert max(map(datetime.fromisoformat, changes)) == datetime.fromisoformat(only(feed, "updated"))


def test_text_in_the_feed_leads_nowhere_relative(feed: ET.Element) -> None:
    for content in feed.iter(f"{ATOM}content"):
        assert content.get("type") == "html"
        soup = BeautifulSoup(content.text or "", "html.parser")
        addresses = [tag.get("href") or tag["src"] for tag in soup.select("[href], [src]")]
        inside = {f"#{tag['id']}" for tag in soup.select("[id]")}
        assert [address for address in addresses if not is_absolute(address) and address not in inside] == []
        assert soup.select("script, style, form, [style]") == []
