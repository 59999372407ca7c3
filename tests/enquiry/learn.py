"""Learns how offers are worded from the corpora: `python -m tests.enquiry.learn` writes app/enquiry/spam/weights.txt."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import chain
from math import exp, gcd

from app.enquiry.spam.learned import UNIT, WEIGHTS, features, length, words_of
from tests.enquiry.corpora import corpus

POINTS = 3  # for one unit of log odds
PASSES = 20
RATE = 6.0
SEEN_IN = 2  # texts; what stands in fewer is chance
LEAST_WEIGHT = 15  # stored; less is not worth its place in the file

Sample = tuple[list[int], float, bool]  # features, what each counts, whether it is an offer


def texts(kind: str) -> Iterator[str]:
    return (typed.get("message") or "" for _, typed in corpus(kind))


def learn(ham: Iterable[str], spam: Iterable[str]) -> dict[str, int]:
    """Stored weights: a logistic regression, stopped early instead of held small. The same texts give the same weights."""
    found = [(features(words_of(text)), False) for text in ham]
    found += [(features(words_of(text)), True) for text in spam]
    seen = Counter(chain.from_iterable(each for each, _ in found))
    known = sorted(feature for feature, times in seen.items() if times >= SEEN_IN)
    place = {feature: at for at, feature in enumerate(known)}
    samples = [
        (sorted(place[each] for each in some if each in place), 1 / length(some), is_offer)
        for some, is_offer in found
    ]
    weights = regression(samples, len(known))
    stored = {feature: round(weights[place[feature]] * POINTS * UNIT) for feature in known}
    return {feature: weight for feature, weight in stored.items() if abs(weight) >= LEAST_WEIGHT}


def regression(samples: list[Sample], size: int) -> list[float]:
    """Stochastic gradient descent; both kinds weigh the same and take turns evenly."""
    weights = [0.0] * size
    share = sum(is_offer for *_, is_offer in samples) / len(samples)
    order = evenly(samples)
    for turn in range(PASSES):
        rate = RATE / (1 + turn / 5)
        for places, value, is_offer in order:
            odds = value * sum(map(weights.__getitem__, places))
            error = is_offer - 1 / (1 + exp(-max(-30.0, min(30.0, odds))))
            step = rate * value * error / (2 * (share if is_offer else 1 - share))
            for at in places:
                weights[at] += step
    return weights


def evenly(samples: list[Sample]) -> list[Sample]:
    """Mixed by a step that has no common divisor with their number: always the same order, without chance."""
    count = len(samples)
    step = next(step for step in range(int(count * 0.618), 2 * count + 2) if gcd(step, count) == 1)
    return [samples[turn * step % count] for turn in range(count)]


def fingerprint() -> str:
    """Of every text learned from and of how: a file of weights says what it belongs to."""
    everything = "\n".join([*texts("ham"), "", *texts("spam"), str((POINTS, UNIT, PASSES, RATE))])
    return hashlib.sha256(everything.encode()).hexdigest()[:16]


def written(weights: dict[str, int]) -> str:
    lines = defaultdict(list)
    for feature, weight in sorted(weights.items()):
        lines[weight].append(feature)
    rows = (f"{weight} {' '.join(found)}" for weight, found in sorted(lines.items()))
    return "\n".join([f"# python -m tests.enquiry.learn, from corpora {fingerprint()}", *rows, ""])


if __name__ == "__main__":
    WEIGHTS.write_text(written(learn(texts("ham"), texts("spam"))), encoding="utf-8")
