"""What one try to hand over a mail ended in, read from the relay's answer."""

import re
import smtplib
from dataclasses import dataclass
from enum import StrEnum

LONGEST_WORDS = 500  # characters of a relay's answer that are kept
# The relay itself, our login or its TLS: nothing was said about this mail (RFC 5321, 4954, 3207).
CHANNEL_CODES = frozenset({421, 454, 530, 534, 535, 538})
TEMPORARY, PERMANENT, END = 400, 500, 600
TOO_BIG_STATUS = ("5.3.4", "5.2.3")
# Read by their enhanced status where there is one (RFC 3463), else by the code.
BLOCKED_STATUS = ("5.3.", "5.5.", "5.6.", "5.7.")
BLOCKED_CODES = frozenset({500, 501, 502, 503, 504, 554, 555, 556})


class Verdict(StrEnum):
    """Four things can follow: sent; to be tried again; a dead letter; a way to the relay that is closed."""

    SENT = "sent"
    RETRY = "retry"  # refused for now
    LOST = "lost"  # the connection broke before the mail was over: it has not arrived
    UNCERTAIN = "uncertain"  # it broke after the final dot: it may have arrived
    REFUSED = "refused"  # this recipient, for good
    BLOCKED = "blocked"  # refused for good for what we are or how we ask, not for who the recipient is
    TOO_BIG = "too_big"
    POISON = "poison"  # whoever took it did not live to tell
    DOWN = "down"

    @property
    def is_final(self) -> bool:
        return self in {Verdict.REFUSED, Verdict.BLOCKED, Verdict.TOO_BIG, Verdict.POISON}

    @property
    def shows_an_open_channel(self) -> bool:
        return self in {Verdict.SENT, Verdict.RETRY, Verdict.REFUSED, Verdict.BLOCKED, Verdict.TOO_BIG}


@dataclass(frozen=True)
class Outcome:
    """How a try ended, with the relay's own words."""

    verdict: Verdict
    words: str


class NotAccepted(Exception):
    """The try is over; its outcome says why."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome.words)
        self.outcome = outcome


def expect(answer: tuple[int, bytes], digit: int, *, otherwise: Verdict = Verdict.LOST) -> str:
    """The relay's words if its code begins with `digit`, else NotAccepted; `otherwise` names an answer that makes no sense."""
    code, text = answer
    if code // 100 == digit:
        return words_of_answer(code, text)
    raise NotAccepted(Outcome(verdict_of(code, text) or otherwise, words_of_answer(code, text)))


def verdict_of(code: int, text: bytes) -> Verdict | None:
    if code in CHANNEL_CODES:
        return Verdict.DOWN
    if TEMPORARY <= code < PERMANENT:
        return Verdict.RETRY
    return verdict_for_good(code, text) if PERMANENT <= code < END else None


def verdict_for_good(code: int, text: bytes) -> Verdict:
    found = re.match(rb"\s*(5\.\d{1,3}\.\d{1,3})\b", text)
    status = found[1].decode() if found else ""
    if status in TOO_BIG_STATUS:
        return Verdict.TOO_BIG
    blocked = status.startswith(BLOCKED_STATUS) if status else code in BLOCKED_CODES
    return Verdict.BLOCKED if blocked else Verdict.REFUSED


def words_of_answer(code: int, text: bytes) -> str:
    try:
        decoded = text.decode()
    except UnicodeDecodeError:
        decoded = text.decode("latin-1")
    return shortened(f"{code} {decoded}")


def words_of_error(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        text = error.smtp_error
        return words_of_answer(error.smtp_code, text if isinstance(text, bytes) else text.encode())
    return shortened(f"{type(error).__name__}: {error}")


def shortened(words: str) -> str:
    """One printable line: relays answer in any bytes, and PostgreSQL stores no NUL."""
    line = " ".join("".join(sign if sign.isprintable() else " " for sign in words).split())
    return line if len(line) <= LONGEST_WORDS else f"{line[: LONGEST_WORDS - 1]}…"
