"""Whether an enquiry looks like spam, as points with reasons. It is never refused: a suspect one is kept and checked by people."""

from dataclasses import dataclass

from app.enquiry.forms import EnquiryForm
from app.enquiry.spam.content import Signal, signals_in
from app.enquiry.spam.visit import Visit, signals_of, visit_of

__all__ = ["REASONS", "THRESHOLD", "Verdict", "Visit", "assess", "in_words", "visit_of"]

LONGEST_REASON = 80  # characters; each is stored, and recorded when the database is away
THRESHOLD = 8  # points from which people look first; no signal in the text has so many
# Key as it is stored, and what staff read. Keys stay; why each has its points: docs/decisions/0010.
REASONS = {
    "honeypot": "Verstecktes Feld ausgefüllt",
    "honeypot_autofilled": "Verstecktes Feld ausgefüllt, vermutlich vom Browser",
    "too_fast": "In weniger als zwei Sekunden abgeschickt",
    "cross_site": "Von einer fremden Website aus gesendet",
    "repeated_text": "Derselbe Text kam von anderen Adressen",
    "offer_words": "Wörter unerbetener Angebote",
    "pitch": "Spricht wie ein Verkäufer",
    "lure": "Lockt, drängt oder droht",
    "price": "Nennt Geldbeträge oder Prozente",
    "gift": "Verspricht etwas umsonst",
    "your_business": "Spricht vom Geschäft der Gegenseite",
    "wording": "Klingt wie ein unerbetenes Angebot",
    "build": "Aufgebaut wie ein unerbetenes Angebot",
    "links": "Verweise auf fremde Seiten",
    "code": "Programmcode oder Auszeichnungen im Text",
    "nothing_else": "Kaum Text außer Verweisen",
    "hidden_target": "Kurzlink, der sein Ziel verbirgt",
    "odd_name": "Zeichen, die in keinem Namen stehen",
    "random_name": "Name aus zufälligen Zeichen",
    "random_company": "Firma aus zufälligen Zeichen",
    "random_text": "Text aus zufälligen Zeichen",
    "script": "Schrift, die diese Website nicht spricht",
    "language": "Weder deutsch noch englisch",  # only in leads of before
    "same_text": "Mehrere Felder haben denselben Inhalt",
    "filler_name": "Name oder Firma nur als Füllwort",
    "filler_address": "E-Mail-Adresse nur als Füllwort",
    "try": "Ohne Inhalt oder nur ein Versuch",
    "throwaway_address": "Wegwerf-Adresse",
    "own_matter": "Entlastend: schildert ein eigenes Anliegen",
    "own_wording": "Entlastend: klingt wie eine Anfrage",
    "own_build": "Entlastend: aufgebaut wie eine Anfrage",
}


@dataclass(frozen=True)
class Verdict:
    """Points, never below 0, and what they are for: `key`, or `key:hit, hit` where words or hosts fired."""

    score: int = 0
    reasons: tuple[str, ...] = ()

    @property
    def is_suspect(self) -> bool:
        return self.score >= THRESHOLD


def assess(form: EnquiryForm, visit: Visit | None = None) -> Verdict:
    """Never raises for any content and takes time in proportion to it.

    An own matter only counts against other signals, never against one that decides alone.
    """
    found = [*signals_of(visit or Visit(), form), *signals_in(form)]
    if all(signal.points <= 0 for signal in found):
        return Verdict()
    deciding = max((signal.points for signal in found if signal.points >= THRESHOLD), default=0)
    return Verdict(max(deciding, sum(signal.points for signal in found)), tuple(map(stored, found)))


def stored(signal: Signal) -> str:
    return f"{signal.key}:{', '.join(signal.hits)}"[:LONGEST_REASON] if signal.hits else signal.key


def in_words(reason: str) -> str:
    """A stored reason as staff read it."""
    key, _, hits = reason.partition(":")
    label = REASONS.get(key, key)
    return f"{label}: {', '.join(f'„{hit}“' for hit in hits.split(', '))}" if hits else label
