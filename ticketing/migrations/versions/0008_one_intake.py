"""Intakes of every channel, attachments, platforms and their webhooks; a draft belongs to an intake, no longer to a call."""

import sqlalchemy as sa
from alembic import op

import ticketing.base

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

TIME = ticketing.base.UtcTime(timezone=True)
# Answered calls that had a draft before there were intakes: each becomes one under its own id.
CALLS = """
INSERT INTO intakes (
    id, channel, origin, source, external_id, tracking, state, arrived_at, caller_number, caller_name, people, type,
    place_given, text, facts, received_by, accept_due, accepted_at, accepted_by, asked, waits_until, answer, ended_at,
    warned_at, visit_id, told
)
SELECT
    calls.id, 'telephone', 'reactive', '', NULL, NULL,
    CASE
        WHEN drafts.status = 'closed' AND calls.outcome = 'supplement' THEN 'joined'
        WHEN drafts.status = 'open' THEN 'accepted'
        ELSE drafts.status
    END,
    calls.arrived_at, calls.caller_number, calls.caller_name, '[]', NULL, '', '', '{}', drafts.agent_id, NULL, drafts.opened_at,
    drafts.agent_id, '', NULL, '', calls.outcome_at, NULL, NULL, NULL
FROM drafts JOIN calls ON calls.id = drafts.call_id
"""


def text(name: str, *, nullable: bool = False, default: str | None = None) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=nullable, server_default=default)


def moment(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, TIME, nullable=nullable)


def number(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=nullable)


