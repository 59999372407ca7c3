"""Invented leads, marked as such, so that the desk can be tried, shown and measured."""

import random
from collections.abc import Callable, Iterator
from datetime import timedelta

from flask import Flask
from sqlalchemy import select, text

from app.database import engine, session, utc_now, writing
from app.demo.leads import Stage, invented
from app.demo.templates import Template, Writer
from app.demo.words import COLLEAGUES
from app.errors import ConfigurationError
from app.leads.models import Lead
from app.settings import Settings
from app.staff import service as staff
from app.staff.models import DEMO_EMAIL, Role, Staff

PASSWORD = "Demodaten ansehen"  # noqa: S105 - printed on purpose, refused in production
WAITING, ONE_MORE_PER = 6, 2_000  # the newest leads are still unanswered
APART, REACH = timedelta(hours=7), timedelta(days=6 * 365)  # two leads at most; the oldest from now
CHUNK = 2_000  # leads invented one by one, and leads of one transaction

Told = Callable[[int], None]


def fill(app: Flask, count: int, told: Told = lambda _: None) -> str:
    """Add `count` leads and one login; returns what to tell the operator. Refused in production.

    `told` is called with the number of leads written since its last call. Interrupted, what was told of is there.
    """
    settings: Settings = app.extensions["settings"]
    if settings.is_production:
        raise ConfigurationError("APP_ENV: In der Produktion gibt es keine Demodaten.")
    write(prepare(app), count, told)
    are = "erfundene Anfrage liegt" if count == 1 else "erfundene Anfragen liegen"
    return (
        f"{count} {are} im Leitstand: {settings.public_url}/leitstand/\n"
        f"  Anmelden mit  {DEMO_EMAIL}\n  Passwort      {PASSWORD}"
    )


def prepare(app: Flask) -> Stage:
    if session().scalar(select(Staff.id).where(Staff.email == DEMO_EMAIL)) is None:
        staff.add(DEMO_EMAIL, Role.ADMIN, password=PASSWORD, name="Demo Lotse")
    missing = [name for name in COLLEAGUES if name not in colleagues().values()]
    with writing() as opened:
        opened.add_all(staff.build(address(name), name, Role.EDITOR, None) for name in missing)
    session().rollback()
    people = colleagues()
    session().rollback()  # a reader who stays open lets SQLite's log grow without end
    articles = [article.slug for article in app.extensions["content"].current().articles]
    promise = app.extensions["content"].current().site.promise
    return Stage(random.Random(), utc_now(), people, articles or [""], promise)  # noqa: S311 - nothing secret


def colleagues() -> dict[int, str]:
    found = select(Staff.id, Staff.name).where(Staff.email.in_([DEMO_EMAIL, *map(address, COLLEAGUES)]))
    return {row.id: row.name for row in session().execute(found)}


def address(name: str) -> str:
    return f"{name.lower().replace(' ', '.')}@flightops.example"


def write(stage: Stage, count: int, told: Told) -> None:
    """The oldest first, as if they had been kept one by one. What is older than CHUNK leads repeats one chunk, shifted."""
    apart = min(APART, REACH / count)
    writer = Writer(stage.dice, stage.now)
    pool = templates(stage, apart, range(CHUNK, min(2 * CHUNK, count)), waiting=0)
    for start in reversed(range(CHUNK, count, CHUNK)):
        shares = stage.dice.sample(pool, min(CHUNK, count - start, len(pool)))
        writer.write(shares, shift=apart * (start - CHUNK))
        told(len(shares))
    newest = templates(stage, apart, range(min(CHUNK, count)), waiting=WAITING + count // ONE_MORE_PER)
    writer.write(newest)
    told(len(newest))
    learn_sizes()


def learn_sizes() -> None:
    """What PostgreSQL would do by itself a minute later. SQLite plans better without: docs/decisions/0011."""
    with writing() as opened:
        if opened.get_bind().dialect.name == "postgresql":
            opened.execute(text("ANALYZE"))


def templates(stage: Stage, apart: timedelta, numbers: range, *, waiting: int) -> list[Template]:
    with engine().connect() as connection:
        return [Template(connection, lead) for lead in leads(stage, apart, numbers, waiting)]


def leads(stage: Stage, apart: timedelta, numbers: range, waiting: int) -> Iterator[Lead]:
    """The first is the newest."""
    for number in reversed(numbers):
        received_at = stage.now - apart * (number + stage.dice.random())
        yield invented(stage, received_at, is_waiting=number < waiting)
