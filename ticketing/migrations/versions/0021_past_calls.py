"""Calls of duty sessions before the system, and task forces whose end was told of."""

import sqlalchemy as sa
from alembic import op

import ticketing.base

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "duty_past_calls",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("sheet_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("called_at", ticketing.base.UtcTime(timezone=True), nullable=True),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("matter", sa.String(), nullable=False),
        sa.Column("result", sa.String(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["sheet_id"], ["duty_past_sheets.id"], name=op.f("fk_duty_past_calls_sheet_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_past_calls")),
        sa.UniqueConstraint("sheet_id", "position", name=op.f("uq_duty_past_calls_sheet_id")),
    )
    with op.batch_alter_table("studios", schema=None) as batch_op:
        batch_op.add_column(sa.Column("end_told_at", ticketing.base.UtcTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("studios", schema=None) as batch_op:
        batch_op.drop_column("end_told_at")
    op.drop_table("duty_past_calls")
