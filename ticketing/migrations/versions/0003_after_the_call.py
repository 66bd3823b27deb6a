"""Gaps of transcripts and when the live pass of a call ended."""

import sqlalchemy as sa
from alembic import op

import ticketing.base

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("calls", schema=None) as batch_op:
        batch_op.add_column(sa.Column("transcribed_at", ticketing.base.UtcTime(timezone=True), nullable=True))
    op.execute("UPDATE calls SET transcribed_at = ended_at")  # what was not written then is not written anew now

    op.create_table(
        "transcript_gaps",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("call_id", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("from_s", sa.Double(), nullable=False),
        sa.Column("to_s", sa.Double(), nullable=True),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("trouble", sa.String(), nullable=False),
        sa.Column("engine", sa.String(), nullable=False),
        sa.Column("told_at", ticketing.base.UtcTime(timezone=True), nullable=False),
        sa.Column("closed_at", ticketing.base.UtcTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name=op.f("fk_transcript_gaps_call_id_calls")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transcript_gaps")),
        sa.UniqueConstraint("call_id", "version", "channel", "from_s", name="uq_transcript_gaps_place"),
    )
    with op.batch_alter_table("transcript_gaps", schema=None) as batch_op:
        batch_op.create_index("ix_transcript_gaps_state_told", ["state", "told_at"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("transcript_gaps", schema=None) as batch_op:
        batch_op.drop_index("ix_transcript_gaps_state_told")
    op.drop_table("transcript_gaps")
    with op.batch_alter_table("calls", schema=None) as batch_op:
        batch_op.drop_column("transcribed_at")
