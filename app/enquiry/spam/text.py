"""Text made comparable, and phrases found in it; linear in the length of the text."""

import re
import tomllib
import unicodedata
from collections.abc import Iterable
from pathlib import Path

LOOKED_AT = 12_000  # characters; more than a message may have
KEPT_SIGNS = "$€%"
SIGNS_REMEMBERED = 4_096
START, ANYWHERE = 3, ""  # letters by which phrases are looked up, and where that cannot be
WORDS = Path(__file__).with_name("words.toml")


def folded(text: str) -> str:
    """Lower case without accents and punctuation, each number as one #, words parted and surrounded by one space."""
    plain = unicodedata.normalize("NFKD", text[:LOOKED_AT]).casefold()
    spaced = plain.translate(SIGNS)
    words: list[str] = []
    for word in spaced.split():
        number = "#" if word.isdigit() else word
        if number != "#" or words[-1:] != ["#"]:
            words.append(number)
    return f" {' '.join(words)} "


def comparable(sign: str) -> str:
    if sign.isalnum():
        return sign
    if sign in KEPT_SIGNS:
        return f" {sign} "
    return "" if unicodedata.category(sign) in ("Mn", "Cf") else " "


class Signs(dict[int, str]):
    """What each sign becomes, found out once: a text has thousands of signs, but few different ones."""

    def __missing__(self, code: int) -> str:
        if len(self) >= SIGNS_REMEMBERED:  # visitors may send every sign there is
            self.clear()
        self[code] = found = comparable(chr(code))
        return found


SIGNS = Signs()


class Phrases:
    """One section of words.toml, which says how phrases are written and found."""

    def __init__(self, blocks: Iterable[str], patterns: Iterable[str] = ()) -> None:
        lines = (" ".join(line.split()) for block in blocks for line in block.split(","))
        self.needles = [needle(line) for line in lines if line]
        self.patterns = [re.compile(pattern) for pattern in patterns]
        self.by_start: dict[str, list[int]] = {}
        for place, key in enumerate(self.needles):
            self.by_start.setdefault(start_of(key), []).append(place)

    def found_in(self, text: str) -> list[str]:
        """In a folded text, each once. Of two that overlap only the longer counts."""
        starts = {word[:START] for word in text.split()} | {ANYWHERE}
        places = sorted(place for start in starts for place in self.by_start.get(start, ()))
        found = [key for key in map(self.needles.__getitem__, places) if key in text]
        found += [match[0] for pattern in self.patterns if (match := pattern.search(text))]
        return [key.strip() for key in found if not is_part_of_another(key, found)]


def read_phrases() -> dict[str, Phrases]:
    sections = tomllib.loads(WORDS.read_text(encoding="utf-8"))
    return {
        key: Phrases(section["phrases"], section.get("patterns", ())) for key, section in sections.items()
    }


def needle(line: str) -> str:
    bare = folded(line.strip("*.").replace("#", "0")).strip()
    return bare if line.startswith("*") else f" {bare}{' ' if line.endswith('.') else ''}"


def start_of(key: str) -> str:
    """By which of its words a text can have it: most texts have few of all starts."""
    word = key[1:].partition(" ")[0]
    begins_a_word = key.startswith(" ") and (len(word) >= START or " " in key[1:])
    return word[:START] if begins_a_word else ANYWHERE


def is_part_of_another(key: str, found: Iterable[str]) -> bool:
    return any(key.strip() in other and key != other for other in found)
