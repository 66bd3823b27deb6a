"""Articles and scripts: items, versions, steps, the index over what they show, citations, readings, searches and feedback."""

import sqlalchemy as sa
from alembic import op

import ticketing.base

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

FIELDS = {"title": "title", "asked": "title || ' ' || questions", "whole": "title || ' ' || questions || ' ' || body"}
"""PostgreSQL: what stands in the title, in title and questions, anywhere; each with an index of its own."""
SQLITE = (
    "CREATE VIRTUAL TABLE knowledge_fts USING fts5(title, questions, body, content='knowledge_texts', content_rowid='seq',"
    " tokenize='unicode61')",
    "CREATE TRIGGER knowledge_texts_added AFTER INSERT ON knowledge_texts BEGIN"
    " INSERT INTO knowledge_fts(rowid, title, questions, body) VALUES (new.seq, new.title, new.questions, new.body); END",
    "CREATE TRIGGER knowledge_texts_gone AFTER DELETE ON knowledge_texts BEGIN"
    " INSERT INTO knowledge_fts(knowledge_fts, rowid, title, questions, body)"
    " VALUES ('delete', old.seq, old.title, old.questions, old.body); END",
    "CREATE TRIGGER knowledge_texts_changed AFTER UPDATE ON knowledge_texts BEGIN"
    " INSERT INTO knowledge_fts(knowledge_fts, rowid, title, questions, body)"
    " VALUES ('delete', old.seq, old.title, old.questions, old.body);"
    " INSERT INTO knowledge_fts(rowid, title, questions, body) VALUES (new.seq, new.title, new.questions, new.body); END",
)
TABLES = (
    "knowledge_files",
    "knowledge_citations",
    "knowledge_steps",
    "knowledge_reads",
    "knowledge_feedback",
    "knowledge_versions",
    "knowledge_texts",
    "knowledge_categories",
    "knowledge_searches",
    "knowledge_items",
)


