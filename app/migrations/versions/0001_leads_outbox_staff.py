"""leads, outbox, staff"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = depends_on = None

LISTED_BY = ("assignee_id", "source_article", "source_place", "source_campaign")
PARTS = {
    "ix_lead_unread": (["status", "received_at", "id"], "read_at IS NULL"),
    "ix_lead_waiting": (["answer_due_at", "id"], "status = 'new' AND answered_at IS NULL"),
    "ix_lead_next_step": (["status", "next_step_on", "id"], "next_step_on IS NOT NULL"),
    "ix_lead_phone": (["phone_e164"], "phone_e164 <> ''"),
    "ix_lead_own_step": (["assignee_id", "status", "next_step_on", "id"], "next_step_on IS NOT NULL"),
    "ix_lead_answered": (["answered_at"], "answered_at IS NOT NULL"),
}
WON = "kind = 'status_changed' AND data ->> 'to' = 'won'"
# SQLite keeps an index of trigrams beside the narrow table; the triggers go with it, also when a lead is erased.
TRIGRAMS = (
    (
        "CREATE VIRTUAL TABLE lead_trigram USING fts5(text, content='lead_search', content_rowid='lead_id', "
        "tokenize='trigram', detail='none')"
    ),
    (
        "CREATE TRIGGER lead_search_added AFTER INSERT ON lead_search BEGIN "
        "INSERT INTO lead_trigram(rowid, text) VALUES (new.lead_id, new.text); END"
    ),
    (
        "CREATE TRIGGER lead_search_removed AFTER DELETE ON lead_search BEGIN "
        "INSERT INTO lead_trigram(lead_trigram, rowid, text) VALUES ('delete', old.lead_id, old.text); END"
    ),
    (
        "CREATE TRIGGER lead_search_changed AFTER UPDATE ON lead_search BEGIN "
        "INSERT INTO lead_trigram(lead_trigram, rowid, text) VALUES ('delete', old.lead_id, old.text); "
        "INSERT INTO lead_trigram(rowid, text) VALUES (new.lead_id, new.text); END"
    ),
)


def upgrade() -> None:
    op.create_table(
        "staff",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("password", sa.String(length=255), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("fs_uniquifier", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff")),
        sa.UniqueConstraint("email", name=op.f("uq_staff_email")),
        sa.UniqueConstraint("fs_uniquifier", name=op.f("uq_staff_fs_uniquifier")),
    )
    op.create_table(
        "parked_form",
        sa.Column("token", sa.String(length=43), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("parked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("endpoint", sa.String(length=60), nullable=False),
        sa.Column("typed", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_parked_form_staff_id_staff"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("token", name=op.f("pk_parked_form")),
    )
    with op.batch_alter_table("parked_form") as batch_op:
        batch_op.create_index(batch_op.f("ix_parked_form_staff_id"), ["staff_id"])
        batch_op.create_index(batch_op.f("ix_parked_form_parked_at"), ["parked_at"])

    op.create_table(
        "lead",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=16), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("company", sa.String(length=160), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("phone_e164", sa.String(length=40), nullable=False),
        sa.Column("reply_by", sa.String(length=10), nullable=False),
        sa.Column("best_time", sa.String(length=10), nullable=False),
        sa.Column("topics", sa.JSON(), nullable=False),
        sa.Column("seats", sa.String(length=20), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("source_article", sa.String(length=120), nullable=False),
        sa.Column("source_place", sa.String(length=120), nullable=False),
        sa.Column("source_campaign", sa.String(length=120), nullable=False),
        sa.Column("source_referrer_host", sa.String(length=253), nullable=False),
        sa.Column("spam_score", sa.Integer(), nullable=False),
        sa.Column("spam_reasons", sa.JSON(), nullable=False),
        sa.Column("email_key", sa.String(length=254), nullable=False),
        sa.Column("email_domain", sa.String(length=254), nullable=False),
        sa.Column("content_key", sa.String(length=64), nullable=False),
        sa.Column("message_key", sa.String(length=64), nullable=False),
        sa.Column("awaits_digest", sa.Boolean(), nullable=False),
        sa.Column("answer_due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("assignee_id", sa.Integer(), nullable=True),
        sa.Column("next_step", sa.String(length=200), nullable=False),
        sa.Column("next_step_on", sa.Date(), nullable=True),
        sa.Column("entered_by", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(
            ["assignee_id"], ["staff.id"], name=op.f("fk_lead_assignee_id_staff"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lead")),
        sa.UniqueConstraint("reference", name=op.f("uq_lead_reference")),
    )
    with op.batch_alter_table("lead") as batch_op:
        batch_op.create_index(batch_op.f("ix_lead_content_key"), ["content_key"])
        batch_op.create_index(batch_op.f("ix_lead_email_domain"), ["email_domain"])
        batch_op.create_index(batch_op.f("ix_lead_email_key"), ["email_key"])
        batch_op.create_index(batch_op.f("ix_lead_message_key_received_at"), ["message_key", "received_at"])
        batch_op.create_index(batch_op.f("ix_lead_received_at_id"), ["received_at", "id"])
        batch_op.create_index(batch_op.f("ix_lead_status_received_at_id"), ["status", "received_at", "id"])
        for column in LISTED_BY:
            batch_op.create_index(
                batch_op.f(f"ix_lead_{column}_status_received_at_id"), [column, "status", "received_at", "id"]
            )
        batch_op.create_index("ix_lead_figures", ["received_at", "status", "answered_at", "answer_due_at"])
        for name, (columns, where) in PARTS.items():
            batch_op.create_index(name, columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))
        batch_op.create_index(
            "ix_lead_awaits_digest",
            ["received_at"],
            sqlite_where=sa.text("awaits_digest = 1"),
            postgresql_where=sa.text("awaits_digest"),
        )

    op.create_table(
        "outbox_mail",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("message", sa.String(length=40), nullable=False),
        sa.Column("about", sa.String(length=40), nullable=False),
        sa.Column("recipient", sa.String(length=254), nullable=False),
        sa.Column("sender", sa.String(length=254), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("message_id", sa.String(length=320), nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempt_count", sa.Integer(), nullable=False),
        sa.Column("claim_count", sa.Integer(), nullable=False),
        sa.Column("handled_by", sa.String(length=120), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox_mail")),
        sa.UniqueConstraint("message_id", name=op.f("uq_outbox_mail_message_id")),
    )
    with op.batch_alter_table("outbox_mail") as batch_op:
        batch_op.create_index(batch_op.f("ix_outbox_mail_about"), ["about"])
        batch_op.create_index(batch_op.f("ix_outbox_mail_state_due_at"), ["state", "due_at"])
        batch_op.create_index(batch_op.f("ix_outbox_mail_message_created_at"), ["message", "created_at"])

    op.create_table(
        "mail_channel",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("down_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("probe_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("probe_count", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_channel")),
    )
    op.create_table(
        "lead_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("lead_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("actor", sa.String(length=120), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["lead_id"], ["lead.id"], name=op.f("fk_lead_event_lead_id_lead"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lead_event")),
    )
    with op.batch_alter_table("lead_event") as batch_op:
        batch_op.create_index(batch_op.f("ix_lead_event_lead_id"), ["lead_id"])
        batch_op.create_index(
            "ix_lead_event_won", ["at"], sqlite_where=sa.text(WON), postgresql_where=sa.text(WON)
        )

    op.create_table(
        "lead_search",
        sa.Column("lead_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["lead_id"], ["lead.id"], name=op.f("fk_lead_search_lead_id_lead"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("lead_id", name=op.f("pk_lead_search")),
    )
    if op.get_bind().dialect.name == "sqlite":
        for statement in TRIGRAMS:
            op.execute(statement)

    op.create_table(
        "mail_attempt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("mail_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["mail_id"],
            ["outbox_mail.id"],
            name=op.f("fk_mail_attempt_mail_id_outbox_mail"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_attempt")),
    )
    with op.batch_alter_table("mail_attempt") as batch_op:
        batch_op.create_index(batch_op.f("ix_mail_attempt_mail_id"), ["mail_id"])


def downgrade() -> None:
    """A table takes its indexes and triggers with it."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE lead_trigram")
    for name in (
        "mail_attempt",
        "lead_search",
        "lead_event",
        "mail_channel",
        "outbox_mail",
        "lead",
        "parked_form",
        "staff",
    ):
        op.drop_table(name)
