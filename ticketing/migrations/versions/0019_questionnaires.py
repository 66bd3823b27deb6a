"""Questionnaires with what was answered to each question, messages from citizens, and wished times of callbacks."""

import sqlalchemy as sa
from alembic import op

import ticketing.base

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("questionnaires", schema=None) as batch_op:
        batch_op.add_column(sa.Column("types", sa.JSON(), nullable=False, server_default="[]"))
        batch_op.add_column(sa.Column("withdrawn_at", ticketing.base.UtcTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("withdrawn_by", sa.String(), nullable=True))
    with op.batch_alter_table("evaluations", schema=None) as batch_op:
        batch_op.add_column(sa.Column("questionnaire_id", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("dialled_call", sa.String(), nullable=True))
        batch_op.create_foreign_key(batch_op.f("fk_evaluations_questionnaire_id"), "questionnaires", ["questionnaire_id"], ["id"])
    with op.batch_alter_table("evaluation_tries", schema=None) as batch_op:
        batch_op.add_column(sa.Column("wished_at", ticketing.base.UtcTime(timezone=True), nullable=True))
    op.create_index("ix_evaluation_answers_questionnaire_at", "evaluation_answers", ["questionnaire_id", "at"])
    op.create_table(
        "questionnaire_replies",
        sa.Column("answer_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("questionnaire_id", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("at", ticketing.base.UtcTime(timezone=True), nullable=False),
        sa.Column("unit_code", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["answer_id"], ["evaluation_answers.id"], name=op.f("fk_questionnaire_replies_answer_id")),
        sa.ForeignKeyConstraint(
            ["questionnaire_id"], ["questionnaires.id"], name=op.f("fk_questionnaire_replies_questionnaire_id")
        ),
        sa.PrimaryKeyConstraint("answer_id", "position", name=op.f("pk_questionnaire_replies")),
    )
    op.create_index("ix_questionnaire_replies_version_at", "questionnaire_replies", ["questionnaire_id", "at", "key"])
    op.create_table(
        "received_messages",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("provider_id", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("at", ticketing.base.UtcTime(timezone=True), nullable=False),
        sa.Column("came_to", sa.String(), nullable=False),
        sa.Column("ticket_id", sa.String(), nullable=True),
        sa.Column("evaluation_id", sa.String(), nullable=True),
        sa.Column("seen_at", ticketing.base.UtcTime(timezone=True), nullable=True),
        sa.Column("seen_by", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["evaluation_id"], ["evaluations.id"], name=op.f("fk_received_messages_evaluation_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_received_messages_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_received_messages")),
        sa.UniqueConstraint("provider_id", name=op.f("uq_received_messages_provider_id")),
    )
    op.create_index("ix_received_messages_at_id", "received_messages", ["at", "id"])


def downgrade() -> None:
    op.drop_table("received_messages")
    op.drop_table("questionnaire_replies")
    op.drop_index("ix_evaluation_answers_questionnaire_at", "evaluation_answers")
    with op.batch_alter_table("evaluation_tries", schema=None) as batch_op:
        batch_op.drop_column("wished_at")
    with op.batch_alter_table("evaluations", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_evaluations_questionnaire_id"), type_="foreignkey")
        batch_op.drop_column("dialled_call")
        batch_op.drop_column("questionnaire_id")
    with op.batch_alter_table("questionnaires", schema=None) as batch_op:
        batch_op.drop_column("withdrawn_by")
        batch_op.drop_column("withdrawn_at")
        batch_op.drop_column("types")
