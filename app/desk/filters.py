"""The inbox's filters as they stand in the address: read, offered as a form, named, taken off one by one."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any, NamedTuple

from flask import request, url_for
from flask_login import current_user
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, Form, SearchField, SelectField
from wtforms.fields.choices import SelectChoice

from app.desk import origin
from app.leads import search
from app.leads.counts import sources
from app.leads.fields import TOPICS
from app.leads.selection import NOBODY, Due, Period, Selection, Sort, Tab, tab_of
from app.leads.status import LABELS, Status
from app.staff.models import Staff
from app.staff.service import colleagues

TABS = {
    Tab.OPEN: "Offen",
    Tab.NEW: "Neu",
    Tab.WORKING: "In Arbeit",
    Tab.FILED: "Abgelegt",
    Tab.QUARANTINE: "In Prüfung",
    Tab.SPAM: "Spam",
    Tab.ALL: "Alle",
}
DUES = {Due.OVERDUE: "Antwort überfällig", Due.SOON: "Antwort fällig", Due.STEP: "Nächster Schritt fällig"}
PERIODS = {
    Period.TODAY: "Heute",
    Period.YESTERDAY: "Gestern",
    Period.THIS_WEEK: "Diese Woche",
    Period.LAST_WEEK: "Letzte Woche",
}
SORTS = {Sort.NEWEST: "Neueste zuerst", Sort.OLDEST: "Älteste zuerst", Sort.DUE: "Frist zuerst, nur Wartende"}
KINDS = {"artikel": "article", "ort": "place", "kampagne": "campaign"}
KIND_LABELS = {"artikel": "Artikel", "ort": "Ort", "kampagne": "Kampagne"}
ME, NO_ONE = "ich", "niemand"
LONGEST = 200


class Chip(NamedTuple):
    """A filter in words, and the address without it."""

    label: str
    url: str


@dataclass(frozen=True)
class Filters:
    """What the address says; values nobody knows narrow nothing."""

    params: dict[str, str]

    @cached_property
    def selection(self) -> Selection:
        kind, _, value = self.params.get("quelle", "").partition(":")
        words = search.words(self.params.get("q", ""))
        status = Status(self.params["status"]) if "status" in self.params else None
        return Selection(
            tab=tab_of(status) if status else Tab(self.params.get("tab", Tab.ALL if words else Tab.OPEN)),
            status=status,
            words=words,
            topic=self.params.get("thema", ""),
            assignee=assignee_id(self.params.get("zustaendig", "")),
            due=Due(self.params["frist"]) if "frist" in self.params else None,
            period=Period(self.params["zeit"]) if "zeit" in self.params else None,
            unread="ungelesen" in self.params,
            sort=Sort(self.params.get("sortierung", Sort.NEWEST)),
            article=value if kind == "artikel" else "",
            place=value if kind == "ort" else "",
            campaign=value if kind == "kampagne" else "",
        )

    def selection_until(self, moment: datetime) -> Selection:
        return replace(self.selection, until=moment)

    def url(self, endpoint: str = "desk.inbox", /, **changes: str | None) -> str:
        """The same list with something else; None takes a parameter away."""
        kept: dict[str, Any] = {name: value for name, value in (self.params | changes).items() if value}
        return url_for(endpoint, **kept)

    @property
    def chips(self) -> list[Chip]:
        found = {name: label for name in self.params if (label := self.in_words(name))}
        return [Chip(label, Filters(self.without(name)).url()) for name, label in found.items()]

    def without(self, name: str) -> dict[str, str]:
        return {other: value for other, value in self.params.items() if other != name}

    def in_words(self, name: str) -> str:
        value = self.params[name]
        if name == "quelle":
            return source_in_words(value)
        if name == "zustaendig":
            return dict(assignees(colleagues())).get(value, "")
        known = {
            "q": f"„{value}“",
            "status": f"Status {LABELS[Status(value)]}" if name == "status" else "",
            "thema": TOPICS.get(value, ""),
            "frist": DUES.get(value, ""),  # type: ignore[call-overload]
            "zeit": PERIODS.get(value, ""),  # type: ignore[call-overload]
            "ungelesen": "Ungelesen",
        }
        return str(known.get(name, ""))


def from_request() -> Filters:
    return read(request.args)


def read(given: "MultiDict[str, str]") -> Filters:
    checks: dict[str, Callable[[str], bool]] = {
        "q": lambda value: bool(search.words(value)),
        "tab": lambda value: value in set(Tab),
        "status": lambda value: value in set(Status),
        "thema": lambda value: value in TOPICS,
        "quelle": lambda value: value.partition(":")[0] in KINDS and bool(value.partition(":")[2]),
        "zustaendig": bool,
        "frist": lambda value: value in set(Due),
        "zeit": lambda value: value in set(Period),
        "ungelesen": bool,
        "sortierung": lambda value: value in set(Sort) - {Sort.NEWEST},
    }
    values = {name: given.get(name, "").strip()[:LONGEST] for name in checks}
    values["zustaendig"] = known_assignee(values["zustaendig"])
    good = {name: value for name, value in values.items() if value and checks[name](value)}
    if "status" in good:
        good.pop("tab", None)  # it lies within one tab, and in no other is there anything to find
    return Filters(good)


def known_assignee(value: str) -> str:
    """As the form offers it; empty for nobody it knows. A link from a colleague may hold the reader's own id."""
    if value in ("", ME, NO_ONE):
        return value
    if value == str(current_user.id):
        return ME
    return value if value in {str(person.id) for person in colleagues()} else ""


