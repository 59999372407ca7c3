"""The notification: useful in a phone's list, honest when it is late, and written once."""

from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from app.database import utc_now
from app.leads import work
from app.leads.status import Status
from app.mail.models import OutboxMail
from tests.factories import keep_lead, mails

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("app_context")]

HELD = "Als diese Anfrage kam, war die Datenbank nicht erreichbar."
RELEASED = "Diese Anfrage stand seit ihrem Eingang in Prüfung, weil sie wie Spam aussah."


def body(mail: OutboxMail, kind: str) -> str:
    message = message_from_bytes(mail.raw, policy=policy.default)
    assert isinstance(message, EmailMessage)
    part = message.get_body((kind,))
    assert part is not None
    return " ".join(str(part.get_content()).split())


@pytest.mark.parametrize(
    ("typed", "subject"),
    [
        ({}, "Rückruf Jürgen Größmann, Großküche Müller & Söhne ({})"),
        ({"reply_by": "email", "company": ""}, "Anfrage Jürgen Größmann ({})"),
        ({"name": " Ada \r\n Vogt", "company": "A\tG"}, "Rückruf Ada Vogt, A G ({})"),
    ],
)
def test_subject_begins_with_what_is_wanted_and_who_wants_it(typed: dict[str, str], subject: str) -> None:
    lead = keep_lead(**typed)

    assert [mail.subject for mail in mails()] == [subject.format(lead.reference)]


@pytest.mark.parametrize("kind", ["plain", "html"])
def test_lead_released_from_quarantine_comes_late_and_says_why(kind: str) -> None:
    lead = keep_lead(status=Status.QUARANTINED)
    assert mails() == []

    work.change_status(lead.reference, Status.NEW, by="Kim", version=1)

    [mail] = mails()
    assert mail.subject.startswith("Verspätet: Rückruf Jürgen Größmann")
    assert RELEASED in body(mail, kind)
    assert HELD not in body(mail, kind)


@pytest.mark.parametrize("kind", ["plain", "html"])
def test_lead_the_recorder_had_held_says_so(kind: str) -> None:
    keep_lead(received_at=utc_now() - timedelta(hours=2))

    [mail] = mails()
    assert mail.subject.startswith("Verspätet: ")
    assert HELD in body(mail, kind)


@pytest.mark.parametrize("kind", ["plain", "html"])
def test_lead_kept_at_once_says_nothing_of_the_kind(kind: str) -> None:
    keep_lead()

    [mail] = mails()
    assert [word for word in ("Verspätet", "VERSPÄTET", HELD, RELEASED) if word in body(mail, kind)] == []


def test_lead_that_comes_back_from_spam_is_told_once() -> None:
    lead = keep_lead()

    work.change_status(lead.reference, Status.SPAM, by="Kim", version=1)
    work.change_status(lead.reference, Status.NEW, by="Kim", version=2)

    assert len(mails()) == 1


@pytest.mark.settings(leads_mail_to="a@beispiel.example, b@beispiel.example")
def test_each_recipient_gets_a_mail_of_their_own() -> None:
    lead = keep_lead()

    assert [(mail.recipient, mail.about) for mail in mails()] == [
        ("a@beispiel.example", lead.reference),
        ("b@beispiel.example", lead.reference),
    ]


@pytest.mark.parametrize("kind", ["plain", "html"])
def test_mail_that_stays_in_the_house_has_no_letterhead(kind: str) -> None:
    keep_lead()

    text = body(mails()[0], kind)
    assert "Leitstand FlightOps, Fox Romeo IT GmbH" in text
    assert "Geschäftsführung" not in text
