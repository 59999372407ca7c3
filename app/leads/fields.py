"""What an enquiry consists of: order, label, choices, how each field is shown. Mails, desk and export iterate over it."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

TOPICS = {
    "outages": "Häufige Ausfälle",
    "single_person": "Wissen hängt an Einzelnen",
    "monitoring": "Überwachung und Alarme",
    "checklists": "Checklisten und Abläufe",
    "nis2": "NIS2-Nachweise",
    "talk": "Vortrag",
    "other": "Etwas anderes",
}
REPLY_BY = {"email": "E-Mail", "phone": "Anruf"}
BEST_TIMES = {"morning": "vormittags", "noon": "mittags", "afternoon": "nachmittags"}
SEATS = {
    "up_to_20": "bis 20",
    "21_100": "21–100",
    "101_500": "101–500",
    "over_500": "über 500",
    "unknown": "weiß ich nicht",
}
SAME_TEXT_FROM = 30  # letters; shorter messages are alike by chance
MIN_DIGITS = 5  # shorter than any number one can dial from outside


@dataclass(frozen=True)
class Source:
    """Where an enquiry came from; nothing of it was stored on the visitor's device."""

    article: str = ""
    place: str = ""
    campaign: str = ""
    referrer_host: str = ""


@dataclass(frozen=True)
class Enquiry:
    """Clean values, as the form passes them on. Optional fields are empty, never None."""

    name: str
    email: str
    company: str = ""
    phone: str = ""
    reply_by: str = "email"
    best_time: str = ""
    topics: tuple[str, ...] = ()
    seats: str = ""
    message: str = ""
    source: Source = field(default=Source(), compare=False)

    @property
    def content_key(self) -> str:
        """Equal for the same content from the same address, whatever the case and spacing; a SHA-256 in hex."""
        typed = {name: value for name, value in vars(self).items() if name != "source"}
        return hashlib.sha256(json.dumps(normalised(typed)).encode()).hexdigest()


def message_key(message: str) -> str:
    """Equal for the same text with other links, figures and addresses in it; empty for a short one. A SHA-256 in hex."""
    words = (
        word for word in message.casefold().split() if not ("://" in word or "www." in word or "@" in word)
    )
    letters = "".join(sign for word in words for sign in word if sign.isalpha())
    return (
        hashlib.sha256(letters.encode(errors="replace")).hexdigest() if len(letters) >= SAME_TEXT_FROM else ""
    )


def normalised(value: Any) -> Any:
    if isinstance(value, str):
        return " ".join(value.casefold().split())
    if isinstance(value, dict):
        return {key: normalised(item) for key, item in sorted(value.items())}
    return sorted(map(normalised, value))


class Field(NamedTuple):
    """One line of the enquiry: the name as in form and export, the German label, how the value is shown."""

    name: str
    label: str
    show: Callable[[Any], str] = str


def from_choices(choices: dict[str, str]) -> Callable[[Any], str]:
    def show(value: str | list[str]) -> str:
        values = [value] if isinstance(value, str) else value
        return ", ".join(choices.get(item, item) for item in values if item)

    return show


FIELDS = (
    Field("name", "Name"),
    Field("company", "Unternehmen"),
    Field("email", "E-Mail-Adresse"),
    Field("phone", "Telefon"),
    Field("reply_by", "Antwort per", from_choices(REPLY_BY)),
    Field("best_time", "Gute Zeit", from_choices(BEST_TIMES)),
    Field("topics", "Worum es geht", from_choices(TOPICS)),
    Field("seats", "Arbeitsplätze", from_choices(SEATS)),
    Field("message", "Was sich ändern soll"),
)


def shown(lead: Any) -> list[tuple[Field, str]]:
    """Every field that was filled in, in order, as people read it."""
    pairs = [(item, item.show(getattr(lead, item.name))) for item in FIELDS]
    return [(item, text) for item, text in pairs if text]
