"""Stylesheets and scripts concatenated, every file under a name that changes with its content."""

import hashlib
import mimetypes
import re
import time
from dataclasses import dataclass
from pathlib import Path

from flask import Flask, Response, abort, url_for

from app import press
from app.settings import RESOURCES, Settings

FOLDER = RESOURCES / "static"
FOUNDATION = (
    "css/tokens.css",
    "css/faces.css",
    "css/reset.css",
    "css/base.css",
    "css/layout.css",
    "css/components",
)
# What is served as one file, in the order of its parts; a folder means its files by name.
BUNDLES = {
    "site.css": (*FOUNDATION, "css/print.css"),
    "desk.css": (*FOUNDATION, "css/desk", "css/print.css"),
    "site.js": ("js/modules", "js/main.js"),
    "desk.js": ("js/modules", "js/desk", "js/main.js"),
}
SINGLE = (".woff2", ".svg", ".png", ".ico", ".webp", ".avif")
LOOK_EVERY = 1.0  # seconds
FOREVER = "public, max-age=31536000, immutable"
NOTES = re.compile(r"/\*.*?\*/", re.DOTALL)
URL = re.compile(r"url\(\.\./([\w/.-]+)\)")


@dataclass(frozen=True)
class Asset:
    name: str  # with the fingerprint
    body: bytes
    media_type: str


class Assets:
    """All files below static/, held in memory. In development they are read again when one changes."""

    def __init__(self, folder: Path, *, watch: bool) -> None:
        self.folder, self.watch = folder, watch
        self.looked_at = time.monotonic()
        self.build()

    def build(self) -> None:
        """Read everything; readers see the old state until the new one is whole."""
        self.seen = self.newest()
        found: dict[str, Asset] = {}
        for path in sorted(self.folder.rglob("*")):
            if path.suffix in SINGLE:
                name = path.relative_to(self.folder).as_posix()
                found[name] = fingerprinted(name, path.read_bytes())
        for name, parts in BUNDLES.items():
            found[name] = fingerprinted(name, self.concatenated(parts, found))
        self.by_path, self.by_name = found, {asset.name: asset for asset in found.values()}

    def newest(self) -> float:
        return max(path.stat().st_mtime for path in self.folder.rglob("*"))

    def concatenated(self, parts: tuple[str, ...], found: dict[str, Asset]) -> bytes:
        text = "\n".join(path.read_text(encoding="utf-8") for part in parts for path in self.files(part))
        linked = URL.sub(lambda link: f"url({found[link[1]].name})", text)
        return (without_notes(linked) if parts[0].startswith("css/") else linked).encode()

    def files(self, part: str) -> list[Path]:
        path = self.folder / part
        return sorted(path.iterdir()) if path.is_dir() else [path] if path.exists() else []

    def version(self) -> float:
        """Changes with the files. In development they are looked at every LOOK_EVERY seconds."""
        if self.watch and time.monotonic() - self.looked_at > LOOK_EVERY:
            self.looked_at = time.monotonic()
            if self.newest() != self.seen:
                self.build()
        return self.seen


def without_notes(css: str) -> str:
    """Comments and indentation are for us; without them the sheet fits into the first flight of a connection."""
    return re.sub(r"\s*([{};,])\s*", r"\1", re.sub(r"\s+", " ", NOTES.sub("", css)))


def fingerprinted(path: str, body: bytes) -> Asset:
    stem, dot, suffix = path.rpartition(".")
    name = f"{stem}.{hashlib.sha256(body).hexdigest()[:10]}{dot}{suffix}"
    return Asset(name, body, mimetypes.guess_type(path)[0] or "application/octet-stream")


def init_app(app: Flask, settings: Settings) -> None:
    assets = Assets(FOLDER, watch=not settings.is_production)
    press.make_anew_when(app, assets.version)

    @app.get("/static/<path:name>")
    def static(name: str) -> Response:
        found = assets.by_name.get(name) or abort(404)
        return Response(found.body, mimetype=found.media_type, headers={"Cache-Control": FOREVER})

    def asset(path: str) -> str:
        return url_for("static", name=assets.by_path[path].name)

    app.jinja_env.globals["asset"] = asset
