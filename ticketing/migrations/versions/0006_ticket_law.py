"""Legs, clocks and lights of tickets, notices, and the version that two editors collide at."""

import sqlalchemy as sa
from alembic import op

import ticketing.base

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

COLUMNS = (
    "version",
    "scheme",
    "first_receiver",
    "sign_due",
    "contact_due",
    "signed_at",
    "contacted_at",
    "reported_at",
    "first_deadline",
    "light",
    "light_due_at",
    "paused_at",
    "asked_extension",
    "suspended_for",
    "review_at",
    "flags",
    "returns",
    "extensions",
    "reworks",
    "result",
    "solved",
    "resolved_level",
    "batch_id",
    "merged_into",
    "split_from",
)
INDEXES = (
    "ix_tickets_batch_id",
    "ix_tickets_light_due_at",
    "ix_tickets_merged_into",
    "ix_tickets_split_from",
    "ix_tickets_asked_extension",
    "ix_tickets_state_closed",
    "ix_tickets_state_deadline",
    "ix_tickets_unit_state_deadline",
)
# A ticket that was dispatched before legs were kept: its unit's part, in the state that the ticket had reached.
LEGS = """
INSERT INTO ticket_legs (
    id, ticket_id, position, unit_code, unit_name, role, state, basis, why, directory_version, dispatched_at, dispatched_by,
    deadline, started_at, reported_at, ended_at, result
)
SELECT
    'leg-' || id, id, 1, unit_code, COALESCE(unit_name, unit_code), 'lead',
    CASE
        WHEN state IN ('dispatched', 'signed', 'handling') THEN state
        WHEN state IN ('supplement', 'suspended', 'problem_ticket') THEN 'handling'
        ELSE 'reported'
    END,
    COALESCE(basis, 'named'), basis_why, directory_version, dispatched_at, created_by, deadline, dispatched_at, closed_at,
    closed_at, ''
FROM tickets WHERE unit_code IS NOT NULL AND dispatched_at IS NOT NULL
"""


