"""Learns how offers are worded from the corpora: `python -m tests.enquiry.learn` writes app/enquiry/spam/weights.txt."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from math import exp, gcd, log, sqrt
from operator import mul

from app.enquiry.spam.learned import UNIT, WEIGHTS, Features, features, scale, words_of
from tests.enquiry.corpora import corpus, hand

POINTS = 2.5  # for one unit of log odds
PASSES, RATE = 4, 0.12
SEEN_IN = 5  # texts; what stands in fewer is chance
UNSEEN = 0.1  # texts, where a feature is in none of the other kind
LEAST_WEIGHT = 10  # stored; less is not worth its place in the file

Sample = tuple[list[int], list[float], bool]  # features, what each counts, whether it is an offer


def texts(kind: str, without: Collection[str] = ()) -> Iterator[str]:
    """Of all hands but these."""
    return (typed.get("message") or "" for place, typed in corpus(kind) if hand(place) not in without)


def learn(ham: Iterable[str], spam: Iterable[str]) -> dict[str, int]:
    """Stored weights: a logistic regression, stopped early instead of held small. The same texts give the same weights."""
    found = [
        (features(words_of(text)), is_offer)
        for some, is_offer in ((ham, False), (spam, True))
        for text in some
    ]
    worth = worth_of(found)
    place = {feature: at for at, feature in enumerate(worth)}
    values = list(worth.values())
    weights = regression([sample(*one, place, values) for one in found], len(worth))
    stored = {
        feature: round(weight * value * POINTS * UNIT)
        for (feature, value), weight in zip(worth.items(), weights, strict=True)
    }
    return {feature: weight for feature, weight in stored.items() if abs(weight) >= LEAST_WEIGHT}


def worth_of(found: Sequence[tuple[Features, bool]]) -> dict[str, float]:
    """What each feature counts while learning: the rarer (tf-idf) and the more one-sided, the more. Its weight has taken that in.

    One-sidedness: Wang and Manning, Baselines and Bigrams (2012); its root, for what is seen four times may be chance.
    """
    worth = {}
    for view in range(len(Features._fields)):
        ham, spam = (
            Counter(chain.from_iterable(views[view] for views, is_offer in found if is_offer is kind))
            for kind in (False, True)
        )
        usual = (spam.total() or 1) / (ham.total() or 1)
        for feature, times in (ham + spam).items():
            if times >= SEEN_IN:
                ratio = (spam[feature] + UNSEEN) / (ham[feature] + UNSEEN) / usual
                worth[feature] = (1 + log(len(found) / times)) * sqrt(abs(log(ratio)))
    return dict(sorted(worth.items()))


def sample(views: Features, is_offer: bool, place: Mapping[str, int], worth: Sequence[float]) -> Sample:  # noqa: FBT001
    places: list[int] = []
    values: list[float] = []
    for view in views:
        known = sorted(place[feature] for feature in view if feature in place)
        share = scale(view)
        places += known
        values += [worth[at] * share for at in known]
    return places, values, is_offer


def regression(samples: list[Sample], size: int) -> list[float]:
    """Stochastic gradient descent; both kinds weigh the same and take turns evenly."""
    weights = [0.0] * size
    share = sum(is_offer for *_, is_offer in samples) / len(samples)
    order = evenly(samples)
    for turn in range(PASSES):
        rate = RATE / (1 + turn / 5)
        for places, values, is_offer in order:
            odds = sum(map(mul, values, map(weights.__getitem__, places)))
            error = is_offer - 1 / (1 + exp(-max(-30.0, min(30.0, odds))))
            step = rate * error / (2 * (share if is_offer else 1 - share))
            for at, value in zip(places, values, strict=True):
                weights[at] += step * value
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
