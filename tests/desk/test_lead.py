"""The lead page: everything sent, everything that happened, and the next move."""

import pytest
from flask import Flask

from app.leads import work
from app.leads.fields import Source
from app.leads.status import MOVES, Status
from app.mail import delivery
from tests.factories import keep_lead, lead
from tests.house_client import HouseClient, Page

pytestmark = pytest.mark.both_databases


@pytest.fixture
def reference(app: Flask) -> str:
    with app.app_context():
        return keep_lead(source=Source(article="meta-umwirbt-ki-forscher", place="ende")).reference


def open_lead(desk: HouseClient, reference: str) -> Page:
    desk.typed |= {"Drei Ausfälle in einem Quartal. 🛠️ Wer hilft uns?"}
    return desk.get(f"/leitstand/anfragen/{reference}")


def test_everything_typed_can_be_read(desk: HouseClient, reference: str) -> None:
    page = open_lead(desk, reference)

    expected = [
        "j.groessmann@muster.example",
        "Großküche Müller & Söhne",
        "+49 30 23125-014",
        "Anruf",
        "vormittags",
    ]
    expected += [
        "Häufige Ausfälle, Wissen hängt an Einzelnen",
        "101–500",
        "Drei Ausfälle in einem Quartal. 🛠️",
        reference,
    ]
    assert page.heading == "Jürgen Größmann"
    assert [item for item in expected if item not in page.text] == []
    assert page.soup.select_one("a[href='tel:+493023125014']") is not None
    assert (
        page.soup.select_one(f"a[href^='mailto:j.groessmann@muster.example?subject='][href*='{reference}']")
        is not None
    )


def test_status_moves_and_the_timeline_tells(desk: HouseClient, reference: str, app: Flask) -> None:
    page = desk.follow(move(desk, reference, "in_contact"))

    assert "Status von „Neu“ auf „In Kontakt“ Kim Editor" in page.text
    with app.app_context():
        assert lead(reference).events[-1].actor == "Kim Editor"


def test_page_offers_the_moves_that_are_allowed(desk: HouseClient, reference: str) -> None:
    page = open_lead(desk, reference)

    offered = {button["value"] for button in page.soup.select("button[name=status]")}

    assert offered == {str(status) for status in MOVES[Status.NEW]}


def move(desk: HouseClient, reference: str, wanted: str, status: int = 303, **fields: str) -> Page:
    """Press one of the buttons of the page as it stands."""
    page = open_lead(desk, reference)
    return press(desk, page, reference, wanted, status, **fields)


def press(
    desk: HouseClient, page: Page, reference: str, wanted: str, status: int = 303, **fields: str
) -> Page:
    form = page.soup.select_one(f"form[action$='/{reference}/status']")
    hidden = {control["name"]: control["value"] for control in form.select("input[type=hidden]")}
    return desk.post(f"/leitstand/anfragen/{reference}/status", hidden | {"status": wanted} | fields, status)


def test_lost_needs_a_reason(desk: HouseClient, reference: str, app: Flask) -> None:
    page = move(desk, reference, "lost", 422, reason=" ")
    assert "Nennen Sie den Grund" in page.text

    move(desk, reference, "lost", reason="Budget erst 2028")

    with app.app_context():
        assert lead(reference).events[-1].data["reason"] == "Budget erst 2028"


def test_move_that_is_not_offered_is_refused(desk: HouseClient, reference: str) -> None:
    assert "geht es nicht direkt" in move(desk, reference, "won", 422).text
    assert "Noch nicht gesichert" in move(desk, reference, "weather", 422).text


def test_second_colleague_is_told_and_may_decide_anew(desk: HouseClient, reference: str, app: Flask) -> None:
    page = open_lead(desk, reference)
    with app.app_context():
        work.change_status(reference, Status.IN_CONTACT, by="Alex", version=1)

    refused = press(desk, page, reference, "meeting", 422)
    assert "Inzwischen hat jemand anders" in refused.text
    assert "Status von „Neu“ auf „In Kontakt“" in refused.text
    press(desk, refused, reference, "meeting")

    with app.app_context():
        assert lead(reference).status == "meeting"


def test_note_appears_as_text(desk: HouseClient, reference: str) -> None:
    text = '<script>alert("x")</script> & Rückruf 📞'

    page = desk.follow(desk.submit(open_lead(desk, reference), "/notizen", text=text))

    assert text in page.text
    assert page.soup.select("script:not([src])") == []


def test_empty_note_is_told(desk: HouseClient, reference: str) -> None:
    page = desk.submit(open_lead(desk, reference), "/notizen", status=422, text="  ")

    assert "Schreiben Sie zuerst einen Text" in page.text


def test_note_that_is_too_long_keeps_its_text(desk: HouseClient, reference: str) -> None:
    page = desk.submit(open_lead(desk, reference), "/notizen", status=422, text="n" * 10_001)

    assert page.soup.select_one("textarea[name=text]").get_text().strip() == "n" * 10_001


def test_mail_and_what_became_of_it_stand_in_the_timeline(
    desk: HouseClient, reference: str, app: Flask
) -> None:
    assert (
        "Benachrichtigung an anfragen@beispiel.example wird noch zugestellt"
        in open_lead(desk, reference).text
    )

    with app.app_context():
        delivery.deliver_due()

    assert "Benachrichtigung an anfragen@beispiel.example zugestellt" in open_lead(desk, reference).text


def test_unknown_reference_is_a_404(desk: HouseClient) -> None:
    desk.get("/leitstand/anfragen/FR-XXXX-XXXX", status=404)


def test_very_long_words_and_odd_signs_break_nothing(desk: HouseClient, app: Flask) -> None:
    with app.app_context():
        odd = keep_lead(name="W" * 120, message="w" * 9_999 + "\u202e\u200b", company="<b>&amp;")

    page = open_lead(desk, odd.reference)

    assert page.heading == "W" * 120
    assert "<b>&amp;" in page.text


def test_conflict_page_keeps_the_typed_reason(desk: HouseClient, reference: str, app: Flask) -> None:
    page = open_lead(desk, reference)
    with app.app_context():
        work.change_status(reference, Status.IN_CONTACT, by="Alex", version=1)

    refused = press(desk, page, reference, "lost", 422, reason="Budget erst 2028")

    assert refused.soup.select_one("input[name=reason]")["value"] == "Budget erst 2028"
