"""The press: a public answer is made once and then served as bytes, in each encoding, with ETag and 304.

A WSGI layer in front of everything else. What it may keep, the answer itself says: 200, `Cache-Control: public`,
no cookie, no Vary. It knows no feature; each tells it which parameters matter and when everything must be made anew.
"""

import gzip
import hashlib
import threading
from collections.abc import Callable, Container, Hashable, Iterable
from typing import Any
from urllib.parse import parse_qsl, urlencode

import brotli
from flask import Flask

from app.security import DESK

Environ = dict[str, Any]
Start = Callable[..., Any]
Headers = list[tuple[str, str]]

LIMIT = 32 * 1024 * 1024  # bytes of bodies in all encodings; beyond it the oldest go
TEXT = (
    "text/",
    "application/javascript",
    "application/json",
    "application/xml",
    "application/atom+xml",
    "image/svg+xml",
)
WORTH_PACKING = 256  # bytes
BROTLI_QUALITY = 11  # some 50 ms for a page, once
KEEP = "public, no-cache"  # kept by us and by browsers, who ask each time whether it still holds
CONDITIONS = ("HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_RANGE")
PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "br": lambda body: brotli.compress(body, quality=BROTLI_QUALITY),
    "gzip": lambda body: gzip.compress(body, 9, mtime=0),
}


class Anything:
    """Contains every value: for parameters whose view itself refuses the senseless."""

    def __contains__(self, _: object) -> bool:
        return True


def keep_parameters(app: Flask, path: str, **values: Container[str]) -> None:
    """The query parameters, with their values, that make a difference at `path`; nobody gets to see any other.

    So campaign parameters do not multiply what is kept, and no answer can depend on them.
    """
    app.extensions.setdefault("press_parameters", {})[path] = values


def make_anew_when(app: Flask, version: Callable[[], Hashable]) -> None:
    """Whenever `version` answers something new, every kept answer is thrown away."""
    app.extensions.setdefault("press_versions", []).append(version)


def init_app(app: Flask) -> None:
    parameters = app.extensions.get("press_parameters", {})
    app.wsgi_app = Press(app.wsgi_app, parameters, app.extensions["press_versions"])  # type: ignore[assignment, method-assign]


class Answer:
    """One kept answer; packed the first time somebody asks for an encoding."""

    def __init__(self, headers: Headers, body: bytes) -> None:
        self.mark = hashlib.sha256(body).hexdigest()[:20]
        self.headers = [
            (name, value) for name, value in headers if name.lower() not in ("content-length", "etag", "vary")
        ]
        media_type = next((value for name, value in headers if name.lower() == "content-type"), "")
        self.packable = media_type.startswith(TEXT) and len(body) >= WORTH_PACKING
        if self.packable:
            self.headers.append(("Vary", "Accept-Encoding"))
        self.ready: dict[str, tuple[str, Headers, bytes]] = {"": self.finished("", body)}

    def finished(self, encoding: str, body: bytes) -> tuple[str, Headers, bytes]:
        """ETag, headers and body as they go out."""
        tag = f'"{self.mark}-{encoding}"' if encoding else f'"{self.mark}"'
        headers = [*self.headers, ("ETag", tag), ("Content-Length", str(len(body)))]
        return tag, [*headers, ("Content-Encoding", encoding)] if encoding else headers, body

    def in_encoding(self, accepted: str) -> tuple[str, Headers, bytes]:
        encoding = chosen(accepted) if self.packable else ""
        if encoding not in self.ready:
            self.ready[encoding] = self.finished(encoding, PACKERS[encoding](self.ready[""][2]))
        return self.ready[encoding]

    @property
    def size(self) -> int:
        return sum(len(body) for _, _, body in list(self.ready.values()))


def chosen(accepted: str) -> str:
    """The best encoding the visitor takes; `q=0` means no."""
    offers = {
        name.strip().partition(";")[0].strip()
        for name in accepted.split(",")
        if ";q=0," not in f"{name.replace(' ', '')},"
    }
    return next((name for name in PACKERS if name in offers), "")


class Press:
    def __init__(
        self,
        app: Any,
        parameters: dict[str, dict[str, Container[str]]],
        versions: list[Callable[[], Hashable]],
    ) -> None:
        self.app, self.parameters, self.versions = app, parameters, versions
        self.version: Hashable = None
        self.kept: dict[tuple[str, str], Answer] = {}
        self.lock = threading.Lock()

    def __call__(self, environ: Environ, start: Start) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD") or environ["PATH_INFO"].startswith(DESK):
            return self.app(environ, start)  # type: ignore[no-any-return]
        version = tuple(ask() for ask in self.versions)
        if version != self.version:
            self.start_anew(version)
        key = self.key(environ)
        answer = self.kept.get(key) or self.make(key, environ, start, version)
        return answer if isinstance(answer, list) else serve(answer, environ, start)

    def key(self, environ: Environ) -> tuple[str, str]:
        """Path and the parameters that count. The others are removed, so that no answer can depend on them."""
        path, query = environ["PATH_INFO"], environ.get("QUERY_STRING", "")
        if query:
            values = self.parameters.get(path, {})
            kept = {name: value for name, value in parse_qsl(query) if value in values.get(name, ())}
            query = environ["QUERY_STRING"] = urlencode(sorted(kept.items()))
        return path, query

    def start_anew(self, version: Hashable) -> None:
        with self.lock:
            self.version = version
            self.kept = {}

    def make(self, key: tuple[str, str], environ: Environ, start: Start, version: Hashable) -> Any:
        """Let the app answer. What may be kept becomes an Answer, anything else goes out as it is, as a list."""
        said: list[Any] = []
        whole = {name: value for name, value in environ.items() if name not in CONDITIONS} | {
            "REQUEST_METHOD": "GET"
        }
        written = self.app(whole, lambda *arguments: said.append(arguments))
        try:
            body = b"".join(written)
        finally:
            if hasattr(written, "close"):
                written.close()
        status, headers = said[-1][:2]
        if not may_be_kept(status, headers):
            start(status, headers)
            return [body if environ["REQUEST_METHOD"] == "GET" else b""]
        answer = Answer(headers, body)
        with self.lock:
            if version == self.version:
                self.kept[key] = answer
                self.make_room()
        return answer

    def make_room(self) -> None:
        while sum(answer.size for answer in self.kept.values()) > LIMIT:
            del self.kept[next(iter(self.kept))]


def may_be_kept(status: str, headers: Headers) -> bool:
    named = {name.lower(): value for name, value in headers}
    return (
        status.startswith("200")
        and "public" in named.get("cache-control", "")
        and not {"set-cookie", "vary"} & set(named)
    )


def serve(answer: Answer, environ: Environ, start: Start) -> list[bytes]:
    tag, headers, body = answer.in_encoding(environ.get("HTTP_ACCEPT_ENCODING", ""))
    known = environ.get("HTTP_IF_NONE_MATCH")
    if known and (tag in known or known == "*"):
        start(
            "304 Not Modified",
            [
                pair
                for pair in headers
                if pair[0] not in ("Content-Length", "Content-Type", "Content-Encoding")
            ],
        )
        return []
    start("200 OK", headers)
    return [body] if environ["REQUEST_METHOD"] == "GET" else []
