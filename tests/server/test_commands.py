"""What the single commands say, called in this process."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from app import create_app, migrations
from app.database import writing
from app.mail import outbox
from app.pages.content import load
from app.settings import RESOURCES, load_settings
from tests.command import run_command


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """In a data folder of its own that nobody has used so far."""
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "fresh"))
    monkeypatch.setenv("SECRET_KEY", "k" * 48)
    return run_command


def test_worker_migrates_the_database_first(run: Callable[..., Result]) -> None:
    result = run("worker", "--once")

    assert (result.exit_code, result.stdout) == (0, "0 Mails übergeben.\n")
    assert migrations.differences(load_settings()) == []


def test_one_mail_is_counted_as_one(run: Callable[..., Result]) -> None:
    run("db", "upgrade")
    app = create_app()
    with app.app_context(), writing() as opened:
        opened.add(outbox.write("test", "anfragen@beispiel.example"))
    app.extensions["engine"].dispose()

    assert run("worker", "--once").stdout == "1 Mail übergeben.\n"


def test_check_of_the_content_counts_what_production_publishes(
    run: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    articles = load(RESOURCES / "content", release_required=True)
    monkeypatch.setenv("APP_ENV", "production")

    result = run("content", "check")

    published = len(articles.published())
    assert published < len(load(RESOURCES / "content").published())
    assert (
        result.stdout == f"In Ordnung: {len(articles.articles)} Artikel, davon {published} veröffentlicht.\n"
    )
