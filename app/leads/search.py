"""Find leads by parts of words, however umlauts, accents and telephone numbers were typed."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from sqlalchemy import ColumnElement, Select, and_, literal_column, select, text
from sqlalchemy.orm import Session

from app.leads import fields
from app.leads.models import Lead, LeadEvent, LeadSearch

LONGEST, MOST_WORDS = 200, 8  # of what is searched for: signs, words
REFERENCES = 50  # of those who sent the same again; a flood must not make the text longer and longer
TRIGRAM = 3  # the index knows no shorter piece
OTHER_LETTERS = str.maketrans({"ı": "i", "ø": "o", "đ": "d", "ł": "l", "æ": "ae", "œ": "oe", "þ": "th"})
DIGRAPHS = re.compile("([aou])e")
NUMBER = re.compile(r"[\d+/().-]*\d[\d+/().-]*")  # digits and what people write between them
PUNCTUATION = "„“”\"'‚‘’»«,;:!?…<>"
QUOTED = re.compile(f"[{PUNCTUATION}]+")


def searchable(lead: Lead) -> LeadSearch:
    """What `lead` is found by, to be kept beside it: fields, references, source and the notes that were not withdrawn."""
    return LeadSearch(text=haystack(lead))


def refresh(lead: Lead) -> None:
    """To be called by whatever changes a field, a reference or a note, in the same transaction."""
    lead.search.text = haystack(lead)


def haystack(lead: Lead) -> str:
    """Every distinct word once, in both spellings where two are common; LIKE finds any part of it."""
    pieces = [
        *(shown for _, shown in fields.shown(lead)),
        *numbers(lead),
        lead.reference,
        *later_references(lead.events),
        *source(lead),
        *notes(lead.events),
    ]
    return " ".join(dict.fromkeys(form for piece in pieces for form in forms(piece)))


def numbers(lead: Lead) -> Iterator[str]:
    """The telephone number without separators, as dialled from abroad and from within the country."""
    yield "".join(filter(str.isdigit, lead.phone))
    if lead.phone_e164.startswith("+49"):
        yield "0" + lead.phone_e164.removeprefix("+49").replace(";ext=", "")
    yield lead.phone_e164.lstrip("+").replace(";ext=", "")


def later_references(events: list[LeadEvent]) -> list[str]:
    """What visitors were told who sent the same again, the latest REFERENCES of them."""
    return [event.data["reference"] for event in events if event.kind == "sent_again"][-REFERENCES:]


def source(lead: Lead) -> tuple[str, ...]:
    return lead.source_article, lead.source_place, lead.source_campaign, lead.source_referrer_host


def notes(events: list[LeadEvent]) -> Iterator[str]:
    withdrawn = {event.data.get("note") for event in events if event.kind == "note_withdrawn"}
    yield from (
        event.data["text"] for event in events if event.kind == "note_added" and event.id not in withdrawn
    )


@lru_cache(maxsize=2_048)
def forms(piece: str) -> tuple[str, ...]:
    """The words of a text: as typed without accents, the same with ae, oe, ue as a, o, u, and numbers as digits only."""
    plain = [word for word in unaccented(piece).split() if word]
    digits = ["".join(filter(str.isdigit, word)) for word in plain if NUMBER.fullmatch(word)]
    return tuple(dict.fromkeys([*plain, *(DIGRAPHS.sub(r"\1", word) for word in plain), *digits]))


def unaccented(piece: str) -> str:
    """Lower case, ß as ss, no marks over letters, no punctuation around words."""
    parted = unicodedata.normalize("NFKD", QUOTED.sub(" ", piece).casefold())
    return "".join(sign for sign in parted if not unicodedata.combining(sign)).translate(OTHER_LETTERS)


def words(query: str) -> tuple[str, ...]:
    """What must all be found, each as a part of a word: Müller, Mueller and Muller are one, 030/23125-014 is 03023125014."""
    folded = [DIGRAPHS.sub(r"\1", word) for word in unaccented(query[:LONGEST]).split()]
    bare = ["".join(filter(str.isdigit, word)) if NUMBER.fullmatch(word) else word for word in folded]
    return tuple(dict.fromkeys(bare))[:MOST_WORDS]


def contains(wanted: tuple[str, ...]) -> ColumnElement[bool]:
    """True for a LeadSearch that holds every word; % and _ mean themselves."""
    return and_(*(LeadSearch.text.contains(word, autoescape=True) for word in wanted))


def matches(session: Session, wanted: tuple[str, ...]) -> Select[int]:
    """The ids of all leads that hold every word. On SQLite through the index of trigrams (docs/decisions/0011)."""
    found = select(LeadSearch.lead_id).where(contains(wanted))
    pieces = [word[start : start + TRIGRAM] for word in wanted for start in range(len(word) - TRIGRAM + 1)]
    if session.get_bind().dialect.name != "sqlite" or not pieces:
        return found
    query = " AND ".join('"{}"'.format(piece.replace('"', '""')) for piece in dict.fromkeys(pieces))
    indexed: Select[int] = (
        select(literal_column("rowid"))
        .select_from(text("lead_trigram"))
        .where(text("lead_trigram MATCH :trigrams"))
    )
    return found.where(LeadSearch.lead_id.in_(indexed.params(trigrams=query)))
