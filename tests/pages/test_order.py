"""Which article comes first, and which ones are offered next."""

from datetime import date

import pytest
from flask import Flask

from app.pages.content import Content
from tests.house_client import HouseClient


@pytest.fixture
def content(app: Flask) -> Content:
    found: Content = app.extensions["content"].current()
    assert len(found.published()) > 3
    return found


def test_newest_article_comes_first(house: HouseClient, content: Content) -> None:
    dates = [date.fromisoformat(text) for text in shown_dates(house)]

    assert dates == sorted(dates, reverse=True)
    assert [article.published for article in content.published()] == sorted(
        (article.published for article in content.published()), reverse=True
    )


def shown_dates(house: HouseClient) -> list[str]:
    return [str(time["datetime"])[:10] for time in house.get("/blog/").soup.select("main article time")]


def test_topic_of_the_newest_article_opens_the_blog(house: HouseClient) -> None:
    groups = house.get("/blog/").soup.select(".group")

    newest = [max(time["datetime"] for time in group.select("time")) for group in groups]

    assert len(newest) > 3
    assert newest == sorted(newest, reverse=True)


def test_related_articles_are_others_and_those_of_the_topic_come_first(content: Content) -> None:
    for article in content.published():
        related = content.related(article)
        of_other_topics = [other.topic != article.topic for other in related]

        assert article not in related
        assert of_other_topics == sorted(of_other_topics)
        same = [other for other in content.published() if other.topic == article.topic and other != article]
        assert related[: len(same)] == same[: len(related)]
