"""Callbacks on closed matters: tries, answers, appeals, links, questionnaires; and the messages that citizens get."""

import sqlalchemy as sa
from alembic import op

import ticketing.base

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

TABLES = (
    "evaluation_tries", "evaluation_links", "evaluation_appeals", "evaluation_answers", "evaluations", "no_callbacks",
    "questionnaires", "messages",
)  # fmt: skip


def upgrade() -> None:
    op.create_table(
        "messages",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("segments", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.String(), nullable=True),
        sa.Column("at", ticketing.base.UtcTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_at", ticketing.base.UtcTime(timezone=True), nullable=False),
        sa.Column("ended_at", ticketing.base.UtcTime(timezone=True), nullable=True),
        sa.Column("provider", sa.String(), nullable=False),
        sa.Column("provider_id", sa.String(), nullable=True),
        sa.Column("error", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_messages_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_messages")),
        sa.UniqueConstraint("subject", name=op.f("uq_messages_subject")),
    )
    with op.batch_alter_table("messages", schema=None) as batch_op:
        batch_op.create_index("ix_messages_state_next", ["state", "next_at", "id"], unique=False)
        batch_op.create_index("ix_messages_number_at", ["number", "at"], unique=False)
        batch_op.create_index("ix_messages_at_id", ["at", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_messages_ticket_id"), ["ticket_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_messages_provider_id"), ["provider_id"], unique=False)
    op.create_table(
        "no_callbacks",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("at", ticketing.base.UtcTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_no_callbacks")),
    )
    with op.batch_alter_table("no_callbacks", schema=None) as batch_op:
        batch_op.create_index("ix_no_callbacks_number_at", ["number", "at"], unique=False)
    op.create_table(
        "questionnaires",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("questions", sa.JSON(), nullable=False),
        sa.Column("effective_at", ticketing.base.UtcTime(timezone=True), nullable=False),
        sa.Column("made_at", ticketing.base.UtcTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_questionnaires")),
        sa.UniqueConstraint("code", "version", name=op.f("uq_questionnaires_code")),
    )
    op.create_table(
        "evaluations",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("ticket_id", sa.String(), nullable=False),
        sa.Column("of_ticket", sa.String(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("unit_code", sa.String(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("way", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("opened_at", ticketing.base.UtcTime(timezone=True), nullable=False),
        sa.Column("due_at", ticketing.base.UtcTime(timezone=True), nullable=False),
        sa.Column("next_at", ticketing.base.UtcTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("claimed_by", sa.String(), nullable=True),
        sa.Column("claimed_at", ticketing.base.UtcTime(timezone=True), nullable=True),
        sa.Column("ended_at", ticketing.base.UtcTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.String(), nullable=True),
        sa.Column("effective", sa.Boolean(), nullable=True),
        sa.Column("contacted", sa.Boolean(), nullable=True),
        sa.Column("solved", sa.String(), nullable=True),
        sa.Column("grade", sa.Integer(), nullable=True),
        sa.Column("comment", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["of_ticket"], ["tickets.id"], name=op.f("fk_evaluations_of_ticket")),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_evaluations_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluations")),
        sa.UniqueConstraint("ticket_id", "turn", "person", name=op.f("uq_evaluations_ticket_id")),
    )
    with op.batch_alter_table("evaluations", schema=None) as batch_op:
        batch_op.create_index("ix_evaluations_number_opened", ["number", "opened_at"], unique=False)
        batch_op.create_index("ix_evaluations_state_due", ["state", "due_at", "id"], unique=False)
        batch_op.create_index("ix_evaluations_state_next", ["state", "next_at", "id"], unique=False)
        batch_op.create_index("ix_evaluations_unit_ended", ["unit_code", "ended_at", "id"], unique=False)
    op.create_table(
        "evaluation_answers",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("evaluation_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("at", ticketing.base.UtcTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("way", sa.String(), nullable=False),
        sa.Column("call_id", sa.String(), nullable=True),
        sa.Column("contacted", sa.Boolean(), nullable=True),
        sa.Column("solved", sa.String(), nullable=False),
        sa.Column("grade", sa.Integer(), nullable=True),
        sa.Column("comment", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("questionnaire_id", sa.String(), nullable=True),
        sa.Column("replies", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["evaluation_id"], ["evaluations.id"], name=op.f("fk_evaluation_answers_evaluation_id")),
        sa.ForeignKeyConstraint(["questionnaire_id"], ["questionnaires.id"], name=op.f("fk_evaluation_answers_questionnaire_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluation_answers")),
        sa.UniqueConstraint("evaluation_id", "position", name=op.f("uq_evaluation_answers_evaluation_id")),
    )
    op.create_table(
        "evaluation_appeals",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("evaluation_id", sa.String(), nullable=False),
        sa.Column("unit_code", sa.String(), nullable=False),
        sa.Column("at", ticketing.base.UtcTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("ground", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reviewed_at", ticketing.base.UtcTime(timezone=True), nullable=True),
        sa.Column("reviewed_by", sa.String(), nullable=True),
        sa.Column("review", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["evaluation_id"], ["evaluations.id"], name=op.f("fk_evaluation_appeals_evaluation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluation_appeals")),
        sa.UniqueConstraint("evaluation_id", name=op.f("uq_evaluation_appeals_evaluation_id")),
    )
    with op.batch_alter_table("evaluation_appeals", schema=None) as batch_op:
        batch_op.create_index("ix_evaluation_appeals_state_at", ["state", "at", "id"], unique=False)
    op.create_table(
        "evaluation_links",
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("evaluation_id", sa.String(), nullable=False),
        sa.Column("made_at", ticketing.base.UtcTime(timezone=True), nullable=False),
        sa.Column("expires_at", ticketing.base.UtcTime(timezone=True), nullable=False),
        sa.Column("used_at", ticketing.base.UtcTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["evaluation_id"], ["evaluations.id"], name=op.f("fk_evaluation_links_evaluation_id")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_evaluation_links")),
    )
    with op.batch_alter_table("evaluation_links", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_evaluation_links_evaluation_id"), ["evaluation_id"], unique=False)
    op.create_table(
        "evaluation_tries",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("evaluation_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("at", ticketing.base.UtcTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("way", sa.String(), nullable=False),
        sa.Column("slot", sa.String(), nullable=False),
        sa.Column("call_id", sa.String(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["evaluation_id"], ["evaluations.id"], name=op.f("fk_evaluation_tries_evaluation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluation_tries")),
        sa.UniqueConstraint("evaluation_id", "position", name=op.f("uq_evaluation_tries_evaluation_id")),
        sa.UniqueConstraint("slot", "evaluation_id", name=op.f("uq_evaluation_tries_slot")),
    )


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)
