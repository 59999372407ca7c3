"""How a text is worded, weighed by what was learned from enquiries and offers (tests/enquiry/learn.py); linear, too."""

import re
from collections.abc import Iterable, Mapping
from itertools import pairwise
from math import sqrt
from pathlib import Path

from app.enquiry.spam.shape import BARE_LINK, LINK
from app.enquiry.spam.text import LOOKED_AT, folded

WEIGHTS = Path(__file__).with_name("weights.txt")
UNIT = 10  # stored weights for one point
LEAST, MOST = -4, 7  # points
FEWEST_WORDS = 6  # fewer are not worded in any way
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


def features(text: str) -> set[str]:
    """Its words, pairs of words and pieces of words, with _ for the edges. Other scripts are no matter of wording."""
    text = text[:LOOKED_AT]
    for pattern, kind in KINDS:
        text = pattern.sub(kind, text)
    words = [word[:LONGEST_WORD] for word in folded(text).split() if max(word) <= LAST_LATIN]
    found = {f"_{left}_{right}_" for left, right in pairwise(words)}
    for edged in {f"_{word}_" for word in words}:
        found.add(edged)
        found.update(edged[at : at + size] for size in PIECES for at in range(len(edged) - size + 1))
    return found


def length(found: Iterable[str]) -> float:
    """What the sum is divided by, so that a long text does not count for being long, nor a short one for a word."""
    return sqrt(max(FEW, len(set(found))))


def wording(text: str, weights: Mapping[str, int]) -> tuple[int, tuple[str, ...]]:
    """Points from LEAST for an enquiry to MOST for an offer, and the words that tell most for an offer."""
    if len(text.split()) < FEWEST_WORDS:
        return 0, ()
    found = features(text)
    points = sum(weights.get(feature, 0) for feature in found) / length(found) / UNIT
    telling = sorted(
        (-weights[each], each) for each in found if weights.get(each, 0) > 0 and is_telling(each)
    )
    words = tuple(each.strip("_").replace("_", " ") for _, each in telling[:SHOWN])
    return round(min(MOST, max(LEAST, points))), words


def is_telling(feature: str) -> bool:
    """A pair of words or a longer word says something to people, a piece of one or a "#" does not."""
    return feature[0] == feature[-1] == "_" and len(feature) >= SHORTEST_SHOWN and "zeichen" not in feature


def read_weights(path: Path = WEIGHTS) -> dict[str, int]:
    """Each line: a weight and the features that have it. The first is about its origin."""
    lines = (line.split() for line in path.read_text(encoding="utf-8").splitlines()[1:])
    return {feature: int(weight) for weight, *line in lines for feature in line}
