"""Invented leads: plausible, marked, complete, and never in production."""

from collections import Counter

import pytest
from flask import Flask
from sqlalchemy import func, select

from app import demo
from app.database import session, utc_now
from app.errors import ConfigurationError
from app.leads import inbox
from app.leads.counts import counts
from app.leads.models import Lead, LeadEvent, LeadSearch
from app.leads.selection import Selection, Sort, Tab
from app.leads.status import Status
from app.mail.models import OutboxMail, State
from tests.house_client import HouseClient

pytestmark = pytest.mark.both_databases


def fill(app: Flask, number: int) -> list[Lead]:
    with app.app_context():
        demo.fill(app, number)
        session().rollback()
        return list(session().scalars(select(Lead).order_by(Lead.received_at.desc())))


def test_few_leads_look_like_a_desk_at_work(app: Flask) -> None:
    leads = fill(app, 60)

    assert len(leads) == 60
    assert {lead.status for lead in leads[:6]} == {Status.NEW}
    assert all(lead.answered_at is None for lead in leads[:6])
    assert (utc_now() - leads[0].received_at).total_seconds() < 8 * 3600
    assert len({lead.status for lead in leads}) >= 5
    assert len({lead.source_article for lead in leads}) > 1
    assert any(lead.assignee_id for lead in leads)
    assert any(lead.next_step_on for lead in leads)


def test_one_lead_is_told_as_one(app: Flask) -> None:
    with app.app_context():
        assert demo.fill(app, 1).startswith("1 erfundene Anfrage liegt im Leitstand: ")


def test_nothing_happens_in_the_future_or_before_the_enquiry(app: Flask) -> None:
    fill(app, 60)

    with app.app_context():
        events = session().execute(select(LeadEvent.at, Lead.received_at).join(Lead)).all()
        assert [row for row in events if not row.received_at <= row.at <= utc_now()] == []


def test_every_lead_can_be_found_listed_and_counted(app: Flask) -> None:
    leads = fill(app, 40)

    with app.app_context():
        assert session().scalar(select(func.count()).select_from(LeadSearch)) == 40
        assert session().scalar(select(func.count(func.distinct(LeadEvent.lead_id)))) == 40
        assert sum(counts(0).tabs[tab] for tab in (Tab.OPEN, Tab.FILED, Tab.QUARANTINE, Tab.SPAM)) == 40
        word = leads[30].reference.lower()
        assert [lead.id for lead in inbox.page(Selection(tab=Tab.ALL, words=(word,))).leads] == [leads[30].id]


def test_more_than_a_chunk_repeats_people_but_no_reference(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(demo, "CHUNK", 10)

    leads = fill(app, 35)

    assert len({lead.reference for lead in leads}) == len({lead.email for lead in leads}) == 35
    assert Counter(lead.status == Status.NEW and lead.answered_at is None for lead in leads)[True] == 6
    with app.app_context():
        oldest = inbox.page(Selection(tab=Tab.ALL, sort=Sort.OLDEST)).leads
        assert [lead.id for lead in oldest] == [lead.id for lead in reversed(leads)][: len(oldest)]
        found = inbox.page(Selection(tab=Tab.ALL, words=(leads[34].email.lower(),))).leads
        assert [lead.reference for lead in found] == [leads[34].reference]


def test_every_invented_lead_can_be_opened(desk: HouseClient, app: Flask) -> None:
    for lead in fill(app, 14):
        desk.get(f"/leitstand/anfragen/{lead.reference}")


def test_no_mail_is_owed(app: Flask) -> None:
    fill(app, 40)

    with app.app_context():
        assert set(session().scalars(select(OutboxMail.state))) == {State.SENT, State.DEAD}


def test_desk_takes_new_leads_after_the_invented_ones(desk: HouseClient, app: Flask, client) -> None:
    fill(app, 12)

    client.post("/kontakt", data={"name": "Ada", "email": "ada@beispiel.example"})

    assert "Ada" in desk.get("/leitstand/anfragen").text


@pytest.mark.settings(
    app_env="production", site_url="https://flightops.example", mail_default_sender="a@flightops.example"
)
def test_production_has_no_invented_leads(app: Flask) -> None:
    with app.app_context(), pytest.raises(ConfigurationError, match="Demodaten"):
        demo.fill(app, 1)
