"""`flightops mail test ADDRESS` shows the whole dialogue, but no password, and says what came of it."""

import base64

import pytest
from click.testing import Result

from tests.command import run_command
from tests.databases import make_settings
from tests.relay import HOST, Relay
from tests.scripted_relay import ScriptedRelay

PASSWORD = "geheim-und-lang"


def call(monkeypatch: pytest.MonkeyPatch, tmp_path, address: str, port: int = 0, **values: object) -> Result:
    relay = {"mail_server": HOST, "mail_port": port, "mail_use_tls": False} if port else {}
    settings = make_settings(tmp_path / "data", **relay | values)
    monkeypatch.setattr("app.load_settings", lambda: settings)
    return run_command("mail", "test", address)


def test_accepted_mail_shows_every_line(relay: Relay, monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    result = call(
        monkeypatch, tmp_path, "kim@beispiel.example", relay.port, site_url="https://www.firma.example"
    )

    lines, size = result.output.splitlines(), len(relay.received[0].raw)
    assert result.exit_code == 0
    assert [line for line in lines if line.startswith((">", "="))] == [
        f"= Verbindung zu {HOST}:{relay.port}",
        "> ehlo www.firma.example",
        f"> mail FROM:<leitstand@flightops.example> size={size}",
        "> rcpt TO:<kim@beispiel.example>",
        "> DATA",
        f"> {size} Bytes Kopf und Text",
        "> .",
        "> quit",
    ]
    assert lines[-2:] == ["Angenommen.", "250 2.0.0 kept"]
    assert relay.received[0].message["Subject"] == "Prüfnachricht: Der Versand funktioniert"


@pytest.mark.parametrize("said", [b"235 2.7.0 fine", b"535 5.7.8 wrong password", b"334 "])
def test_password_is_never_shown(
    scripted_relay: ScriptedRelay, monkeypatch: pytest.MonkeyPatch, tmp_path, said: bytes
) -> None:
    scripted_relay.script = {"auth": said}
    login = {"mail_username": "leitstand", "mail_password": PASSWORD}

    result = call(monkeypatch, tmp_path, "kim@beispiel.example", scripted_relay.port, **login)

    secrets = [PASSWORD.encode(), f"\0leitstand\0{PASSWORD}".encode()]
    shown = [secret for secret in secrets if base64.b64encode(secret).decode() in result.output]
    assert (shown, PASSWORD in result.output) == ([], False)
    assert "> AUTH PLAIN ********" in result.output
    assert result.exit_code == (0 if said.startswith(b"235") else 1)


def test_relay_that_is_away_is_said_so(monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    result = call(monkeypatch, tmp_path, "kim@beispiel.example", port=9)

    assert result.exit_code == 1
    assert result.output.splitlines()[-2:] == [
        "Kein Weg zum Mailserver. Prüfen Sie MAIL_SERVER, MAIL_PORT, die Verschlüsselung und die Anmeldung.",
        "ConnectionRefusedError: [Errno 111] Connection refused",
    ]


def test_refused_address_fails_with_the_relays_words(
    relay: Relay, monkeypatch: pytest.MonkeyPatch, tmp_path
) -> None:
    relay.refuse["weg@beispiel.example"] = "550 5.1.1 kennen wir nicht"

    result = call(monkeypatch, tmp_path, "weg@beispiel.example", relay.port)

    assert result.exit_code == 1
    assert result.output.splitlines()[-2:] == [
        "Diese Adresse nimmt der Mailserver nicht an.",
        "550 5.1.1 kennen wir nicht",
    ]


def test_without_a_relay_the_place_of_the_file_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    result = call(monkeypatch, tmp_path, "kim@beispiel.example")

    [path] = (tmp_path / "data" / "mail").glob("*.eml")
    assert result.exit_code == 0
    assert result.output.splitlines() == ["Angenommen.", f"Abgelegt als {path}"]


def test_what_is_no_address_never_reaches_the_relay(
    relay: Relay, monkeypatch: pytest.MonkeyPatch, tmp_path
) -> None:
    result = call(monkeypatch, tmp_path, "kim@beispiel.example\r\nRCPT TO:<x@y.example>", relay.port)

    assert (result.exit_code, relay.connections) == (1, 0)
