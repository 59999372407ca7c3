"""Where an enquiry came from, told by links and the Referer; nothing is stored on the visitor's device."""

from typing import Any
from urllib.parse import SplitResult, parse_qsl, urlsplit

from flask import Request

from app.leads.fields import Source

# The parameters of a call-to-action link that are worth carrying.
PARAMETERS = ("artikel", "ort", "utm_campaign")
LONGEST, LONGEST_HOST = 120, 253  # characters


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
    """From the form's own address, which has it after a first refusal, else from the page the form was on."""
    referrer = referrer_of(request)
    before = parse_qsl(referrer.query) if is_ours(request, referrer.hostname) else []
    found = dict(before) | request.args.to_dict()
    return {name: found[name][:LONGEST] for name in PARAMETERS if found.get(name)}


def referrer_of(request: Request) -> SplitResult:
    """Whatever stands in that header, it never costs an enquiry."""
    try:
        return urlsplit(request.referrer or "")
    except ValueError:
        return urlsplit("")


def is_ours(request: Request, host: str | None) -> bool:
    return host == urlsplit(request.host_url).hostname
