"""trigrams on PostgreSQL"""

from alembic import op
from sqlalchemy import Connection, text

revision = "0002"
down_revision = "0001"
branch_labels = depends_on = None

# In PostgreSQL's contrib and trusted since 13: the owner of a database may add it.
MAY_HAVE_TRIGRAMS = text(
    "SELECT has_database_privilege(current_database(), 'CREATE') "
    "AND EXISTS (SELECT FROM pg_available_extension_versions WHERE name = 'pg_trgm' AND trusted)"
)


def upgrade() -> None:
    """Without the extension a search reads the narrow table: right, and slower from some 100,000 leads on."""
    if may_have_trigrams(op.get_bind()):
        op.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        op.execute("CREATE INDEX ix_lead_search_trigram ON lead_search USING gin (text gin_trgm_ops)")


def downgrade() -> None:
    """The extension stays: others may use it."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP INDEX IF EXISTS ix_lead_search_trigram")


def may_have_trigrams(connection: Connection) -> bool:
    return connection.dialect.name == "postgresql" and bool(connection.scalar(MAY_HAVE_TRIGRAMS))
