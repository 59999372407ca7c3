"""What is published, what waits, and how it will look."""

from pathlib import Path

import pytest
from flask import Flask

from app import create_app
from app.pages import content
from app.staff.models import Role
from tests.conftest import logged_in
from tests.databases import make_settings
from tests.house_client import HouseClient

ARTICLE = "blog/meta-umwirbt-ki-forscher.md"
URL = "/leitstand/inhalte/meta-umwirbt-ki-forscher"


@pytest.fixture
def own_app(own_content: Path, tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch) -> Flask:
    monkeypatch.setattr(content, "LOOK_EVERY", 0.0)
    return create_app(make_settings(tmp_path / "data", content_dir=own_content, database_url=database_url))


@pytest.fixture
def own_desk(own_app: Flask) -> HouseClient:
    return logged_in(own_app, Role.EDITOR)


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_draft_can_be_read_at_the_desk_and_nowhere_else(own_desk: HouseClient, own_content: Path) -> None:
    change(own_content / ARTICLE, "draft: false", "draft: true")

    page = own_desk.get("/leitstand/inhalte")
    preview = own_desk.get(URL)

    assert "Entwurf" in page.text
    assert "Vorschau: noch nicht veröffentlicht" in preview.text
    own_desk.get("/blog/meta-umwirbt-ki-forscher", status=404)


def test_published_article_is_read_where_readers_do_and_the_others_in_the_preview(
    own_desk: HouseClient, own_content: Path
) -> None:
    change(own_content / ARTICLE, "draft: false", "draft: true")

    links = [link["href"] for link in own_desk.get("/leitstand/inhalte").soup.select(".articles__title")]

    assert URL in links
    assert [link for link in links if link != URL and not link.startswith("/blog/")] == []


def test_states_are_told_apart(own_desk: HouseClient, own_content: Path) -> None:
    change(own_content / ARTICLE, "published: 2024-03-27", "published: 2031-03-27")
    change(own_content / ARTICLE, "updated: 2025-12-05", "updated: 2031-12-05")

    rows = own_desk.get("/leitstand/inhalte").texts("main li")

    assert [row for row in rows if "geplant" in row and "27.03.2031" in row] != []
    assert [row for row in rows if "veröffentlicht" in row] != []


def test_broken_edit_is_told_on_every_screen(own_desk: HouseClient, own_content: Path) -> None:
    change(own_content / ARTICLE, "topic: people", "topic: weather")

    for url in ("/leitstand/", "/leitstand/inhalte"):
        page = own_desk.get(url)
        assert "Eine Änderung an den Inhalten ist noch nicht zu sehen" in page.text
        assert "meta-umwirbt-ki-forscher.md, Zeile" in page.text


def test_unknown_article_is_a_404(desk: HouseClient) -> None:
    desk.get("/leitstand/inhalte/gibt-es-nicht", status=404)


def test_published_article_is_no_preview(own_desk: HouseClient, own_content: Path) -> None:
    assert "noch nicht veröffentlicht" not in own_desk.get(URL).text
    change(own_content / ARTICLE, "draft: false", "draft: true")

    assert "noch nicht veröffentlicht" in own_desk.get(URL).text
