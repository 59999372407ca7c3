"""Which part each word plays when somebody offers or asks, whatever the language and the trade, by roles.toml."""

import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import combinations, pairwise
from pathlib import Path

from app.enquiry.spam.text import folded

ROLES = Path(__file__).with_name("roles.toml")
BEGINNINGS, ENDINGS = range(2, 15), range(3, 14)  # letters
REMEMBERED = 20_000  # words, none longer than thirty letters
COUNTED = (1, 2, 3, 5)
LENGTHS = (4, 8, 16, 32, 64)  # words
MARK = "@"  # before every feature, to tell it from words

Words = dict[str, set[str]]


def read_roles(path: Path = ROLES) -> tuple[Words, Words, Words]:
    """The roles of whole words, of beginnings (`offer-`) and of endings (`-server`), as folded() leaves them."""
    whole: Words = {}
    beginnings: Words = {}
    endings: Words = {}
    for role, entries in tomllib.loads(path.read_text(encoding="utf-8")).items():
        for entry in entries.split():
            kind = endings if entry.startswith("-") else beginnings if entry.endswith("-") else whole
            kind.setdefault(folded(entry).strip(), set()).add(role)
    return whole, beginnings, endings


WHOLE, BEGINNING, ENDING = read_roles()


@lru_cache(REMEMBERED)
def roles_of(word: str) -> tuple[str, ...]:
    found = set(WHOLE.get(word, ()))
    for size in BEGINNINGS[: max(0, len(word) - 1)]:
        found.update(BEGINNING.get(word[:size], ()))
    for size in ENDINGS[: max(0, len(word) - 3)]:
        found.update(ENDING.get(word[-size:], ()))
    return tuple(sorted(found))


def role_features(words: Iterable[str]) -> Iterator[str]:
    """How often each role is played, which follows which, which meet in one text, and which come first and last."""
    cast = [roles_of(word) for word in words]
    played = [roles for roles in cast if roles]
    for role, times in Counter(role for roles in played for role in roles).items():
        yield from (f"{MARK}{role}{least}" for least in COUNTED if times >= least)
    for before, after in set(pairwise(played)):
        yield from (f"{MARK}{left}>{right}" for left in before for right in after)
    met = sorted({role for roles in played for role in roles})
    yield from (f"{MARK}{one}+{other}" for one, other in combinations(met, 2))
    yield from (f"{MARK}^{role}" for role in (played[0] if played else ()))
    yield from (f"{MARK}{role}$" for role in (played[-1] if played else ()))
    yield from (f"{MARK}{length}" for length in LENGTHS if len(cast) > length)
