"""Alarms that escalate, and mobile numbers of the people whom they call."""

import sqlalchemy as sa
from alembic import op

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


def downgrade() -> None:
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
