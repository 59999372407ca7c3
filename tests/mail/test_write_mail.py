"""A mail as it is written down: complete, in our name, and nothing a visitor types can bend it."""

import random
import time
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from app.mail import outbox
from app.mail.models import OutboxMail
from tests.factories import keep_lead, mails

pytestmark = pytest.mark.usefixtures("app_context")


def parsed(mail: OutboxMail) -> EmailMessage:
    message = message_from_bytes(mail.raw, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def body(mail: OutboxMail, kind: str) -> str:
    part = parsed(mail).get_body((kind,))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


@pytest.mark.settings(
    mail_default_sender="FlightOps Leitstand <leitstand@firma.example>", site_url="https://www.firma.example"
)
@pytest.mark.parametrize("kind", ["plain", "html"])
def test_notification_holds_the_whole_enquiry(kind: str) -> None:
    lead = keep_lead(name="Anke <Groß> & Söhne", message="Zeile 1 <script>\nZeile 2")
    text = body(mails()[0], kind)

    expected = [
        "j.groessmann@muster.example",
        "+49 30 23125-014",
        "Anruf",
        "vormittags",
        "101–500",
        lead.reference,
    ]
    expected += [
        "Häufige Ausfälle, Wissen hängt an Einzelnen",
        f"https://www.firma.example/leitstand/anfragen/{lead.reference}",
    ]
    expected += (
        ["tel:+493023125014"] if kind == "html" else ["Anke <Groß> & Söhne", "Zeile 1 <script>\n", "Zeile 2"]
    )
    assert [item for item in expected if item not in text] == []
    if kind == "html":
        assert "<script>" not in text
        assert "Anke &lt;Groß&gt; &amp; Söhne" in text


@pytest.mark.settings(mail_default_sender="FlightOps Leitstand <leitstand@firma.example>")
def test_notification_comes_from_us_and_answers_go_to_the_visitor() -> None:
    lead = keep_lead()
    message = parsed(mails()[0])

    assert message["From"] == "FlightOps Leitstand <leitstand@firma.example>"
    assert message["Reply-To"] == "Jürgen Größmann <j.groessmann@muster.example>"
    assert message["To"] == "anfragen@beispiel.example"
    assert message["Subject"] == f"Rückruf Jürgen Größmann, Großküche Müller & Söhne ({lead.reference})"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["X-Auto-Response-Suppress"] == "All"
    assert message["Date"].datetime == mails()[0].created_at.replace(microsecond=0)
    assert message["Message-ID"].endswith("@firma.example>")


@pytest.mark.parametrize(
    "name",
    [
        "Ada\r\nBcc: all@firma.example",
        "Ada\x0bBcc: x",
        "Ada\u2028Bcc: x",
        'Müller, "Ada"',
        "a" * 120,
        "🛠️",
        "=?utf-8?q?x?=",
        "Ada <x@y.example>",
    ],
)
def test_no_name_adds_a_header_or_a_recipient(name: str) -> None:
    mail = outbox.write("test", "anfragen@beispiel.example", reply_to=(name, "ada@muster.example"))
    message = parsed(mail)

    assert [field for field in message if field in ("Bcc", "Cc")] == []
    assert [address.addr_spec for address in message["To"].addresses] == ["anfragen@beispiel.example"]
    if message["Reply-To"]:
        assert [address.addr_spec for address in message["Reply-To"].addresses] == ["ada@muster.example"]


def test_subject_stays_one_line_whatever_the_name() -> None:
    lead = keep_lead(name="Ada\r\nBcc: all@firma.example", company="")

    message = parsed(mails()[0])

    assert message["Subject"] == f"Rückruf Ada Bcc: all@firma.example ({lead.reference})"
    assert message["Bcc"] is None


def test_domain_of_the_visitor_keeps_its_sharp_s() -> None:
    mail = outbox.write("test", "anfragen@beispiel.example", reply_to=("Ada", "ada@faß.de"))

    assert parsed(mail)["Reply-To"].addresses[0].addr_spec == "ada@xn--fa-hia.de"


def test_address_that_no_header_can_carry_leaves_reply_to_out() -> None:
    mail = outbox.write("test", "anfragen@beispiel.example", reply_to=("Jörg", "jörg@muster.example"))

    assert parsed(mail)["Reply-To"] is None


def test_lines_are_short_enough_for_any_relay() -> None:
    keep_lead(message="x" * 9_000)

    assert max(map(len, mails()[0].raw.split(b"\r\n"))) <= 998


def test_every_mail_has_its_own_message_id_whoever_seeds_the_random_generator(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(time, "time", lambda: 1_800_000_000.0)

    def message_id() -> str:
        random.seed(0)
        return outbox.write("test", "anfragen@beispiel.example").message_id

    assert message_id() != message_id()
