"""What staff do on the lead page: answer, assign, plan, note; every button without a script."""

from datetime import date, timedelta

import pytest
from flask import Flask

from app.database import utc_now
from app.leads import service, work
from app.leads.fields import Source
from app.leads.status import Status
from tests.factories import enquiry, keep_lead, lead
from tests.house_client import HouseClient, Page

pytestmark = pytest.mark.both_databases

MESSAGE = "Drei Ausfälle in einem Quartal. 🛠️ Wer hilft uns?"


@pytest.fixture(autouse=True)
def nothing_due_today(monkeypatch: pytest.MonkeyPatch) -> None:
    """Early on a working day an enquiry is due on the same day: the lamp would depend on the hour."""
    for module in (service, work):
        monkeypatch.setattr(module, "due_from", lambda moment: moment + timedelta(days=7))


@pytest.fixture
def reference(app: Flask) -> str:
    with app.app_context():
        return keep_lead().reference


def open_lead(desk: HouseClient, reference: str, query: str = "") -> Page:
    desk.typed |= {MESSAGE}
    return desk.get(f"/leitstand/anfragen/{reference}{query}")


def press(desk: HouseClient, page: Page, action: str, **fields: str) -> Page:
    """The page after a form of it was sent; a page may have two forms to one address, the first is meant."""
    form = page.soup.select_one(f"form[action$='/{action}']")
    hidden = {control["name"]: control["value"] for control in form.select("input[type=hidden]")}
    return desk.follow(desk.post(form["action"], hidden | fields))


def test_answered_lead_says_so_and_can_be_taken_back(desk: HouseClient, reference: str, app: Flask) -> None:
    page = open_lead(desk, reference)
    assert page.texts(".lamp") == ["Neu"]
    assert page.soup.select_one(".reply-clock") is not None

    answered = press(desk, page, "beantwortet", channel="phone")
    assert (answered.texts(".lamp"), answered.texts(".dossier__mark .status")) == ([], ["In Kontakt"])
    assert "Beantwortet am Telefon Kim Editor" in answered.text
    assert answered.soup.select_one(".reply-clock") is None

    again = press(desk, answered, "doch-nicht-beantwortet")
    assert again.texts(".lamp") == ["Neu"]
    assert "Doch noch nicht beantwortet Kim Editor" in again.text


def test_lead_can_be_taken_and_handed_over(desk: HouseClient, reference: str, app: Flask) -> None:
    page = open_lead(desk, reference)
    mine = page.soup.select_one(".owner__mine")
    data = {control["name"]: control["value"] for control in mine.select("input")}

    taken = desk.follow(desk.post(mine["action"], data))
    assert "An Kim Editor übergeben Kim Editor" in taken.text
    assert (taken.texts("option[selected]"), taken.soup.select(".owner__mine")) == (["Kim Editor"], [])

    assert "Niemandem mehr zugewiesen Kim Editor" in press(desk, taken, "zustaendig", assignee="").text


def test_assignee_nobody_knows_is_refused(desk: HouseClient, reference: str, app: Flask) -> None:
    desk.submit(open_lead(desk, reference), "/beantwortet", channel="")
    form = open_lead(desk, reference).soup.select_one("form[action$='/zustaendig']")
    hidden = {control["name"]: control["value"] for control in form.select("input[type=hidden]")}

    desk.post(form["action"], hidden | {"assignee": "4711"}, 422)

    with app.app_context():
        assert lead(reference).assignee_id is None


def test_step_is_planned_changed_and_done(desk: HouseClient, reference: str, app: Flask) -> None:
    today = utc_now().date().isoformat()

    planned = press(desk, open_lead(desk, reference), "schritt", step="Angebot schicken", on="2030-11-29")
    assert planned.texts(".step__now") == ["Angebot schicken bis Fr 29. Nov. 2030"]
    changed = press(desk, planned, "schritt", step="Anrufen", on=today)
    form = changed.soup.select_one("form[action$='/schritt']")
    assert (form.select_one("[name=step]")["value"], form.select_one("[name=on]")["value"]) == (
        "Anrufen",
        today,
    )

    done = press(desk, changed, "schritt/erledigt")

    assert done.texts(".step__now") == []
    assert "Erledigt: Anrufen, bis" in done.text


def test_step_can_be_dropped(desk: HouseClient, reference: str) -> None:
    planned = press(desk, open_lead(desk, reference), "schritt", step="Angebot schicken")

    assert "Gestrichen: Angebot schicken Kim Editor" in press(desk, planned, "schritt/streichen").text


