"""What one try to hand over a mail ended in, read from the relay's answer."""

import re
import smtplib
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

LONGEST_WORDS = 500  # characters of a relay's answer that are kept
# The relay itself, our login or its TLS: nothing was said about this mail (RFC 5321, 4954, 3207).
CHANNEL_CODES = frozenset({421, 530, 534, 535, 538})
BEFORE_A_RECIPIENT = CHANNEL_CODES | {454}  # by which Postfix refuses single recipients, too
TEMPORARY, PERMANENT, END = 400, 500, 600
TOO_BIG_STATUS = ("5.3.4", "5.2.3")
# Read by their enhanced status where there is one (RFC 3463), else by the code.
BLOCKED_STATUS = ("5.1.7", "5.1.8", "5.2.252", "5.3.", "5.4.5", "5.5.", "5.6.", "5.7.")
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


class Stage(NamedTuple):
    """What an answer means depends on what was asked: which codes close the channel, and how to take nonsense and a final no."""

    closing: frozenset[int]
    nonsense: Verdict
    final: Verdict = Verdict.REFUSED


AT_MAIL = Stage(BEFORE_A_RECIPIENT, Verdict.DOWN, Verdict.BLOCKED)
IN_HAND = Stage(CHANNEL_CODES, Verdict.LOST)
AT_THE_DOT = Stage(CHANNEL_CODES, Verdict.UNCERTAIN)


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


def expect(answer: tuple[int, bytes], digit: int, stage: Stage) -> str:
    """The relay's words if its code begins with `digit`, else NotAccepted."""
    code, text = answer
    if code // 100 == digit:
        return words_of_answer(code, text)
    raise NotAccepted(Outcome(verdict_of(code, text, stage), words_of_answer(code, text)))


def verdict_of(code: int, text: bytes, stage: Stage) -> Verdict:
    if code in stage.closing:
        return Verdict.DOWN
    if TEMPORARY <= code < PERMANENT:
        return Verdict.RETRY
    return verdict_for_good(code, text, stage) if PERMANENT <= code < END else stage.nonsense


def verdict_for_good(code: int, text: bytes, stage: Stage) -> Verdict:
    found = re.match(rb"\s*(5\.\d{1,3}\.\d{1,3})\b", text)
    status = found[1].decode() if found else ""
    if status in TOO_BIG_STATUS:
        return Verdict.TOO_BIG
    blocked = status.startswith(BLOCKED_STATUS) if status else code in BLOCKED_CODES
    return Verdict.BLOCKED if blocked else stage.final


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