def assignee_id(value: str) -> int | None:
    """Of what `known_assignee` returns."""
    if value in (ME, NO_ONE):
        return int(current_user.id) if value == ME else NOBODY
    return int(value) if value else None


def assignees(people: list[Staff]) -> list[tuple[str, str]]:
    """Whom a filter or a choice may name."""
    others = [(str(person.id), person.name) for person in people if person.id != current_user.id]
    return [(ME, "Mir zugewiesen"), (NO_ONE, "Niemandem zugewiesen"), *others]


class FilterForm(Form):
    """Sent by GET, so that a list can be kept as a bookmark."""

    q = SearchField(
        "Suchen", render_kw={"placeholder": "Name, Unternehmen, Kennung, Notiz", "maxlength": LONGEST}
    )
    status = SelectField("Status", validate_choice=False)
    thema = SelectField("Thema", validate_choice=False)
    quelle = SelectField("Quelle", validate_choice=False)
    zustaendig = SelectField("Zuständig", validate_choice=False)
    frist = SelectField("Frist", validate_choice=False)
    zeit = SelectField("Eingegangen", validate_choice=False)
    sortierung = SelectField("Reihenfolge", validate_choice=False)
    ungelesen = BooleanField("Nur ungelesene")


def filter_form(filters: Filters, people: list[Staff]) -> FilterForm:
    form = FilterForm(data=filters.params)
    form.status.choices = choices("Jeder", LABELS.items())
    form.thema.choices = choices("Alle Themen", TOPICS.items())
    form.quelle.choices = choices("Alle Quellen", source_choices(filters.params.get("quelle", "")))
    form.zustaendig.choices = choices("Alle", assignees(people))
    form.frist.choices = choices("Jede", DUES.items())
    form.zeit.choices = choices("Jederzeit", PERIODS.items())
    form.sortierung.choices = [
        SelectChoice("" if sort is Sort.NEWEST else sort, label) for sort, label in SORTS.items()
    ]
    return form


def choices(everything: str, known: object) -> list[SelectChoice]:
    return [SelectChoice("", everything), *(SelectChoice(value, label) for value, label in known)]  # type: ignore[attr-defined]


def source_choices(chosen: str) -> list[tuple[str, str]]:
    """What leads came from; the value of the address also when it is beyond the number offered."""
    found = sources()
    offered = [f"{kind}:{value}" for kind, name in KINDS.items() for value in found[name]]
    return [(value, source_in_words(value)) for value in dict.fromkeys([*offered, chosen]) if value]


def source_in_words(value: str) -> str:
    kind, _, what = value.partition(":")
    return f"{KIND_LABELS[kind]}: {origin.in_words(KINDS[kind], what)}"
