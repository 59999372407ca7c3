"""What machines read: feed, sitemap, robots, security contact."""

from datetime import UTC, date, datetime, time, timedelta

from flask import Blueprint, Response, current_app, redirect, render_template
from flask.typing import ResponseReturnValue

from app import press
from app.pages.content import Content, ContentStore, today
from app.templating import BERLIN

blueprint = Blueprint("feeds", __name__)

CONTACT_VALID = timedelta(days=180)  # RFC 9116 asks for less than a year; made anew every day

PAGES = (
    "/",
    "/flightops",
    "/blog/",
    "/vortraege",
    "/kontakt",
    "/impressum",
    "/datenschutz",
    "/barrierefreiheit",
)


def content() -> Content:
    store: ContentStore = current_app.extensions["content"]
    return store.current()


def answer(text: str, media_type: str) -> Response:
    return Response(text, content_type=f"{media_type}; charset=utf-8", headers={"Cache-Control": press.KEEP})


@blueprint.get("/feed.xml")
def feed() -> ResponseReturnValue:
    """Atom (RFC 4287) with the whole text of each article."""
    articles = content().published()
    changed = max((article.changed for article in articles), default=today())
    text = render_template(
        "feeds/feed.xml", articles=articles, changed=at_midnight(changed), at_midnight=at_midnight
    )
    return answer(text, "application/atom+xml")


@blueprint.get("/sitemap.xml")
def sitemap() -> ResponseReturnValue:
    people = [author.url for author in content().authors.values() if author.has_page]
    text = render_template("feeds/sitemap.xml", pages=[*PAGES, *people], articles=content().published())
    return answer(text, "application/xml")


@blueprint.get("/robots.txt")
def robots() -> ResponseReturnValue:
    return answer(render_template("feeds/robots.txt"), "text/plain")


@blueprint.get("/.well-known/security.txt")
def security_contact() -> ResponseReturnValue:
    expires = datetime.combine(today(), time(), UTC) + CONTACT_VALID
    return answer(render_template("feeds/security.txt", expires=expires), "text/plain")


@blueprint.get("/favicon.ico")
def favicon() -> ResponseReturnValue:
    """For those who ask without having read a page."""
    return redirect(current_app.jinja_env.globals["asset"]("img/favicon.ico"))  # type: ignore[operator]


def at_midnight(day: date) -> datetime:
    """A date as the moment it began in Berlin."""
    return datetime.combine(day, time(), BERLIN)
