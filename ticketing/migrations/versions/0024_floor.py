"""What supervisors do on the floor."""

import sqlalchemy as sa
from alembic import op

import ticketing.base

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "floor_acts",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("at", ticketing.base.UtcTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("act", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=True),
        sa.Column("call_id", sa.String(), nullable=True),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("until", ticketing.base.UtcTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_floor_acts")),
    )
    op.create_index("ix_floor_acts_at_id", "floor_acts", ["at", "id"])
    op.create_index("ix_floor_acts_person_act_at", "floor_acts", ["person_id", "act", "at"])
    op.create_table(
        "floor_lines",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("act_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("expires_at", ticketing.base.UtcTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["act_id"], ["floor_acts.id"], name=op.f("fk_floor_lines_act_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_floor_lines")),
        sa.UniqueConstraint("act_id", "person_id", name=op.f("uq_floor_lines_act_id")),
    )
    op.create_index("ix_floor_lines_person_expires", "floor_lines", ["person_id", "expires_at"])
    op.create_table(
        "floor_readings",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("line_id", sa.String(), nullable=False),
        sa.Column("at", ticketing.base.UtcTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["line_id"], ["floor_lines.id"], name=op.f("fk_floor_readings_line_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_floor_readings")),
        sa.UniqueConstraint("line_id", name=op.f("uq_floor_readings_line_id")),
    )


def downgrade() -> None:
    op.drop_table("floor_readings")
    op.drop_table("floor_lines")
    op.drop_table("floor_acts")
