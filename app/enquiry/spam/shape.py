"""What a text looks like, whatever it says: random letters, links, code, signs of another script. Linear, too."""

import re
import unicodedata
from collections import Counter
from itertools import pairwise

LINK = re.compile(r"(?:https?://|www\.)[^\s<>\"'\[\]]+", re.IGNORECASE)
BARE_LINK = re.compile(  # without https:// and www.; not the end of an address of mail
    r"(?<![\w@.-])(?:[a-z0-9][a-z0-9-]*\.){1,4}"
    r"(?:agency|app|at|biz|ch|club|cn|co|com|de|dev|es|eu|example|fr|info|io|it|link|live|ly|marketing|me|net|nl"
    r"|online|org|pl|pro|ru|shop|site|store|tech|top|uk|vip|website|xyz)(?![\w@.-])(?:/[^\s<>\"'\[\]]*)?",
    re.IGNORECASE,
)
# One short segment with figures in it: nobody can see where it leads.
HIDDEN_TARGET = re.compile(
    r"(?:https?://)?(?:www\.)?[\w.-]{3,24}/(?:\w{1,2}/)?(?=[a-z0-9]*\d)[a-z0-9]{2,8}/?", re.IGNORECASE
)
COMMONPLACE = (
    "youtube.com",
    "youtu.be",
    "vimeo.com",
    "linkedin.com",
    "wikipedia.org",
)  # linked to by everybody
HOST = re.compile(r"(?:https?://)?(?:www\.)?([\w-]+(?:\.[\w-]+)+)", re.IGNORECASE)
MARKUP = re.compile(
    r"</?(?:a|b|i|u|p|br|h[1-6]|font|div|span|img|script|iframe|svg|style|form|test)[\s>/]|\[/?(?:url|b|i|img|link)[\]=]",
    re.IGNORECASE,
)
PROBES = (
    "<script",
    "onerror=",
    "javascript:",
    "union select",
    "drop table",
    "or '1'='1",
    "or 1=1",
    "{{7*7}}",
    "${7*7}",
    "{{config",
    "${jndi:",
    "../..",
    "/etc/passwd",
    "document.cookie",
    "<?php",
    "onload=",
    "sleep(",
    "%0a",
)
FOREIGN_TO_NAMES = re.compile(r"[<>{}\[\]=;|\\]|\.\./|https?:|www\.")
ROWS = ("qwertzuiop", "qwerty", "asdfghjklö", "yxcvbnm", "zxcvbnm")  # of a keyboard
SHORT_WALKS, WALKS = (
    {
        piece
        for row in (*ROWS, *(row[::-1] for row in ROWS))
        for piece in (row[start : start + size] for start in range(len(row) - size + 1))
    }
    for size in (3, 4)
)
WALKS -= {"wert", "trew", "tzui", "ertz"}  # Bewertung, Herberts
VOWELS = frozenset("aeiouyäöüàáâãåæèéêëìíîïòóôõøùúûıąęőűœ")
RUNS = re.compile(r"[^\W_]+")
SHORTEST, SHORTEST_SERIAL = (
    6,
    10,
)  # letters of a word that can be called random; signs of one mixed with digits
LATIN_AND_GREEK = ("LATIN", "GREEK")


def links(text: str) -> list[str]:
    """The hosts it links to, each once, without www.; where everybody links to says nothing."""
    hosts = (HOST.match(link) for link in [*LINK.findall(text), *BARE_LINK.findall(text)])
    named = dict.fromkeys(host[1].lower() for host in hosts if host)
    return [host for host in named if not host.endswith(COMMONPLACE)]


def hidden_targets(text: str) -> list[str]:
    """Shortened links."""
    return [link for link in [*LINK.findall(text), *BARE_LINK.findall(text)] if HIDDEN_TARGET.fullmatch(link)]


def probes(text: str) -> list[str]:
    """Strings that try whether a form can be broken into."""
    lower = text.lower()
    return [probe for probe in PROBES if probe in lower]


def is_random(text: str) -> bool:
    """Whether at least half of its letters and digits stand in words nobody would write."""
    words = RUNS.findall(text)
    odd = sum(len(word) for word in words if is_random_word(word))
    return 0 < sum(map(len, words)) <= 2 * odd


def is_random_word(word: str) -> bool:
    if any(sign.isdigit() for sign in word):
        return len(word) >= SHORTEST_SERIAL and changes(word) >= 4  # noqa: PLR2004
    lower = word.lower()
    if not WALKS.isdisjoint(lower[at : at + 4] for at in range(len(lower) - 3)) or is_played(lower):
        return True
    if len(word) < SHORTEST or not word.isascii():
        return False
    return not VOWELS & set(lower) or (not word.isupper() and is_wildly_cased(word))


def is_played(word: str) -> bool:
    """One key again and again, or walks along the keyboard and nothing else: aaaa, asd, qweqwe; Bert is none."""
    walked = {
        at + step for at in range(len(word) - 2) if word[at : at + 3] in SHORT_WALKS for step in range(3)
    }
    return len(word) >= 3 and (len(set(word)) == 1 or len(walked) == len(word))  # noqa: PLR2004


def is_wildly_cased(word: str) -> bool:
    """So is xKjhQwePrt; McDonald and GitHubActions are not, for their parts can be spoken."""
    parts = re.findall(r"[A-Z]*[a-z]+|[A-Z]+", word)
    unspeakable = sum(len(part) > 1 and not VOWELS & set(part.lower()) for part in parts)
    inner_capitals = sum(sign.isupper() for sign in word[1:])
    return len(parts) > 2 and (unspeakable > 0 or inner_capitals > 3 or len(parts) > 3)  # noqa: PLR2004


def changes(word: str) -> int:
    """How often letters and digits take turns."""
    return sum(left.isdigit() != right.isdigit() for left, right in pairwise(word))


def foreign_script(text: str) -> str:
    """The script most of the letters belong to, when it is neither Latin nor Greek; also one word mixed of two scripts."""
    scripts = Counter(script(sign) for sign in text if sign.isalpha())
    if not scripts:
        return ""
    (name, _) = scripts.most_common(1)[0]
    return "" if name in LATIN_AND_GREEK else name.lower()


def script(sign: str) -> str:
    return "LATIN" if sign < "\u0250" else unicodedata.name(sign, "?").partition(" ")[0]
