"""Jinja filters and globals: German dates and typography."""

import re
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime
from flask import Flask
from jinja2 import StrictUndefined
from markupsafe import Markup, escape

BERLIN = ZoneInfo("Europe/Berlin")
NBSP, NARROW_NBSP = "\u00a0", "\u202f"

# What must not be parted at a line end: number and unit, paragraph sign and number, abbreviations, day and month.
UNITS = "Beschäftigten?|%|€|Std\\.|Min\\.|Mio\\.|Mrd\\.|Millionen|Milliarden|Minuten|Stunden|Prozent|Jahre|Jahren|Tage|Tagen|GB|TB"
LAWS = "DSGVO|MStV|TDDDG"
MONTHS = "Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember"
GLUED = (
    (re.compile(rf"(\d) ({UNITS})(?!\w)"), rf"\1{NBSP}\2"),
    (re.compile(r"(§|Art\.|Abs\.|Nr\.|S\.|CFR|ISO|United) (\d)"), rf"\1{NBSP}\2"),
    (re.compile(r"(\d) bis (?=\d)"), rf"\1{NBSP}bis{NBSP}"),
    (re.compile(rf"(\d|\b[a-z]) ({LAWS}|Buchst\.)"), rf"\1{NBSP}\2"),
    (re.compile(rf"(\d\.) ({MONTHS})"), rf"\1{NBSP}\2"),
    (re.compile(r"\b(z|d|u|i)\. ?(B|h|a|d|S|R)\."), rf"\1.{NARROW_NBSP}\2."),
    (re.compile(r" (–) "), rf"{NBSP}\1 "),
)
# A word is not parted behind so short a beginning. In HTML alone and by a style: copied and searched, it is as typed.
COMPOUND = re.compile(r"(<[^>]*>)|\b((?:E|IT|KI|OP)-[A-ZÄÖÜ])")


def init_app(app: Flask) -> None:
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(
        date_long=date_long,
        date_short=date_short,
        day=day,
        moment=moment,
        moment_long=moment_long,
        clock=clock,
        iso=iso,
        typo=typo_html,
    )
    app.jinja_env.globals["now"] = lambda: datetime.now(UTC)


def typo(text: str) -> str:
    """German non-breaking spaces; Markup stays Markup, plain text stays plain."""
    glued = str(text)
    for pattern, replacement in GLUED:
        glued = pattern.sub(replacement, glued)
    return Markup(glued) if isinstance(text, Markup) else glued  # noqa: S704 - as safe as it was


def typo_html(text: str) -> Markup:
    """The same for a page, where compounds stay whole, too; plain text is escaped."""
    return Markup(COMPOUND.sub(unbroken, typo(escape(text))))  # noqa: S704 - escaped, or as safe as it was


def unbroken(found: re.Match[str]) -> str:
    """Tags stay as they are."""
    return found[1] or f'<span class="unbroken">{found[2]}</span>'


def local(value: datetime) -> datetime:
    return value.astimezone(BERLIN)


def date_long(value: date) -> str:
    """27. März 2024"""
    return format_date(
        local(value) if isinstance(value, datetime) else value, "d.\u00a0MMMM y", locale="de_DE"
    )


def date_short(value: date) -> str:
    """27.03.2024"""
    return format_date(local(value) if isinstance(value, datetime) else value, "dd.MM.y", locale="de_DE")


def day(value: date) -> str:
    """Mi 25. Nov., in one piece; with the year when it is not this one."""
    weekday = format_date(value, "EEEEEE", locale="de_DE").rstrip(".")
    year = "" if value.year == datetime.now(BERLIN).year else " y"
    return f"{weekday} {format_date(value, f'd. MMM{year}', locale='de_DE')}".replace(" ", NBSP)


def moment(value: datetime) -> str:
    """Di 24. Nov. 10:42, in one piece and in Berlin; with the year when it is not this one."""
    shown = local(value)
    year = "" if shown.year == datetime.now(BERLIN).year else " y"
    found = format_datetime(shown, f"EEEEEE d. MMM{year} HH:mm".replace(" ", NBSP), locale="de_DE")
    return found.replace(".", "", 1)  # the one behind the weekday


def moment_long(value: datetime) -> str:
    """Donnerstag, 26. November, 14:23 Uhr, in Berlin; the full hour without its minutes."""
    shown = local(value)
    day = format_datetime(shown, "EEEE, d.\u00a0MMMM", locale="de_DE")
    minutes = f":{shown.minute:02}" if shown.minute else ""
    return f"{day}, {shown.hour}{minutes}{NBSP}Uhr"


def clock(value: datetime) -> str:
    """10:42, in Berlin"""
    return format_datetime(local(value), "HH:mm", locale="de_DE")


def iso(value: date) -> str:
    """For <time datetime>, which takes no more than three digits after the second."""
    return value.isoformat(timespec="seconds") if isinstance(value, datetime) else value.isoformat()
