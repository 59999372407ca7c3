"""The house client follows what a page points to, sends forms as a browser would, and says what is wrong."""

from types import SimpleNamespace

import pytest
from flask import Flask, request

from tests.house_client import HouseClient

PAGE = '<!DOCTYPE html><html lang="de"><head><title>Probe</title></head><body><h1>Probe</h1>{}</body></html>'
FORM = """<form action="/senden" method="post"><input type="hidden" name="version" value="3">
<label>Name <input name="name" value="Ada"></label><label>Text <textarea name="text">
Hallo</textarea></label>
<label><input type="checkbox" name="topics" value="a" checked>A</label><label><input type="checkbox" name="topics" value="b">B</label>
<label>Art <select name="kind"><option value="x">X</option><option value="y" selected>Y</option></select></label>
<button name="go" value="1">Senden</button></form>"""


@pytest.fixture
def small(tmp_path):
    """A site of two pages; `say` sets what stands on the first."""
    app = Flask(__name__, static_folder=None)
    app.extensions["settings"] = SimpleNamespace(app_env="development", content_dir=tmp_path)
    app.config["SAYS"] = ""
    app.add_url_rule("/", "first", view_func=lambda: PAGE.format(app.config["SAYS"]))
    app.add_url_rule("/andere", "other", view_func=lambda: PAGE.format('<p id="da">Hier</p>'))
    app.add_url_rule(
        "/keks", "cookie", view_func=lambda: (PAGE.format(""), 200, {"Set-Cookie": "a=b", "Vary": "Cookie"})
    )
    app.add_url_rule("/leitstand/akte", "file", view_func=lambda: 1 / 0)
    app.add_url_rule(
        "/senden",
        "send",
        methods=["POST"],
        view_func=lambda: {k: request.form.getlist(k) for k in request.form},
    )
    return app


@pytest.mark.parametrize(
    "says",
    [
        '<a href="/andere">x</a>',
        '<a href="/andere#da">x</a>',
        '<p id="a">y</p><a href="#a">x</a>',
        '<a href="/leitstand/akte">x</a>',
    ],
)
def test_links_that_lead_somewhere_are_fine(small, says):
    small.config["SAYS"] = says

    assert HouseClient(small).get("/").heading == "Probe"


@pytest.mark.parametrize(
    ("says", "problem"),
    [
        ('<a href="/fehlt">x</a>', "a link leads to 404"),
        ('<img src="/bild.png" alt="">', "a link leads to 404"),
        ('<a href="/leitstand/fehlt">x</a>', "a link leads to 404"),
        ('<a href="#fehlt">x</a>', "„#fehlt“ is not there"),
        ('<a href="/andere#fehlt">x</a>', "„#fehlt“ is not there"),
        ('<form action="/andere" method="post"></form>', "takes no post"),
    ],
)
def test_links_into_nothing_are_reported(small, says, problem):
    small.config["SAYS"] = says

    with pytest.raises(AssertionError, match=problem):
        HouseClient(small).get("/")


def test_cookies_on_public_pages_are_reported(small):
    with pytest.raises(AssertionError, match="sets a cookie") as told:
        HouseClient(small).get("/keks")

    assert "varies by cookie" in str(told.value)


def test_an_unexpected_status_is_reported_with_what_the_page_says(small):
    with pytest.raises(AssertionError, match="404 expected, 200 came: Probe Hier"):
        HouseClient(small).get("/andere", 404)


def test_a_form_is_sent_as_a_browser_would(small):
    small.config["SAYS"] = FORM
    house = HouseClient(small)

    sent = house.submit(house.get("/"), "/senden", status=200, name="Grace", topics=["b"])

    assert sent.response.json == {
        "version": ["3"],
        "name": ["Grace"],
        "text": ["Hallo"],
        "topics": ["b"],
        "kind": ["y"],
    }


def test_a_field_the_form_does_not_have_is_reported(small):
    small.config["SAYS"] = FORM
    house = HouseClient(small)

    with pytest.raises(AssertionError, match="has no \\['nmae'\\]"):
        house.submit(house.get("/"), "/senden", nmae="Ada")
