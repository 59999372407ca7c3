"""The published state of CONTENT_DIR; what changes on disk replaces it only when all of it is right."""

import logging
import os
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path

from app.pages.faults import ContentError
from app.pages.landing import LegalText, MethodPage, Start, TalksPage
from app.pages.models import Article, Author
from app.pages.reader import (
    read_article,
    read_author,
    read_legal,
    read_method,
    read_site,
    read_start,
    read_talks,
)
from app.pages.site import Site
from app.templating import BERLIN

LOOK_EVERY = 2.0  # seconds between two looks at the disk

log = logging.getLogger(__name__)


class State(StrEnum):
    """What keeps an article from being read, if anything."""

    PUBLISHED = "published"
    SCHEDULED = "scheduled"
    UNRELEASED = "unreleased"
    DRAFT = "draft"


@dataclass(frozen=True)
class Content:
    """One consistent state of the folder."""

    site: Site
    start: Start
    method: MethodPage
    talks: TalksPage
    legal: dict[str, LegalText]
    authors: dict[str, Author]
    articles: tuple[Article, ...]  # newest first, drafts and future ones included
    release_required: bool

    def published(self) -> list[Article]:
        """Asked at every request, so a publish date needs no restart and no cron job."""
        return [article for article in self.articles if self.state(article) is State.PUBLISHED]

    def state(self, article: Article) -> State:
        if article.draft:
            return State.DRAFT
        if self.release_required and not article.released_by:
            return State.UNRELEASED
        return State.PUBLISHED if article.published <= today() else State.SCHEDULED

    def article(self, slug: str) -> Article | None:
        return next((article for article in self.published() if article.slug == slug), None)

    def related(self, article: Article, limit: int = 3) -> list[Article]:
        """Same topic first, then the newest."""
        others = [other for other in self.published() if other != article]
        return sorted(others, key=lambda other: other.topic != article.topic)[:limit]

    def topics_in_use(self) -> dict[str, str]:
        used = {article.topic for article in self.published()}
        return {key: label for key, label in self.site.topics.items() if key in used}

    def by_author(self, author: Author) -> list[Article]:
        return [article for article in self.published() if article.author == author]


def today() -> date:
    return datetime.now(BERLIN).date()


def load(folder: Path, *, release_required: bool = False) -> Content:
    """Read everything; raises ContentError at the first fault."""
    site = read_site(folder / "site.toml")
    authors = {path.stem: read_author(path) for path in sorted(folder.glob("authors/*.md"))}
    articles = [read_article(path, site, authors) for path in folder.glob("blog/*.md")]
    articles.sort(key=lambda article: (article.published, article.slug), reverse=True)
    return Content(
        site=site,
        start=read_start(folder / "pages/start.md"),
        method=read_method(folder / "pages/flightops.md"),
        talks=read_talks(folder / "pages/vortraege.md"),
        legal={path.stem: read_legal(path) for path in folder.glob("legal/*.md")},
        authors=authors,
        articles=tuple(articles),
        release_required=release_required,
    )


class ContentStore:
    """Keeps the last good state and looks at the disk again every LOOK_EVERY seconds."""

    def __init__(self, folder: Path, *, release_required: bool) -> None:
        self.folder, self.release_required = folder, release_required
        self.seen = fingerprint(folder)
        self.content = load(folder, release_required=release_required)
        self.error: ContentError | None = None  # why what lies on the disk is not what is shown
        self.looked_at = time.monotonic()
        self.looking = threading.Lock()

    def current(self) -> Content:
        if time.monotonic() - self.looked_at > LOOK_EVERY and self.looking.acquire(blocking=False):
            try:
                self.look()
            finally:
                self.looked_at = time.monotonic()
                self.looking.release()
        return self.content

    def look(self) -> None:
        found = fingerprint(self.folder)
        if found == self.seen:
            return
        self.seen = found
        try:
            self.content, self.error = load(self.folder, release_required=self.release_required), None
        except ContentError as error:
            log.error("content not published: %s", error)  # noqa: TRY400 - the sentence says all, no trace needed
            self.error = error


def fingerprint(folder: Path) -> frozenset[tuple[str, int, int]]:
    """Changes whenever a file is written, added or taken away; one that goes while we look is gone."""
    found = set()
    for place, _, names in os.walk(folder):
        for path in (Path(place, name) for name in names):
            with suppress(OSError):
                state = path.stat()
                found.add((str(path), state.st_mtime_ns, state.st_size))
    return frozenset(found)
