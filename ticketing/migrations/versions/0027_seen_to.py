"""Alarms that escalate, mobile numbers of the people whom they call, and who heard a recording."""

import sqlalchemy as sa
from alembic import op

import ticketing.base

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("people") as people:
        people.add_column(sa.Column("mobile", sa.String(), nullable=False, server_default=""))
    with op.batch_alter_table("alert_rules") as rules:
        rules.add_column(sa.Column("escalation", sa.JSON(), nullable=False, server_default="[]"))
    with op.batch_alter_table("alarms") as alarms:
        alarms.add_column(sa.Column("escalated", sa.Integer(), nullable=False, server_default="0"))
    with op.batch_alter_table("alarm_events") as events:
        events.add_column(sa.Column("step", sa.Integer(), nullable=False, server_default="0"))
        events.add_column(sa.Column("told", sa.JSON(), nullable=False, server_default="{}"))
        events.drop_constraint("uq_alarm_events_alarm_id", type_="unique")
        events.create_unique_constraint("uq_alarm_events_alarm_id", ["alarm_id", "crossing", "what", "step"])

    op.create_table(
        "recording_hearings",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("call_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("first_at", ticketing.base.UtcTime(timezone=True), nullable=False),
        sa.Column("last_at", ticketing.base.UtcTime(timezone=True), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name=op.f("fk_recording_hearings_call_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recording_hearings")),
        sa.UniqueConstraint("call_id", "person_id", "day", "place", name=op.f("uq_recording_hearings_call_id")),
    )
    op.create_index("ix_recording_hearings_person_last", "recording_hearings", ["person_id", "last_at", "id"])


def downgrade() -> None:
    op.drop_table("recording_hearings")
    op.execute("DELETE FROM alarm_events WHERE step > 0")
    with op.batch_alter_table("alarm_events") as events:
        events.drop_constraint("uq_alarm_events_alarm_id", type_="unique")
        events.create_unique_constraint("uq_alarm_events_alarm_id", ["alarm_id", "crossing", "what"])
        events.drop_column("told")
        events.drop_column("step")
    with op.batch_alter_table("alarms") as alarms:
        alarms.drop_column("escalated")
    with op.batch_alter_table("alert_rules") as rules:
        rules.drop_column("escalation")
    with op.batch_alter_table("people") as people:
        people.drop_column("mobile")
