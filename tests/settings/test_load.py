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


def test_data_are_nobody_elses_business(data_dir: Path) -> None:
    load_settings()

    assert data_dir.stat().st_mode & 0o777 == 0o700


def test_production_makes_no_secret_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("APP_ENV", "production")

    assert load_settings().secret_key.get_secret_value() == ""


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("PORT", "acht", "PORT muss eine ganze Zahl sein, nicht „acht“."),
        ("PORT", "99999", "PORT darf höchstens 65535 sein, nicht „99999“."),
        ("APP_ENV", "prod", "APP_ENV darf nur 'development' oder 'production' sein, nicht „prod“."),
        ("MAIL_USE_TLS", "vielleicht", "MAIL_USE_TLS muss true oder false sein, nicht „vielleicht“."),
        ("SITE_URL", "firma.de", "SITE_URL muss mit https:// oder http:// beginnen, nicht „firma.de“."),
        (
            "LEADS_MAIL_TO",
            "a@firma.example, b",
            "LEADS_MAIL_TO: „b“ ist keine E-Mail-Adresse. Beispiel: name@firma.de",
        ),
        (
            "MAIL_DEFAULT_SENDER",
            "FlightOps",
            "MAIL_DEFAULT_SENDER: „FlightOps“ ist keine E-Mail-Adresse. Beispiel: name@firma.de",
        ),
        ("SITE_URL", "https://", "SITE_URL fehlt der Name nach „https://“. Beispiel: https://www.firma.de"),
        (
            "SITE_URL",
            "https://www.firma.de/sub/",
            "SITE_URL endet mit dem Namen, ohne „/sub/“ dahinter: Die Site braucht einen eigenen.",
        ),
        (
            "MAIL_SERVER",
            "smtp://mail.firma.de",
            "MAIL_SERVER ist ein bloßer Name wie mail.firma.de, nicht „smtp://mail.firma.de“; der Port steht in MAIL_PORT.",
        ),
        (
            "MAIL_SERVER",
            "mail.firma.de:465",
            "MAIL_SERVER ist ein bloßer Name wie mail.firma.de, nicht „mail.firma.de:465“; der Port steht in MAIL_PORT.",
        ),
        ("ENV_FILE", "/gibt/es/nicht.env", "ENV_FILE: Die Datei /gibt/es/nicht.env gibt es nicht."),
        (
            "CONTENT_DIR",
            "/gibt/es/nicht",
            "CONTENT_DIR: Den Ordner /gibt/es/nicht gibt es nicht. Nennen Sie den, in dem site.toml liegt.",
        ),
        (
            "RATELIMIT_STORAGE_URI",
            "zettel://",
            "RATELIMIT_STORAGE_URI: „zettel://“ geht hier nicht (unknown storage scheme : zettel://). Üblich ist memory://.",
        ),
        *(
            (
                "DATABASE_URL",
                url,
                "DATABASE_URL braucht die Form „postgresql+psycopg://name:passwort@host/datenbank“ oder „sqlite:////pfad/datei.db“.",
            )
            for url in (
                "datenbank",
                "mysql://u:p@h/x",
                "postgresql+psycopg2://u:p@h/x",
                "postgresql://u:p@h:eins/x",
            )
        ),
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


def test_both_kinds_of_encryption_at_once_are_a_slip(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAIL_USE_TLS", "true")
    monkeypatch.setenv("MAIL_USE_SSL", "true")

    with pytest.raises(ConfigurationError, match="MAIL_USE_TLS und MAIL_USE_SSL schließen sich aus"):
        load_settings()


@pytest.mark.parametrize(
    ("variables", "starttls"),
    [({}, True), ({"MAIL_USE_TLS": "false"}, False), ({"MAIL_USE_SSL": "true"}, False)],
)
def test_connection_is_encrypted_later_unless_told_otherwise(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], *, starttls: bool
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)

    assert load_settings().starttls is starttls


def test_empty_value_means_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "")

    assert load_settings().port == 8000


def test_address_of_the_site_ends_without_a_slash(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SITE_URL", "https://www.firma.example/")

    assert load_settings().public_url == "https://www.firma.example"


def test_every_senseless_value_is_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "acht")
    monkeypatch.setenv("WEB_THREADS", "viele")

    with pytest.raises(ConfigurationError) as raised:
        load_settings()
    assert len(str(raised.value).splitlines()) == 2


@pytest.mark.parametrize("name", ["SECRET_KEY", "DATABASE_URL", "MAIL_USERNAME", "MAIL_PASSWORD"])
def test_secret_comes_from_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str) -> None:
    secret = "sqlite:////tmp/aus-der-datei.db"
    (tmp_path / "secret").write_text(f"{secret}\n")
    monkeypatch.setenv(f"{name}_FILE", str(tmp_path / "secret"))

    found = getattr(load_settings(), name.lower())

    assert (found if isinstance(found, str) else found.get_secret_value()) == secret


def test_value_in_the_environment_wins_over_the_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("aus der Datei")
    monkeypatch.setenv("MAIL_PASSWORD_FILE", str(tmp_path / "secret"))
    monkeypatch.setenv("MAIL_PASSWORD", "aus der Umgebung")

    assert load_settings().mail_password.get_secret_value() == "aus der Umgebung"


def test_only_secrets_come_from_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT_FILE", "/gibt/es/nicht")

    assert load_settings().port == 8000


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


@pytest.mark.parametrize(
    ("app_env", "recipients"), [("development", ("anfragen@flightops.example",)), ("production", ())]
)
def test_production_invents_no_recipient(
    monkeypatch: pytest.MonkeyPatch, app_env: str, recipients: tuple[str, ...]
) -> None:
    monkeypatch.setenv("APP_ENV", app_env)

    assert load_settings().recipients == recipients


def test_settings_cannot_be_changed(tmp_path: Path) -> None:
    settings = make_settings(tmp_path)

    with pytest.raises(ValueError, match="frozen"):
        settings.port = 1


def test_secrets_do_not_show_when_printed(tmp_path: Path) -> None:
    settings = make_settings(tmp_path, mail_password="geheim", database_url="postgresql://u:geheim@h/d")

    assert "geheim" not in repr(settings)
    assert "k" * 48 not in repr(settings)


def test_address_of_an_ipv6_host_has_brackets(tmp_path: Path) -> None:
    assert make_settings(tmp_path, host="::1").public_url == "http://[::1]:8000"


def test_env_file_may_lie_at_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("ENV_FILE", "~/site.env")
    with pytest.raises(ConfigurationError, match="gibt es nicht"):
        load_settings()

    (tmp_path / "site.env").touch()

    assert load_settings()
