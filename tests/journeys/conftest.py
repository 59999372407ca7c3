"""What the mishaps share: the database of the running site, and a visitor with no past."""

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser

from app import create_app
from tests.databases import make_settings
from tests.journeys.visitor import Visitor, visiting
from tests.served import Served


@pytest.fixture(scope="session")
def site_app(site: Served) -> Iterator[Flask]:
    """On the site's own database, for what a test needs to find there."""
    app = create_app(make_settings(site.data_dir, leads_mail_to="anfragen@beispiel.example"))
    yield app
    app.extensions["engine"].dispose()


@pytest.fixture
def visitor(browser: Browser, site: Served) -> Iterator[Visitor]:
    with visiting(browser, site) as found:
        yield found
