"""Absolute addresses for mails and the terminal: always from SITE_URL, never from what a request claims."""

from typing import Any
from urllib.parse import urlsplit

from flask import current_app

from app.settings import Settings


def absolute_url(endpoint: str, **values: Any) -> str:
    settings: Settings = current_app.extensions["settings"]
    base = urlsplit(settings.public_url)
    adapter = current_app.url_map.bind(base.netloc, base.path or "/", url_scheme=base.scheme)
    return adapter.build(endpoint, values, force_external=True)
