"""A blog with more articles than fit on a page: every one is reached, none twice."""

import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from app import create_app
from tests.databases import make_settings
from tests.house_client import HouseClient

COPIES = 4


@pytest.fixture
def own_house(own_content: Path, tmp_path: Path) -> HouseClient:
    for article in list((own_content / "blog").glob("*.md")):
        for number in range(COPIES):
            (article.with_name(f"{article.stem}-{number}.md")).write_text(article.read_text())
    return HouseClient(create_app(make_settings(tmp_path / "data", content_dir=own_content)))


def articles_on(soup: BeautifulSoup) -> list[str]:
    return [
        link["href"]
        for link in soup.select("main a[href^='/blog/']")
        if re.fullmatch(r"/blog/[\w-]+", link["href"])
    ]


def test_reader_who_goes_on_meets_every_article_once(own_house: HouseClient) -> None:
    seen: list[str] = []
    page: str | None = "/blog/"

    while page:
        soup = own_house.get(page).soup
        seen += articles_on(soup)
        older = soup.select_one("a[rel=next]")
        page = older and older["href"]

    assert len(seen) > 24
    published = own_house.app.extensions["content"].current().published()
    assert sorted(seen) == sorted(f"/blog/{article.slug}" for article in published)


@pytest.mark.parametrize("number", ["0", "99", "-1", "01", "%2B1", "1_0", "quatsch"])
def test_page_that_does_not_exist_is_not_found(own_house: HouseClient, number: str) -> None:
    assert own_house.client.get(f"/blog/?seite={number}").status_code == 404


def test_topic_named_twice_is_the_same_page(house: HouseClient) -> None:
    once, twice = (house.get(f"/blog/?{query}") for query in ("thema=people", "thema=people&thema=people"))

    assert twice.soup.select_one("link[rel=canonical]") == once.soup.select_one("link[rel=canonical]")
