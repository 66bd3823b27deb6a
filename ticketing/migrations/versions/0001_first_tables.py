"""The first tables: people, calls, drafts, tickets, duty sessions, call-backs, outbox."""

import sqlalchemy as sa
from alembic import op

import ticketing.base

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "callbacks",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("queue", sa.String(), nullable=True),
        sa.Column("unit", sa.String(), nullable=True),
        sa.Column("last_call_id", sa.String(), nullable=False),
        sa.Column("first_at", ticketing.base.UtcTime(timezone=True), nullable=False),
        sa.Column("last_at", ticketing.base.UtcTime(timezone=True), nullable=False),
        sa.Column("claimed_by", sa.String(), nullable=True),
        sa.Column("done_at", ticketing.base.UtcTime(timezone=True), nullable=True),
        sa.Column("done_by", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_callbacks")),
    )
    with op.batch_alter_table("callbacks", schema=None) as batch_op:
        batch_op.create_index("ix_callbacks_state_last", ["state", "last_at"], unique=False)
        batch_op.create_index(
            "uq_callbacks_open_number",
            ["number"],
            unique=True,
            sqlite_where=sa.text("state <> 'done'"),
            postgresql_where=sa.text("state <> 'done'"),
        )

    op.create_table(
        "calls",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("caller_number", sa.String(), nullable=False),
        sa.Column("caller_name", sa.String(), nullable=False),
        sa.Column("dialled", sa.String(), nullable=False),
        sa.Column("trunk", sa.String(), nullable=False),
        sa.Column("queue", sa.String(), nullable=True),
        sa.Column("duty_session_id", sa.String(), nullable=True),
        sa.Column("duty_answered_at", ticketing.base.UtcTime(timezone=True), nullable=True),
        sa.Column("agent_id", sa.String(), nullable=True),
        sa.Column("arrived_at", ticketing.base.UtcTime(timezone=True), nullable=False),
        sa.Column("queued_at", ticketing.base.UtcTime(timezone=True), nullable=True),
        sa.Column("answered_at", ticketing.base.UtcTime(timezone=True), nullable=True),
        sa.Column("ended_at", ticketing.base.UtcTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("ended_by", sa.String(), nullable=True),
        sa.Column("detail", sa.String(), nullable=False),
        sa.Column("waited_s", sa.Double(), nullable=False),
        sa.Column("talked_s", sa.Double(), nullable=False),
        sa.Column("held_s", sa.Double(), nullable=False),
        sa.Column("wrap_up_s", sa.Double(), nullable=False),
        sa.Column("recording", sa.String(), nullable=True),
        sa.Column("recording_finished", sa.Boolean(), nullable=False),
        sa.Column("quality", sa.JSON(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("outcome_at", ticketing.base.UtcTime(timezone=True), nullable=True),
        sa.Column("outcome_by", sa.String(), nullable=True),
        sa.Column("outcome_note", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calls")),
    )
    with op.batch_alter_table("calls", schema=None) as batch_op:
        batch_op.create_index("ix_calls_agent_arrived", ["agent_id", "arrived_at"], unique=False)
        batch_op.create_index("ix_calls_answered_at", ["answered_at"], unique=False)
        batch_op.create_index("ix_calls_arrived_at_id", ["arrived_at", "id"], unique=False)
        batch_op.create_index("ix_calls_caller_arrived", ["caller_number", "arrived_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_calls_duty_session_id"), ["duty_session_id"], unique=False)
        batch_op.create_index("ix_calls_ended_at", ["ended_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_calls_state"), ["state"], unique=False)
        batch_op.create_index(
            "ix_calls_unsettled",
            ["agent_id"],
            unique=False,
            sqlite_where=sa.text("outcome IS NULL AND answered_at IS NOT NULL"),
            postgresql_where=sa.text("outcome IS NULL AND answered_at IS NOT NULL"),
        )

    op.create_table(
        "outbox",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", ticketing.base.UtcTime(timezone=True), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("people", sa.JSON(), nullable=False),
        sa.Column("roles", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_outbox")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_outbox_at"), ["at"], unique=False)

    op.create_table(
        "people",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("username", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=False),
        sa.Column("must_change_password", sa.Boolean(), nullable=False),
        sa.Column("roles", sa.JSON(), nullable=False),
        sa.Column("unit", sa.String(), nullable=True),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("queues", sa.JSON(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", ticketing.base.UtcTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
        sa.UniqueConstraint("username", name=op.f("uq_people_username")),
    )
    op.create_table(
        "queue_log",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("call_id", sa.String(), nullable=True),
        sa.Column("agent_id", sa.String(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("at", ticketing.base.UtcTime(timezone=True), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_queue_log")),
        sa.UniqueConstraint("fingerprint", name=op.f("uq_queue_log_fingerprint")),
    )
    with op.batch_alter_table("queue_log", schema=None) as batch_op:
        batch_op.create_index("ix_queue_log_call_at", ["call_id", "at"], unique=False)
        batch_op.create_index("ix_queue_log_kind_agent_at", ["kind", "agent_id", "at"], unique=False)

    op.create_table(
        "sign_in_attempts",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("username", sa.String(), nullable=False),
        sa.Column("at", ticketing.base.UtcTime(timezone=True), nullable=False),
        sa.Column("succeeded", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_attempts")),
    )
    with op.batch_alter_table("sign_in_attempts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sign_in_attempts_username"), ["username"], unique=False)

    op.create_table(
        "ticket_numbers",
        sa.Column("day", sa.String(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_ticket_numbers")),
    )
    op.create_table(
        "callback_steps",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("callback_id", sa.String(), nullable=False),
        sa.Column("at", ticketing.base.UtcTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("missed_call_id", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["callback_id"], ["callbacks.id"], name=op.f("fk_callback_steps_callback_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_callback_steps")),
    )
    with op.batch_alter_table("callback_steps", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_callback_steps_callback_id"), ["callback_id"], unique=False)
        batch_op.create_index("uq_callback_steps_missed_call", ["missed_call_id"], unique=True)

    op.create_table(
        "drafts",
        sa.Column("call_id", sa.String(), nullable=False),
        sa.Column("agent_id", sa.String(), nullable=False),
        sa.Column("opened_at", ticketing.base.UtcTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("edited", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name=op.f("fk_drafts_call_id")),
        sa.PrimaryKeyConstraint("call_id", name=op.f("pk_drafts")),
    )
    with op.batch_alter_table("drafts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_drafts_agent_id"), ["agent_id"], unique=False)

    op.create_table(
        "duty_sessions",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("unit_code", sa.String(), nullable=False),
        sa.Column("leader_id", sa.String(), nullable=False),
        sa.Column("deputy_id", sa.String(), nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("starts_at", ticketing.base.UtcTime(timezone=True), nullable=False),
        sa.Column("ends_at", ticketing.base.UtcTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("opened_at", ticketing.base.UtcTime(timezone=True), nullable=True),
        sa.Column("closed_at", ticketing.base.UtcTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["deputy_id"], ["people.id"], name=op.f("fk_duty_sessions_deputy_id")),
        sa.ForeignKeyConstraint(["leader_id"], ["people.id"], name=op.f("fk_duty_sessions_leader_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_sessions")),
    )
    with op.batch_alter_table("duty_sessions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_duty_sessions_leader_id"), ["leader_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_duty_sessions_starts_at"), ["starts_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_duty_sessions_state"), ["state"], unique=False)
        batch_op.create_index(batch_op.f("ix_duty_sessions_unit_code"), ["unit_code"], unique=False)

    op.create_table(
        "segments",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("call_id", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("t0", sa.Double(), nullable=False),
        sa.Column("t1", sa.Double(), nullable=False),
        sa.Column("confidence", sa.Double(), nullable=False),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.Column("engine", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name=op.f("fk_segments_call_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_segments")),
    )
    with op.batch_alter_table("segments", schema=None) as batch_op:
        batch_op.create_index("ix_segments_call_version", ["call_id", "version"], unique=False)

    op.create_table(
        "sign_ins",
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("created_at", ticketing.base.UtcTime(timezone=True), nullable=False),
        sa.Column("expires_at", ticketing.base.UtcTime(timezone=True), nullable=False),
        sa.Column("ended_at", ticketing.base.UtcTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_sign_ins_person_id")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_sign_ins")),
    )
    with op.batch_alter_table("sign_ins", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sign_ins_person_id"), ["person_id"], unique=False)

    op.create_table(
        "tickets",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("call_id", sa.String(), nullable=True),
        sa.Column("duty_session_id", sa.String(), nullable=True),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("type", sa.String(), nullable=True),
        sa.Column("category_code", sa.String(), nullable=True),
        sa.Column("category_name", sa.String(), nullable=True),
        sa.Column("place", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("summary", sa.String(), nullable=False),
        sa.Column("matter", sa.String(), nullable=False),
        sa.Column("wish", sa.String(), nullable=False),
        sa.Column("urgent", sa.JSON(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("caller_number", sa.String(), nullable=False),
        sa.Column("caller_name", sa.String(), nullable=False),
        sa.Column("callback_number", sa.String(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=True),
        sa.Column("unit_code", sa.String(), nullable=True),
        sa.Column("unit_name", sa.String(), nullable=True),
        sa.Column("co_units", sa.JSON(), nullable=False),
        sa.Column("basis", sa.String(), nullable=True),
        sa.Column("basis_why", sa.String(), nullable=False),
        sa.Column("dispatch_level", sa.String(), nullable=True),
        sa.Column("directory_version", sa.String(), nullable=False),
        sa.Column("created_at", ticketing.base.UtcTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("dispatched_at", ticketing.base.UtcTime(timezone=True), nullable=True),
        sa.Column("deadline", ticketing.base.UtcTime(timezone=True), nullable=True),
        sa.Column("closed_at", ticketing.base.UtcTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name=op.f("fk_tickets_call_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tickets")),
        sa.UniqueConstraint("call_id", name=op.f("uq_tickets_call_id")),
        sa.UniqueConstraint("number", name=op.f("uq_tickets_number")),
    )
    with op.batch_alter_table("tickets", schema=None) as batch_op:
        batch_op.create_index("ix_tickets_caller_created", ["caller_number", "created_at"], unique=False)
        batch_op.create_index("ix_tickets_created_at_id", ["created_at", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_tickets_duty_session_id"), ["duty_session_id"], unique=False)
        batch_op.create_index("ix_tickets_unit_state", ["unit_code", "state"], unique=False)

    op.create_table(
        "draft_changes",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("call_id", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("at", ticketing.base.UtcTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("old", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("new", sa.JSON(none_as_null=True), nullable=True),
        sa.ForeignKeyConstraint(["call_id"], ["drafts.call_id"], name=op.f("fk_draft_changes_call_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft_changes")),
    )
    with op.batch_alter_table("draft_changes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_draft_changes_call_id"), ["call_id"], unique=False)

    op.create_table(
        "duty_verdicts",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("session_id", sa.String(), nullable=False),
        sa.Column("call_id", sa.String(), nullable=False),
        sa.Column("at", ticketing.base.UtcTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name=op.f("fk_duty_verdicts_call_id")),
        sa.ForeignKeyConstraint(["session_id"], ["duty_sessions.id"], name=op.f("fk_duty_verdicts_session_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_verdicts")),
    )
    with op.batch_alter_table("duty_verdicts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_duty_verdicts_call_id"), ["call_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_duty_verdicts_session_id"), ["session_id"], unique=False)

    op.create_table(
        "ticket_steps",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("ticket_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("at", ticketing.base.UtcTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("command", sa.String(), nullable=False),
        sa.Column("from_state", sa.String(), nullable=False),
        sa.Column("to_state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_ticket_steps_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket_steps")),
        sa.UniqueConstraint("ticket_id", "position", name=op.f("uq_ticket_steps_ticket_id")),
    )


def downgrade() -> None:
    op.drop_table("ticket_steps")
    with op.batch_alter_table("duty_verdicts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_duty_verdicts_session_id"))
        batch_op.drop_index(batch_op.f("ix_duty_verdicts_call_id"))

    op.drop_table("duty_verdicts")
    with op.batch_alter_table("draft_changes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_draft_changes_call_id"))

    op.drop_table("draft_changes")
    with op.batch_alter_table("tickets", schema=None) as batch_op:
        batch_op.drop_index("ix_tickets_unit_state")
        batch_op.drop_index(batch_op.f("ix_tickets_duty_session_id"))
        batch_op.drop_index("ix_tickets_created_at_id")
        batch_op.drop_index("ix_tickets_caller_created")

    op.drop_table("tickets")
    with op.batch_alter_table("sign_ins", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sign_ins_person_id"))

    op.drop_table("sign_ins")
    with op.batch_alter_table("segments", schema=None) as batch_op:
        batch_op.drop_index("ix_segments_call_version")

    op.drop_table("segments")
    with op.batch_alter_table("duty_sessions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_duty_sessions_unit_code"))
        batch_op.drop_index(batch_op.f("ix_duty_sessions_state"))
        batch_op.drop_index(batch_op.f("ix_duty_sessions_starts_at"))
        batch_op.drop_index(batch_op.f("ix_duty_sessions_leader_id"))

    op.drop_table("duty_sessions")
    with op.batch_alter_table("drafts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_drafts_agent_id"))

    op.drop_table("drafts")
    with op.batch_alter_table("callback_steps", schema=None) as batch_op:
        batch_op.drop_index("uq_callback_steps_missed_call")
        batch_op.drop_index(batch_op.f("ix_callback_steps_callback_id"))

    op.drop_table("callback_steps")
    op.drop_table("ticket_numbers")
    with op.batch_alter_table("sign_in_attempts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sign_in_attempts_username"))

    op.drop_table("sign_in_attempts")
    with op.batch_alter_table("queue_log", schema=None) as batch_op:
        batch_op.drop_index("ix_queue_log_kind_agent_at")
        batch_op.drop_index("ix_queue_log_call_at")

    op.drop_table("queue_log")
    op.drop_table("people")
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_outbox_at"))

    op.drop_table("outbox")
    with op.batch_alter_table("calls", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_calls_unsettled",
            sqlite_where=sa.text("outcome IS NULL AND answered_at IS NOT NULL"),
            postgresql_where=sa.text("outcome IS NULL AND answered_at IS NOT NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_calls_state"))
        batch_op.drop_index("ix_calls_ended_at")
        batch_op.drop_index(batch_op.f("ix_calls_duty_session_id"))
        batch_op.drop_index("ix_calls_caller_arrived")
        batch_op.drop_index("ix_calls_arrived_at_id")
        batch_op.drop_index("ix_calls_answered_at")
        batch_op.drop_index("ix_calls_agent_arrived")

    op.drop_table("calls")
    with op.batch_alter_table("callbacks", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_callbacks_open_number", sqlite_where=sa.text("state <> 'done'"), postgresql_where=sa.text("state <> 'done'")
        )
        batch_op.drop_index("ix_callbacks_state_last")

    op.drop_table("callbacks")
