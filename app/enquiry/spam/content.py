"""Signals in what was written. Each has fewer points than the threshold: none of them decides alone."""

from collections.abc import Iterator
from typing import NamedTuple

from disposable_email_domains import blocklist

from app.enquiry.forms import EnquiryForm
from app.enquiry.spam import filler, shape
from app.enquiry.spam.learned import FEWEST_WORDS, count_spoken, read_weights, readable, weigh, words_of
from app.enquiry.spam.text import LOOKED_AT, folded, read_phrases

ONCE, OFTEN = 4, 6  # points for one hit, and for two or more of the same kind
SHARE = 3  # what a phrase counts for, divided by this, where the wording tells more than a phrase can
BY_CHANCE = 80  # words in which one hit of a kind says nothing: long texts have some of everything
SHOWN = 5  # hits named in a reason
FEW_WORDS, TEASER_WORDS = 3, 15
ALIKE = 3  # of name, company, phone and message
SHORTEST_NAME = 4  # letters; a shorter one is in too many addresses
SUSPECT_PHRASES = ("offer_words", "pitch", "lure")
WEAK_PHRASES = {"price": 2, "gift": 1, "your_business": 1}
PHRASES, WEIGHTS = read_phrases(), read_weights()


class Signal(NamedTuple):
    """A key of REASONS, its points, and what fired."""

    key: str
    points: int
    hits: tuple[str, ...] = ()


def signals_in(form: EnquiryForm) -> Iterator[Signal]:
    fields = (form.name, form.company, form.message, form.subject)
    name, company, message, trap = ((field.data or "")[:LOOKED_AT] for field in fields)
    everything = f"{name}\n{company}\n{message}\n{trap}"
    domain = (form.email.data or "").rpartition("@")[2].lower()
    phrases = words_of_offers(folded(f"{name}\n{message}\n{trap}"), folded(message))
    script = shape.foreign_script(message)
    words = [] if script else words_of(message)
    yield from (phrases if count_spoken(words) < FEWEST_WORDS else map(lessened, phrases))
    yield from worded(words)
    yield from links_and_code(everything, message, words_of_owner(domain, company))
    yield from shapes(name, company, message)
    if script:
        yield Signal("script", 5, (script,))
    if [name, company, form.phone.data or "", message].count(name) >= ALIKE and len(name) >= SHORTEST_NAME:
        yield Signal("same_text", 3)
    if fillers := filler.names(name, company):
        yield Signal("filler_name", 4, tuple(fillers))
    if filler.is_try(message):  # with a filler name still no suspect: that is how its operator tries the form
        yield Signal("try", 3)
    if filler.is_address(form.email.data or ""):
        yield Signal("filler_address", 5)
    if is_throwaway(domain):
        yield Signal("throwaway_address", 3)


def words_of_offers(text: str, message: str) -> Iterator[Signal]:
    """The name of the company is not read for them: it says what somebody trades in, and that is no reason."""
    for key in SUSPECT_PHRASES:
        yield from counted(key, PHRASES[key].found_in(text), text)
    for key, points in WEAK_PHRASES.items():
        if hits := PHRASES[key].found_in(text):
            yield Signal(key, points, tuple(hits[:1]))
    for signal in counted("own_matter", PHRASES["own_matter"].found_in(message)):
        yield signal._replace(points=-signal.points)


def counted(key: str, hits: list[str], text: str = "") -> Iterator[Signal]:
    telling = len(hits) - text.count(" ") // BY_CHANCE
    if telling > 0:
        yield Signal(key, ONCE if telling == 1 else OFTEN, tuple(hits[:SHOWN]))


def links_and_code(everything: str, message: str, owner: set[str]) -> Iterator[Signal]:
    """A link to one's own site is a signature. `owner`: the words by which such a site is known."""
    hosts = [host for host in shape.links(everything) if not belongs(owner, host)]
    yield from counted("links", hosts, everything)
    code = shape.probes(everything)
    if code or shape.MARKUP.search(message):
        yield Signal("code", OFTEN if len(code) > 1 else 5, tuple(code[:SHOWN]))
    spoken = count_spoken(readable(message).split())
    if (code or set(hosts) & set(shape.links(message))) and spoken <= FEW_WORDS:
        yield Signal("nothing_else", 4)
    if spoken <= TEASER_WORDS and shape.hidden_targets(message):
        yield Signal("hidden_target", 4)


def lessened(signal: Signal) -> Signal:
    return signal._replace(points=int(signal.points / SHARE))


def worded(words: list[str]) -> Iterator[Signal]:
    points = weigh(words, WEIGHTS)
    if points.wording:
        yield (
            Signal("wording", points.wording, points.telling)
            if points.wording > 0
            else Signal("own_wording", points.wording)
        )
    if points.build:
        yield Signal("build" if points.build > 0 else "own_build", points.build)


def words_of_owner(domain: str, company: str) -> set[str]:
    """The e-mail domain, and for somebody with a free address the company: otto for Schreinerei Otto."""
    return {domain} | {word for word in folded(company).split() if len(word) >= SHORTEST_NAME}


def belongs(owner: set[str], host: str) -> bool:
    return any(word and word in host for word in owner)


def shapes(name: str, company: str, message: str) -> Iterator[Signal]:
    if shape.FOREIGN_TO_NAMES.search(name) or shape.FOREIGN_TO_NAMES.search(company):
        yield Signal("odd_name", 5)
    for key, text in (("random_name", name), ("random_company", company), ("random_text", message)):
        if shape.is_random(text):
            yield Signal(key, 5)


def is_throwaway(domain: str) -> bool:
    """Listed itself, or below a listed one."""
    labels = domain.split(".")
    return any(".".join(labels[start:]) in blocklist for start in range(len(labels) - 1))
