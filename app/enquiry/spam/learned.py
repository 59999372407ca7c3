"""How a text is worded and built, weighed by what was learned from enquiries and offers (tests/enquiry/learn.py); linear, too."""

import re
from collections.abc import Mapping
from functools import lru_cache
from itertools import pairwise
from math import sqrt
from pathlib import Path
from typing import NamedTuple

from app.enquiry.spam.roles import MARK, REMEMBERED, role_features
from app.enquiry.spam.shape import BARE_LINK, LINK
from app.enquiry.spam.text import LOOKED_AT, folded

WEIGHTS = Path(__file__).with_name("weights.txt")
UNIT = 10  # stored weights for one point
LEAST, MOST = -4, 7  # points for an enquiry and for an offer, of each of the two
HEAD_START = 1  # points that either has when it knows nothing: two must agree before anything happens
FEWEST_WORDS = 4  # fewer say nothing about how somebody writes
FEW = 300  # features up to which a text is too short to say much
PIECES = (4, 5)  # letters, the edges of the word included
LONGEST_WORD = 30
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


class Points(NamedTuple):
    """From LEAST for an enquiry to MOST for an offer; `telling` are the words that tell most for an offer."""

    wording: int = 0
    build: int = 0
    telling: tuple[str, ...] = ()


def words_of(text: str) -> list[str]:
    """Other scripts are no matter of wording."""
    text = text[:LOOKED_AT]
    for pattern, kind in KINDS:
        text = pattern.sub(kind, text)
    return [word[:LONGEST_WORD] for word in folded(text).split() if max(word) <= LAST_LATIN]


@lru_cache(REMEMBERED)
def pieces_of(word: str) -> tuple[str, ...]:
    """The word and its pieces, with _ for the edges."""
    edged = f"_{word}_"
    return (edged, *(edged[at : at + size] for size in PIECES for at in range(len(edged) - size + 1)))


def features(words: list[str]) -> set[str]:
    """Pairs of words, words and their pieces, and the parts that words play."""
    found = {f"_{left}_{right}_" for left, right in pairwise(words)}
    found.update(*map(pieces_of, set(words)))
    found.update(role_features(words))
    return found


def length(found: set[str]) -> float:
    """What the sums are divided by, so that a long text does not count for being long, nor a short one for a word."""
    return sqrt(max(FEW, len(found)))


def weigh(words: list[str], weights: Mapping[str, int]) -> Points:
    """Words on the one hand, the parts they play on the other: learned together, so that the sum tells most."""
    if len(words) < FEWEST_WORDS:
        return Points()
    found = features(words)
    known = {feature: weights[feature] for feature in found if feature in weights}
    build = sum(weight for feature, weight in known.items() if feature[0] == MARK)
    wording = sum(known.values()) - build
    scale = length(found) * UNIT
    return Points(*limited(wording / scale + HEAD_START, build / scale + HEAD_START), telling(known))


def limited(wording: float, build: float) -> tuple[int, int]:
    """What either has beyond its limit answers what the other says for an enquiry, and nothing else."""
    beyond = max(0, wording - MOST), max(0, build - MOST)
    wording, build = (
        points if points > 0 else min(0, points + more)
        for points, more in ((wording, beyond[1]), (build, beyond[0]))
    )
    return round(min(MOST, max(LEAST, wording))), round(min(MOST, max(LEAST, build)))


def telling(known: Mapping[str, int]) -> tuple[str, ...]:
    """A pair of words or a longer word says something to people, a piece of one or a "#" does not."""
    shown = [
        (-weight, each)
        for each, weight in known.items()
        if weight > 0 and each[0] == each[-1] == "_" and len(each) >= SHORTEST_SHOWN and "zeichen" not in each
    ]
    return tuple(each.strip("_").replace("_", " ") for _, each in sorted(shown)[:SHOWN])


def read_weights(path: Path = WEIGHTS) -> dict[str, int]:
    """Each line: a weight and the features that have it. The first is about its origin."""
    lines = (line.split() for line in path.read_text(encoding="utf-8").splitlines()[1:])
    return {feature: int(weight) for weight, *line in lines for feature in line}
