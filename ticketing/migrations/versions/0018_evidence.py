"""Files of whatever is handled jointly, what supervision made of an exposure, reminders of meetings, guidance a second time."""

import sqlalchemy as sa
from alembic import op

import ticketing.base

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "evidence",
        sa.Column("attachment_id", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["attachment_id"], ["attachments.id"], name=op.f("fk_evidence_attachment_id")),
        sa.PrimaryKeyConstraint("attachment_id", name=op.f("pk_evidence")),
    )
    with op.batch_alter_table("evidence", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_evidence_subject"), ["subject"], unique=False)
    with op.batch_alter_table("meetings", schema=None) as batch_op:
        batch_op.add_column(sa.Column("reminded_at", ticketing.base.UtcTime(timezone=True), nullable=True))
    with op.batch_alter_table("exposures", schema=None) as batch_op:
        batch_op.add_column(sa.Column("sanction_id", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("score_id", sa.String(), nullable=True))
        batch_op.create_foreign_key(batch_op.f("fk_exposures_sanction_id"), "sanctions", ["sanction_id"], ["id"])
        batch_op.create_foreign_key(batch_op.f("fk_exposures_score_id"), "score_entries", ["score_id"], ["id"])
    with op.batch_alter_table("guidances", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_guidances_ticket_id"), type_="unique")
        batch_op.create_index(batch_op.f("ix_guidances_ticket_id"), ["ticket_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("guidances", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_guidances_ticket_id"))
        batch_op.create_unique_constraint(batch_op.f("uq_guidances_ticket_id"), ["ticket_id"])
    with op.batch_alter_table("exposures", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_exposures_score_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_exposures_sanction_id"), type_="foreignkey")
        batch_op.drop_column("score_id")
        batch_op.drop_column("sanction_id")
    with op.batch_alter_table("meetings", schema=None) as batch_op:
        batch_op.drop_column("reminded_at")
    op.drop_table("evidence")
