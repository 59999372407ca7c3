"""Rows as the driver takes them: a million objects would take an hour, their rows take minutes."""

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection, func, select

from app.database import Base
from app.leads.models import LeadSearch

Row = list[Any]
Convert = Callable[[Any], Any]  # from a value to what the driver takes


@cache
def columns(model: type[Base], *, with_id: bool = True) -> tuple[str, ...]:
    return tuple(column.name for column in model.__table__.columns if with_id or column.name != "id")


def row_of(connection: Connection, model: type[Base], made: Base) -> Row:
    """What the columns of `made` hold, the defaults included, as the driver takes it; a key that is counted is None."""
    row = []
    for column in model.__table__.columns:
        value = made.__dict__.get(column.name)
        if value is None and column.default is not None and column.default.is_scalar:
            value = column.default.arg
        row.append(converter(connection, model, column.name)(value))
    return row


converters: dict[tuple[str, type[Base], str], Convert] = {}


def converter(connection: Connection, model: type[Base], name: str) -> Convert:
    key = (connection.dialect.name, model, name)
    if key not in converters:
        kind = model.__table__.c[name].type.dialect_impl(connection.dialect)
        converters[key] = kind.bind_processor(connection.dialect) or (lambda value: value)
    return converters[key]


def make_room(connection: Connection) -> None:
    """128 MiB for pages of SQLite: addresses and references come in no order, so every index is written all over."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA cache_size = -131072")


def fresh_ids(connection: Connection, model: type[Base], count: int) -> list[int]:
    """Ids nobody else will get: on SQLite nobody else writes meanwhile, PostgreSQL hands them out."""
    if connection.dialect.name == "sqlite":
        last = connection.scalar(select(func.max(model.__table__.c.id))) or 0
        return list(range(last + 1, last + 1 + count))
    sequence = func.pg_get_serial_sequence(model.__tablename__, "id")
    return list(
        connection.scalars(select(func.nextval(sequence)).select_from(func.generate_series(1, count)))
    )


def insert(connection: Connection, model: type[Base], rows: list[Row], *, with_id: bool = True) -> None:
    names = columns(model, with_id=with_id)
    cursor = connection.connection.cursor()
    if connection.dialect.name == "sqlite":
        marks = ", ".join("?" for _ in names)
        cursor.executemany(f"INSERT INTO {model.__tablename__} ({', '.join(names)}) VALUES ({marks})", rows)  # noqa: S608 - names of ours
    else:
        copy_in(cursor, f"COPY {model.__tablename__} ({', '.join(names)}) FROM STDIN", rows)


def insert_searches(connection: Connection, rows: list[Row]) -> None:
    """On SQLite the trigrams of all rows in one statement: row by row, as the trigger does it, takes four times as long."""
    if connection.dialect.name != "sqlite":
        insert(connection, LeadSearch, rows)
        return
    trigger = connection.exec_driver_sql(
        "SELECT sql FROM sqlite_master WHERE name = 'lead_search_added'"
    ).scalar_one()
    connection.exec_driver_sql("DROP TRIGGER lead_search_added")
    insert(connection, LeadSearch, rows)
    connection.exec_driver_sql(
        "INSERT INTO lead_trigram(rowid, text) SELECT lead_id, text FROM lead_search WHERE lead_id BETWEEN ? AND ?",
        (rows[0][0], rows[-1][0]),
    )
    connection.exec_driver_sql(trigger)


def copy_in(cursor: Any, statement: str, rows: Iterable[Sequence[Any]]) -> None:
    with cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)
