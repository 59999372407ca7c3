"""A public answer is made once, served as bytes, and made anew when it must be."""

import gzip
import re
from pathlib import Path

import brotli
import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from app import create_app, press
from app.pages import content
from tests.databases import make_settings

ARTICLE = "/blog/meta-umwirbt-ki-forscher"


@pytest.fixture
def made(app: Flask, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Endpoints that were asked to make an answer."""
    asked: list[str] = []
    for name in ("pages.article", "pages.start", "enquiry.new", "pages.blog", "feeds.feed"):
        view = app.view_functions[name]
        monkeypatch.setitem(
            app.view_functions, name, lambda _name=name, _view=view, **k: (asked.append(_name), _view(**k))[1]
        )
    return asked


def test_second_reader_gets_the_same_bytes_without_the_app(client: FlaskClient, made: list[str]) -> None:
    first, second = client.get(ARTICLE), client.get(ARTICLE)

    assert made == ["pages.article"]
    assert (first.data, first.headers["ETag"]) == (second.data, second.headers["ETag"])


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip", "gzip"),
        ("br;q=1.0, gzip;q=0.8", "br"),
        ("br;q=0, gzip", "gzip"),
        ("br; q=0", None),
        ("identity", None),
        ("", None),
    ],
)
def test_visitor_gets_the_best_encoding_he_takes(
    client: FlaskClient, accepted: str, encoding: str | None
) -> None:
    plain = client.get(ARTICLE).data

    answer = client.get(ARTICLE, headers={"Accept-Encoding": accepted})

    unpack = {"br": brotli.decompress, "gzip": gzip.decompress, None: bytes}[encoding]
    assert answer.headers.get("Content-Encoding") == encoding
    assert unpack(answer.data) == plain
    assert int(answer.headers["Content-Length"]) == len(answer.data)
    assert answer.headers["Vary"] == "Accept-Encoding"


def test_every_encoding_has_a_strong_tag_of_its_own(client: FlaskClient) -> None:
    tags = {
        client.get(ARTICLE, headers={"Accept-Encoding": name}).headers["ETag"] for name in ("br", "gzip", "")
    }

    assert len(tags) == 3
    assert all(tag.startswith('"') for tag in tags)


def test_reader_who_has_it_already_gets_304(client: FlaskClient) -> None:
    first = client.get(ARTICLE, headers={"Accept-Encoding": "br"})

    again = client.get(ARTICLE, headers={"Accept-Encoding": "br", "If-None-Match": first.headers["ETag"]})

    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    assert "Content-Security-Policy" in again.headers
    assert client.get(ARTICLE, headers={"If-None-Match": '"alt"'}).status_code == 200


def test_head_says_all_but_the_body(client: FlaskClient) -> None:
    read, head = client.get(ARTICLE), client.head(ARTICLE)

    assert head.data == b""
    assert dict(head.headers) == dict(read.headers)


def test_first_request_may_be_a_head_or_conditional(client: FlaskClient) -> None:
    assert client.head("/frank-roebers").headers["Content-Length"] != "0"
    assert client.get("/vortraege", headers={"If-None-Match": '"x"'}).status_code == 200
    assert len(client.get("/vortraege").data) > 1000


def test_pressed_answers_carry_the_security_headers(client: FlaskClient) -> None:
    client.get(ARTICLE)

    pressed = client.get(ARTICLE)

    assert "default-src 'none'" in pressed.headers["Content-Security-Policy"]
    assert pressed.headers["X-Content-Type-Options"] == "nosniff"
    assert pressed.headers["Cache-Control"] == "public, no-cache"


def test_campaigns_do_not_multiply_what_is_kept(client: FlaskClient, app: Flask, made: list[str]) -> None:
    pages = {client.get(f"/?utm_source={number}&fbclid=x").data for number in range(5)}

    assert len(pages) == 1
    assert made == ["pages.start"]
    assert list(app.wsgi_app.kept) == [("/", "")]  # type: ignore[attr-defined]


def test_topic_ticks_its_tile_and_nonsense_does_not_multiply(client: FlaskClient, app: Flask) -> None:
    page = BeautifulSoup(client.get("/kontakt?thema=nis2&ort=article-end").text, "html.parser")
    for number in range(3):
        client.get(f"/kontakt?thema=unsinn{number}")

    assert [box["value"] for box in page.select("input[name=topics][checked]")] == ["nis2"]
    assert list(app.wsgi_app.kept) == [("/kontakt", "thema=nis2"), ("/kontakt", "")]  # type: ignore[attr-defined]


def test_errors_and_private_pages_are_never_kept(client: FlaskClient, app: Flask) -> None:
    client.get("/gibt-es-nicht")
    client.get("/leitstand/anmelden")
    client.get("/healthz")
    client.post("/kontakt", data={})

    assert app.wsgi_app.kept == {}  # type: ignore[attr-defined]


def test_changed_content_is_made_anew(
    own_content: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(content, "LOOK_EVERY", 0.0)
    client = create_app(make_settings(tmp_path / "data", content_dir=own_content)).test_client()
    before = client.get("/")
    path = own_content / "site.toml"

    path.write_text(
        path.read_text(encoding="utf-8").replace(
            'label = "Gespräch anfragen"', 'label = "Termin wünschen"', 1
        ),
        encoding="utf-8",
    )

    after = client.get("/", headers={"If-None-Match": before.headers["ETag"]})
    assert after.status_code == 200
    assert "Termin wünschen" in after.text


def test_store_is_bounded(client: FlaskClient, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(press, "LIMIT", 100_000)

    for path in (
        "/",
        "/flightops",
        "/blog/",
        "/frank-roebers",
        "/vortraege",
        "/kontakt",
        "/impressum",
        "/datenschutz",
        "/feed.xml",
    ):
        client.get(path)

    kept = app.wsgi_app.kept  # type: ignore[attr-defined]
    assert sum(answer.size for answer in kept.values()) <= 100_000
    assert ("/feed.xml", "") in kept


def test_static_files_are_immutable_and_packed(client: FlaskClient) -> None:
    sheet = BeautifulSoup(client.get("/").text, "html.parser").select_one("link[rel=stylesheet]")

    answer = client.get(sheet["href"], headers={"Accept-Encoding": "br"})

    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["Content-Encoding"] == "br"
    assert answer.mimetype == "text/css"


def test_fonts_are_not_packed_twice(client: FlaskClient) -> None:
    page = BeautifulSoup(client.get("/").text, "html.parser")
    sheet = client.get(page.select_one("link[rel=stylesheet]")["href"]).text
    fonts = sorted({f"/static/{name}" for name in re.findall(r"url\((fonts/[\w.-]+)\)", sheet)})

    encodings = [
        client.get(font, headers={"Accept-Encoding": "br"}).headers.get("Content-Encoding") for font in fonts
    ]

    assert encodings == [None, None]


def test_sheet_comes_without_the_notes_that_are_for_us(client: FlaskClient) -> None:
    sheet = BeautifulSoup(client.get("/").text, "html.parser").select_one("link[rel=stylesheet]")

    css = client.get(sheet["href"]).text

    assert "/*" not in css
    assert "\n" not in css
    assert "@layer components{" in css
