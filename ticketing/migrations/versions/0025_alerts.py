"""Thresholds with their history, the alarms that they raised, and each node's newest figures."""

import sqlalchemy as sa
from alembic import op

import ticketing.base

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "alert_rules",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("threshold", sa.Double(), nullable=False),
        sa.Column("clear_at", sa.Double(), nullable=False),
        sa.Column("hold_s", sa.Integer(), nullable=False),
        sa.Column("calm_s", sa.Integer(), nullable=False),
        sa.Column("severity", sa.String(), nullable=False),
        sa.Column("roles", sa.JSON(), nullable=False),
        sa.Column("tell_queue", sa.Boolean(), nullable=False),
        sa.Column("quiet_from", sa.String(), nullable=False),
        sa.Column("quiet_to", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", ticketing.base.UtcTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert_rules")),
    )
    with op.batch_alter_table("alert_rules", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_alert_rules_state"), ["state"], unique=False)
    op.create_table(
        "alert_rule_changes",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("rule_id", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("at", ticketing.base.UtcTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["rule_id"], ["alert_rules.id"], name=op.f("fk_alert_rule_changes_rule_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert_rule_changes")),
        sa.UniqueConstraint("rule_id", "version", name=op.f("uq_alert_rule_changes_rule_id")),
    )
    with op.batch_alter_table("alert_rule_changes", schema=None) as batch_op:
        batch_op.create_index("ix_alert_rule_changes_at_id", ["at", "id"], unique=False)
    op.create_table(
        "alarms",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("rule_id", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("subject_title", sa.String(), nullable=False),
        sa.Column("phase", sa.String(), nullable=False),
        sa.Column("since", ticketing.base.UtcTime(timezone=True), nullable=True),
        sa.Column("seen_at", ticketing.base.UtcTime(timezone=True), nullable=True),
        sa.Column("raised_at", ticketing.base.UtcTime(timezone=True), nullable=True),
        sa.Column("crossing", sa.Integer(), nullable=False),
        sa.Column("figure", sa.Double(), nullable=False),
        sa.Column("told_at", ticketing.base.UtcTime(timezone=True), nullable=True),
        sa.Column("acknowledged_at", ticketing.base.UtcTime(timezone=True), nullable=True),
        sa.Column("acknowledged_by", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["rule_id"], ["alert_rules.id"], name=op.f("fk_alarms_rule_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alarms")),
        sa.UniqueConstraint("rule_id", "subject", name=op.f("uq_alarms_rule_id")),
    )
    with op.batch_alter_table("alarms", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_alarms_phase"), ["phase"], unique=False)
    op.create_table(
        "alarm_events",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("alarm_id", sa.String(), nullable=False),
        sa.Column("crossing", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("at", ticketing.base.UtcTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("subject_title", sa.String(), nullable=False),
        sa.Column("severity", sa.String(), nullable=False),
        sa.Column("figure", sa.Double(), nullable=False),
        sa.Column("threshold", sa.Double(), nullable=False),
        sa.Column("seconds", sa.Double(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["alarm_id"], ["alarms.id"], name=op.f("fk_alarm_events_alarm_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alarm_events")),
        sa.UniqueConstraint("alarm_id", "crossing", "what", name=op.f("uq_alarm_events_alarm_id")),
    )
    with op.batch_alter_table("alarm_events", schema=None) as batch_op:
        batch_op.create_index("ix_alarm_events_at_id", ["at", "id"], unique=False)
    op.create_table(
        "alert_readings",
        sa.Column("node", sa.String(), nullable=False),
        sa.Column("at", ticketing.base.UtcTime(timezone=True), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("titles", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("node", name=op.f("pk_alert_readings")),
    )


def downgrade() -> None:
    op.drop_table("alarm_events")
    op.drop_table("alarms")
    op.drop_table("alert_rule_changes")
    op.drop_table("alert_rules")
    op.drop_table("alert_readings")
