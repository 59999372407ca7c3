"""One invented lead written many times: each with a name in the books, an address and times of its own."""

import random
from datetime import datetime, timedelta
from hashlib import sha256
from typing import NamedTuple

from sqlalchemy import Connection

from app.database import writing
from app.demo.mails import notification
from app.demo.rows import (
    Convert,
    Row,
    columns,
    converter,
    fresh_ids,
    insert,
    insert_searches,
    make_room,
    row_of,
)
from app.leads.models import Lead, LeadEvent
from app.leads.reference import ALPHABET
from app.leads.status import Status
from app.mail.models import MailAttempt, OutboxMail

PLACES = {name: place for place, name in enumerate(columns(Lead))}
TIMES = ("received_at", "read_at", "answer_due_at", "answered_at")
MAILS_KEPT = timedelta(days=90)  # invented leads older than that come without their mail
UNDELIVERED, REFUSED_WITHIN = (
    9,
    timedelta(days=10),
)  # one mail was refused: of the newest that many places back
REFERENCES = len(ALPHABET) ** 8
SCATTER = 48_271_000_007  # no common factor with them: every number gets another reference


class Template:
    """A lead as rows and plain values, made once; what differs is filled in each time."""

    def __init__(self, connection: Connection, lead: Lead) -> None:
        events = sorted(lead.events, key=lambda event: event.at)
        self.lead_row = row_of(connection, Lead, lead)
        self.lead_times = [(PLACES[name], at) for name in TIMES if (at := getattr(lead, name))]
        self.event_rows = [(event.at, row_of(connection, LeadEvent, event)[3:]) for event in events]
        self.search, self.reference = lead.search.text, lead.reference.lower()
        self.email, self.email_domain, self.received_at = lead.email, lead.email_domain, lead.received_at
        self.is_told = lead.status not in (Status.QUARANTINED, Status.SPAM)


class Copy(NamedTuple):
    """What one copy of a template has for itself."""

    template: Template
    id: int
    reference: str
    email: str
    shift: timedelta

    @property
    def received_at(self) -> datetime:
        return self.template.received_at - self.shift

    def lead_row(self, moment: Convert) -> Row:
        row = self.template.lead_row.copy()
        row[PLACES["id"]], row[PLACES["reference"]] = self.id, self.reference
        row[PLACES["email"]] = row[PLACES["email_key"]] = self.email
        row[PLACES["content_key"]] = sha256(self.email.encode()).hexdigest()
        for place, at in self.template.lead_times:
            row[place] = moment(at - self.shift)
        return row

    def search_row(self) -> Row:
        found = self.template.search.replace(self.template.reference, self.reference.lower())
        return [self.id, found.replace(self.template.email, self.email)]

    def event_rows(self, moment: Convert) -> list[Row]:
        return [[self.id, moment(at - self.shift), *rest] for at, rest in self.template.event_rows]


class Writer:
    def __init__(self, dice: random.Random, now: datetime) -> None:
        self.number, self.now = dice.randrange(REFERENCES), now

    def write(self, templates: list[Template], shift: timedelta = timedelta()) -> None:
        """One transaction."""
        with writing() as opened:
            connection = opened.connection()
            make_room(connection)
            ids = fresh_ids(connection, Lead, len(templates))
            copies = [
                self.copy(template, number, shift) for template, number in zip(templates, ids, strict=True)
            ]
            moment = converter(connection, Lead, "received_at")
            insert(connection, Lead, [copy.lead_row(moment) for copy in copies])
            insert_searches(connection, [copy.search_row() for copy in copies])
            events = [row for copy in copies for row in copy.event_rows(moment)]
            insert(connection, LeadEvent, events, with_id=False)
            self.write_mails(connection, copies)

    def copy(self, template: Template, lead_id: int, shift: timedelta) -> Copy:
        self.number += 1
        email = f"kontakt{self.number % 10_000_000}@{template.email_domain}"
        return Copy(template, lead_id, reference(self.number), email, shift)

    def write_mails(self, connection: Connection, copies: list[Copy]) -> None:
        owed = [copy for copy in copies if self.now - copy.received_at < MAILS_KEPT and copy.template.is_told]
        ids = fresh_ids(connection, OutboxMail, len(owed)) if owed else []
        mails, tries = [], []
        refused = owed[-UNDELIVERED:][:1]
        for number, copy in zip(ids, owed, strict=True):
            is_refused = copy.id == refused[0].id and self.now - copy.received_at < REFUSED_WITHIN
            mail, tried = notification(copy.reference, copy.received_at, is_refused=is_refused)
            mails.append([number, *row_of(connection, OutboxMail, mail)[1:]])
            tries.append([number, *row_of(connection, MailAttempt, tried)[2:]])
        insert(connection, OutboxMail, mails)
        insert(connection, MailAttempt, tries, with_id=False)


def reference(number: int) -> str:
    """Unlike the real ones derived from a number: a million random ones would meet each other."""
    rest, letters = number * SCATTER % REFERENCES, ""
    for _ in range(8):
        rest, place = divmod(rest, len(ALPHABET))
        letters += ALPHABET[place]
    return f"FR-{letters[:4]}-{letters[4:]}"
