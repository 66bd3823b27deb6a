"""Reviews of recordings: forms, samples, reviews, calibrations, and what did not fit."""

import sqlalchemy as sa
from alembic import op

import ticketing.base

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "quality_forms",
        sa.Column("family", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("in_force_key", sa.String(), nullable=True),
        sa.Column("made_at", ticketing.base.UtcTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quality_forms")),
        sa.UniqueConstraint("family", "number", name=op.f("uq_quality_forms_family")),
        sa.UniqueConstraint("in_force_key", name=op.f("uq_quality_forms_in_force_key")),
    )
    op.create_table(
        "quality_watch",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("checked_to", ticketing.base.UtcTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_quality_watch")),
    )
    op.create_table(
        "quality_calibrations",
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("call_id", sa.String(), nullable=False),
        sa.Column("form_id", sa.String(), nullable=False),
        sa.Column("made_at", ticketing.base.UtcTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("due_at", ticketing.base.UtcTime(timezone=True), nullable=False),
        sa.Column("agreed", sa.JSON(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("agreed_at", ticketing.base.UtcTime(timezone=True), nullable=True),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name=op.f("fk_quality_calibrations_call_id")),
        sa.ForeignKeyConstraint(["form_id"], ["quality_forms.id"], name=op.f("fk_quality_calibrations_form_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quality_calibrations")),
    )
    with op.batch_alter_table("quality_calibrations", schema=None) as batch_op:
        batch_op.create_index("ix_quality_calibrations_made", ["made_at", "id"], unique=False)
    op.create_table(
        "quality_checks",
        sa.Column("call_id", sa.String(), nullable=False),
        sa.Column("ended_at", ticketing.base.UtcTime(timezone=True), nullable=False),
        sa.Column("at", ticketing.base.UtcTime(timezone=True), nullable=False),
        sa.Column("agent_id", sa.String(), nullable=True),
        sa.Column("typed", sa.Boolean(), nullable=False),
        sa.Column("on_the_spot", sa.Boolean(), nullable=False),
        sa.Column("nobody", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name=op.f("fk_quality_checks_call_id")),
        sa.PrimaryKeyConstraint("call_id", name=op.f("pk_quality_checks")),
    )
    with op.batch_alter_table("quality_checks", schema=None) as batch_op:
        batch_op.create_index("ix_quality_checks_ended", ["ended_at"], unique=False)
    op.create_table(
        "quality_form_steps",
        sa.Column("owner_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("at", ticketing.base.UtcTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("from_state", sa.String(), nullable=False),
        sa.Column("to_state", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["quality_forms.id"], name=op.f("fk_quality_form_steps_owner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quality_form_steps")),
        sa.UniqueConstraint("owner_id", "position", name=op.f("uq_quality_form_steps_owner_id")),
    )
    op.create_table(
        "quality_samples",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("at", ticketing.base.UtcTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("rules", sa.JSON(), nullable=False),
        sa.Column("thresholds", sa.JSON(), nullable=False),
        sa.Column("since", ticketing.base.UtcTime(timezone=True), nullable=False),
        sa.Column("until", ticketing.base.UtcTime(timezone=True), nullable=False),
        sa.Column("agents", sa.JSON(), nullable=False),
        sa.Column("form_id", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("per_agent", sa.Integer(), nullable=False),
        sa.Column("had", sa.JSON(), nullable=False),
        sa.Column("seed", sa.String(), nullable=False),
        sa.Column("frame", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("drawn", sa.Integer(), nullable=False),
        sa.Column("due_at", ticketing.base.UtcTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["form_id"], ["quality_forms.id"], name=op.f("fk_quality_samples_form_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quality_samples")),
    )
    with op.batch_alter_table("quality_samples", schema=None) as batch_op:
        batch_op.create_index("ix_quality_samples_at_id", ["at", "id"], unique=False)
    op.create_table(
        "quality_calibration_steps",
        sa.Column("owner_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("at", ticketing.base.UtcTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("from_state", sa.String(), nullable=False),
        sa.Column("to_state", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["quality_calibrations.id"], name=op.f("fk_quality_calibration_steps_owner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quality_calibration_steps")),
        sa.UniqueConstraint("owner_id", "position", name=op.f("uq_quality_calibration_steps_owner_id")),
    )
    op.create_table(
        "quality_frames",
        sa.Column("sample_id", sa.String(), nullable=False),
        sa.Column("packed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["sample_id"], ["quality_samples.id"], name=op.f("fk_quality_frames_sample_id")),
        sa.PrimaryKeyConstraint("sample_id", name=op.f("pk_quality_frames")),
    )
    op.create_table(
        "quality_reviews",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("call_id", sa.String(), nullable=False),
        sa.Column("agent_id", sa.String(), nullable=False),
        sa.Column("call_at", ticketing.base.UtcTime(timezone=True), nullable=False),
        sa.Column("reviewer_id", sa.String(), nullable=True),
        sa.Column("form_id", sa.String(), nullable=False),
        sa.Column("sample_id", sa.String(), nullable=True),
        sa.Column("calibration_id", sa.String(), nullable=True),
        sa.Column("of_review", sa.String(), nullable=True),
        sa.Column("draw_key", sa.String(), nullable=True),
        sa.Column("pair_key", sa.String(), nullable=True),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("made_at", ticketing.base.UtcTime(timezone=True), nullable=False),
        sa.Column("due_at", ticketing.base.UtcTime(timezone=True), nullable=False),
        sa.Column("overdue_told_at", ticketing.base.UtcTime(timezone=True), nullable=True),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("marks", sa.JSON(), nullable=False),
        sa.Column("coaching", sa.String(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=True),
        sa.Column("raw", sa.Integer(), nullable=True),
        sa.Column("fatal", sa.JSON(), nullable=False),
        sa.Column("counts", sa.Boolean(), nullable=False),
        sa.Column("random", sa.Boolean(), nullable=False),
        sa.Column("submitted_at", ticketing.base.UtcTime(timezone=True), nullable=True),
        sa.Column("agent_said", sa.String(), nullable=False),
        sa.Column("agent_at", ticketing.base.UtcTime(timezone=True), nullable=True),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["calibration_id"], ["quality_calibrations.id"], name=op.f("fk_quality_reviews_calibration_id")),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name=op.f("fk_quality_reviews_call_id")),
        sa.ForeignKeyConstraint(["form_id"], ["quality_forms.id"], name=op.f("fk_quality_reviews_form_id")),
        sa.ForeignKeyConstraint(["of_review"], ["quality_reviews.id"], name=op.f("fk_quality_reviews_of_review")),
        sa.ForeignKeyConstraint(["sample_id"], ["quality_samples.id"], name=op.f("fk_quality_reviews_sample_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quality_reviews")),
        sa.UniqueConstraint("draw_key", name=op.f("uq_quality_reviews_draw_key")),
        sa.UniqueConstraint("of_review", name=op.f("uq_quality_reviews_of_review")),
        sa.UniqueConstraint("pair_key", name=op.f("uq_quality_reviews_pair_key")),
    )
    with op.batch_alter_table("quality_reviews", schema=None) as batch_op:
        batch_op.create_index("ix_quality_reviews_agent_submitted", ["agent_id", "submitted_at", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_quality_reviews_calibration_id"), ["calibration_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_quality_reviews_call_id"), ["call_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_quality_reviews_form_id"), ["form_id"], unique=False)
        batch_op.create_index("ix_quality_reviews_made", ["made_at", "id"], unique=False)
        batch_op.create_index("ix_quality_reviews_reviewer_state_due", ["reviewer_id", "state", "due_at", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_quality_reviews_sample_id"), ["sample_id"], unique=False)
        batch_op.create_index("ix_quality_reviews_state_due", ["state", "due_at", "id"], unique=False)
        batch_op.create_index("ix_quality_reviews_submitted", ["counts", "submitted_at", "id"], unique=False)
    op.create_table(
        "quality_review_steps",
        sa.Column("owner_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("at", ticketing.base.UtcTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("from_state", sa.String(), nullable=False),
        sa.Column("to_state", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["quality_reviews.id"], name=op.f("fk_quality_review_steps_owner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quality_review_steps")),
        sa.UniqueConstraint("owner_id", "position", name=op.f("uq_quality_review_steps_owner_id")),
    )
    op.create_table(
        "quality_mismatches",
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("call_id", sa.String(), nullable=False),
        sa.Column("other_call", sa.String(), nullable=True),
        sa.Column("ticket_id", sa.String(), nullable=True),
        sa.Column("agent_id", sa.String(), nullable=True),
        sa.Column("ended_at", ticketing.base.UtcTime(timezone=True), nullable=False),
        sa.Column("found_at", ticketing.base.UtcTime(timezone=True), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.Column("same_matter", sa.Boolean(), nullable=False),
        sa.Column("correct", sa.String(), nullable=True),
        sa.Column("should_be", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("decided_at", ticketing.base.UtcTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.String(), nullable=True),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name=op.f("fk_quality_mismatches_call_id")),
        sa.ForeignKeyConstraint(["other_call"], ["calls.id"], name=op.f("fk_quality_mismatches_other_call")),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_quality_mismatches_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quality_mismatches")),
        sa.UniqueConstraint("rule", "call_id", name=op.f("uq_quality_mismatches_rule")),
    )
    with op.batch_alter_table("quality_mismatches", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_quality_mismatches_call_id"), ["call_id"], unique=False)
        batch_op.create_index("ix_quality_mismatches_found", ["found_at", "id"], unique=False)
        batch_op.create_index("ix_quality_mismatches_rule_ended", ["rule", "ended_at"], unique=False)
        batch_op.create_index("ix_quality_mismatches_state_found", ["state", "found_at", "id"], unique=False)
    op.create_table(
        "quality_mismatch_steps",
        sa.Column("owner_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("at", ticketing.base.UtcTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("from_state", sa.String(), nullable=False),
        sa.Column("to_state", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["quality_mismatches.id"], name=op.f("fk_quality_mismatch_steps_owner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quality_mismatch_steps")),
        sa.UniqueConstraint("owner_id", "position", name=op.f("uq_quality_mismatch_steps_owner_id")),
    )


def downgrade() -> None:
    op.drop_table("quality_mismatch_steps")
    op.drop_table("quality_mismatches")
    op.drop_table("quality_review_steps")
    op.drop_table("quality_reviews")
    op.drop_table("quality_frames")
    op.drop_table("quality_calibration_steps")
    op.drop_table("quality_samples")
    op.drop_table("quality_form_steps")
    op.drop_table("quality_checks")
    op.drop_table("quality_calibrations")
    op.drop_table("quality_watch")
    op.drop_table("quality_forms")
