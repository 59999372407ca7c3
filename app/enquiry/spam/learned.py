"""How a text is worded and built, weighed by what was learned from enquiries and offers (tests/enquiry/learn.py); linear, too."""

import re
from collections.abc import Mapping
from functools import lru_cache
from itertools import pairwise
from math import sqrt
from pathlib import Path
from typing import NamedTuple

from app.enquiry.spam.shape import BARE_LINK, LINK
from app.enquiry.spam.text import LOOKED_AT, folded

WEIGHTS = Path(__file__).with_name("weights.txt")
UNIT = 10  # stored weights for one point
LEAST, MOST = -6, 7  # points for an enquiry and for an offer, of each of the two
HEAD_START = 1.5  # points that either has when it knows nothing: two must agree before anything happens
FEWEST_WORDS = 4  # fewer say nothing about how somebody writes
ENOUGH_WORDS = 8  # fewer say less
PIECES = (4, 5)  # letters, the edges of the word included
LONGEST_WORD = 30
REMEMBERED = 20_000  # words and their pieces
CODE = frozenset("<>{}|\\=`")
LAST_LATIN = "\u024f"
SHOWN, SHORTEST_SHOWN = 3, 8
# What is told apart only as a kind, in words that folded() keeps. Links are a signal of their own.
KINDS = (
    (re.compile(r"[^\s@]{1,64}@[\w-]+(?:\.[\w-]+)+"), " mailadresse "),
    (LINK, " "),
    (BARE_LINK, " "),
    (re.compile(r"\d+"), "0"),
    (re.compile(r"!+"), " ausrufezeichen "),
    (re.compile(r"\?+"), " fragezeichen "),
)
SIGNS = {"#", *(kind.strip() for _, kind in KINDS)}


class Points(NamedTuple):
    """From LEAST for an enquiry to MOST for an offer; `telling` are the words that tell most for an offer."""

    wording: int = 0
    build: int = 0
    telling: tuple[str, ...] = ()


def readable(text: str) -> str:
    """Folded, and without code and links: those are signals of their own."""
    text = " ".join(piece for piece in text[:LOOKED_AT].split() if CODE.isdisjoint(piece))
    for pattern, kind in KINDS:
        text = pattern.sub(kind, text)
    return folded(text)


def words_of(text: str) -> list[str]:
    """Other scripts are no matter of wording."""
    return [word[:LONGEST_WORD] for word in readable(text).split() if max(word) <= LAST_LATIN]


@lru_cache(REMEMBERED)
def pieces_of(word: str) -> tuple[str, ...]:
    """With _ for the edges; without what is the whole word."""
    edged = f"_{word}_"
    return tuple(
        edged[at : at + size] for size in PIECES for at in range(len(edged) - size + 1) if len(edged) > size
    )


def count_spoken(words: list[str]) -> int:
    """Figures, addresses and marks are no words."""
    return sum(word not in SIGNS for word in words)


class Features(NamedTuple):
    """Two views of one text. Each is weighed by itself, so that many pieces do not drown few words."""

    words: set[str]  # and pairs of them
    pieces: set[str]


def features(words: list[str]) -> Features:
    together = {f"_{word}_" for word in words} | {f"_{left}_{right}_" for left, right in pairwise(words)}
    pieces = {piece for word in set(words) for piece in pieces_of(word)}
    return Features(together, pieces)


def scale(found: set[str]) -> float:
    """What a sum is multiplied by, so that a long text does not count for being long."""
    return 1 / sqrt(len(found) or 1)


def weigh(words: list[str], weights: Mapping[str, int]) -> Points:
    """Words on the one hand, what they are made of on the other; the sum tells most."""
    spoken = count_spoken(words)
    if spoken < FEWEST_WORDS:
        return Points()
    found = features(words)
    trust = min(1.0, spoken / ENOUGH_WORDS)
    wording, build = (
        (sum(weights.get(feature, 0) for feature in view) * scale(view) / UNIT + HEAD_START) * trust
        for view in found
    )
    return Points(*limited(wording, build), telling(found.words, weights))


def limited(wording: float, build: float) -> tuple[int, int]:
    """What either has beyond its limit answers what the other says for an enquiry, and nothing else."""
    beyond = max(0, wording - MOST), max(0, build - MOST)
    wording, build = (
        points if points > 0 else min(0, points + more)
        for points, more in ((wording, beyond[1]), (build, beyond[0]))
    )
    return round(min(MOST, max(LEAST, wording))), round(min(MOST, max(LEAST, build)))


def telling(found: set[str], weights: Mapping[str, int]) -> tuple[str, ...]:
    """A pair of words or a longer word says something to people."""
    shown = [
        (-weights[each], each)
        for each in found
        if weights.get(each, 0) > 0 and len(each) >= SHORTEST_SHOWN and "zeichen" not in each
    ]
    return tuple(each.strip("_").replace("_", " ") for _, each in sorted(shown)[:SHOWN])


def read_weights(path: Path = WEIGHTS) -> dict[str, int]:
    """Each line: a weight and the features that have it. The first is about its origin."""
    lines = (line.split() for line in path.read_text(encoding="utf-8").splitlines()[1:])
    return {feature: int(weight) for weight, *line in lines for feature in line}
