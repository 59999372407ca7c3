"""A visitor or colleague who looks closely: Flask's test client that inspects every page it fetches."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from http import HTTPStatus
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

from bs4 import BeautifulSoup, Tag
from flask import Flask
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect
from werkzeug.test import TestResponse

from app.security import DESK
from tests.inspection import CONTROLS, problems, short, words

LINKS = (("a, area, link, use", "href"), ("script, img, source", "src"))
# What a public address answered, per folder of content: the same for every test of this worker.
answers: dict[tuple[str, str], tuple[int, frozenset[str]]] = {}


@dataclass
class Page:
    url: str
    response: TestResponse

    @property
    def status(self) -> int:
        return self.response.status_code

    @property
    def location(self) -> str:
        return self.response.headers["Location"]

    @cached_property
    def soup(self) -> BeautifulSoup:
        return BeautifulSoup(self.response.data, "html.parser")

    @property
    def text(self) -> str:
        """What a person reads, as one line."""
        return words(self.soup.body or self.soup)

    @property
    def heading(self) -> str:
        return words(self.soup.h1) if self.soup.h1 else ""

    def texts(self, selector: str) -> list[str]:
        return [words(found) for found in self.soup.select(selector)]

    def form(self, action: str = "") -> Tag:
        """The form whose action ends with `action`."""
        found = [form for form in self.soup.find_all("form") if str(form.get("action", "")).endswith(action)]
        assert len(found) == 1, (
            f"{self.url}: one form to „{action}“ expected, found {[short(form) for form in found]}"
        )
        return found[0]


class HouseClient:
    """Every request names the status it expects; 200 for reading and 303 for sending unless told."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.client = app.test_client()
        self.typed: set[str] = set()  # what people wrote, who may quote as they like

    def get(self, url: str, status: int = 200, **options: Any) -> Page:
        return self.look_at(url, self.client.get(url, **options), status)

    def post(self, url: str, data: dict[str, Any] | None = None, status: int = 303, **options: Any) -> Page:
        self.remember(data or {})
        return self.look_at(url, self.client.post(url, data=data, **options), status)

    def submit(self, page: Page, action: str = "", status: int = 303, **fields: Any) -> Page:
        """Send a form of the page as a browser would: with its hidden fields and all that is filled in already."""
        form = page.form(action)
        known = {
            str(control["name"]) for control in form.select(f"{CONTROLS}, button") if control.get("name")
        }
        assert set(fields) <= known, (
            f"{page.url}: the form to „{action}“ has no {sorted(set(fields) - known)}"
        )
        came_from = {"Referer": urljoin("http://localhost/", page.url)}
        return self.post(
            urljoin(page.url, str(form["action"])), filled_in(form) | fields, status, headers=came_from
        )

    def follow(self, page: Page, status: int = 200) -> Page:
        return self.get(page.location, status)

    def remember(self, data: dict[str, Any]) -> None:
        texts = [text for value in data.values() for text in (value if isinstance(value, list) else [value])]
        self.typed |= {" ".join(text.split()) for text in texts if isinstance(text, str) and text.strip()}

    def look_at(self, url: str, response: TestResponse, status: int) -> Page:
        page = Page(url, response)
        found = list(self.header_problems(page))
        if response.mimetype == "text/html" and response.data and not response.location:
            found += problems(page.soup, typed=self.typed) + list(self.link_problems(page))
        assert page.status == status, f"{url}: {status} expected, {page.status} came: {page.text[:300]}"
        assert not found, f"{url} ({page.status}):\n  " + "\n  ".join(found)
        return page

    def header_problems(self, page: Page) -> Iterator[str]:
        if urlsplit(page.url).path.startswith(DESK):
            return
        if page.response.headers.getlist("Set-Cookie"):
            yield f"a public page sets a cookie: {page.response.headers['Set-Cookie']}"
        if "cookie" in page.response.headers.get("Vary", "").lower():
            yield "a public page varies by cookie"

    def link_problems(self, page: Page) -> Iterator[str]:
        here = frozenset(str(found["id"]) for found in page.soup.select("[id]"))
        for selector, attribute in LINKS:
            for element in page.soup.select(f"{selector}"):
                target = str(element.get(attribute) or "")
                url = urlsplit(urljoin(page.url, target))
                if not target or url.scheme or url.netloc:
                    continue
                is_here = target.startswith("#") or url.path == urlsplit(page.url).path
                status, ids = (200, here) if is_here else self.ask(url.path, url.query)
                if status not in (200, 301, 302, 303, 308):
                    yield f"a link leads to {status}: {short(element)}"
                elif url.fragment and status == 200 and unquote(url.fragment) not in ids:
                    yield f"„#{url.fragment}“ is not there: {short(element)}"
        for form in page.soup.select("form[action]"):
            path = urlsplit(urljoin(page.url, str(form["action"]))).path
            if not self.is_route(path, str(form.get("method", "get")).upper()):
                yield f"the form's address takes no {form.get('method')}: {short(form)}"

    def ask(self, path: str, query: str) -> tuple[int, frozenset[str]]:
        """Status and ids behind an address. The desk is not fetched: opening a lead marks it as read."""
        if path.startswith(DESK):
            return (200 if self.is_route(path, "GET") else 404), frozenset()
        url = f"{path}?{query}" if query else path
        settings = self.app.extensions["settings"]
        key = (f"{settings.app_env} {settings.content_dir}", url)
        if key in answers:
            return answers[key]
        with self.app.test_client().get(url) as response:
            ids = frozenset(re.findall(r'\bid="([^"]+)"', response.data.decode(errors="replace")))
            found = (response.status_code, ids)
        if (
            response.status_code < HTTPStatus.BAD_REQUEST
        ):  # what fails in one test may be broken on purpose there
            answers[key] = found
        return found

    def is_route(self, path: str, method: str) -> bool:
        try:
            self.app.url_map.bind("").match(unquote(path), method=method)
        except RequestRedirect:
            return True
        except HTTPException:
            return False
        return True


def filled_in(form: Tag) -> dict[str, Any]:
    """What a browser would send if nobody touched the form."""
    data: dict[str, Any] = {}
    for control in form.select(CONTROLS):
        name, kind = str(control.get("name") or ""), control.get("type")
        if not name or kind in ("submit", "button", "reset"):
            continue
        if kind in ("checkbox", "radio"):
            if control.has_attr("checked"):
                data.setdefault(name, []).append(str(control.get("value", "on")))
        elif control.name == "select":
            options = control.select("option[selected]") or control.select("option")[:1]
            data[name] = [str(option.get("value", option.get_text())) for option in options]
        else:
            text = control.get_text() if control.name == "textarea" else str(control.get("value", ""))
            data[name] = text.removeprefix("\n")
    return data
