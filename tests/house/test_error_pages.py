"""Errors come in the look of the site, in words, without a trace of the machinery."""

from pathlib import Path

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


def test_another_site_that_posts_to_the_desk_is_refused_in_words(house):
    page = house.post("/leitstand/auswahl/spam", status=403, headers={"Sec-Fetch-Site": "cross-site"})

    assert page.heading == "Das hat nicht geklappt"
    assert not page.soup.select(".bar")


def test_stranger_who_sends_the_desk_too_much_is_refused_in_words(house):
    page = house.post("/leitstand/anfragen/neu", {"message": "x" * 70_000}, status=413)

    assert page.heading == "Das war zu viel auf einmal"


@pytest.mark.parametrize("path", ["/leitstand/fehlt", "/leitstand/anfragen/FR-0000-0000"])
def test_missing_page_of_the_desk_leads_a_colleague_back_to_the_inbox(desk, path):
    page = desk.get(path, 404)

    assert page.heading == "Diese Seite gibt es nicht"
    assert page.texts(".bar__brand") == ["Leitstand"]
    assert page.texts(".fault__ways a") == ["Zum Eingang", "Zur Übersicht"]


def test_missing_page_of_the_desk_shows_a_stranger_no_desk(house):
    assert "Zum Blog" in house.get("/leitstand/fehlt", 404).texts(".fault__ways a")


def test_desk_without_its_database_says_so_without_its_frame(app, desk, caplog):
    app.testing = False
    app.extensions["engine"].dispose()
    Path(app.extensions["engine"].url.database).write_bytes(b"no database " * 1_000)

    page = desk.get("/leitstand/anfragen", 500)

    assert page.response.mimetype == "text/plain"
    assert page.response.text.startswith("Hier ist etwas schiefgegangen\n")
    assert "The page of the error 500 could not be made" in caplog.text


def test_reading_is_tried_again_with_its_query_and_sending_by_loading_anew(app, house):
    app.testing = False
    app.add_url_rule("/kaputt", view_func=lambda: 1 / 0, methods=["GET", "POST"])

    read, sent = house.get("/kaputt?seite=2", 500), house.post("/kaputt", status=500)

    # An empty address is the present one, with its query.
    assert [(way["href"], way.get_text()) for way in read.soup.select(".fault__ways .button")] == [
        ("", "Noch einmal versuchen")
    ]
    assert sent.texts(".fault__ways .button") == ["Zurück zum Formular"]
    assert "Laden Sie diese Seite neu" in sent.text
