"""Where an enquiry came from, told by links and the Referer; nothing is stored on the visitor's device."""

from typing import Any
from urllib.parse import SplitResult, parse_qsl, urlsplit

from flask import Request, current_app

from app.enquiry.cleaning import one_line
from app.leads.fields import Source
from app.leads.sources import PLACES

ARTICLES = "/blog/"
LONGEST_CAMPAIGN, LONGEST_HOST = 80, 253  # characters


def source_of(request: Request) -> Source:
    known = carried(request)
    host = referrer_of(request).hostname or ""
    return Source(
        article=known.get("artikel", ""),
        place=known.get("ort", ""),
        campaign=known.get("utm_campaign", ""),
        referrer_host="" if is_ours(request, host) else host[:LONGEST_HOST],
    )


def carried(request: Request) -> dict[str, Any]:
    """From the form itself or its address, which has it after a first refusal, else from the page the form was on.

    Articles and places that do not exist are dropped.
    """
    referrer = referrer_of(request)
    before = told_by_page(referrer) if is_ours(request, referrer.hostname) else {}
    found = (
        before
        | request.args.to_dict()
        | {name: request.form[name] for name in ("ort",) if name in request.form}
    )
    checked = {
        "artikel": found.get("artikel", "") if is_article(found.get("artikel", "")) else "",
        "ort": found.get("ort", "") if found.get("ort") in PLACES else "",
        "utm_campaign": one_line(found.get("utm_campaign"))[:LONGEST_CAMPAIGN].strip(),
    }
    return {name: value for name, value in checked.items() if value}


def told_by_page(page: SplitResult) -> dict[str, str]:
    """The parameters of its address, and what it is."""
    told = {"ort": "start"} if page.path == "/" else {}
    if page.path.startswith(ARTICLES):
        told["artikel"] = page.path.removeprefix(ARTICLES)
    return told | dict(parse_qsl(page.query))


def is_article(slug: str) -> bool:
    return any(article.slug == slug for article in current_app.extensions["content"].current().articles)


def referrer_of(request: Request) -> SplitResult:
    """Whatever stands in that header, it never costs an enquiry."""
    try:
        return urlsplit(request.referrer or "")
    except ValueError:
        return urlsplit("")


def is_ours(request: Request, host: str | None) -> bool:
    return host == urlsplit(request.host_url).hostname
