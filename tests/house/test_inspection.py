"""The house client's eyes: a sound page passes, and each fault is seen."""

import pytest
from bs4 import BeautifulSoup

from tests.inspection import problems

SOUND = """<!DOCTYPE html><html lang="de"><head><title>Kontakt – FlightOps</title>
<link rel="stylesheet" href="/static/site.css"><script src="/static/site.js" defer></script>
<script type="application/ld+json">{"name": "FlightOps"}</script></head>
<body><h1>Kontakt</h1><p>Wir sagen „Hallo“.</p><code>a = "b"</code><img src="/a.png" alt="">
<form action="/kontakt" method="post"><label for="name">Name</label><input id="name" name="name" aria-describedby="hint">
<p id="hint">Vorname genügt.</p><input type="hidden" name="place"><button>Senden</button></form></body></html>"""


def test_sound_page_has_no_problems():
    assert problems(BeautifulSoup(SOUND, "html.parser"), typed=set()) == []


def test_title_may_announce_an_error():
    page = SOUND.replace("<title>", "<title>Fehler: ")

    assert problems(BeautifulSoup(page, "html.parser"), typed=set()) == []


@pytest.mark.parametrize(
    ("sound", "faulty", "problem"),
    [
        ("<h1>Kontakt</h1>", "<h1>Kontakt</h1><h1>Noch eins</h1>", "one h1 expected"),
        ("<h1>Kontakt</h1>", "<p>Kontakt</p>", "one h1 expected"),
        ("<title>Kontakt", "<title>Anfrage", "does not start with the h1"),
        ('lang="de"', 'lang="en"', "lacks lang=de"),
        ('for="name"', "", "no label is bound"),
        ("<body>", '<body id="hint">', "stands 2 times"),
        ('aria-describedby="hint"', 'aria-describedby="help"', "which is not there"),
        ("<h1>", '<h1 style="color: red">', "inline style"),
        ("<body>", "<body><style>p {}</style>", "inline style"),
        ("<body>", "<body><script>go()</script>", "inline script"),
        ("<button>", '<button onclick="go()">', "inline handler"),
        ("<code>", '<a href=" JavaScript:go()">x</a><code>', "script as an address"),
        ('method="post"', "", "form without method"),
        ('action="/kontakt"', 'action=""', "form without action"),
        ('alt=""', "", "image without alt"),
        ('src="/a.png"', 'src="https://elsewhere.example/a.png"', "fetched from elsewhere"),
        ('href="/static/site.css"', 'href="//elsewhere.example/site.css"', "fetched from elsewhere"),
        ("„Hallo“", '"Hallo"', "straight quotes"),
        ("Wir sagen", "Wir sagen's", "straight quotes"),
    ],
)
def test_each_fault_is_seen(sound, faulty, problem):
    page = SOUND.replace(sound, faulty, 1)

    found = problems(BeautifulSoup(page, "html.parser"), typed=set())

    assert len(found) == 1, found
    assert problem in found[0]


@pytest.mark.parametrize("shown", ['Er sagt "ja"', 'Er sagt "j…', 'Notiz: Er sagt "ja" (Kim)'])
def test_what_visitors_typed_may_hold_straight_quotes(shown):
    page = SOUND.replace("Wir sagen „Hallo“.", shown)

    assert problems(BeautifulSoup(page, "html.parser"), typed={'Er sagt "ja"'}) == []
