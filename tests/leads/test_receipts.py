"""The receipt to the visitor: off by default, nothing of theirs in it, and never often."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
import time_machine

from app.leads import work
from app.leads.receipts import MOST_AN_HOUR, mailbox
from app.leads.status import Status
from app.mail.models import OutboxMail
from tests.databases import make_settings
from tests.factories import TYPED, keep_lead, mails

pytestmark = pytest.mark.both_databases

START = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
FACTS = {
    'city = ""': 'city = "Musterstadt"',
    'register_court = ""': 'register_court = "Amtsgericht Musterstadt"',
    'register_number = ""': 'register_number = "HRB 12345"',
    'email = ""': 'email = "info@firma.example"',
}


@pytest.fixture
def settings(own_content: Path, tmp_path: Path, database_url: str):
    """Receipts are on, and the company's facts are there."""
    site = own_content / "site.toml"
    head, switch, rest = site.read_text().partition("[receipt]")
    for old, new in FACTS.items():
        assert old in head
        head = head.replace(old, new, 1)
    site.write_text(head + switch + rest.replace("enabled = false", "enabled = true", 1))
    return make_settings(
        tmp_path / "data",
        database_url=database_url,
        content_dir=own_content,
        leads_mail_to="a@beispiel.example",
    )


@pytest.fixture(autouse=True)
def nine_o_clock(app_context: None) -> Iterator[None]:
    with time_machine.travel(START, tick=False):
        yield


def receipts() -> list[OutboxMail]:
    return [mail for mail in mails() if mail.message == "enquiry_receipt"]


def parsed(mail: OutboxMail) -> EmailMessage:
    message = message_from_bytes(mail.raw, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def body(mail: OutboxMail, kind: str) -> str:
    part = parsed(mail).get_body((kind,))
    assert part is not None
    return " ".join(str(part.get_content()).split())


def test_receipt_is_an_automatic_answer_from_us() -> None:
    lead = keep_lead()

    [mail] = receipts()
    message = parsed(mail)
    assert mail.about == lead.reference
    assert message["To"] == "j.groessmann@muster.example"
    assert message["Subject"] == f"Ihre Anfrage {lead.reference} ist bei uns eingegangen"
    assert message["Auto-Submitted"] == "auto-replied"
    assert message["Reply-To"] == "Fox Romeo IT GmbH <info@firma.example>"


@pytest.mark.parametrize("kind", ["plain", "html"])
def test_receipt_holds_the_reference_the_letterhead_and_not_a_word_of_the_visitor(kind: str) -> None:
    typed = {
        "name": "Kauft-Uhren",
        "company": "Casino-Bonus",
        "phone": "0900-111222",
        "message": "Gewinn-Code",
    }
    lead = keep_lead(**typed)

    text = body(receipts()[0], kind)

    assert [word for word in (*typed.values(), TYPED["email"]) if word in text] == []
    assert [
        word
        for word in (lead.reference, "Musterstadt", "HRB 12345", "Geschäftsführung: Frank Roebers")
        if word not in text
    ] == []
    assert "Wir versprechen" not in text


def test_suspect_enquiry_gets_none() -> None:
    lead = keep_lead(status=Status.QUARANTINED)

    work.change_status(lead.reference, Status.NEW, by="Kim", version=1)

    assert receipts() == []


def test_one_mailbox_gets_one_within_a_day() -> None:
    for email in ("ada.vogt@gmail.com", "Ada.Vogt+x@Gmail.com", "adavogt@googlemail.com", "other@gmail.com"):
        keep_lead(email=email)
    with time_machine.travel(START + timedelta(hours=24, minutes=1)):
        keep_lead(email="a.d.a.vogt@gmail.com")

    assert [mail.recipient for mail in receipts()] == [
        "ada.vogt@gmail.com",
        "other@gmail.com",
        "a.d.a.vogt@gmail.com",
    ]
    assert len(mails()) - len(receipts()) == 5


def test_sixty_an_hour_in_all_and_every_lead_is_kept() -> None:
    kept = [keep_lead(email=f"p{number}@muster.example") for number in range(MOST_AN_HOUR + 1)]
    with time_machine.travel(START + timedelta(hours=1, minutes=1)):
        keep_lead(email="later@muster.example")

    assert len(kept) == MOST_AN_HOUR + 1
    assert len(receipts()) == MOST_AN_HOUR + 1
    assert receipts()[-1].recipient == "later@muster.example"


def test_address_no_relay_can_reach_costs_the_receipt_not_the_lead() -> None:
    lead = keep_lead(email="jörg@muster.example")

    assert [mail.message for mail in mails()] == ["enquiry_received"]
    assert lead.email == "jörg@muster.example"


@pytest.mark.parametrize(
    ("email", "same"),
    [
        ("Ada@Muster.example", "ada@muster.example"),
        ("ada+werbung@muster.example", "ada@muster.example"),
        ("a.da@muster.example", "a.da@muster.example"),
        ("A.Da+x@googlemail.com", "ada@gmail.com"),
    ],
)
def test_spellings_of_one_mailbox_are_one(email: str, same: str) -> None:
    assert mailbox(email) == same
