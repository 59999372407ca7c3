"""Migrations: the same steps on both databases, and nothing the models have that they lack."""

from pathlib import Path

import pytest

from app import migrations
from app.leads.models import Lead
from app.migrations import refuse_orphans
from app.settings import Settings
from tests.databases import make_settings


@pytest.mark.both_databases
def test_migrated_database_is_what_the_models_say(settings: Settings) -> None:
    assert migrations.differences(settings) == []


@pytest.mark.both_databases
def test_second_upgrade_changes_nothing(settings: Settings) -> None:
    migrations.upgrade(settings)

    assert migrations.differences(settings) == []


def test_row_without_its_parent_stops_a_migration(tmp_path: Path) -> None:
    settings = make_settings(tmp_path)
    migrations.upgrade(settings)
    engine = migrations.build_engine(settings, for_migration=True)

    with engine.connect() as connection:
        connection.exec_driver_sql(
            "INSERT INTO lead_event (lead_id, at, kind, actor, data) VALUES (7, '', '', '', '{}')"
        )
        with pytest.raises(RuntimeError, match="1 rows without their parent"):
            refuse_orphans(connection)
    engine.dispose()


def test_children_survive_a_rebuild_of_their_parent(tmp_path: Path) -> None:
    """On SQLite a changed column means a new table; with foreign keys on, dropping the old one empties its children."""
    from alembic.migration import MigrationContext  # noqa: PLC0415
    from alembic.operations import Operations  # noqa: PLC0415

    settings = make_settings(tmp_path)
    migrations.upgrade(settings)
    engine = migrations.build_engine(settings, for_migration=True)
    table = Lead.__table__
    columns = ", ".join(column.name for column in table.columns if not column.nullable)
    with engine.execution_options(begin="IMMEDIATE").begin() as connection:
        values = ", ".join("'1'" for _ in columns.split(","))
        connection.exec_driver_sql(f"INSERT INTO lead ({columns}) VALUES ({values})")  # noqa: S608 - nothing typed
        connection.exec_driver_sql(
            "INSERT INTO lead_event (lead_id, at, kind, actor, data) VALUES (1, '', '', '', '{}')"
        )
        operations = Operations(MigrationContext.configure(connection))
        with operations.batch_alter_table("lead", recreate="always") as batch:
            batch.alter_column("status", nullable=True)
        left = connection.exec_driver_sql("SELECT count(*) FROM lead_event").scalar()
    engine.dispose()

    assert left == 1
