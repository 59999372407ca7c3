"""Events and mails of a lead as sentences, newest first, each with its icon and tone."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from types import MappingProxyType

from app.leads.models import LeadEvent
from app.leads.sources import place_in_words
from app.leads.status import LABELS, Status
from app.mail.answers import Verdict
from app.mail.models import MailAttempt, OutboxMail, State
from app.templating import day, moment

MAIL_NAMES = {
    "enquiry_received": "Benachrichtigung",
    "enquiry_digest": "Sammelmail",
    "enquiry_receipt": "Eingangsbestätigung",
    "staff_invitation": "Einladung",
    "staff_reset": "Link zum neuen Passwort",
    "alarm": "Meldung des Leitstands",
    "test": "Prüfnachricht",
}
MAIL_STATES = {
    State.OWED: ("wird noch zugestellt", "caution"),
    State.SENT: ("zugestellt", "ok"),
    State.DEAD: ("nicht zustellbar", "warn"),
    State.HANDLED: ("nicht zugestellt, als erledigt vermerkt", "plain"),
}
VERDICTS = {
    Verdict.SENT: "Angenommen",
    Verdict.RETRY: "Vorerst abgelehnt",
    Verdict.LOST: "Verbindung abgebrochen",
    Verdict.UNCERTAIN: "Verbindung nach der Übergabe abgebrochen, Ausgang offen",
    Verdict.REFUSED: "Empfänger abgelehnt",
    Verdict.BLOCKED: "Absender oder Inhalt abgelehnt",
    Verdict.TOO_BIG: "Als zu groß abgelehnt",
    Verdict.POISON: "Aufgegeben, weil der Versand daran dreimal abbrach",
}
CHANNELS = {"email": "per E-Mail", "phone": "am Telefon", "": ""}  # of an answer
NONE: Mapping[int, LeadEvent] = MappingProxyType({})
SHOWN_TRIES = 3  # more are folded away


@dataclass(frozen=True)
class Try:
    """One try to deliver a mail, with the relay's own words."""

    at: datetime
    sentence: str
    words: str


@dataclass(frozen=True)
class Entry:
    at: datetime
    icon: str
    sentence: str
    actor: str = ""
    text: str = ""
    tone: str = "plain"
    tries: tuple[Try, ...] = ()  # the latest first
    note: int | None = None  # may be withdrawn by this number
    withdrawn: str = ""  # by whom and when

    @property
    def shown_tries(self) -> tuple[Try, ...]:
        return self.tries if len(self.tries) <= SHOWN_TRIES else self.tries[:1]

    @property
    def folded_tries(self) -> tuple[Try, ...]:
        return self.tries[len(self.shown_tries) :]


def entries(
    events: Iterable[LeadEvent], mails: Iterable[OutboxMail], withdrawals: Mapping[int, LeadEvent] = NONE
) -> list[Entry]:
    """`withdrawals` by the id of the note, as `queries.withdrawals` finds them."""
    kept = [event for event in events if event.kind != "note_withdrawn"]
    found = [of_event(event, withdrawals.get(event.id)) for event in kept] + [of_mail(mail) for mail in mails]
    return sorted(found, key=lambda entry: entry.at, reverse=True)


def of_event(event: LeadEvent, withdrawal: LeadEvent | None = None) -> Entry:
    entry = WORDINGS[event.kind](event)
    if withdrawal is None:
        return entry
    by_whom = f"zurückgezogen von {withdrawal.actor}, {moment(withdrawal.at)}"
    return replace(entry, note=None, withdrawn=by_whom)


def digests(events: Iterable[LeadEvent]) -> list[str]:
    """What the digests that told of a lead are about."""
    return [event.data["digest"] for event in events if event.kind == "told_in_digest"]


def received(event: LeadEvent) -> Entry:
    earlier = event.data.get("earlier")
    text = f"Von dieser Adresse kam schon {earlier}." if earlier else ""
    return Entry(event.at, "inbox", "Anfrage eingegangen", text=text)


def sent_again(event: LeadEvent) -> Entry:
    told = event.data.get("reference")  # to the visitor, who may ring up with it
    under = f" unter der Kennung {told}" if told else ""
    return Entry(event.at, "inbox", f"Dieselbe Anfrage noch einmal gesendet{under}")


def status_changed(event: LeadEvent) -> Entry:
    before, after = (LABELS[Status(event.data[key])] for key in ("from", "to"))
    return Entry(
        event.at, "flag", f"Status von „{before}“ auf „{after}“", event.actor, event.data.get("reason", "")
    )


def note_added(event: LeadEvent) -> Entry:
    return Entry(event.at, "note", "Notiz", event.actor, event.data["text"], note=event.id)


def note_withdrawn(event: LeadEvent) -> Entry:
    return Entry(event.at, "note", "Eine Notiz zurückgezogen", event.actor)


def entered(event: LeadEvent) -> Entry:
    return Entry(event.at, "edit", f"Von Hand eingetragen: {place_in_words(event.data['how'])}", event.actor)


def told_in_digest(event: LeadEvent) -> Entry:
    return Entry(event.at, "mail", "In einer Sammelmail gemeldet, weil gerade sehr viele Anfragen kamen")


def assigned(event: LeadEvent) -> Entry:
    name = event.data["to"]
    return Entry(
        event.at, "user", f"An {name} übergeben" if name else "Niemandem mehr zugewiesen", event.actor
    )


def answered(event: LeadEvent) -> Entry:
    how = CHANNELS[event.data.get("channel", "")]
    return Entry(event.at, "send", f"Beantwortet {how}".strip(), event.actor, tone="ok")


def answer_taken_back(event: LeadEvent) -> Entry:
    return Entry(event.at, "clock", "Doch noch nicht beantwortet", event.actor)


def step_planned(event: LeadEvent) -> Entry:
    return Entry(event.at, "calendar", f"Nächster Schritt: {step(event)}", event.actor)


def step_done(event: LeadEvent) -> Entry:
    return Entry(event.at, "check", f"Erledigt: {step(event)}", event.actor, tone="ok")


def step_dropped(event: LeadEvent) -> Entry:
    return Entry(event.at, "calendar-off", f"Gestrichen: {step(event)}", event.actor)


def step(event: LeadEvent) -> str:
    on = event.data.get("on")
    return f"{event.data['step']}, bis {day(date.fromisoformat(on))}" if on else str(event.data["step"])


WORDINGS: dict[str, Callable[[LeadEvent], Entry]] = {
    "received": received,
    "sent_again": sent_again,
    "status_changed": status_changed,
    "note_added": note_added,
    "note_withdrawn": note_withdrawn,
    "entered": entered,
    "assigned": assigned,
    "answered": answered,
    "answer_taken_back": answer_taken_back,
    "step_planned": step_planned,
    "step_done": step_done,
    "step_dropped": step_dropped,
    "told_in_digest": told_in_digest,
}


def of_mail(mail: OutboxMail) -> Entry:
    """Stands where the last thing happened to it."""
    state, tone = MAIL_STATES[State(mail.state)]
    tries = tuple(map(of_attempt, reversed(mail.attempts)))
    at = tries[0].at if tries else mail.created_at
    sentence = f"{mail_name(mail)} an {mail.recipient} {state}"
    return Entry(at, "mail", sentence, mail.handled_by, tone=tone, tries=tries)


def mail_name(mail: OutboxMail) -> str:
    return MAIL_NAMES.get(mail.message, mail.message)


def of_attempt(attempt: MailAttempt) -> Try:
    return Try(attempt.at, VERDICTS[Verdict(attempt.outcome)], attempt.words)
