"""The desk's first screen: silent while nothing is due, each figure the way to its list, each chart also in words."""

from datetime import timedelta
from itertools import count

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, expect
from sqlalchemy import event

from app.database import utc_now, writing
from app.desk import charts
from app.enquiry import recorder
from app.enquiry.recorder import Arrival
from app.leads import service
from app.leads.clock import BERLIN
from app.leads.fields import Source
from app.leads.figures import Week, monday_of
from app.leads.models import Lead
from app.leads.reference import make_reference
from app.leads.status import Status
from app.mail.models import OutboxMail, State
from tests.factories import enquiry, keep_lead
from tests.house_client import HouseClient
from tests.served import Served
from tests.views import in_every_view

OVERVIEW = "/leitstand/"
LAMPS = ["Überfällig", "Fällig", "Wartend", "Schritte", "Davon meine", "In Prüfung"]
both_databases = pytest.mark.both_databases
numbers = count()


def received(app: Flask, *, days: float = 0, status: Status = Status.NEW, **values: object) -> Lead:
    source = values.pop("source", Source())
    with app.app_context():
        kept = keep_lead(
            utc_now() - timedelta(days=days), status, message=f"Nr. {next(numbers)}", source=source
        )
        with writing() as session:
            for name, value in values.items():
                setattr(session.get_one(Lead, kept.id), name, value)
        return kept


def lamps(desk: HouseClient) -> dict[str, str]:
    page = desk.get(OVERVIEW)
    return dict(zip(page.texts(".lamps__label"), page.texts(".lamps__figure"), strict=True))


def test_house_without_leads_says_what_will_stand_here(desk: HouseClient) -> None:
    page = desk.get(OVERVIEW)

    assert page.heading == "Übersicht"
    assert page.texts("main h2") == ["Noch keine Anfrage"]
    assert page.soup.select_one("main a[href='/kontakt?ort=leitstand']") is not None
    assert page.texts(".lamps__figure") == ["0"] * 6


def test_nothing_due_is_one_line_and_no_lamp(desk: HouseClient, app: Flask) -> None:
    received(app, days=40, status=Status.DORMANT)

    page = desk.get(OVERVIEW)

    assert page.texts(".overview__calm") == [
        "Niemand wartet auf Antwort, und bis heute ist kein nächster Schritt fällig."
    ]
    assert page.soup.select(".lamp, .lamps__cell--warn, .lamps__cell--caution, .lamps__cell--new") == []
    assert page.texts(".systems li") == [
        "Post ohne Störung",
        "Flugschreiber ohne Störung",
        "Inhalte ohne Störung",
    ]


@both_databases
def test_what_is_due_is_counted_named_and_a_click_away(desk: HouseClient, app: Flask) -> None:
    late = received(app, days=9)
    received(app, status=Status.QUARANTINED)
    today = utc_now().astimezone(BERLIN).date()
    received(app, status=Status.OFFER, next_step="Angebot nachfassen", next_step_on=today)

    page = desk.get(OVERVIEW)

    assert dict(zip(LAMPS, page.texts(".lamps__figure"), strict=True)) == lamps(desk)
    assert page.texts(".lamps__figure") == ["1", "0", "1", "1", "0", "1"]
    assert page.texts(".queue__link") == [late.name, "Angebot nachfassen"]
    assert page.texts(".queue .lamp") == ["Überfällig"]
    for cell, figure in zip(page.soup.select(".lamps__link"), page.texts(".lamps__figure"), strict=True):
        rows = desk.get(str(cell["href"])).soup.select("main th a[href*='/anfragen/FR-']")
        assert len(rows) == int(figure), cell["href"]


def test_what_is_out_of_order_lights_up_and_only_that(desk: HouseClient, app: Flask) -> None:
    received(app)
    with app.app_context(), writing() as session:
        session.query(OutboxMail).update({"state": State.DEAD})
    with app.app_context():
        recorder.append(Arrival(enquiry(), make_reference(), utc_now(), Status.NEW))

    page = desk.get(OVERVIEW)

    assert page.texts(".systems li") == ["Post gestört", "Flugschreiber gestört", "Inhalte ohne Störung"]
    assert page.texts(".systems .lamp") == ["Post gestört", "Flugschreiber gestört"]


@both_databases
def test_chart_is_named_and_says_the_same_as_the_table_behind(desk: HouseClient, app: Flask) -> None:
    for _ in range(3):
        received(app)
    received(app, days=7, answered_at=utc_now() - timedelta(days=7))

    page = desk.get(OVERVIEW)

    chart = page.soup.select_one("svg[role=img]")
    assert page.texts(".columns__figure") == ["0"] * 10 + ["1", "3"]
    assert page.texts(".behind tbody td:nth-of-type(2)") == ["3", "1"] + ["0"] * 10
    assert page.texts(".behind tbody td:nth-of-type(3)") == ["0", "1"] + ["0"] * 10
    assert len(chart.select("rect.columns__whole")) == 2
    peak = f"Die meisten kamen in KW {monday_of(utc_now()).isocalendar().week}."
    assert page.texts("desc") == [f"In 12 Wochen kamen 4 Anfragen, davon rechtzeitig beantwortet: 1. {peak}"]


