"""Settings: read once, checked, explained."""

from pathlib import Path

import pytest

from app.errors import ConfigurationError
from app.settings import load_settings
from tests.databases import make_settings


@pytest.fixture(autouse=True)
def data_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))
    return tmp_path / "data"


def test_defaults_are_enough_to_start(data_dir: Path) -> None:
    settings = load_settings()

    assert (settings.app_env, settings.host, settings.port) == ("development", "127.0.0.1", 8000)
    assert settings.database == f"sqlite:///{data_dir}/flightops.db"
    assert settings.public_url == "http://127.0.0.1:8000"


def test_development_secret_is_made_once_and_only_ours(data_dir: Path) -> None:
    first, second = (load_settings().secret_key.get_secret_value() for _ in range(2))

    assert first == second
    assert len(first) >= 48
    assert (data_dir / "secret_key").stat().st_mode & 0o777 == 0o600


def test_production_makes_no_secret_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("APP_ENV", "production")

    assert load_settings().secret_key.get_secret_value() == ""


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("PORT", "acht", "PORT muss eine ganze Zahl sein, nicht „acht“."),
        ("PORT", "99999", "PORT darf höchstens 65535 sein, nicht „99999“."),
        ("APP_ENV", "prod", "APP_ENV darf nur 'development' or 'production' sein, nicht „prod“."),
        ("MAIL_USE_TLS", "vielleicht", "MAIL_USE_TLS muss true oder false sein, nicht „vielleicht“."),
        ("SITE_URL", "firma.de", "SITE_URL muss mit https:// oder http:// beginnen, nicht „firma.de“."),
        ("TRUSTED_PROXIES", "-1", "TRUSTED_PROXIES muss mindestens 0 sein, nicht „-1“."),
    ],
)
def test_senseless_value_is_named_with_what_it_should_be(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, sentence: str
) -> None:
    monkeypatch.setenv(name, value)

    with pytest.raises(ConfigurationError) as raised:
        load_settings()
    assert str(raised.value) == sentence


def test_every_senseless_value_is_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "acht")
    monkeypatch.setenv("WEB_THREADS", "viele")

    with pytest.raises(ConfigurationError) as raised:
        load_settings()
    assert len(str(raised.value).splitlines()) == 2


def test_secret_comes_from_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("aus der Datei\n")
    monkeypatch.setenv("MAIL_PASSWORD_FILE", str(tmp_path / "secret"))

    assert load_settings().mail_password.get_secret_value() == "aus der Datei"


def test_missing_secret_file_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY_FILE", "/gibt/es/nicht")

    with pytest.raises(ConfigurationError, match="SECRET_KEY_FILE: Die Datei /gibt/es/nicht"):
        load_settings()


def test_folder_that_cannot_be_made_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATA_DIR", "/proc/flightops")

    with pytest.raises(ConfigurationError, match="DATA_DIR: In den Ordner /proc/flightops"):
        load_settings()


def test_recipients_are_parted_at_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEADS_MAIL_TO", "a@firma.example, b@firma.example,")

    assert load_settings().recipients == ("a@firma.example", "b@firma.example")


def test_settings_cannot_be_changed(tmp_path: Path) -> None:
    settings = make_settings(tmp_path)

    with pytest.raises(ValueError, match="frozen"):
        settings.port = 1


def test_secrets_do_not_show_when_printed(tmp_path: Path) -> None:
    settings = make_settings(tmp_path, mail_password="geheim", database_url="postgresql://u:geheim@h/d")

    assert "geheim" not in repr(settings)
    assert "k" * 48 not in repr(settings)
