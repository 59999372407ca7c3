"""Where a lead came from, in words: an article by its title, a place as the house calls it."""

from flask import current_app

from app.leads.sources import place_in_words


def in_words(kind: str, value: str) -> str:
    """`kind` is article, place or campaign. What nobody has words for is shown as it came."""
    if kind == "article":
        return article_title(value)
    return place_in_words(value) if kind == "place" else value


def article_title(slug: str) -> str:
    """Also of one that is no longer published."""
    articles = current_app.extensions["content"].current().articles
    return next((str(article.title) for article in articles if article.slug == slug), slug)
