"""What the owner decides by a file: release, own legal texts, a share image; and where a note stands."""

from pathlib import Path

import pytest
from flask import Flask
from jinja2 import UndefinedError
from wtforms import StringField

from app import create_app
from app.enquiry.forms import EnquiryForm
from app.pages import markdown
from app.pages.content import State, load
from app.settings import RESOURCES
from tests.databases import make_settings
from tests.house_client import HouseClient

ARTICLE = "blog/meta-umwirbt-ki-forscher.md"


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.fixture
def own_house(own_content: Path, tmp_path: Path) -> HouseClient:
    """Made by the test after it has changed `own_content`."""
    return HouseClient(create_app(make_settings(tmp_path / "data", content_dir=own_content)))


def test_production_keeps_back_what_nobody_has_released(own_content: Path) -> None:
    change(own_content / ARTICLE, "released_by: null", "released_by: Frank Roebers")

    found = load(own_content, release_required=True)

    assert [article.slug for article in found.published()] == ["meta-umwirbt-ki-forscher"]
    assert {found.state(article) for article in found.articles} == {State.PUBLISHED, State.UNRELEASED}


@pytest.mark.settings(app_env="production", site_url="https://www.firma.example")
def test_unreleased_article_is_not_there_in_production(app: Flask) -> None:
    answer = app.test_client().get("/blog/rot-heisst-jetzt", headers={"Host": "www.firma.example"})

    assert answer.status_code == 404


def test_own_legal_text_takes_the_place_of_the_generated_one(
    own_content: Path, request: pytest.FixtureRequest
) -> None:
    text = "---\ntitle: Impressum\n---\n\nVon unserer Kanzlei geprüft.\n"
    (own_content / "legal/impressum.md").write_text(text, encoding="utf-8")

    page = request.getfixturevalue("own_house").get("/impressum")

    assert "Von unserer Kanzlei geprüft." in page.text
    assert "Angabe fehlt" not in page.text


def test_article_is_shared_with_its_own_image(own_content: Path, request: pytest.FixtureRequest) -> None:
    (own_content / "media/karte.png").write_bytes((RESOURCES / "static/img/share.png").read_bytes())
    change(own_content / ARTICLE, "topic: people", "share_image: karte.png\ntopic: people")

    page = request.getfixturevalue("own_house").get("/blog/meta-umwirbt-ki-forscher")

    image = page.soup.select_one("meta[property='og:image']")["content"]
    assert image == "http://127.0.0.1:8000/media/karte.png"


def test_note_stands_beside_the_paragraph_that_refers_to_it() -> None:
    html = markdown.block("Erster.[^a]\n\nZweiter.[^b]\n\n[^a]: Zu eins.\n\n[^b]: Zu zwei.\n")

    places = [html.index(text) for text in ("Erster.", "Zu eins.", "Zweiter.", "Zu zwei.")]
    assert places == sorted(places)
    assert html.count('<aside class="note"') == 2
    assert 'href="#fnref2" aria-label="2, zurück zum Text"' in html


def test_telephone_links_hold_what_is_dialled(own_content: Path, request: pytest.FixtureRequest) -> None:
    change(own_content / "site.toml", 'phone = ""', 'phone = "+49 (0)30 23125-014"')
    house = request.getfixturevalue("own_house")

    for address in ("/", "/kontakt"):
        links = {str(link["href"]) for link in house.get(address).soup.select("a[href^=tel]")}
        assert links == {"tel:+493023125014"}


def test_privacy_page_names_every_field_of_the_form(app: Flask, house: HouseClient) -> None:
    named = house.get("/datenschutz").texts("th[scope=row]")

    assert {field.label.text for field in EnquiryForm() if field.name != "subject"} <= set(named)


def test_privacy_page_fails_for_a_field_without_its_purpose(app: Flask, house: HouseClient) -> None:
    class LongerForm(EnquiryForm):
        position = StringField("Ihre Position")

    app.jinja_env.globals["enquiry_form"] = LongerForm

    with pytest.raises(UndefinedError, match="position"):
        house.get("/datenschutz")
