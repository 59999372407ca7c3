"""What happened to a lead, as sentences, and where it stands on its course."""

from datetime import UTC, datetime, timedelta

import pytest

from app.desk import timeline
from app.leads import service
from app.leads.models import Lead
from app.leads.status import PIPELINE, Status
from app.mail import delivery
from app.mail.outbox import mails_about
from tests.factories import enquiry, keep_lead, lead
from tests.relay import Relay

pytestmark = pytest.mark.usefixtures("app_context")


def told(kept: Lead) -> list[tuple[str, str, str, str]]:
    """Sentence, actor, text and tone, newest first."""
    now = lead(kept.reference)
    found = timeline.entries(now, mails_about(now.reference))
    return [(entry.sentence, entry.actor, entry.text, entry.tone) for entry in found]


@pytest.fixture
def kept() -> Lead:
    """Received yesterday; its mail is not in the way."""
    return keep_lead(received_at=datetime.now(UTC) - timedelta(hours=20), status=Status.QUARANTINED)


def test_newest_comes_first_with_who_and_why(kept: Lead) -> None:
    service.change_status(kept.reference, Status.SPAM, by="Kim", version=1)
    service.change_status(kept.reference, Status.NEW, by="Alex", version=2)
    service.change_status(kept.reference, Status.LOST, by="Kim", version=3, reason="Budget")
    service.add_note(kept.reference, "Im Mai wieder fragen", by="Alex")

    assert told(kept) == [
        ("Notiz", "Alex", "Im Mai wieder fragen", "plain"),
        ("Status von „Neu“ auf „Verloren“", "Kim", "Budget", "plain"),
        ("Benachrichtigung an anfragen@beispiel.example wird noch zugestellt", "", "", "caution"),
        ("Status von „Spam“ auf „Neu“", "Alex", "", "plain"),
        ("Status von „In Prüfung“ auf „Spam“", "Kim", "", "plain"),
        ("Anfrage eingegangen", "", "", "plain"),
    ]


def test_enquiry_that_was_sent_again_says_so(kept: Lead) -> None:
    service.keep(enquiry(), reference="FR-2222-2222", received_at=datetime.now(UTC), status=Status.NEW)

    assert [sentence for sentence, *_ in told(kept)] == [
        "Dieselbe Anfrage noch einmal gesendet",
        "Anfrage eingegangen",
    ]


def test_earlier_enquiry_of_the_same_person_is_named(kept: Lead) -> None:
    second = keep_lead(message="Noch etwas anderes.", status=Status.QUARANTINED)

    text = f"Von dieser Adresse kam schon {kept.reference}."
    assert told(second) == [("Anfrage eingegangen", "", text, "plain")]


def test_mail_that_cannot_arrive_shows_the_relays_words(relay: Relay) -> None:
    relay.refuse["anfragen@beispiel.example"] = "550 5.1.1 kennen wir nicht"
    kept = keep_lead()

    delivery.deliver_due()

    sentence = "Benachrichtigung an anfragen@beispiel.example nicht zustellbar"
    assert told(kept)[0] == (sentence, "", "550 5.1.1 kennen wir nicht", "warn")


def test_mail_that_arrived_shows_no_words(relay: Relay) -> None:
    kept = keep_lead()

    delivery.deliver_due()

    assert told(kept)[0] == ("Benachrichtigung an anfragen@beispiel.example zugestellt", "", "", "ok")


@pytest.mark.parametrize(
    ("status", "states"),
    [
        (Status.NEW, ["now", "next", "next", "next", "next"]),
        (Status.MEETING, ["done", "done", "now", "next", "next"]),
        (Status.WON, ["done", "done", "done", "done", "now"]),
        (Status.LOST, ["off"] * 5),
        (Status.QUARANTINED, ["off"] * 5),
    ],
)
def test_course_shows_what_is_behind_and_what_is_ahead(status: Status, states: list[str]) -> None:
    steps = timeline.pipeline(Lead(status=status), PIPELINE)

    assert [step["state"] for step in steps] == states
