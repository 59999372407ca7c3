"""A relay has to prove who it is before it gets a mail or a password, on STARTTLS and on TLS from the start."""

import shutil
import ssl
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import time_machine
from aiosmtpd.smtp import AuthResult, LoginPassword

from app.database import utc_now, writing
from app.mail import delivery, outage, outbox, queries
from app.mail.models import State
from app.settings import Settings
from tests.databases import make_settings
from tests.factories import mails
from tests.relay import HOST, Relay

pytestmark = [
    pytest.mark.usefixtures("app_context"),
    pytest.mark.skipif(
        shutil.which("openssl") is None, reason="openssl, which makes the certificates, is missing"
    ),
]

LOGIN = ("leitstand", "geheim")
BOTH = pytest.mark.parametrize("encryption", ["starttls", "ssl"])
OWN_NAME = f"IP:{HOST}"


@dataclass
class GreedyRelay(Relay):
    """Takes every mail and every password, with and without encryption: what a client lets out, it gets."""

    passwords: list[tuple[str, str]] = field(default_factory=list)

    def keep_password(self, *dialogue: Any) -> AuthResult:
        typed = dialogue[-1]
        assert isinstance(typed, LoginPassword)
        self.passwords.append((typed.login.decode(), typed.password.decode()))
        return AuthResult(success=True)


@pytest.fixture
def encryption() -> str:
    return "starttls"


@pytest.fixture
def certificate_name() -> str:
    return OWN_NAME


@pytest.fixture
def days() -> str:
    """How long the certificate is valid."""
    return "2"


@pytest.fixture
def certificate(tmp_path: Path, certificate_name: str, days: str) -> Path:
    """Self-made, with its key in the same file; valid for whoever trusts it."""
    path = tmp_path / "certificate.pem"
    subject = ["-subj", "/CN=relay", "-addext", f"subjectAltName={certificate_name}"]
    kind = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-noenc", "-days", "2"]
    subprocess.run(
        ["openssl", "req", "-x509", *kind, *subject, "-keyout", path, "-out", tmp_path / "public.pem"],
        check=True,
        capture_output=True,
    )
    resigned = [
        "x509",
        "-in",
        tmp_path / "public.pem",
        "-signkey",
        path,
        "-days",
        days,
    ]  # may lie in the past
    subprocess.run(["openssl", *resigned, "-out", tmp_path / "public.pem"], check=True, capture_output=True)
    path.write_text(path.read_text() + (tmp_path / "public.pem").read_text())
    return path


@pytest.fixture
def greedy_relay(certificate: Path, encryption: str) -> Iterator[GreedyRelay]:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    tls = {"starttls": {"tls_context": context}, "ssl": {"ssl_context": context}, "none": {}}[encryption]
    relay = GreedyRelay()
    relay.options = {"authenticator": relay.keep_password, "auth_require_tls": False} | tls
    relay.start()
    yield relay
    relay.stop()


@pytest.fixture
def settings(tmp_path: Path, database_url: str, greedy_relay: GreedyRelay, encryption: str) -> Settings:
    return make_settings(
        tmp_path / "data",
        database_url=database_url,
        mail_server=HOST,
        mail_port=greedy_relay.port,
        mail_use_ssl=encryption == "ssl",
        mail_username=LOGIN[0],
        mail_password=LOGIN[1],
    )


@pytest.fixture
def trusted(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))


def owe_and_deliver() -> int:
    with writing() as opened:
        opened.add(outbox.write("test", "anfragen@beispiel.example"))
    return delivery.deliver_due()


def outage_words() -> str:
    """What is noted about the channel; no mail may have paid for it."""
    assert [(mail.state, mail.attempt_count, mail.attempts) for mail in mails()] == [(State.OWED, 0, [])]
    channel = queries.channel()
    return channel.words if channel else ""


@BOTH
@pytest.mark.usefixtures("trusted")
def test_relay_with_a_trusted_certificate_gets_password_and_mail(greedy_relay: GreedyRelay) -> None:
    assert owe_and_deliver() == 1

    assert [(mail.state, mail.attempts[-1].words) for mail in mails()] == [(State.SENT, "250 2.0.0 kept")]
    assert greedy_relay.passwords == [LOGIN]
    assert [mail.rcpt_tos for mail in greedy_relay.received] == [["anfragen@beispiel.example"]]


@BOTH
def test_relay_with_a_self_made_certificate_gets_nothing(greedy_relay: GreedyRelay) -> None:
    assert owe_and_deliver() == 0

    assert "self-signed certificate" in outage_words()
    assert (greedy_relay.passwords, greedy_relay.received) == ([], [])


@BOTH
@pytest.mark.usefixtures("trusted")
@pytest.mark.parametrize("certificate_name", ["DNS:mail.anderswo.example"])
def test_relay_with_the_certificate_of_another_gets_nothing(greedy_relay: GreedyRelay) -> None:
    assert owe_and_deliver() == 0

    assert "certificate is not valid for '127.0.0.1'" in outage_words()
    assert (greedy_relay.passwords, greedy_relay.received) == ([], [])


@BOTH
@pytest.mark.usefixtures("trusted")
@pytest.mark.parametrize("days", ["-1"])
def test_relay_with_an_expired_certificate_gets_nothing(greedy_relay: GreedyRelay) -> None:
    assert owe_and_deliver() == 0

    assert "certificate has expired" in outage_words()
    assert (greedy_relay.passwords, greedy_relay.received) == ([], [])


@pytest.mark.parametrize("encryption", ["none"])
def test_relay_without_encryption_gets_nothing(greedy_relay: GreedyRelay) -> None:
    assert owe_and_deliver() == 0

    assert outage_words() == "SMTPNotSupportedError: STARTTLS extension not supported by server."
    assert (greedy_relay.passwords, greedy_relay.received) == ([], [])


@BOTH
def test_mail_arrives_once_the_certificate_is_trusted(
    greedy_relay: GreedyRelay, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    owe_and_deliver()
    [mail] = mails()
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))

    with time_machine.travel(utc_now() + outage.FIRST_PROBE):
        assert delivery.deliver_due() == 1

    assert [received.message["Message-ID"] for received in greedy_relay.received] == [mail.message_id]
