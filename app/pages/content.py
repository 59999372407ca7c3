"""The published state of CONTENT_DIR; what changes on disk replaces it only when all of it is right."""

import logging
import threading
import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app.pages.faults import ContentError
from app.pages.models import Article, Author, Start
from app.pages.reader import read_article, read_author, read_site, read_start
from app.pages.site import Site
from app.templating import BERLIN

LOOK_EVERY = 2.0  # seconds between two looks at the disk

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Content:
    """One consistent state of the folder."""

    site: Site
    start: Start
    authors: dict[str, Author]
    articles: tuple[Article, ...]  # newest first, drafts and future ones included

    def published(self) -> list[Article]:
        today = datetime.now(BERLIN).date()
        return [article for article in self.articles if article.is_published(today)]

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


def load(folder: Path) -> Content:
    """Read everything; raises ContentError at the first fault."""
    site = read_site(folder / "site.toml")
    authors = {path.stem: read_author(path) for path in sorted(folder.glob("authors/*.md"))}
    articles = [read_article(path, site, authors) for path in folder.glob("blog/*.md")]
    articles.sort(key=lambda article: (article.published, article.slug), reverse=True)
    return Content(site, read_start(folder / "pages/start.md"), authors, tuple(articles))


class ContentStore:
    """Keeps the last good state and looks at the disk again every LOOK_EVERY seconds."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.seen = fingerprint(folder)
        self.content = load(folder)
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
            self.content, self.error = load(self.folder), None
        except ContentError as error:
            log.error("content not published: %s", error)  # noqa: TRY400 - the sentence says all, no trace needed
            self.error = error


def fingerprint(folder: Path) -> frozenset[tuple[str, int, int]]:
    """Changes whenever a file is written, added or taken away."""
    files = [path for path in folder.rglob("*") if path.suffix in (".md", ".toml")]
    return frozenset((str(path), path.stat().st_mtime_ns, path.stat().st_size) for path in files)
