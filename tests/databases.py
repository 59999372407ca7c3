"""A migrated, empty database for each test, and the settings that lead to it."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app import migrations
from app.settings import RESOURCES, Settings, load_settings
from tests.postgres import TEMPLATE, Postgres
from tests.relay import HOST

# Neither the environment of whoever runs the tests nor a .env has a say in them.
Settings.model_config["env_file"] = None
for name in Settings.model_fields:
    os.environ.pop(name.upper(), None)
    os.environ.pop(f"{name.upper()}_FILE", None)


def make_settings(data_dir: Path, **values: Any) -> Settings:
    usual: dict[str, Any] = {"data_dir": data_dir, "secret_key": "k" * 48, "ratelimit_enabled": False}
    return load_settings(**usual | values)


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sqlite")
    migrations.upgrade(make_settings(folder))
    return folder / "flightops.db"


@pytest.fixture(scope="session")
def migrated_postgres(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> Postgres:
    """PostgreSQL with a migrated database to copy from."""
    url = postgres.create(name=TEMPLATE)
    migrations.upgrade(make_settings(tmp_path_factory.mktemp("postgres"), database_url=url))
    return postgres


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """`pytestmark = pytest.mark.both_databases` runs each test that touches the database on SQLite and PostgreSQL."""
    if metafunc.definition.get_closest_marker("both_databases") and "database_url" in metafunc.fixturenames:
        metafunc.parametrize("database_url", ["sqlite", "postgresql"], indirect=True)


@pytest.fixture
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A migrated, empty database of the test's own: SQLite, unless the test is marked both_databases."""
    if getattr(request, "param", "sqlite") == "sqlite":
        shutil.copy(request.getfixturevalue("migrated_file"), tmp_path / "flightops.db")
        yield f"sqlite:///{tmp_path / 'flightops.db'}"
        return
    server: Postgres = request.getfixturevalue("migrated_postgres")
    url = server.create(TEMPLATE)
    yield url
    server.drop(url)


@pytest.fixture
def own_content(tmp_path: Path) -> Path:
    """A copy of the shipped content that the test may change."""
    return Path(shutil.copytree(RESOURCES / "content", tmp_path / "content"))


@pytest.fixture
def settings(request: pytest.FixtureRequest, tmp_path: Path, database_url: str) -> Settings:
    """Change some by `@pytest.mark.settings(ratelimit_enabled=True)`; asking for `relay` sends the mails there."""
    values: dict[str, Any] = {"database_url": database_url, "leads_mail_to": "anfragen@beispiel.example"}
    if "relay" in request.fixturenames:
        port = request.getfixturevalue("relay").port
        values |= {"mail_server": HOST, "mail_port": port, "mail_use_tls": False}
    for marker in reversed(list(request.node.iter_markers("settings"))):
        values |= marker.kwargs
    return make_settings(tmp_path / "data", **values)
