"""Rota, check-in, assisting agents and imported sheets of duty sessions; issued documents."""

import sqlalchemy as sa
from alembic import op

import ticketing.base

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _documents()
    _rota()
    _sessions()
    _history()
    _past_sheets()


def downgrade() -> None:
    for table in ("duty_past_sheets", "duty_imports", "duty_corrections", "duty_steps"):
        op.drop_table(table)
    with op.batch_alter_table("duty_sessions", schema=None) as batch_op:
        batch_op.drop_index("ix_duty_sessions_next_due_at")
        batch_op.drop_index(batch_op.f("ix_duty_sessions_assistant_id"))
        batch_op.drop_constraint(batch_op.f("uq_duty_sessions_rota_id"), type_="unique")
        for column in ("assistant_id", "acting_id", "rota_id"):
            batch_op.drop_constraint(batch_op.f(f"fk_duty_sessions_{column}"), type_="foreignkey")
        for column in ("assistant_id", "acting_id", "rota_id", "occurrence", "next_due_at"):
            batch_op.drop_column(column)
    op.drop_table("duty_days")
    op.drop_table("duty_rotas")
    op.drop_table("document_units")
    op.drop_table("documents")
    op.drop_table("document_numbers")


def _documents() -> None:
    op.create_table(
        "document_numbers",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "year", name=op.f("pk_document_numbers")),
    )
    op.create_table(
        "documents",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("at", ticketing.base.UtcTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("ticket_id", sa.String(), nullable=True),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_documents_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_documents")),
        sa.UniqueConstraint("kind", "year", "serial", name=op.f("uq_documents_kind")),
    )
    with op.batch_alter_table("documents", schema=None) as batch_op:
        batch_op.create_index("ix_documents_at_id", ["at", "id"], unique=False)
        batch_op.create_index("ix_documents_kind_at", ["kind", "at", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_documents_subject"), ["subject"], unique=False)
        batch_op.create_index(batch_op.f("ix_documents_ticket_id"), ["ticket_id"], unique=False)
    op.create_table(
        "document_units",
        sa.Column("document_id", sa.String(), nullable=False),
        sa.Column("unit_code", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name=op.f("fk_document_units_document_id")),
        sa.PrimaryKeyConstraint("document_id", "unit_code", name=op.f("pk_document_units")),
    )
    with op.batch_alter_table("document_units", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_document_units_unit_code"), ["unit_code"], unique=False)


def _rota() -> None:
    op.create_table(
        "duty_rotas",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("turns", sa.JSON(), nullable=False),
        sa.Column("weekdays", sa.JSON(), nullable=False),
        sa.Column("every_weeks", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("begins", sa.String(), nullable=False),
        sa.Column("finishes", sa.String(), nullable=False),
        sa.Column("skip_rest_days", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("written_until", sa.Date(), nullable=True),
        sa.Column("created_at", ticketing.base.UtcTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("ended_at", ticketing.base.UtcTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_rotas")),
    )
    with op.batch_alter_table("duty_rotas", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_duty_rotas_state"), ["state"], unique=False)
    op.create_table(
        "duty_days",
        sa.Column("day", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_duty_days")),
    )


def _sessions() -> None:
    """Sessions that are planned already are looked at when they should begin."""
    with op.batch_alter_table("duty_sessions", schema=None) as batch_op:
        for column in ("assistant_id", "acting_id", "rota_id"):
            batch_op.add_column(sa.Column(column, sa.String(), nullable=True))
        batch_op.add_column(sa.Column("occurrence", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("next_due_at", ticketing.base.UtcTime(timezone=True), nullable=True))
        batch_op.create_index("ix_duty_sessions_next_due_at", ["next_due_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_duty_sessions_assistant_id"), ["assistant_id"], unique=False)
        batch_op.create_unique_constraint(batch_op.f("uq_duty_sessions_rota_id"), ["rota_id", "occurrence"])
        for column, table in (("assistant_id", "people"), ("acting_id", "people"), ("rota_id", "duty_rotas")):
            batch_op.create_foreign_key(batch_op.f(f"fk_duty_sessions_{column}"), table, [column], ["id"])
    op.execute("UPDATE duty_sessions SET next_due_at = starts_at WHERE state = 'planned'")


def _history() -> None:
    op.create_table(
        "duty_steps",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("session_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("at", ticketing.base.UtcTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["session_id"], ["duty_sessions.id"], name=op.f("fk_duty_steps_session_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_steps")),
        sa.UniqueConstraint("session_id", "position", name=op.f("uq_duty_steps_session_id")),
    )
    op.create_table(
        "duty_corrections",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("session_id", sa.String(), nullable=False),
        sa.Column("call_id", sa.String(), nullable=False),
        sa.Column("at", ticketing.base.UtcTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("was", sa.String(), nullable=False),
        sa.Column("counts_as", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name=op.f("fk_duty_corrections_call_id")),
        sa.ForeignKeyConstraint(["session_id"], ["duty_sessions.id"], name=op.f("fk_duty_corrections_session_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_corrections")),
    )
    with op.batch_alter_table("duty_corrections", schema=None) as batch_op:
        batch_op.create_index("ix_duty_corrections_session_at", ["session_id", "at"], unique=False)
        batch_op.create_index(batch_op.f("ix_duty_corrections_call_id"), ["call_id"], unique=False)


def _past_sheets() -> None:
    op.create_table(
        "duty_imports",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("file", sa.String(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("at", ticketing.base.UtcTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("withdrawn_at", ticketing.base.UtcTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_imports")),
    )
    sums = ("connected", "on_the_spot", "abandoned", "silent", "wrong_number")
    op.create_table(
        "duty_past_sheets",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("import_id", sa.String(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("starts_at", ticketing.base.UtcTime(timezone=True), nullable=False),
        sa.Column("ends_at", ticketing.base.UtcTime(timezone=True), nullable=False),
        sa.Column("unit_code", sa.String(), nullable=False),
        sa.Column("unit_name", sa.String(), nullable=False),
        sa.Column("leader_id", sa.String(), nullable=True),
        sa.Column("leader_name", sa.String(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in sums),
        sa.Column("note", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["import_id"], ["duty_imports.id"], name=op.f("fk_duty_past_sheets_import_id")),
        sa.ForeignKeyConstraint(["leader_id"], ["people.id"], name=op.f("fk_duty_past_sheets_leader_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_past_sheets")),
        sa.UniqueConstraint("import_id", "line", name=op.f("uq_duty_past_sheets_import_id")),
    )
    with op.batch_alter_table("duty_past_sheets", schema=None) as batch_op:
        batch_op.create_index("ix_duty_past_sheets_starts_at", ["starts_at"], unique=False)
