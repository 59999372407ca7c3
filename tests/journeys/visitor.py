"""A visitor in a real browser who types the whole form, and what became of it: on the screen and in the database."""

import json
import re
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from playwright.sync_api import Browser, BrowserContext, CDPSession, Locator, Page, expect

from app.database import sqlite_driver
from tests.served import Served

NUMBERS = count(1)
TEXTS = ("name", "company", "email", "phone", "message")
CHOSEN = ("reply_by", "best_time", "seats", "topics")
TYPED: dict[str, Any] = {
    "name": "Jürgen Größmann",
    "company": "Großküche Müller & Söhne",
    "phone": "030 / 23 12 5-014",
    "reply_by": "phone",
    "best_time": "noon",
    "topics": ["monitoring", "single_person"],
    "seats": "101_500",
    "message": "Unser Administrator geht in Elternzeit. 🛠️\n\nDie Überwachung kennt nur „er“ – <b>niemand</b> sonst.",
}

# Whoever types as fast as these visitors may be looked at by people first; it is kept all the same.
THANKS = re.compile("Ihre Anfrage ist (angekommen|eingegangen)")


@dataclass
class Visitor:
    """Every visitor has an address of his own, so that his leads are told from those of others."""

    site: Served
    context: BrowserContext
    typed: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        number = next(NUMBERS)
        place = "".join(chr(ord("a") + int(digit)) for digit in str(number)) * 3
        message = f"{TYPED['message']} Standort {place}."  # nobody sends what another has sent
        self.typed = TYPED | {"email": f"j.groessmann+{number}@muster.example", "message": message}
        self.page = self.context.new_page()

    def open(self, path: str = "/kontakt") -> None:
        self.page.goto(f"{self.site.url}{path}")

    def fill(self, page: Page | None = None, **changes: Any) -> None:
        """Everything, changed as named; what is typed is remembered."""
        self.typed |= changes
        page = page or self.page
        for name in CHOSEN:
            self.choose(page, name)
        for name in TEXTS:
            if page.locator(f"[name={name}]").is_visible():
                page.locator(f"[name={name}]").fill(self.typed[name])

    def choose(self, page: Page, name: str) -> None:
        wanted = [self.typed[name]] if isinstance(self.typed[name], str) else self.typed[name]
        for box in page.locator(f"[name={name}]").all():
            if box.get_attribute("value") in wanted and box.is_visible():
                box.check()

    def change(self, name: str, text: str) -> None:
        self.typed[name] = text
        self.page.locator(f"[name={name}]").fill(text)

    @property
    def button(self) -> Locator:
        return self.page.locator("main form button.button")

    def send(self) -> None:
        self.button.click()

    def press(self, times: int = 1) -> None:
        """As a finger does, which waits for no page."""
        box = self.button.bounding_box()
        assert box
        for _ in range(times):
            self.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
            self.page.wait_for_timeout(100)

    def reload(self) -> None:
        self.page.wait_for_timeout(150)  # no hand gets from one key to the other faster
        self.page.reload()

    def slow_down(self) -> CDPSession:
        """To a network of 400 ms and 4 kB/s upwards."""
        tools = self.context.new_cdp_session(self.page)
        speed = {"offline": False, "latency": 400, "downloadThroughput": 20_000, "uploadThroughput": 4_000}
        tools.send("Network.emulateNetworkConditions", speed)
        self.button.scroll_into_view_if_needed()
        return tools

    def on_screen(self) -> dict[str, Any]:
        """What the form in the browser holds."""
        data = self.page.evaluate("[...new FormData(document.querySelector('main form'))]")
        form = {name: value.replace("\r\n", "\n") for name, value in data if name in (*TEXTS, *CHOSEN)}
        return form | {"topics": sorted(value for name, value in data if name == "topics")}

    def leads(self) -> list[dict[str, Any]]:
        """His leads, each with the fields of the form."""
        path = f"file:{self.site.data_dir / 'flightops.db'}?mode=ro"
        # Closed by another SQLite than the one this process has open, the file would lose its locks:
        # https://sqlite.org/howtocorrupt.html#multiple_copies_of_sqlite_linked_into_the_same_application
        driver = sqlite_driver()
        with closing(driver.connect(path, uri=True)) as database:
            database.row_factory = driver.Row
            found = database.execute(
                "SELECT * FROM lead WHERE email_key = ? ORDER BY id", (self.typed["email"].lower(),)
            )
            rows = [{name: row[name] for name in (*TEXTS, *CHOSEN)} for row in found]
        return [row | {"topics": sorted(json.loads(row["topics"]))} for row in rows]

    def has_everything_typed(self) -> None:
        assert self.on_screen() == self.typed | {"topics": sorted(self.typed["topics"])}

    def is_thanked(self, page: Page | None = None) -> str:
        """The reference he is told."""
        page = page or self.page
        expect(page.get_by_role("heading", level=1)).to_have_text(THANKS)
        return page.locator(".readout").inner_text()

    def is_one_lead(self) -> None:
        """The promise of all mishaps: one intent, one lead, every typed character in it."""
        assert self.leads() == [self.typed | {"topics": sorted(self.typed["topics"])}]


@contextmanager
def visiting(browser: Browser, site: Served, **options: Any) -> Iterator[Visitor]:
    usual = {"locale": "de-DE", "viewport": {"width": 1280, "height": 900}}
    context = browser.new_context(**usual | options)
    context.set_default_timeout(8000)
    try:
        yield Visitor(site, context)
    finally:
        context.close()
