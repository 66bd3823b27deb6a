"""Versions of the city's tables with effective dates, each content once, and who changed whose account."""

import sqlalchemy as sa
from alembic import op

import ticketing.base

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "directory_tables",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.Column("rows", sa.JSON(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_directory_tables")),
    )
    op.create_table(
        "directory_versions",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("effective_at", ticketing.base.UtcTime(timezone=True), nullable=False),
        sa.Column("made_at", ticketing.base.UtcTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("tables", sa.JSON(), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("withdrawn_at", ticketing.base.UtcTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by", sa.String(), nullable=True),
        sa.Column("withdrawn_why", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_directory_versions")),
        sa.UniqueConstraint("number", name=op.f("uq_directory_versions_number")),
    )
    with op.batch_alter_table("directory_versions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_directory_versions_effective_at"), ["effective_at"], unique=False)

    op.create_table(
        "person_changes",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("at", ticketing.base.UtcTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("how", sa.String(), nullable=False),
        sa.Column("cells", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_person_changes_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_changes")),
    )
    with op.batch_alter_table("person_changes", schema=None) as batch_op:
        batch_op.create_index("ix_person_changes_person_at", ["person_id", "at", "id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("person_changes", schema=None) as batch_op:
        batch_op.drop_index("ix_person_changes_person_at")
    op.drop_table("person_changes")
    with op.batch_alter_table("directory_versions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_directory_versions_effective_at"))
    op.drop_table("directory_versions")
    op.drop_table("directory_tables")
