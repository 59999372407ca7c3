"""The flight recorder: what it took becomes the lead that the database did not take, once and whole."""

from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.exc import DataError, OperationalError

from app import worker
from app.database import session, utc_now
from app.enquiry import recorder
from app.enquiry.journal import LARGEST
from app.enquiry.recorder import Arrival
from app.leads import service
from app.leads.fields import Source
from app.leads.models import Lead
from app.leads.reference import make_reference
from app.leads.status import Status
from app.mail import delivery
from tests.factories import enquiry, lead, mails

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("app_context")]

LONG_AGO = datetime(2026, 3, 1, 12, 0, 0, 123456, tzinfo=UTC)


def arrival(**changes: Any) -> Arrival:
    values: dict[str, Any] = {"reference": make_reference(), "received_at": LONG_AGO, "status": Status.NEW}
    typed = {name: changes.pop(name) for name in list(changes) if name not in Arrival.__dataclass_fields__}
    return Arrival(enquiry(**typed), **values | changes)


def record(**changes: Any) -> Arrival:
    made = arrival(**changes)
    recorder.append(made)
    return made


def leads() -> int:
    session().rollback()
    return session().query(Lead).count()


def test_recorded_enquiry_becomes_the_lead_it_would_have_been() -> None:
    source = Source(article="a", place="b", campaign="c", referrer_host="d")
    made = record(source=source, status=Status.QUARANTINED, spam_score=7, spam_reasons=["honeypot"])

    assert recorder.replay() == 1

    kept = lead(made.reference)
    assert (kept.received_at, kept.status) == (LONG_AGO, "quarantined")
    assert (kept.spam_score, kept.spam_reasons) == (7, ["honeypot"])
    assert {name: getattr(kept, name) for name in ("name", "email", "phone", "message")} == {
        name: getattr(made.enquiry, name) for name in ("name", "email", "phone", "message")
    }
    assert (kept.topics, kept.content_key) == (list(made.enquiry.topics), made.enquiry.content_key)
    assert (kept.source_article, kept.source_referrer_host) == ("a", "d")
    assert recorder.state().is_clear


def test_what_was_recorded_comes_back_equal() -> None:
    made = arrival(message='„Zeile“ "1"\n\tZeile 2 \\ \u2028 \u0085 🛠️', spam_reasons=["honeypot"])

    assert recorder.decode(recorder.encode(made)) == made


def test_largest_enquiry_has_its_place_in_the_room() -> None:
    wide = "🛠"
    limits = {"name": 120, "email": 254, "company": 160, "phone": 40, "message": 10_000}
    source = Source(wide * 120, wide * 120, wide * 120, "x" * 253)

    made = arrival(
        source=source, spam_reasons=["reason"] * 20, **{name: wide * size for name, size in limits.items()}
    )

    assert len(recorder.encode(made)) < LARGEST - 10


def test_recorded_enquiry_is_told_to_the_consultancy_once() -> None:
    record()

    recorder.replay()
    recorder.replay()

    assert [mail.message for mail in mails()] == ["enquiry_received"]


def test_commit_that_had_worked_after_all_is_recognised_by_its_reference() -> None:
    """Its outcome was unknown: the visitor sent once, so nothing says otherwise."""
    made = record()
    made.keep()

    recorder.replay()

    assert leads() == 1
    assert [event.kind for event in lead(made.reference).events] == ["received"]


def test_enquiry_recorded_and_then_sent_again_is_one_lead_that_knows_both_references() -> None:
    told = record(received_at=utc_now())
    kept = arrival(received_at=utc_now()).keep().reference

    recorder.replay()

    assert leads() == 1
    assert [(event.kind, event.data.get("reference")) for event in lead(kept).events] == [
        ("received", None),
        ("sent_again", told.reference),
    ]


def test_torn_record_is_counted_and_does_not_stop_the_others() -> None:
    first, second = record(message="eins"), arrival(message="zwei")
    with recorder.journal().path.open("ab") as file:
        file.write(b"\n0badc0de {torn")
    recorder.append(second)

    recorder.replay()

    assert {lead(made.reference).message for made in (first, second)} == {"eins", "zwei"}
    assert (recorder.state().waiting, recorder.state().unreadable) == (0, 1)


def test_record_the_database_refuses_is_put_aside_and_tried_again_later(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = [record(message=text) for text in ("eins", "zwei", "drei")]
    keep = service.keep

    def picky(typed: Any, **values: Any) -> str:
        if typed.message == "zwei":
            raise DataError("INSERT", {}, Exception("too long"))
        return keep(typed, **values)

    with monkeypatch.context() as patch:
        patch.setattr(service, "keep", picky)
        assert recorder.replay() == 2
        assert (leads(), recorder.state().waiting, recorder.state().stuck) == (2, 0, 1)
        assert recorder.replay() == 0

    assert recorder.take_up_stuck() == 1
    assert recorder.replay() == 1
    assert lead(made[1].reference).message == "zwei"
    assert recorder.state().is_clear


@pytest.mark.parametrize("unknown", [b"{}", b"[]", b'{"enquiry": 1}', b"\xff"])
def test_record_nobody_understands_is_put_aside(unknown: bytes) -> None:
    recorder.journal().append(unknown)
    record()

    recorder.replay()

    assert (leads(), recorder.state().stuck) == (1, 1)


def test_database_that_is_still_away_leaves_everything_in_the_recorder(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = [record(message=text) for text in ("eins", "zwei", "drei")]
    keep = service.keep

    def full(typed: Any, **values: Any) -> str:
        if typed.message == "zwei":
            raise OperationalError("INSERT", {}, Exception("disk full"))
        return keep(typed, **values)

    with monkeypatch.context() as patch:
        patch.setattr(service, "keep", full)
        with pytest.raises(OperationalError):
            recorder.replay()
    assert (recorder.state().waiting, recorder.state().stuck) == (3, 0)

    recorder.replay()
    assert [[event.kind for event in lead(item.reference).events] for item in made] == [["received"]] * 3


def test_replay_without_room_for_a_second_journal_still_brings_the_leads(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    record()
    monkeypatch.setattr(recorder.Journal, "rotate", lambda _: False)

    recorder.replay()
    recorder.replay()

    assert (leads(), recorder.state().waiting) == (1, 1)
    assert session().query(Lead).one().received_at == LONG_AGO


def test_two_replays_at_once_do_not_meet() -> None:
    record()

    with recorder.journal().alone():
        assert recorder.replay() == 0

    assert recorder.replay() == 1


def test_worker_replays_even_when_mails_cannot_go(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    made = record()

    def broken(*_: object) -> int:
        raise TypeError("a bug")

    monkeypatch.setattr(delivery, "deliver_due", broken)
    worker.work_once(app)

    assert lead(made.reference).received_at == LONG_AGO
