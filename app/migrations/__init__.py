"""Bring the database to the newest form; the same steps on SQLite and PostgreSQL."""

from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Connection

from app.database import Base, build_engine, refuse_unreachable
from app.settings import Settings


def upgrade(settings: Settings) -> None:
    """On a connection of its own with foreign keys off: a batch rebuild of a parent table would else delete its children.

    Raises DatabaseUnreachable, and RuntimeError when a step left a row without its parent; then nothing of it is kept.
    """
    engine = build_engine(settings, for_migration=True)
    refuse_unreachable(engine)
    with engine.execution_options(begin="IMMEDIATE").begin() as connection:
        command.upgrade(config(connection), "head")
        refuse_orphans(connection)
    engine.dispose()


def differences(settings: Settings) -> list[object]:
    """What the models have and the migrations do not; empty when they agree."""
    engine = build_engine(settings)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_name": is_ours})
        found = list(compare_metadata(context, Base.metadata))
    engine.dispose()
    return found


def is_ours(name: str | None, *_: object) -> bool:
    """The index of the search is made by migrations alone: tables on SQLite, on PostgreSQL there if it has trigrams."""
    return not str(name).startswith(("lead_trigram", "ix_lead_search_trigram"))


def config(connection: Connection) -> Config:
    made = Config()
    made.set_main_option("script_location", str(Path(__file__).parent))
    made.attributes["connection"] = connection
    return made


def refuse_orphans(connection: Connection) -> None:
    if connection.dialect.name != "sqlite":
        return
    orphans = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    if orphans:
        raise RuntimeError(f"{len(orphans)} rows without their parent, first: {orphans[0]}")
