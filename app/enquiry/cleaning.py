"""What was typed without what nobody typed on purpose: stray spaces, control signs, signs that deceive the eye."""

import unicodedata
from collections.abc import Iterable, Iterator

# Signs that draw nothing, or turn the order of those around them, or smuggle text nobody sees (tags). Not among them:
# the joiners U+200C and U+200D, which emoji and Persian need. https://www.unicode.org/reports/tr36/
UNSEEN = frozenset(
    chr(number)
    for first, last in (
        (0xAD, 0xAD), (0x115F, 0x1160), (0x180E, 0x180E), (0x200B, 0x200B), (0x202A, 0x202E), (0x2060, 0x2069),
        (0x2800, 0x2800), (0x3164, 0x3164), (0xFEFF, 0xFEFF), (0xFFA0, 0xFFA0), (0xE0000, 0xE007F),
    )
    for number in range(first, last + 1)
)  # fmt: skip
DRAWS_NOTHING = ("Cf", "Mn", "Me", "Zs")  # by itself
# On one letter. No script has more (UAX 15, Stream-Safe Text); thousands take NFC seconds, and hundreds no page holds.
MOST_MARKS = 30


def one_line(value: str | None) -> str:
    """Stray spaces, line breaks and control characters are nobody's intention in a one-line field."""
    text = " ".join(without_controls(" ".join((value or "").split())).split())
    return text if is_visible(text) else ""


def many_lines(value: str | None) -> str:
    """Whatever a system takes for the end of a line becomes one line break."""
    text = without_controls("\n".join((value or "").splitlines())).strip()
    return text if is_visible(text) else ""


def without_controls(value: str) -> str:
    """NFC, and no control characters but tab and line break, no lone surrogates, nothing UNSEEN, no towers of marks.

    NUL for one cannot be stored on PostgreSQL, and a reversed name would be read as another one.
    """
    kept = (
        sign
        for sign in value
        if sign in "\n\t" or (sign not in UNSEEN and unicodedata.category(sign) not in ("Cc", "Cs"))
    )
    return unicodedata.normalize("NFC", "".join(without_towers(kept)))


def without_towers(signs: Iterable[str]) -> Iterator[str]:
    marks = 0
    for sign in signs:
        marks = marks + 1 if unicodedata.category(sign).startswith("M") else 0
        if marks <= MOST_MARKS:
            yield sign


def is_visible(text: str) -> bool:
    return any(unicodedata.category(sign) not in DRAWS_NOTHING for sign in text)