@pytest.mark.parametrize(
    ("step", "on", "told"),
    [
        ("Anrufen", "31.02.2027", "Diesen Tag gibt es nicht"),
        ("Anrufen", "0026-11-25", "Schreiben Sie das Jahr mit vier Ziffern"),
        ("x" * 201, "2026-11-25", "Kürzen Sie den Schritt"),
        ("", "2026-11-25", "Schreiben Sie, was als Nächstes geschieht"),
    ],
)
def test_step_that_is_refused_keeps_what_was_typed(
    desk: HouseClient, reference: str, step: str, on: str, told: str
) -> None:
    page = desk.submit(open_lead(desk, reference), "/schritt", status=422, step=step, on=on)

    assert told in page.text
    form = page.soup.select_one("form[action$='/schritt']")
    assert (form.select_one("[name=step]")["value"], form.select_one("[name=on]")["value"]) == (step, on)


def test_german_date_is_understood(desk: HouseClient, reference: str, app: Flask) -> None:
    desk.submit(open_lead(desk, reference), "/schritt", step="Anrufen", on="25.11.2030")

    with app.app_context():
        assert lead(reference).next_step_on == date(2030, 11, 25)


def test_note_is_withdrawn_but_not_gone(desk: HouseClient, reference: str) -> None:
    noted = desk.follow(desk.submit(open_lead(desk, reference), "/notizen", text="Falsche Nummer"))

    page = press(desk, noted, "zurueckziehen")

    assert page.texts("del") == ["Falsche Nummer"]
    assert page.soup.select("form[action$='/zurueckziehen']") == []
    assert "zurückgezogen von Kim Editor" in page.text


def test_lead_without_an_address_can_be_worked(desk: HouseClient, app: Flask) -> None:
    with app.app_context():
        reference = service.enter(enquiry(email="", source=Source(place="by_hand:fair")), by="Kim")

    page = open_lead(desk, reference)

    assert page.soup.select("a[href^='mailto:']") == []
    assert page.texts("button[name=channel]") == ["Am Telefon beantwortet"]
    assert "Von Hand eingetragen: Messe oder Veranstaltung Kim" in page.text


def test_closed_account_keeps_its_lead_until_somebody_else_has_it(
    desk: HouseClient, reference: str, app: Flask
) -> None:
    with app.app_context():
        from app.staff import service as staff  # noqa: PLC0415 - beside the leads' own
        from app.staff.models import Role, Staff  # noqa: PLC0415

        gone = staff.add(
            "weg@beispiel.example", Role.EDITOR, password="elf Wolken über Hamburg", name="Ute Weg"
        ).id
        work.assign(reference, gone, "Ute Weg", by="Kim", version=1)
        with app.extensions["engine"].begin() as connection:
            connection.execute(Staff.__table__.update().where(Staff.id == gone).values(active=False))

    assert open_lead(desk, reference).texts("option[selected]") == ["Ute Weg"]


def test_way_through_the_list_keeps_its_filter(desk: HouseClient, app: Flask) -> None:
    with app.app_context():
        kept = [keep_lead(message=f"Vortrag {number}", topics=("talk",)).reference for number in range(3)]
        keep_lead(message="anderes Thema", topics=("nis2",))

    page = open_lead(desk, kept[1], "?thema=talk")
    ways = {link["rel"][0]: link["href"] for link in page.soup.select("a[rel]")}
    moved = desk.submit(page, "/notizen?thema=talk", text="weiter")

    assert ways == {
        "prev": f"/leitstand/anfragen/{kept[2]}?thema=talk",
        "next": f"/leitstand/anfragen/{kept[0]}?thema=talk",
    }
    assert page.soup.select_one(".above a")["href"] == "/leitstand/anfragen?thema=talk"
    assert moved.location.partition("#")[0] == f"/leitstand/anfragen/{kept[1]}?thema=talk"


def test_quarantined_lead_tells_why_and_is_released(desk: HouseClient, app: Flask) -> None:
    with app.app_context():
        reference = service.keep(
            enquiry(),
            reference="FR-2222-2222",
            received_at=utc_now(),
            status=Status.QUARANTINED,
            spam_score=9,
            spam_reasons=("honeypot", "links:a.example"),
        ).reference

    page = open_lead(desk, reference)
    assert page.texts(".verdict__reasons li") == [
        "Verstecktes Feld ausgefüllt",
        "Verweise auf fremde Seiten: „a.example“",
    ]
    assert page.texts("button[name=status]") == ["Freigeben", "Als Spam ablegen"]

    released = press(desk, page, "status", status="new")
    assert (released.texts(".lamp"), released.soup.select(".verdict")) == (["Neu"], [])
    assert "Benachrichtigung an anfragen@beispiel.example" in released.text
