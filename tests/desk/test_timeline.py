"""What happened to a lead, as sentences, and where it stands on its course."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from app.desk import course, timeline
from app.leads import digest, notes, service, work
from app.leads.models import Lead
from app.leads.status import PIPELINE, Status
from app.mail import delivery, repair
from app.mail.answers import Verdict
from app.mail.models import State
from app.mail.outbox import mails_about
from app.settings import RESOURCES
from tests.factories import enquiry, keep_lead, lead
from tests.relay import Relay

pytestmark = pytest.mark.usefixtures("app_context")


def told(kept: Lead) -> list[tuple[str, str, str, str]]:
    """Sentence, actor, text and tone, newest first."""
    now = lead(kept.reference)
    found = timeline.entries(now.events, mails_about(now.reference))
    return [(entry.sentence, entry.actor, entry.text, entry.tone) for entry in found]


@pytest.fixture
def kept() -> Lead:
    """Received yesterday; its mail is not in the way."""
    return keep_lead(received_at=datetime.now(UTC) - timedelta(hours=20), status=Status.QUARANTINED)


def test_newest_comes_first_with_who_and_why(kept: Lead) -> None:
    work.change_status(kept.reference, Status.SPAM, by="Kim", version=1)
    work.change_status(kept.reference, Status.NEW, by="Alex", version=2)
    work.change_status(kept.reference, Status.LOST, by="Kim", version=3, reason="Budget")
    notes.add_note(kept.reference, "Im Mai wieder fragen", by="Alex")

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
        "Dieselbe Anfrage noch einmal gesendet unter der Kennung FR-2222-2222",
        "Anfrage eingegangen",
    ]


def test_earlier_enquiry_of_the_same_person_is_named(kept: Lead) -> None:
    second = keep_lead(message="Noch etwas anderes.", status=Status.QUARANTINED)

    text = f"Von dieser Adresse kam schon {kept.reference}."
    assert told(second) == [("Anfrage eingegangen", "", text, "plain")]


def tries(kept: Lead) -> list[tuple[str, str]]:
    """Of the newest entry: what each try ended in and what the relay said."""
    now = lead(kept.reference)
    newest = timeline.entries(now.events, mails_about(now.reference))[0]
    return [(attempt.sentence, attempt.words) for attempt in newest.tries]


def test_mail_that_cannot_arrive_shows_the_relays_words(relay: Relay) -> None:
    relay.refuse["anfragen@beispiel.example"] = "550 5.1.1 kennen wir nicht"
    kept = keep_lead()

    delivery.deliver_due()

    sentence = "Benachrichtigung an anfragen@beispiel.example nicht zustellbar"
    assert told(kept)[0] == (sentence, "", "", "warn")
    assert tries(kept) == [("Empfänger abgelehnt", "550 5.1.1 kennen wir nicht")]


def test_mail_that_arrived_shows_every_try(relay: Relay) -> None:
    relay.refuse["anfragen@beispiel.example"] = "451 4.7.1 später"
    kept = keep_lead()
    delivery.deliver_due()
    relay.refuse.clear()

    with time_machine.travel(datetime.now(UTC) + timedelta(hours=1)):
        delivery.deliver_due()

    assert told(kept)[0] == ("Benachrichtigung an anfragen@beispiel.example zugestellt", "", "", "ok")
    assert tries(kept) == [("Angenommen", "250 2.0.0 kept"), ("Vorerst abgelehnt", "451 4.7.1 später")]


def test_digest_that_told_of_a_lead_stands_in_its_timeline() -> None:
    leads = [keep_lead(message=f"Frage {number}") for number in range(digest.FLOOD + 1)]
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=11)):
        digest.send_digest()

    now = lead(leads[-1].reference)
    found = timeline.entries(now.events, mails_about(now.reference, *timeline.digests(now.events)))
    assert [entry.sentence for entry in found] == [
        "Sammelmail an anfragen@beispiel.example wird noch zugestellt",
        "In einer Sammelmail gemeldet, weil gerade sehr viele Anfragen kamen",
        "Anfrage eingegangen",
    ]


def test_handled_mail_names_the_colleague() -> None:
    kept = keep_lead()

    repair.mark_handled(mails_about(kept.reference)[0].id, by="Kim")

    sentence = "Benachrichtigung an anfragen@beispiel.example nicht zugestellt, als erledigt vermerkt"
    assert told(kept)[0] == (sentence, "Kim", "", "plain")


@pytest.mark.parametrize(("count", "shown"), [(1, 1), (3, 3), (4, 1), (40, 1)])
def test_many_tries_are_folded_away(count: int, shown: int) -> None:
    tries = tuple(timeline.Try(datetime.now(UTC), "Vorerst abgelehnt", "451") for _ in range(count))
    entry = timeline.Entry(datetime.now(UTC), "mail", "", tries=tries)

    assert (len(entry.shown_tries), len(entry.folded_tries)) == (shown, count - shown)


def test_every_message_and_every_verdict_has_its_german_words() -> None:
    messages = {path.parent.name for path in (RESOURCES / "templates" / "mail").glob("*/subject.txt")}

    assert set(timeline.MAIL_NAMES) == messages
    assert set(timeline.VERDICTS) == set(Verdict) - {Verdict.DOWN}
    assert set(timeline.MAIL_STATES) == set(State)


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
    steps = course.pipeline(Lead(status=status), PIPELINE)

    assert [step["state"] for step in steps] == states
