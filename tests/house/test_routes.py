"""Every address of the house, and who may use it: a new one must be entered here, on purpose."""

import pytest
from flask import Flask

from app.leads import queries
from app.security import DESK
from tests.house_client import HouseClient

PUBLIC = {
    "GET /",
    "GET /blog/",
    "GET /blog/<slug>",
    "GET /datenschutz",
    "GET /<slug>",
    "GET /barrierefreiheit",
    "GET /bausteine",
    "GET /favicon.ico",
    "GET /feed.xml",
    "GET /flightops",
    "GET /robots.txt",
    "GET /sitemap.xml",
    "GET /vortraege",
    "GET /.well-known/security.txt",
    "GET /healthz",
    "GET /media/<path:name>",
    "GET /impressum",
    "GET /kontakt",
    "GET /kontakt/danke/<token>",
    "GET /readyz",
    "GET /static/<path:name>",
    "POST /kontakt",
}
# What a stranger, an editor and an admin are answered; a POST comes without a token, so nobody gets further than the form.
MAIL = "<int(max=2147483647):mail_id>"
NOTE = "<int(max=2147483647):note>"
ROLES = ("stranger", "editor", "admin")
DESK_ANSWERS = {
    "GET /leitstand/inhalte": (302, 200, 200),
    "GET /leitstand/inhalte/<slug>": (302, 404, 404),
    "GET /leitstand/": (302, 200, 200),
    "GET /leitstand/anfragen": (302, 200, 200),
    "GET /leitstand/neue": (302, 200, 200),
    "GET /leitstand/export.csv": (302, 200, 200),
    "GET /leitstand/export.json": (302, 200, 200),
    "GET /leitstand/auswahl": (302, 303, 303),
    "POST /leitstand/auswahl/beantwortet": (303, 303, 303),
    "POST /leitstand/auswahl/export": (303, 303, 303),
    "POST /leitstand/auswahl/spam": (303, 303, 303),
    "POST /leitstand/auswahl/status": (303, 303, 303),
    "POST /leitstand/auswahl/zustaendig": (303, 303, 303),
    "GET /leitstand/anfragen/<reference>": (302, 200, 200),
    "GET /leitstand/anfragen/neu": (302, 200, 200),
    "POST /leitstand/anfragen/neu": (303, 422, 422),
    "POST /leitstand/anfragen/<reference>/beantwortet": (303, 422, 422),
    "POST /leitstand/anfragen/<reference>/doch-nicht-beantwortet": (303, 422, 422),
    "POST /leitstand/anfragen/<reference>/notizen": (303, 422, 422),
    f"POST /leitstand/anfragen/<reference>/notizen/{NOTE}/zurueckziehen": (303, 422, 422),
    "POST /leitstand/anfragen/<reference>/schritt": (303, 422, 422),
    "POST /leitstand/anfragen/<reference>/schritt/erledigt": (303, 422, 422),
    "POST /leitstand/anfragen/<reference>/schritt/streichen": (303, 422, 422),
    "POST /leitstand/anfragen/<reference>/zustaendig": (303, 422, 422),
    "POST /leitstand/anfragen/<reference>/status": (303, 422, 422),
    "GET /leitstand/post": (302, 200, 200),
    "POST /leitstand/post/alle": (303, 422, 422),
    "POST /leitstand/post/kanal": (303, 422, 422),
    f"POST /leitstand/post/{MAIL}/adresse": (303, 422, 422),
    f"POST /leitstand/post/{MAIL}/erledigt": (303, 422, 422),
    f"POST /leitstand/post/{MAIL}/versuchen": (303, 422, 422),
    "GET /leitstand/anmelden": (200, 302, 302),
    "POST /leitstand/anmelden": (422, 302, 302),
    "GET /leitstand/erster-zugang/<token>": (410, 410, 410),
    "POST /leitstand/erster-zugang/<token>": (410, 410, 410),
    "GET /leitstand/fs-static/<path:filename>": (404, 404, 404),
    "GET /leitstand/passwort": (200, 200, 200),
    "POST /leitstand/passwort": (200, 200, 200),
    "GET /leitstand/passwort/<token>": (302, 302, 302),
    "POST /leitstand/passwort/<token>": (302, 302, 302),
    "GET /leitstand/verify": (404, 404, 404),
    "POST /leitstand/verify": (404, 404, 404),
    "POST /leitstand/abmelden": (302, 302, 302),  # the last: it ends the login
}
LOGIN = f"{DESK}/anmelden"


def routes(app: Flask) -> set[str]:
    rules = app.url_map.iter_rules()
    return {
        f"{method} {rule.rule}"
        for rule in rules
        for method in rule.methods or ()
        if method not in ("HEAD", "OPTIONS")
    }


@pytest.fixture
def reference(app: Flask, client) -> str:
    client.post("/kontakt", data={"name": "Ada", "email": "ada@beispiel.example"})
    with app.app_context():
        return next(queries.all_leads()).reference


def test_no_address_is_there_by_accident(app):
    assert routes(app) == PUBLIC | set(DESK_ANSWERS)


@pytest.mark.parametrize("role", ROLES)
def test_each_role_is_answered_as_the_table_says(request, reference, role):
    someone: HouseClient = request.getfixturevalue(
        {"stranger": "house", "editor": "desk", "admin": "admin_desk"}[role]
    )
    answers = {}

    for route in DESK_ANSWERS:
        method, rule = route.split()
        url = (
            rule.replace("<reference>", reference)
            .replace(MAIL, "1")
            .replace(NOTE, "1")
            .replace("<token>", "x")
            .replace("<path:filename>", "x")
        )
        answers[route] = someone.client.open(url, method=method).status_code

    assert answers == {route: statuses[ROLES.index(role)] for route, statuses in DESK_ANSWERS.items()}


def test_the_desk_sends_every_stranger_to_the_login(app, client, reference):
    screens = [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("desk.")]

    places = {
        client.open(
            rule.rule.replace("<reference>", reference).replace(MAIL, "1").replace(NOTE, "1"), method=method
        ).location.partition("?")[0]
        for rule in screens
        for method in (rule.methods or set()) & {"GET", "POST"}
    }

    assert places == {LOGIN}