def to(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"))


def key(table: str, *columns: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(*(columns or ("id",)), name=op.f(f"pk_{table}"))


def unique(table: str, *columns: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint(*columns, name=op.f(f"uq_{table}_{columns[0]}"))


def upgrade() -> None:
    _visits()
    _intakes()
    op.execute(CALLS)
    _drafts()
    _tickets()
    _attachments()
    _platforms()


def _visits() -> None:
    op.create_table(
        "booking_slots",
        *(text(name) for name in ("id", "unit_code", "mediator", "place")),
        moment("starts_at"),
        moment("ends_at"),
        number("capacity"),
        text("created_by"),
        moment("withdrawn_at", nullable=True),
        key("booking_slots"),
        unique("booking_slots", "unit_code", "mediator", "starts_at"),
    )
    op.create_index("ix_booking_slots_starts", "booking_slots", ["starts_at", "id"])
    op.create_table(
        "bookings",
        text("id"),
        text("slot_id"),
        moment("at"),
        *(text(name) for name in ("by", "name", "number", "matter", "state")),
        moment("changed_at"),
        text("changed_by"),
        to("bookings", "slot_id", "booking_slots"),
        key("bookings"),
    )
    op.create_index(op.f("ix_bookings_slot_id"), "bookings", ["slot_id"])
    op.create_table(
        "visit_sessions",
        *(text(name) for name in ("id", "kind", "title", "unit_code", "place")),
        text("leader_id", nullable=True),
        text("leader_name"),
        moment("starts_at"),
        moment("ends_at"),
        text("state"),
        text("created_by"),
        moment("held_at", nullable=True),
        moment("closed_at", nullable=True),
        to("visit_sessions", "leader_id", "people"),
        key("visit_sessions"),
    )
    op.create_index("ix_visit_sessions_starts", "visit_sessions", ["starts_at", "id"])
    op.create_index(op.f("ix_visit_sessions_unit_code"), "visit_sessions", ["unit_code"])
    op.create_table(
        "visits",
        text("id"),
        text("session_id"),
        moment("at"),
        text("by"),
        number("visitors"),
        text("name"),
        text("number"),
        text("booking_id", nullable=True),
        to("visits", "session_id", "visit_sessions"),
        to("visits", "booking_id", "bookings"),
        key("visits"),
        unique("visits", "booking_id"),
    )
    op.create_index(op.f("ix_visits_session_id"), "visits", ["session_id"])
    op.create_table(
        "tries",
        text("what"),
        text("who"),
        moment("until"),
        number("count"),
        key("tries", "what", "who", "until"),
    )
    op.create_index("ix_tries_until", "tries", ["until"])


def _intakes() -> None:
    op.create_table(
        "intakes",
        *(text(name) for name in ("id", "channel", "origin", "source")),
        text("external_id", nullable=True),
        text("tracking", nullable=True),
        text("state"),
        moment("arrived_at"),
        text("caller_number"),
        text("caller_name"),
        sa.Column("people", sa.JSON(), nullable=False),
        text("type", nullable=True),
        text("place_given"),
        text("text"),
        sa.Column("facts", sa.JSON(), nullable=False),
        text("received_by"),
        moment("accept_due", nullable=True),
        moment("accepted_at", nullable=True),
        text("accepted_by", nullable=True),
        text("asked"),
        moment("waits_until", nullable=True),
        text("answer"),
        moment("ended_at", nullable=True),
        moment("warned_at", nullable=True),
        text("visit_id", nullable=True),
        number("told", nullable=True),
        to("intakes", "visit_id", "visits"),
        key("intakes"),
        unique("intakes", "channel", "source", "external_id"),
        unique("intakes", "tracking"),
    )
    op.create_index("ix_intakes_state_due", "intakes", ["state", "accept_due", "id"])
    op.create_index("ix_intakes_channel_arrived", "intakes", ["channel", "arrived_at", "id"])
    op.create_index("ix_intakes_arrived", "intakes", ["arrived_at", "id"])
    op.create_index(op.f("ix_intakes_told"), "intakes", ["told"])
    op.create_index(op.f("ix_intakes_visit_id"), "intakes", ["visit_id"])
    op.create_table(
        "intake_steps",
        text("id"),
        text("intake_id"),
        number("position"),
        moment("at"),
        *(text(name) for name in ("by", "command", "from_state", "to_state", "note")),
        to("intake_steps", "intake_id", "intakes"),
        key("intake_steps"),
        unique("intake_steps", "intake_id", "position"),
    )


def _drafts() -> None:
    op.execute("ALTER TABLE drafts RENAME COLUMN call_id TO id")
    op.execute("ALTER TABLE draft_changes RENAME COLUMN call_id TO draft_id")
    with op.batch_alter_table("drafts", schema=None) as batch_op:
        batch_op.drop_constraint("fk_drafts_call_id", type_="foreignkey")
        batch_op.add_column(sa.Column("call_id", sa.String(), nullable=True))
    op.execute("UPDATE drafts SET call_id = id")
    with op.batch_alter_table("drafts", schema=None) as batch_op:
        batch_op.create_foreign_key(batch_op.f("fk_drafts_id"), "intakes", ["id"], ["id"])
        batch_op.create_foreign_key(batch_op.f("fk_drafts_call_id"), "calls", ["call_id"], ["id"])
        batch_op.create_unique_constraint(batch_op.f("uq_drafts_call_id"), ["call_id"])
    with op.batch_alter_table("draft_changes", schema=None) as batch_op:
        batch_op.drop_constraint("fk_draft_changes_call_id", type_="foreignkey")
        batch_op.drop_index("ix_draft_changes_call_id")
        batch_op.create_index(batch_op.f("ix_draft_changes_draft_id"), ["draft_id"])
        batch_op.create_foreign_key(batch_op.f("fk_draft_changes_draft_id"), "drafts", ["draft_id"], ["id"])


def _tickets() -> None:
    with op.batch_alter_table("tickets", schema=None) as batch_op:
        batch_op.add_column(sa.Column("intake_id", sa.String(), nullable=True))
        batch_op.create_unique_constraint(batch_op.f("uq_tickets_intake_id"), ["intake_id"])
        batch_op.create_foreign_key(batch_op.f("fk_tickets_intake_id"), "intakes", ["intake_id"], ["id"])
    op.execute("UPDATE tickets SET intake_id = call_id WHERE call_id IN (SELECT id FROM intakes)")
    with op.batch_alter_table("ticket_callers", schema=None) as batch_op:
        batch_op.add_column(sa.Column("intake_id", sa.String(), nullable=True))
        batch_op.alter_column("call_id", existing_type=sa.String(), nullable=True)
    op.execute("UPDATE ticket_callers SET intake_id = call_id")
    with op.batch_alter_table("ticket_callers", schema=None) as batch_op:
        batch_op.alter_column("intake_id", existing_type=sa.String(), nullable=False)
        batch_op.create_index(batch_op.f("ix_ticket_callers_intake_id"), ["intake_id"])
        batch_op.create_foreign_key(batch_op.f("fk_ticket_callers_intake_id"), "intakes", ["intake_id"], ["id"])


def _attachments() -> None:
    op.create_table(
        "attachments",
        *(text(name) for name in ("id", "digest", "name", "kind")),
        number("size"),
        text("scanned"),
        moment("at"),
        text("by"),
        text("intake_id", nullable=True),
        text("ticket_id", nullable=True),
        moment("expires_at", nullable=True),
        to("attachments", "intake_id", "intakes"),
        to("attachments", "ticket_id", "tickets"),
        key("attachments"),
    )
    op.create_index("ix_attachments_loose", "attachments", ["expires_at", "id"])
    for column in ("digest", "intake_id", "ticket_id"):
        op.create_index(op.f(f"ix_attachments_{column}"), "attachments", [column])


def _platforms() -> None:
    op.create_table(
        "platforms",
        *(text(name) for name in ("id", "code", "name", "channel")),
        sa.Column("active", sa.Boolean(), nullable=False),
        text("webhook"),
        text("secret"),
        moment("created_at"),
        text("created_by"),
        key("platforms"),
        unique("platforms", "code"),
    )
    op.create_table(
        "platform_keys",
        *(text(name) for name in ("id", "platform_id", "name", "prefix", "digest")),
        sa.Column("scopes", sa.JSON(), nullable=False),
        number("per_minute"),
        moment("created_at"),
        text("created_by"),
        moment("revoked_at", nullable=True),
        text("revoked_by", nullable=True),
        to("platform_keys", "platform_id", "platforms"),
        key("platform_keys"),
        unique("platform_keys", "digest"),
    )
    op.create_index(op.f("ix_platform_keys_platform_id"), "platform_keys", ["platform_id"])
    op.create_table(
        "webhook_deliveries",
        *(text(name) for name in ("id", "platform_id", "subject", "event")),
        sa.Column("body", sa.JSON(), nullable=False),
        moment("at"),
        text("state"),
        number("tries"),
        moment("next_at"),
        moment("ended_at", nullable=True),
        number("last_status", nullable=True),
        text("last_error"),
        to("webhook_deliveries", "platform_id", "platforms"),
        key("webhook_deliveries"),
        unique("webhook_deliveries", "platform_id", "subject"),
    )
    op.create_index("ix_webhook_deliveries_state_next", "webhook_deliveries", ["state", "next_at", "id"])
    op.create_index("ix_webhook_deliveries_at", "webhook_deliveries", ["at", "id"])


def downgrade() -> None:
    for table in ("webhook_deliveries", "platform_keys", "platforms", "attachments"):
        op.drop_table(table)
    _tickets_back()
    _drafts_back()
    for table in ("intake_steps", "intakes", "tries", "visits", "visit_sessions", "bookings", "booking_slots"):
        op.drop_table(table)


def _tickets_back() -> None:
    op.execute("DELETE FROM ticket_callers WHERE call_id IS NULL")
    with op.batch_alter_table("ticket_callers", schema=None) as batch_op:
        batch_op.drop_constraint("fk_ticket_callers_intake_id", type_="foreignkey")
        batch_op.drop_index("ix_ticket_callers_intake_id")
        batch_op.drop_column("intake_id")
        batch_op.alter_column("call_id", existing_type=sa.String(), nullable=False)
    with op.batch_alter_table("tickets", schema=None) as batch_op:
        batch_op.drop_constraint("fk_tickets_intake_id", type_="foreignkey")
        batch_op.drop_constraint("uq_tickets_intake_id", type_="unique")
        batch_op.drop_column("intake_id")


def _drafts_back() -> None:
    op.execute("DELETE FROM draft_changes WHERE draft_id IN (SELECT id FROM drafts WHERE call_id IS NULL)")
    op.execute("DELETE FROM drafts WHERE call_id IS NULL")
    with op.batch_alter_table("draft_changes", schema=None) as batch_op:
        batch_op.drop_constraint("fk_draft_changes_draft_id", type_="foreignkey")
        batch_op.drop_index("ix_draft_changes_draft_id")
    with op.batch_alter_table("drafts", schema=None) as batch_op:
        batch_op.drop_constraint("uq_drafts_call_id", type_="unique")
        batch_op.drop_constraint("fk_drafts_call_id", type_="foreignkey")
        batch_op.drop_constraint("fk_drafts_id", type_="foreignkey")
        batch_op.drop_column("call_id")
    op.execute("ALTER TABLE drafts RENAME COLUMN id TO call_id")
    op.execute("ALTER TABLE draft_changes RENAME COLUMN draft_id TO call_id")
    with op.batch_alter_table("drafts", schema=None) as batch_op:
        batch_op.create_foreign_key(batch_op.f("fk_drafts_call_id"), "calls", ["call_id"], ["id"])
    with op.batch_alter_table("draft_changes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_draft_changes_call_id"), ["call_id"])
        batch_op.create_foreign_key(batch_op.f("fk_draft_changes_call_id"), "drafts", ["call_id"], ["call_id"])
