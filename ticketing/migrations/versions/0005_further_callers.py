"""Further callers of a ticket's matter, the warnings that their number gave, and the ways to open tickets."""

import sqlalchemy as sa
from alembic import op

import ticketing.base

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

WAYS = ("state", "street_code", "category_code")
SAID = ("number", "name", "callback_number", "matter", "wish")


def upgrade() -> None:
    op.create_table(
        "ticket_callers",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("ticket_id", sa.String(), nullable=False),
        sa.Column("call_id", sa.String(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("at", ticketing.base.UtcTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in SAID),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name=op.f("fk_ticket_callers_call_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_ticket_callers_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket_callers")),
    )
    with op.batch_alter_table("ticket_callers", schema=None) as batch_op:
        batch_op.create_index("ix_ticket_callers_ticket_at", ["ticket_id", "at"], unique=False)
        batch_op.create_index(batch_op.f("ix_ticket_callers_call_id"), ["call_id"], unique=False)

    op.create_table(
        "early_warnings",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("ticket_id", sa.String(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("at", ticketing.base.UtcTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_early_warnings_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_early_warnings")),
        sa.UniqueConstraint("ticket_id", "count", name=op.f("uq_early_warnings_ticket_id")),
    )
    with op.batch_alter_table("tickets", schema=None) as batch_op:
        batch_op.add_column(sa.Column("street_code", sa.String(), nullable=True))
        for name in WAYS:
            batch_op.create_index(f"ix_tickets_{name.removesuffix('_code')}_created", [name, "created_at"], unique=False)
    of_place = "place ->> 'street_code'" if op.get_bind().dialect.name == "postgresql" else "json_extract(place, '$.street_code')"
    op.execute(f"UPDATE tickets SET street_code = {of_place} WHERE place IS NOT NULL")


def downgrade() -> None:
    with op.batch_alter_table("tickets", schema=None) as batch_op:
        for name in reversed(WAYS):
            batch_op.drop_index(f"ix_tickets_{name.removesuffix('_code')}_created")
        batch_op.drop_column("street_code")
    op.drop_table("early_warnings")

    with op.batch_alter_table("ticket_callers", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_ticket_callers_call_id"))
        batch_op.drop_index("ix_ticket_callers_ticket_at")
    op.drop_table("ticket_callers")
