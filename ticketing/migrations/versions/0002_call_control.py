"""Conversations, call-back attempts, the harassment list, levels of skill; the index of the wallboard's presence."""

import sqlalchemy as sa
from alembic import op

import ticketing.base

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

LISTS = ("parties", "transfers", "pauses", "supervisions")


def upgrade() -> None:
    with op.batch_alter_table("calls", schema=None) as batch_op:
        batch_op.add_column(sa.Column("direction", sa.String(), nullable=False, server_default="in"))
        batch_op.add_column(sa.Column("callback_id", sa.String(), nullable=True))
        for name in LISTS:
            batch_op.add_column(sa.Column(name, sa.JSON(), nullable=False, server_default="[]"))

    with op.batch_alter_table("callbacks", schema=None) as batch_op:
        batch_op.add_column(sa.Column("attempts", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("last_attempt_at", ticketing.base.UtcTime(timezone=True), nullable=True))

    with op.batch_alter_table("callback_steps", schema=None) as batch_op:
        batch_op.add_column(sa.Column("attempt_call_id", sa.String(), nullable=True))
        batch_op.create_index("uq_callback_steps_attempt_call", ["attempt_call_id"], unique=True)

    with op.batch_alter_table("people", schema=None) as batch_op:
        batch_op.add_column(sa.Column("levels", sa.JSON(), nullable=False, server_default="{}"))

    with op.batch_alter_table("queue_log", schema=None) as batch_op:
        batch_op.drop_index("ix_queue_log_kind_agent_at")
        batch_op.create_index("ix_queue_log_kind_at_agent", ["kind", "at", "agent_id"], unique=False)

    op.create_table(
        "blocked_numbers",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", ticketing.base.UtcTime(timezone=True), nullable=False),
        sa.Column("until", ticketing.base.UtcTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_blocked_numbers")),
    )
    with op.batch_alter_table("blocked_numbers", schema=None) as batch_op:
        batch_op.create_index("ix_blocked_numbers_number_at", ["number", "at"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("blocked_numbers", schema=None) as batch_op:
        batch_op.drop_index("ix_blocked_numbers_number_at")
    op.drop_table("blocked_numbers")

    with op.batch_alter_table("queue_log", schema=None) as batch_op:
        batch_op.drop_index("ix_queue_log_kind_at_agent")
        batch_op.create_index("ix_queue_log_kind_agent_at", ["kind", "agent_id", "at"], unique=False)

    with op.batch_alter_table("people", schema=None) as batch_op:
        batch_op.drop_column("levels")

    with op.batch_alter_table("callback_steps", schema=None) as batch_op:
        batch_op.drop_index("uq_callback_steps_attempt_call")
        batch_op.drop_column("attempt_call_id")

    with op.batch_alter_table("callbacks", schema=None) as batch_op:
        batch_op.drop_column("last_attempt_at")
        batch_op.drop_column("attempts")

    with op.batch_alter_table("calls", schema=None) as batch_op:
        for name in reversed(LISTS):
            batch_op.drop_column(name)
        batch_op.drop_column("callback_id")
        batch_op.drop_column("direction")
