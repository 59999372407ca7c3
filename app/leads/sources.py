"""Where a lead came from, in words: the place of the call to action on the site, or how a colleague heard of it."""

BY_HAND = "by_hand:"  # before the key of HEARD, in Lead.source_place
HEARD = {
    "call": "Anruf",
    "mail": "E-Mail",
    "fair": "Messe oder Veranstaltung",
    "recommendation": "Empfehlung",
    "letter": "Brief oder Fax",
    "other": "Anderer Weg",
}
# Of the calls to action; the keys stand in templates, as the first argument of cta_url.
PLACES = {
    "start": "Formular auf der Startseite",
    "header": "Kopfzeile",
    "menu": "Menü",
    "method": "Seite Methode",
    "talks": "Seite Vorträge",
    "blog": "Übersicht des Blogs",
    "article-middle": "Mitte des Artikels",
    "article-end": "Ende des Artikels",
    "author-box": "Autorenzeile am Artikel",
    "author-page": "Seite des Autors",
    "error-page": "Fehlerseite",
    "leitstand": "Leitstand",
}


def place_in_words(place: str) -> str:
    """Places nobody has words for are shown as they came."""
    if place.startswith(BY_HAND):
        how = place.removeprefix(BY_HAND)
        return HEARD.get(how, how)
    return PLACES.get(place, place)
