"""The fixtures of the house. A test asks for what it needs: `house` reads as a visitor, `desk` as an editor, and so on."""

import os
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import FileSystemBytecodeCache

from app import create_app
from app.security import limiter
from app.settings import Settings
from app.staff import service as staff_service
from app.staff.models import Role
from tests.house_client import HouseClient

# A plugin comes after those it imports.
pytest_plugins = (
    "tests.browser",
    "tests.postgres",
    "tests.relay",
    "tests.scripted_relay",
    "tests.databases",
    "tests.served",
)

PASSWORD = "elf Wolken über Hamburg"
ADDRESSES = {Role.ADMIN: "admin@beispiel.example", Role.EDITOR: "redaktion@beispiel.example"}


@pytest.fixture(scope="session")
def compiled_templates(tmp_path_factory: pytest.TempPathFactory) -> FileSystemBytecodeCache:
    """Each app compiles its templates anew; that costs more than most tests."""
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))


@pytest.fixture
def app(settings: Settings, compiled_templates: FileSystemBytecodeCache) -> Iterator[Flask]:
    app = create_app(settings)
    app.jinja_env.bytecode_cache = compiled_templates
    # A password is hashed and verified for every desk, a tenth of a second each time.
    app.extensions["security"].pwd_context.update(argon2__rounds=1, argon2__memory_cost=32)
    # One for the process: what it fell back to in an earlier test would end in the midst of this one.
    limiter._storage_dead = False  # noqa: SLF001 - nothing public says so
    app.testing = True  # an exception in a view reaches the test; set to False to see the page for it
    yield app
    app.extensions["presence"].leave()
    app.extensions["engine"].dispose()


@pytest.fixture
def app_context(app: Flask) -> Iterator[None]:
    """For services and queries called without a request."""
    with app.app_context():
        yield


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Flask's own, for requests that no browser would send; pages are better read with `house`."""
    return app.test_client()


@pytest.fixture
def house(app: Flask) -> HouseClient:
    return HouseClient(app)


@pytest.fixture
def desk(app: Flask) -> HouseClient:
    """The house client of an editor who has logged in."""
    return logged_in(app, Role.EDITOR)


@pytest.fixture
def admin_desk(app: Flask) -> HouseClient:
    return logged_in(app, Role.ADMIN)


def logged_in(app: Flask, role: Role) -> HouseClient:
    with app.app_context():
        staff_service.add(ADDRESSES[role], role, password=PASSWORD, name=f"Kim {role.title()}")
    house = HouseClient(app)
    house.submit(
        house.get("/leitstand/anmelden"), "/anmelden", status=302, email=ADDRESSES[role], password=PASSWORD
    )
    return house


def skip_reasons(reporter: Any) -> Counter[str]:
    skipped = (report.longrepr for report in reporter.stats.get("skipped", []))
    return Counter(
        str(reason[2] if isinstance(reason, tuple) else reason).removeprefix("Skipped: ")
        for reason in skipped
    )


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """In CI everything is installed, so a skipped test is a failure, unless the machine withholds a right."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    reasons = skip_reasons(reporter) if reporter else ()
    if os.environ.get("CI") == "true" and any(not reason.startswith("rights: ") for reason in reasons):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: Any) -> None:
    for report in terminalreporter.stats.get("passed", []) + terminalreporter.stats.get("failed", []):
        for line in (value for name, value in report.user_properties if name == "told"):
            terminalreporter.write_line(line)
    if reasons := skip_reasons(terminalreporter):
        told = "; ".join(f"{count} × {reason}" for reason, count in sorted(reasons.items()))
        tone = "not allowed where CI=true" if os.environ.get("CI") == "true" else "not run"
        terminalreporter.write_line(f"{sum(reasons.values())} tests skipped ({tone}): {told}")
