"""Addresses as the relay is told them: domains by IDNA 2008, other letters before the @ only where the relay takes them."""

import pytest
from flask import Flask

from app.database import writing
from app.mail import connection, delivery, outbox
from app.mail.addresses import AddressNotUsable, envelope_address
from app.mail.models import OutboxMail, State
from app.settings import Settings
from tests.databases import make_settings
from tests.factories import mails
from tests.relay import Relay

pytestmark = pytest.mark.usefixtures("app_context")

NO_SMTPUTF8 = (
    "Dieser Mailserver nimmt nur Adressen ohne Umlaute und Sonderzeichen vor dem @ an (kein SMTPUTF8)."
)


def owe(recipient: str) -> None:
    with writing() as opened:
        opened.add(outbox.write("test", recipient))


def change(**values: str) -> None:
    """As if it had been stored like that."""
    with writing() as opened:
        for name, value in values.items():
            setattr(opened.get_one(OutboxMail, mails()[0].id), name, value)


@pytest.mark.parametrize(
    ("typed", "envelope"),
    [
        ("ada@faß.de", "ada@xn--fa-hia.de"),
        ("Ada.Müller@Bücher.example", "Ada.Müller@xn--bcher-kva.example"),
        ("ada+tag@muster.example", "ada+tag@muster.example"),
        ("ada@münchen.例え", "ada@xn--mnchen-3ya.xn--r8jz45g"),
    ],
)
def test_domain_goes_out_in_ascii(typed: str, envelope: str) -> None:
    assert envelope_address(typed) == envelope


@pytest.mark.parametrize(
    "typed",
    [
        *("", "ada", "ada@", "@b.example", "a b@c.example", "ada@muster.example, bob@muster.example"),
        *("ada@muster.example\r\nDATA", "ada\0@muster.example", "ada@muster.example>"),
        *("\ud800@muster.example", "a@b\u2028c.example"),
    ],
)
def test_what_is_no_address_is_refused(typed: str) -> None:
    with pytest.raises(AddressNotUsable):
        envelope_address(typed)


def test_recipient_with_a_sharp_s_is_reached(relay: Relay) -> None:
    owe("ada@faß.de")

    assert delivery.deliver_due() == 1

    assert [mail.rcpt_tos for mail in relay.received] == [["ada@xn--fa-hia.de"]]


@pytest.fixture
def ascii_relay(relay: Relay) -> Relay:
    relay.stop()
    relay.options = {"enable_SMTPUTF8": False}
    relay.start()
    return relay


def test_letters_before_the_at_go_to_a_relay_that_takes_them(relay: Relay) -> None:
    owe("jörg@faß.de")

    assert delivery.deliver_due() == 1

    [received] = relay.received
    assert received.rcpt_tos == ["jörg@xn--fa-hia.de"]
    assert "\r\nTo: jörg@xn--fa-hia.de\r\n".encode() in received.raw


def test_letters_before_the_at_are_a_dead_letter_elsewhere(ascii_relay: Relay) -> None:
    owe("jörg@muster.example")
    owe("anfragen@beispiel.example")

    assert delivery.deliver_due() == 1

    dead, sent = mails()
    assert (dead.state, dead.attempts[-1].words) == (State.DEAD, NO_SMTPUTF8)
    assert sent.state == State.SENT


@pytest.mark.parametrize("column", ["recipient", "sender"])
@pytest.mark.parametrize("stored", ["a@b.example\r\nRCPT TO:<x@y.example>", "a b@c.example", "nobody"])
def test_what_is_no_address_never_reaches_the_relay(relay: Relay, column: str, stored: str) -> None:
    owe("ada@muster.example")
    change(**{column: stored})

    delivery.deliver_due()

    [mail] = mails()
    assert (mail.state, relay.received) == (State.DEAD, [])
    assert mail.attempts[-1].words.startswith("Keine Adresse, an die sich eine Mail schicken lässt:")


def test_mail_larger_than_the_relay_takes_is_not_even_offered(relay: Relay) -> None:
    relay.stop()
    relay.options = {"data_size_limit": 2_000}
    relay.start()
    owe("ada@muster.example")
    size = len(mails()[0].raw)

    delivery.deliver_due()

    [mail] = mails()
    assert (mail.state, mail.attempts[-1].outcome) == (State.DEAD, "too_big")
    assert mail.attempts[-1].words == f"Der Mailserver nimmt höchstens 2000 Bytes an, diese Mail hat {size}."


@pytest.mark.parametrize(
    ("site_url", "name"),
    [
        ("https://www.firma.example", "www.firma.example"),
        ("https://faß.de/", "xn--fa-hia.de"),
        ("http://127.0.0.1:8000", "muster.example"),
        ("http://localhost:8000", "muster.example"),
        ("", "muster.example"),
    ],
)
def test_we_introduce_ourselves_by_a_name_that_stays(tmp_path, site_url: str, name: str) -> None:
    settings: Settings = make_settings(
        tmp_path / "data", site_url=site_url, mail_default_sender="Post <post@muster.example>"
    )

    assert connection.ehlo_name(settings) == name


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("550 5.1.1 k\u00f6nnen wir nicht", "550 5.1.1 können wir nicht"),
        ("550 " + "x" * 700, "550 " + "x" * 495 + "…"),
    ],
)
def test_words_of_the_relay_are_kept_at_a_sane_length(
    app: Flask, relay: Relay, said: str, words: str
) -> None:
    relay.refuse["ada@muster.example"] = said
    owe("ada@muster.example")

    delivery.deliver_due()

    assert mails()[0].attempts[-1].words == words
