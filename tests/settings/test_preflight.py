"""`flightops check`: everything that is missing, at once."""

from pathlib import Path

import pytest
from flask import Flask

from app import create_app, preflight
from app.settings import RESOURCES
from tests.databases import make_settings

READY = {
    "app_env": "production",
    "site_url": "https://www.firma.example",
    "mail_server": "mail.firma.example",
    "mail_default_sender": "FlightOps <leitstand@firma.example>",
    "leads_mail_to": "anfragen@firma.example",
}


def names(tmp_path: Path, **changes: object) -> list[str]:
    return [finding.name for finding in preflight.check_settings(make_settings(tmp_path, **READY | changes))]


def test_complete_settings_are_fit(tmp_path: Path) -> None:
    assert names(tmp_path) == []


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"app_env": "development"}, "APP_ENV"),
        ({"site_url": ""}, "SITE_URL"),
        ({"site_url": "http://www.firma.example"}, "SITE_URL"),
        ({"mail_server": ""}, "MAIL_SERVER"),
        ({"mail_use_tls": False}, "MAIL_USE_TLS"),
        ({"mail_username": "leitstand"}, "MAIL_PASSWORD"),
        ({"mail_default_sender": ""}, "MAIL_DEFAULT_SENDER"),
        ({"leads_mail_to": ""}, "LEADS_MAIL_TO"),
    ],
)
def test_what_is_missing_is_named(tmp_path: Path, change: dict[str, object], name: str) -> None:
    assert names(tmp_path, **change) == [name]


@pytest.mark.parametrize(
    "change",
    [{"mail_use_tls": False, "mail_use_ssl": True}, {"mail_use_tls": False, "mail_server": "localhost"}],
)
def test_mail_may_go_by_tls_from_the_start_or_stay_on_the_machine(
    tmp_path: Path, change: dict[str, object]
) -> None:
    assert names(tmp_path, **change) == []


def test_short_secret_is_not_enough(tmp_path: Path) -> None:
    settings = make_settings(tmp_path, **READY).model_copy(
        update={"secret_key": type(make_settings(tmp_path).secret_key)("kurz")}
    )

    assert [finding.name for finding in preflight.check_settings(settings)] == ["SECRET_KEY"]


def test_open_facts_of_the_owner_are_listed(app: Flask) -> None:
    keys = [finding.name for finding in preflight.check_facts(app.extensions["content"])]

    assert {"company.street", "company.phone", "company.register_number", "privacy.hosting"} <= set(keys)
    assert "company.vat_id" not in keys  # not every company has one


def test_facts_that_are_there_are_not_asked_for(tmp_path: Path) -> None:
    text = (RESOURCES / "content/site.toml").read_text(encoding="utf-8")
    folder = tmp_path / "content"
    folder.mkdir()
    for name in ("pages", "authors", "blog"):
        (folder / name).symlink_to(RESOURCES / "content" / name)
    filled_in = text.replace('land = ""', 'land = "NW"').replace('= ""', '= "da"')
    (folder / "site.toml").write_text(filled_in, encoding="utf-8")

    app = create_app(make_settings(tmp_path / "data", content_dir=folder))

    assert preflight.check_facts(app.extensions["content"]) == []