def test_percentages_show_themselves_only_from_ten_enquiries_on(desk: HouseClient, app: Flask) -> None:
    for _ in range(9):
        received(app, days=3, answered_at=utc_now() - timedelta(days=3))
    few = desk.get(OVERVIEW)
    received(app, days=3, answered_at=utc_now() - timedelta(days=3))
    enough = desk.get(OVERVIEW)

    assert few.texts(".readout") == ["–", "–", "–"]
    assert few.texts(".gauge__text") == ["9 von 9", "9 von 9", "Median"]
    assert "Noch zu wenige Anfragen" in few.text
    assert enough.texts(".readout") == ["100%", "100%", "0:00Std."]
    assert "Noch zu wenige Anfragen" not in enough.text


def test_sources_are_told_in_words_and_lead_to_their_leads(desk: HouseClient, app: Flask) -> None:
    article = app.extensions["content"].current().articles[0]
    for source in (
        Source(article=article.slug),
        Source(article=article.slug),
        Source(place="start"),
        Source(),
    ):
        received(app, source=source)

    page = desk.get(OVERVIEW)

    assert page.texts(".bars__label") == [
        f"Artikel: {article.title}",
        "Ohne Angabe",
        "Formular auf der Startseite",
    ]
    assert page.texts(".bars__figure") == ["2", "1", "1"]
    rows = desk.get(str(page.soup.select_one(".bars__label a")["href"])).soup.select(
        "main th a[href*='/anfragen/FR-']"
    )
    assert len(rows) == 2


def test_what_visitors_typed_is_text_here_too(desk: HouseClient, app: Flask) -> None:
    desk.typed |= {'"><script>alert(1)</script>'}
    received(app, name='"><script>alert(1)</script>', source=Source(place="<svg onload=alert(1)>"))

    page = desk.get(OVERVIEW)

    assert page.texts(".queue__link") == ['"><script>alert(1)</script>']
    assert page.soup.select("main script, main svg[onload]") == []


@both_databases
def test_number_of_queries_does_not_grow_with_the_leads(desk: HouseClient, app: Flask) -> None:
    def queries() -> int:
        statements: list[str] = []

        def note(*arguments: object) -> None:
            statements.append(str(arguments[2]))

        event.listen(app.extensions["engine"], "before_cursor_execute", note)
        desk.get(OVERVIEW)
        event.remove(app.extensions["engine"], "before_cursor_execute", note)
        return len(statements)

    counted = []
    for more in (1, 2, 297):
        with app.app_context(), writing() as session:
            session.add_all(invented(more))
        counted.append(queries())

    assert counted == [counted[0]] * 3
    assert counted[0] < 20


def invented(number: int) -> list[Lead]:
    now = utc_now()
    leads = [
        service.build_lead(enquiry(), make_reference(), now - timedelta(days=day % 80), Status.NEW)
        for day in range(number)
    ]
    for lead in leads:
        lead.spam_reasons, lead.next_step, lead.next_step_on = [], "Anrufen", now.date()
    return leads


def test_highest_column_fills_the_plot_and_one_is_more_than_none() -> None:
    monday = monday_of(utc_now())
    weeks = [Week(monday, received=1000, in_time=500), Week(monday, 1, 0), Week(monday, 0, 0)]

    drawn = charts.columns(weeks)

    assert [column.height for column in drawn.columns] == [charts.PLOT, charts.LEAST, 0]
    assert [column.in_time_height for column in drawn.columns] == [charts.PLOT // 2, 0, 0]
    assert [column.x for column in drawn.columns] == ["16.67%", "50.00%", "83.33%"]
    assert drawn.text.startswith(
        "In 3 Wochen kamen mindestens 1001 Anfragen, davon rechtzeitig beantwortet: 500."
    )


@pytest.mark.browser
@pytest.mark.timeout(240)
@in_every_view(360, 1024, 1440)
def test_first_screen_is_free_of_faults(browser: Browser, served: Served, scheme: str, width: int) -> None:
    served.run("demo", "--leads", "60")
    context = browser.new_context(
        locale="de-DE", color_scheme=scheme, viewport={"width": width, "height": 900}
    )
    page, faults = context.new_page(), []
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    page.goto(f"{served.url}{OVERVIEW}")
    page.get_by_label("E-Mail-Adresse").fill("demo@flightops.example")
    page.get_by_label("Passwort").fill("Demodaten ansehen")
    page.get_by_role("button", name="Anmelden").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Übersicht")
    page.get_by_text("Als Tabelle").click()

    faults += [
        f"{fault['id']}: {fault['nodes'][0]['target']}" for fault in Axe().run(page).response["violations"]
    ]
    faults += ["too wide"] * page.evaluate(
        "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    )
    context.close()
    assert faults == []
