"""What an address may hold that no form offers: names nobody knows, links from colleagues, figures beyond any id."""

import pytest
from flask import Flask

from app.leads import work
from app.leads.fields import Source
from app.staff import service as staff
from app.staff.models import Role, Staff
from tests.factories import keep_lead, lead
from tests.house_client import HouseClient, Page

pytestmark = pytest.mark.both_databases

BEYOND = "9223372036854775808"


@pytest.fixture
def alex(app: Flask) -> Staff:
    with app.app_context():
        return staff.add(
            "alex@beispiel.example", Role.EDITOR, password="elf Wolken über Kiel", name="Alex Turm"
        )


@pytest.fixture
def reference(app: Flask) -> str:
    with app.app_context():
        return keep_lead(message="Rufen Sie mich an.").reference


def assignee_shown(page: Page) -> tuple[list[str], list[str]]:
    """In the chips and in the form."""
    chips = [text.removeprefix("Filter aufheben: ") for text in page.texts(".chips__chip")]
    return chips, page.texts("[name=zustaendig] option[selected]")


def test_own_id_in_a_link_from_a_colleague_means_oneself(desk: HouseClient, reference: str) -> None:
    page = desk.get("/leitstand/anfragen?zustaendig=1")

    assert assignee_shown(page) == (["Mir zugewiesen"], ["Mir zugewiesen"])
    assert page.texts("main .inbox__link") == []


def test_colleague_is_named_and_can_be_taken_off(desk: HouseClient, alex: Staff) -> None:
    page = desk.get(f"/leitstand/anfragen?zustaendig={alex.id}")

    assert assignee_shown(page) == (["Alex Turm"], ["Alex Turm"])


@pytest.mark.parametrize("nobody", ["999", "0", "-1", "01", "1.0", BEYOND])
def test_assignee_nobody_knows_narrows_nothing(
    desk: HouseClient, app: Flask, reference: str, alex: Staff, nobody: str
) -> None:
    with app.app_context():
        work.assign(reference, alex.id, alex.name, by="Kim", version=1)

    page = desk.get(f"/leitstand/anfragen?zustaendig={nobody}")

    assert assignee_shown(page)[0] == []
    assert len(page.texts("main .inbox__link")) == 1


@pytest.mark.parametrize("since", [BEYOND, f"-{BEYOND}"])
def test_figure_beyond_any_id_is_no_error(desk: HouseClient, reference: str, since: str) -> None:
    count = desk.get(f"/leitstand/neue?seit={since}").response.json

    assert count == {"count": 1 if since.startswith("-") else 0}


@pytest.mark.parametrize("version", [BEYOND, "2147483648", "9" * 5_000])
def test_version_beyond_any_changes_nothing(
    desk: HouseClient, app: Flask, reference: str, version: str
) -> None:
    form = desk.get("/leitstand/anfragen").soup.select(".inbox__list > [type=hidden]")
    fields = {field["name"]: field["value"] for field in form}

    desk.post("/leitstand/auswahl/spam", fields | {"lead": [f"{reference} {version}"]})

    with app.app_context():
        assert lead(reference).status == "new"


def test_source_is_offered_and_named_in_words(desk: HouseClient, app: Flask) -> None:
    with app.app_context():
        keep_lead(message="erste", source=Source("der-31-januar-bei-gitlab", "article-end", "herbst"))
        keep_lead(message="zweite", source=Source(place="by_hand:call"))
        title = app.extensions["content"].current().article("der-31-januar-bei-gitlab").title

    page = desk.get("/leitstand/anfragen?quelle=ort:article-end")

    assert page.texts("[name=quelle] option") == [
        "Alle Quellen",
        f"Artikel: {title}",
        "Ort: Ende des Artikels",
        "Ort: Anruf",
        "Kampagne: herbst",
    ]
    assert page.texts(".chips__chip") == ["Filter aufheben: Ort: Ende des Artikels"]
