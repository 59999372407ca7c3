"""Leads as JSON or CSV, a row at a time."""

import csv
import io
import json
from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import selectinload

from app.database import session
from app.leads import fields
from app.leads.models import Lead
from app.leads.status import LABELS, Status

BOM = "\ufeff"  # tells a German Excel that the file is UTF-8
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")
CSV_HEAD = [
    "Kennung",
    "Eingang (UTC)",
    "Status",
    *(field.label for field in fields.FIELDS),
    "Artikel",
    "Ort",
    "Kampagne",
    "Herkunft",
]


def bare(chunks: Iterable[list[int]]) -> Iterator[Row[Any]]:
    """The columns of each lead, without the weight of an object."""
    for ids in chunks:
        found = {
            row.id: row for row in session().execute(select(*Lead.__table__.columns).where(Lead.id.in_(ids)))
        }
        yield from (found[number] for number in ids if number in found)


def with_events(chunks: Iterable[list[int]]) -> Iterator[Lead]:
    """Each lead with its events, forgotten again as soon as its chunk is written."""
    for ids in chunks:
        wanted = select(Lead).where(Lead.id.in_(ids)).options(selectinload(Lead.events))
        found = {lead.id: lead for lead in session().scalars(wanted)}
        yield from (found[number] for number in ids if number in found)
        session().expunge_all()


def as_json(leads: Iterable[Lead]) -> Iterator[str]:
    """A JSON list; the shape of one object is `as_object`."""
    yield "["
    for number, lead in enumerate(leads):
        yield (",\n" if number else "\n") + json.dumps(as_object(lead), ensure_ascii=False)
    yield "\n]\n"


def as_object(lead: Lead) -> dict[str, Any]:
    """Times are ISO 8601 in UTC; keys are a fixed interface."""
    return {
        "reference": lead.reference,
        "received_at": lead.received_at.isoformat(),
        "status": lead.status,
        **{field.name: getattr(lead, field.name) for field in fields.FIELDS},
        "source": {
            name: getattr(lead, f"source_{name}")
            for name in ("article", "place", "campaign", "referrer_host")
        },
        "spam": {"score": lead.spam_score, "reasons": lead.spam_reasons},
        "events": [
            {"at": event.at.isoformat(), "kind": event.kind, "actor": event.actor, "data": event.data}
            for event in lead.events
        ],
    }


def as_csv(leads: Iterable[Lead | Row[Any]]) -> Iterator[str]:
    """Semicolons and a BOM, as a German Excel opens it; no cell starts a formula."""
    yield BOM + csv_line(CSV_HEAD)
    for lead in leads:
        shown = [field.show(getattr(lead, field.name)) for field in fields.FIELDS]
        source = [lead.source_article, lead.source_place, lead.source_campaign, lead.source_referrer_host]
        status = LABELS[Status(lead.status)]
        yield csv_line([lead.reference, f"{lead.received_at:%Y-%m-%d %H:%M:%S}", status, *shown, *source])


def csv_line(cells: list[str]) -> str:
    line = io.StringIO()
    csv.writer(line, delimiter=";", lineterminator="\r\n").writerow(
        map(one_kind_of_line_end, map(guarded, cells))
    )
    return line.getvalue()


def one_kind_of_line_end(cell: str) -> str:
    """Within a cell a plain line feed, as Excel writes it; so CR LF ends a row and nothing else."""
    return cell.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")


def guarded(cell: str) -> str:
    """Text that a spreadsheet would run as a formula gets an apostrophe in front (OWASP ASVS 5.0, 1.2.10)."""
    return f"'{cell}" if cell.lstrip(" ").startswith(FORMULA_STARTS) else cell