def upgrade() -> None:
    op.create_table(
        "knowledge_items",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("sort", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("unit_code", sa.String(), nullable=False),
        sa.Column("current_id", sa.String(), nullable=True),
        sa.Column("open_id", sa.String(), nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("changed_at", ticketing.base.UtcTime(timezone=True), nullable=False),
        sa.Column("created_at", ticketing.base.UtcTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("uses", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_knowledge_items")),
        sa.UniqueConstraint("code", name=op.f("uq_knowledge_items_code")),
    )
    with op.batch_alter_table("knowledge_items", schema=None) as batch_op:
        batch_op.create_index("ix_knowledge_items_changed", ["changed_at", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_knowledge_items_unit_code"), ["unit_code"], unique=False)
    op.create_table(
        "knowledge_searches",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("at", ticketing.base.UtcTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("asked", sa.String(), nullable=False),
        sa.Column("found", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_knowledge_searches")),
    )
    with op.batch_alter_table("knowledge_searches", schema=None) as batch_op:
        batch_op.create_index("ix_knowledge_searches_at_id", ["at", "id"], unique=False)
    op.create_table(
        "knowledge_categories",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("item_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["knowledge_items.id"], name=op.f("fk_knowledge_categories_item_id")),
        sa.PrimaryKeyConstraint("code", "item_id", name=op.f("pk_knowledge_categories")),
    )
    with op.batch_alter_table("knowledge_categories", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_knowledge_categories_item_id"), ["item_id"], unique=False)
    op.create_table(
        "knowledge_texts",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("item_id", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("questions", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["knowledge_items.id"], name=op.f("fk_knowledge_texts_item_id")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_knowledge_texts")),
        sa.UniqueConstraint("item_id", name=op.f("uq_knowledge_texts_item_id")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "knowledge_versions",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("item_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("lock", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=True),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("author_id", sa.String(), nullable=False),
        sa.Column("created_at", ticketing.base.UtcTime(timezone=True), nullable=False),
        sa.Column("expiry_told_at", ticketing.base.UtcTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["item_id"], ["knowledge_items.id"], name=op.f("fk_knowledge_versions_item_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_knowledge_versions")),
        sa.UniqueConstraint("item_id", "number", name=op.f("uq_knowledge_versions_item_id")),
    )
    with op.batch_alter_table("knowledge_versions", schema=None) as batch_op:
        batch_op.create_index("ix_knowledge_versions_due", ["state", "effective_from"], unique=False)
        batch_op.create_index("ix_knowledge_versions_ending", ["state", "expires_on"], unique=False)
    op.create_table(
        "knowledge_feedback",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("item_id", sa.String(), nullable=True),
        sa.Column("version_id", sa.String(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("asked", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("at", ticketing.base.UtcTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("answered_at", ticketing.base.UtcTime(timezone=True), nullable=True),
        sa.Column("answered_by", sa.String(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["knowledge_items.id"], name=op.f("fk_knowledge_feedback_item_id")),
        sa.ForeignKeyConstraint(["version_id"], ["knowledge_versions.id"], name=op.f("fk_knowledge_feedback_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_knowledge_feedback")),
    )
    with op.batch_alter_table("knowledge_feedback", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_knowledge_feedback_item_id"), ["item_id"], unique=False)
        batch_op.create_index("ix_knowledge_feedback_state_at", ["state", "at", "id"], unique=False)
    op.create_table(
        "knowledge_reads",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("item_id", sa.String(), nullable=False),
        sa.Column("version_id", sa.String(), nullable=False),
        sa.Column("draft_id", sa.String(), nullable=True),
        sa.Column("at", ticketing.base.UtcTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["knowledge_items.id"], name=op.f("fk_knowledge_reads_item_id")),
        sa.ForeignKeyConstraint(["version_id"], ["knowledge_versions.id"], name=op.f("fk_knowledge_reads_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_knowledge_reads")),
    )
    with op.batch_alter_table("knowledge_reads", schema=None) as batch_op:
        batch_op.create_index("ix_knowledge_reads_at_id", ["at", "id"], unique=False)
    op.create_table(
        "knowledge_steps",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("version_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("at", ticketing.base.UtcTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("command", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["version_id"], ["knowledge_versions.id"], name=op.f("fk_knowledge_steps_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_knowledge_steps")),
        sa.UniqueConstraint("version_id", "position", name=op.f("uq_knowledge_steps_version_id")),
    )
    op.create_table(
        "knowledge_citations",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("item_id", sa.String(), nullable=False),
        sa.Column("version_id", sa.String(), nullable=False),
        sa.Column("draft_id", sa.String(), nullable=False),
        sa.Column("call_id", sa.String(), nullable=True),
        sa.Column("at", ticketing.base.UtcTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("phrase", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["draft_id"], ["intakes.id"], name=op.f("fk_knowledge_citations_draft_id")),
        sa.ForeignKeyConstraint(["item_id"], ["knowledge_items.id"], name=op.f("fk_knowledge_citations_item_id")),
        sa.ForeignKeyConstraint(["version_id"], ["knowledge_versions.id"], name=op.f("fk_knowledge_citations_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_knowledge_citations")),
    )
    with op.batch_alter_table("knowledge_citations", schema=None) as batch_op:
        batch_op.create_index("ix_knowledge_citations_at_id", ["at", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_knowledge_citations_draft_id"), ["draft_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_knowledge_citations_item_id"), ["item_id"], unique=False)
    op.create_table(
        "knowledge_files",
        sa.Column("version_id", sa.String(), nullable=False),
        sa.Column("attachment_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["attachment_id"], ["attachments.id"], name=op.f("fk_knowledge_files_attachment_id")),
        sa.ForeignKeyConstraint(["version_id"], ["knowledge_versions.id"], name=op.f("fk_knowledge_files_version_id")),
        sa.PrimaryKeyConstraint("version_id", "attachment_id", name=op.f("pk_knowledge_files")),
    )
    with op.batch_alter_table("knowledge_files", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_knowledge_files_attachment_id"), ["attachment_id"], unique=False)
    _full_text()


def downgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        for trigger in ("added", "gone", "changed"):
            op.execute(f"DROP TRIGGER knowledge_texts_{trigger}")
        op.execute("DROP TABLE knowledge_fts")
    for table in TABLES:
        op.drop_table(table)


def _full_text() -> None:
    if op.get_bind().dialect.name != "postgresql":
        for statement in SQLITE:
            op.execute(statement)
        return
    for name, said in FIELDS.items():
        vector = f"array_to_tsvector(array_remove(string_to_array({said}, ' '), ''))"
        op.execute(f"ALTER TABLE knowledge_texts ADD COLUMN {name}_vector tsvector GENERATED ALWAYS AS ({vector}) STORED")
        op.execute(f"CREATE INDEX ix_knowledge_texts_{name}_vector ON knowledge_texts USING gin ({name}_vector)")
