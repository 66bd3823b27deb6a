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


def downgrade() -> None:
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