def upgrade() -> None:
    op.create_table(
        "notices",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("addressee", sa.String(), nullable=False),
        sa.Column("at", ticketing.base.UtcTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("ticket_id", sa.String(), nullable=True),
        sa.Column("link", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_notices_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
    )
    with op.batch_alter_table("notices", schema=None) as batch_op:
        batch_op.create_index("ix_notices_addressee_at", ["addressee", "at", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_notices_ticket_id"), ["ticket_id"], unique=False)

    op.create_table(
        "ticket_legs",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("ticket_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("unit_code", sa.String(), nullable=False),
        sa.Column("unit_name", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("basis", sa.String(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("directory_version", sa.String(), nullable=False),
        sa.Column("dispatched_at", ticketing.base.UtcTime(timezone=True), nullable=False),
        sa.Column("dispatched_by", sa.String(), nullable=False),
        sa.Column("sign_due", ticketing.base.UtcTime(timezone=True), nullable=True),
        sa.Column("contact_due", ticketing.base.UtcTime(timezone=True), nullable=True),
        sa.Column("deadline", ticketing.base.UtcTime(timezone=True), nullable=True),
        sa.Column("started_at", ticketing.base.UtcTime(timezone=True), nullable=True),
        sa.Column("yellow_at", ticketing.base.UtcTime(timezone=True), nullable=True),
        sa.Column("signed_at", ticketing.base.UtcTime(timezone=True), nullable=True),
        sa.Column("signed_by", sa.String(), nullable=True),
        sa.Column("contacted_at", ticketing.base.UtcTime(timezone=True), nullable=True),
        sa.Column("reported_at", ticketing.base.UtcTime(timezone=True), nullable=True),
        sa.Column("reported_by", sa.String(), nullable=True),
        sa.Column("ended_at", ticketing.base.UtcTime(timezone=True), nullable=True),
        sa.Column("result", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_ticket_legs_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket_legs")),
        sa.UniqueConstraint("ticket_id", "position", name=op.f("uq_ticket_legs_ticket_id")),
    )
    with op.batch_alter_table("ticket_legs", schema=None) as batch_op:
        batch_op.create_index(
            "ix_ticket_legs_unit_role_state_deadline", ["unit_code", "role", "state", "deadline", "id"], unique=False
        )
        batch_op.create_index("ix_ticket_legs_unit_role_dispatched", ["unit_code", "role", "dispatched_at", "id"], unique=False)
        batch_op.create_index("ix_ticket_legs_unit_state_ended", ["unit_code", "state", "ended_at", "id"], unique=False)
    op.create_table(
        "ticket_alarms",
        sa.Column("leg_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("due", ticketing.base.UtcTime(timezone=True), nullable=False),
        sa.Column("at", ticketing.base.UtcTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["leg_id"], ["ticket_legs.id"], name=op.f("fk_ticket_alarms_leg_id")),
        sa.PrimaryKeyConstraint("leg_id", "kind", "due", name=op.f("pk_ticket_alarms")),
    )
    op.create_table(
        "phone_reveals",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("ticket_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("unit_code", sa.String(), nullable=True),
        sa.Column("at", ticketing.base.UtcTime(timezone=True), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_phone_reveals_person_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_phone_reveals_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_phone_reveals")),
    )
    with op.batch_alter_table("phone_reveals", schema=None) as batch_op:
        batch_op.create_index("ix_phone_reveals_ticket_at", ["ticket_id", "at"], unique=False)

    op.create_table(
        "notice_reads",
        sa.Column("notice_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("at", ticketing.base.UtcTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["notice_id"], ["notices.id"], name=op.f("fk_notice_reads_notice_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_notice_reads_person_id")),
        sa.PrimaryKeyConstraint("notice_id", "person_id", name=op.f("pk_notice_reads")),
    )
    with op.batch_alter_table("ticket_steps", schema=None) as batch_op:
        batch_op.add_column(sa.Column("leg_id", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("detail", sa.JSON(), nullable=False, server_default="{}"))
        batch_op.create_foreign_key(batch_op.f("fk_ticket_steps_leg_id"), "ticket_legs", ["leg_id"], ["id"])

    with op.batch_alter_table("tickets", schema=None) as batch_op:
        batch_op.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
        batch_op.add_column(sa.Column("scheme", sa.String(), nullable=False, server_default="level"))
        batch_op.add_column(sa.Column("first_receiver", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("sign_due", ticketing.base.UtcTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("contact_due", ticketing.base.UtcTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("signed_at", ticketing.base.UtcTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("contacted_at", ticketing.base.UtcTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("reported_at", ticketing.base.UtcTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("first_deadline", ticketing.base.UtcTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("light", sa.String(), nullable=False, server_default="blue"))
        batch_op.add_column(sa.Column("light_due_at", ticketing.base.UtcTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("paused_at", ticketing.base.UtcTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("asked_extension", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("suspended_for", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("review_at", ticketing.base.UtcTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("flags", sa.JSON(), nullable=False, server_default="[]"))
        batch_op.add_column(sa.Column("returns", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("extensions", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("reworks", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("result", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("solved", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("resolved_level", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("batch_id", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("merged_into", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("split_from", sa.String(), nullable=True))
        batch_op.create_index(batch_op.f("ix_tickets_batch_id"), ["batch_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_tickets_asked_extension"), ["asked_extension"], unique=False)
        batch_op.create_index("ix_tickets_state_closed", ["state", "closed_at", "id"], unique=False)
        batch_op.create_index("ix_tickets_light_due_at", ["light_due_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_tickets_merged_into"), ["merged_into"], unique=False)
        batch_op.create_index(batch_op.f("ix_tickets_split_from"), ["split_from"], unique=False)
        batch_op.create_index("ix_tickets_state_deadline", ["state", "deadline", "id"], unique=False)
        batch_op.create_index("ix_tickets_unit_state_deadline", ["unit_code", "state", "deadline", "id"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_tickets_split_from"), "tickets", ["split_from"], ["id"])
        batch_op.create_foreign_key(batch_op.f("fk_tickets_merged_into"), "tickets", ["merged_into"], ["id"])
    op.execute("UPDATE tickets SET first_deadline = deadline, first_receiver = unit_code")
    op.execute("UPDATE tickets SET light_due_at = dispatched_at WHERE closed_at IS NULL")
    op.execute("UPDATE tickets SET light = 'green' WHERE closed_at IS NOT NULL")
    op.execute(LEGS)


def downgrade() -> None:
    with op.batch_alter_table("tickets", schema=None) as batch_op:
        for name in ("fk_tickets_merged_into", "fk_tickets_split_from"):
            batch_op.drop_constraint(name, type_="foreignkey")
        for name in INDEXES:
            batch_op.drop_index(name)
        for name in reversed(COLUMNS):
            batch_op.drop_column(name)
    with op.batch_alter_table("ticket_steps", schema=None) as batch_op:
        batch_op.drop_constraint("fk_ticket_steps_leg_id", type_="foreignkey")
        batch_op.drop_column("detail")
        batch_op.drop_column("leg_id")
    for table in ("phone_reveals", "ticket_alarms", "notice_reads", "ticket_legs", "notices"):
        op.drop_table(table)
