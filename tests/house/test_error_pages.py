"""Errors come in the look of the site, in words, without a trace of the machinery."""

import pytest


def test_unknown_address_says_so(house):
    assert house.get("/fehlt", 404).heading == "Diese Seite gibt es nicht"


def test_wrong_method_names_the_right_ones(house):
    page = house.post("/impressum", status=405)

    assert page.heading == "So lässt sich diese Seite nicht aufrufen"
    assert page.response.allow == {"GET", "HEAD", "OPTIONS"}


def test_too_much_at_once_is_refused(house):
    page = house.post("/kontakt", {"message": "x" * 70_000}, status=413)

    assert page.heading == "Das war zu viel auf einmal"


def test_a_fault_of_ours_shows_no_trace(app, house):
    app.testing = False
    app.add_url_rule("/kaputt", view_func=lambda: 1 / 0)

    page = house.get("/kaputt", 500)

    assert page.heading == "Hier ist etwas schiefgegangen"
    assert "division" not in page.text


@pytest.mark.settings(ratelimit_enabled=True)
def test_too_many_logins_are_slowed_down(house):
    form = house.get("/leitstand/anmelden")
    for _ in range(8):
        house.submit(form, "/anmelden", status=422, email="wer@beispiel.example", password="geraten")

    page = house.submit(form, "/anmelden", status=429, email="wer@beispiel.example", password="geraten")

    assert page.heading == "Bitte einen Moment Geduld"
