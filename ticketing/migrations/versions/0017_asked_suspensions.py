"""A unit's request for suspension, files as evidence of a step, and indexes for what the dispatchers' boxes ask."""

import sqlalchemy as sa
from alembic import op

import ticketing.base

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None
RETURNED = sa.text("returns > 0")


def upgrade() -> None:
    with op.batch_alter_table("tickets", schema=None) as batch_op:
        batch_op.add_column(sa.Column("asked_suspension", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("asked_review_at", ticketing.base.UtcTime(timezone=True), nullable=True))
        batch_op.create_index(batch_op.f("ix_tickets_asked_suspension"), ["asked_suspension"], unique=False)
    op.create_index("ix_tickets_returned", "tickets", ["created_at", "id"], sqlite_where=RETURNED, postgresql_where=RETURNED)
    op.create_index("ix_objections_unit_at", "objections", ["unit_code", "at", "id"])
    with op.batch_alter_table("attachments", schema=None) as batch_op:
        batch_op.add_column(sa.Column("step_id", sa.String(), nullable=True))
        batch_op.create_foreign_key(batch_op.f("fk_attachments_step_id"), "ticket_steps", ["step_id"], ["id"])
        batch_op.create_index(batch_op.f("ix_attachments_step_id"), ["step_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("attachments", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_attachments_step_id"))
        batch_op.drop_constraint(batch_op.f("fk_attachments_step_id"), type_="foreignkey")
        batch_op.drop_column("step_id")
    op.drop_index("ix_objections_unit_at", "objections")
    op.drop_index("ix_tickets_returned", "tickets")
    with op.batch_alter_table("tickets", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_tickets_asked_suspension"))
        batch_op.drop_column("asked_review_at")
        batch_op.drop_column("asked_suspension")
