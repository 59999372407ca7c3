"""A colleague at the desk in a browser of her own, and leads to work on."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any

from flask import Flask
from playwright.sync_api import Browser, Page

from app.staff import service as staff
from app.staff.models import Role
from tests.factories import keep_lead
from tests.served import Served

PASSWORD = "elf Wolken über Hamburg"
NUMBERS = count(1)


@contextmanager
def colleague(
    browser: Browser, site: Served, site_app: Flask, name: str = "Kim Hansen", **options: Any
) -> Iterator[Page]:
    """Logged in, in a browser of their own; `page.faults` fills with whatever the policy had to stop or a script said."""
    email = f"kollegin{next(NUMBERS)}@beispiel.example"
    with site_app.app_context():
        staff.add(email, Role.EDITOR, password=PASSWORD, name=name)
    context = browser.new_context(locale="de-DE", **{"viewport": {"width": 1280, "height": 900}} | options)
    context.set_default_timeout(10_000)
    page = context.new_page()
    log_in(page, f"{site.url}/leitstand/anmelden", email)
    page.email = email  # type: ignore[attr-defined]
    yield page
    context.close()


def log_in(page: Page, url: str, email: str) -> None:
    if url:
        page.goto(url)
    page.get_by_label("E-Mail-Adresse").fill(email)
    page.get_by_label("Passwort", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Anmelden").click()
    page.wait_for_load_state()


def kept(site_app: Flask, **changes: Any) -> str:
    """The address of a lead of its own."""
    number = next(NUMBERS)
    with site_app.app_context():
        lead = keep_lead(
            **{"email": f"ada{number}@firma{number}.example", "message": f"Nr. {number}"} | changes
        )
    return f"/leitstand/anfragen/{lead.reference}"


def plan(page: Page, step: str) -> None:
    page.get_by_label("Was", exact=True).fill(step)
    page.get_by_role("button", name="Sichern").click()
    page.wait_for_load_state()
