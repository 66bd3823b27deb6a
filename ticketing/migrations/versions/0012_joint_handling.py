"""Meetings, resolutions, disputes, deliberation, exposures, guidance, topics and cases."""

import sqlalchemy as sa
from alembic import op

import ticketing.base

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

TABLES = (
    "cases",
    "deliberation_series",
    "exposures",
    "topics",
    "case_steps",
    "case_versions",
    "clusters",
    "deliberation_sittings",
    "exposure_steps",
    "meeting_series",
    "cluster_steps",
    "deliberation_sitting_steps",
    "cluster_tickets",
    "deliberation_matters",
    "disputes",
    "exposure_tickets",
    "guidances",
    "deliberation_matter_steps",
    "dispute_steps",
    "meetings",
    "agenda_items",
    "meeting_minutes",
    "meeting_parties",
    "meeting_steps",
    "resolutions",
    "resolution_steps",
)


def upgrade() -> None:
    op.create_table(
        "cases",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("category_code", sa.String(), nullable=True),
        sa.Column("tags", sa.JSON(), nullable=False),
        sa.Column("current", sa.Integer(), nullable=False),
        sa.Column("published", sa.Integer(), nullable=True),
        sa.Column("published_at", ticketing.base.UtcTime(timezone=True), nullable=True),
        sa.Column("searched", sa.String(), nullable=False),
        sa.Column("created_at", ticketing.base.UtcTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cases")),
    )

    with op.batch_alter_table("cases", schema=None) as batch_op:
        batch_op.create_index("ix_cases_created_at_id", ["created_at", "id"], unique=False)

    op.create_table(
        "deliberation_series",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("unit_code", sa.String(), nullable=False),
        sa.Column("building", sa.String(), nullable=False),
        sa.Column("rhythm", sa.String(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("starts", sa.String(), nullable=False),
        sa.Column("themes", sa.JSON(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("next_day", sa.Date(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", ticketing.base.UtcTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliberation_series")),
    )

    with op.batch_alter_table("deliberation_series", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_deliberation_series_next_day"), ["next_day"], unique=False)
        batch_op.create_index(batch_op.f("ix_deliberation_series_unit_code"), ["unit_code"], unique=False)

    op.create_table(
        "exposures",
        sa.Column("outlet", sa.String(), nullable=False),
        sa.Column("line", sa.String(), nullable=False),
        sa.Column("published_on", sa.Date(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("link", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("unit_code", sa.String(), nullable=False),
        sa.Column("unit_name", sa.String(), nullable=False),
        sa.Column("result", sa.String(), nullable=False),
        sa.Column("sanction", sa.String(), nullable=False),
        sa.Column("sanction_ref", sa.String(), nullable=False),
        sa.Column("created_at", ticketing.base.UtcTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exposures")),
    )

    with op.batch_alter_table("exposures", schema=None) as batch_op:
        batch_op.create_index("ix_exposures_created_at_id", ["created_at", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_exposures_unit_code"), ["unit_code"], unique=False)

    op.create_table(
        "topics",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("month", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("leader", sa.String(), nullable=False),
        sa.Column("goal", sa.String(), nullable=False),
        sa.Column("created_at", ticketing.base.UtcTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_topics")),
    )

    with op.batch_alter_table("topics", schema=None) as batch_op:
        batch_op.create_index("ix_topics_created_at_id", ["created_at", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_topics_month"), ["month"], unique=False)

    op.create_table(
        "case_steps",
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
        sa.ForeignKeyConstraint(["owner_id"], ["cases.id"], name=op.f("fk_case_steps_owner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_steps")),
        sa.UniqueConstraint("owner_id", "position", name=op.f("uq_case_steps_owner_id")),
    )

    op.create_table(
        "case_versions",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("background", sa.String(), nullable=False),
        sa.Column("handling", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("lesson", sa.String(), nullable=False),
        sa.Column("tags", sa.JSON(), nullable=False),
        sa.Column("tickets", sa.JSON(), nullable=False),
        sa.Column("at", ticketing.base.UtcTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_versions_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_versions")),
        sa.UniqueConstraint("case_id", "version", name=op.f("uq_case_versions_case_id")),
    )

    op.create_table(
        "clusters",
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("category_code", sa.String(), nullable=False),
        sa.Column("street_code", sa.String(), nullable=True),
        sa.Column("unit_code", sa.String(), nullable=False),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("remedy", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=True),
        sa.Column("created_at", ticketing.base.UtcTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("closed_at", ticketing.base.UtcTime(timezone=True), nullable=True),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_clusters_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clusters")),
    )

    with op.batch_alter_table("clusters", schema=None) as batch_op:
        batch_op.create_index("ix_clusters_created_at_id", ["created_at", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_clusters_unit_code"), ["unit_code"], unique=False)

    op.create_table(
        "deliberation_sittings",
        sa.Column("series_id", sa.String(), nullable=True),
        sa.Column("series_day", sa.Date(), nullable=True),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("unit_code", sa.String(), nullable=False),
        sa.Column("building", sa.String(), nullable=False),
        sa.Column("theme", sa.String(), nullable=False),
        sa.Column("starts_at", ticketing.base.UtcTime(timezone=True), nullable=False),
        sa.Column("attended", sa.Integer(), nullable=False),
        sa.Column("notes", sa.String(), nullable=False),
        sa.Column("created_at", ticketing.base.UtcTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["series_id"], ["deliberation_series.id"], name=op.f("fk_deliberation_sittings_series_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliberation_sittings")),
        sa.UniqueConstraint("series_id", "series_day", name=op.f("uq_deliberation_sittings_series_id")),
    )

    with op.batch_alter_table("deliberation_sittings", schema=None) as batch_op:
        batch_op.create_index("ix_deliberation_sittings_starts_at_id", ["starts_at", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_deliberation_sittings_unit_code"), ["unit_code"], unique=False)

    op.create_table(
        "exposure_steps",
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
        sa.ForeignKeyConstraint(["owner_id"], ["exposures.id"], name=op.f("fk_exposure_steps_owner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exposure_steps")),
        sa.UniqueConstraint("owner_id", "position", name=op.f("uq_exposure_steps_owner_id")),
    )

    op.create_table(
        "meeting_series",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("mode", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("rhythm", sa.String(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("starts", sa.String(), nullable=False),
        sa.Column("minutes_long", sa.Integer(), nullable=False),
        sa.Column("chair_id", sa.String(), nullable=True),
        sa.Column("co_chair_id", sa.String(), nullable=True),
        sa.Column("parties", sa.JSON(), nullable=False),
        sa.Column("next_day", sa.Date(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", ticketing.base.UtcTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("ended_at", ticketing.base.UtcTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["chair_id"], ["people.id"], name=op.f("fk_meeting_series_chair_id")),
        sa.ForeignKeyConstraint(["co_chair_id"], ["people.id"], name=op.f("fk_meeting_series_co_chair_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_series")),
    )

    with op.batch_alter_table("meeting_series", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_meeting_series_next_day"), ["next_day"], unique=False)

    op.create_table(
        "cluster_steps",
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
        sa.ForeignKeyConstraint(["owner_id"], ["clusters.id"], name=op.f("fk_cluster_steps_owner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cluster_steps")),
        sa.UniqueConstraint("owner_id", "position", name=op.f("uq_cluster_steps_owner_id")),
    )

    op.create_table(
        "deliberation_sitting_steps",
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
        sa.ForeignKeyConstraint(["owner_id"], ["deliberation_sittings.id"], name=op.f("fk_deliberation_sitting_steps_owner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliberation_sitting_steps")),
        sa.UniqueConstraint("owner_id", "position", name=op.f("uq_deliberation_sitting_steps_owner_id")),
    )

    op.create_table(
        "cluster_tickets",
        sa.Column("cluster_id", sa.String(), nullable=False),
        sa.Column("ticket_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["cluster_id"], ["clusters.id"], name=op.f("fk_cluster_tickets_cluster_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_cluster_tickets_ticket_id")),
        sa.PrimaryKeyConstraint("cluster_id", "ticket_id", name=op.f("pk_cluster_tickets")),
    )

    with op.batch_alter_table("cluster_tickets", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_cluster_tickets_ticket_id"), ["ticket_id"], unique=False)

    op.create_table(
        "deliberation_matters",
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("raised_level", sa.String(), nullable=False),
        sa.Column("unit_code", sa.String(), nullable=False),
        sa.Column("building", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("raised_by", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("raised_at", ticketing.base.UtcTime(timezone=True), nullable=False),
        sa.Column("sitting_id", sa.String(), nullable=True),
        sa.Column("goes_up_at", ticketing.base.UtcTime(timezone=True), nullable=True),
        sa.Column("resolved_level", sa.String(), nullable=True),
        sa.Column("ended_at", ticketing.base.UtcTime(timezone=True), nullable=True),
        sa.Column("intake_id", sa.String(), nullable=True),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["sitting_id"], ["deliberation_sittings.id"], name=op.f("fk_deliberation_matters_sitting_id")),
        sa.ForeignKeyConstraint(["intake_id"], ["intakes.id"], name=op.f("fk_deliberation_matters_intake_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliberation_matters")),
    )

    with op.batch_alter_table("deliberation_matters", schema=None) as batch_op:
        batch_op.create_index("ix_deliberation_matters_raised_at_id", ["raised_at", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_deliberation_matters_sitting_id"), ["sitting_id"], unique=False)
        batch_op.create_index("ix_deliberation_matters_state_up", ["state", "goes_up_at", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_deliberation_matters_intake_id"), ["intake_id"], unique=False)
        batch_op.create_index("ix_deliberation_matters_unit_state", ["unit_code", "state"], unique=False)

    op.create_table(
        "disputes",
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("matter", sa.String(), nullable=False),
        sa.Column("ticket_id", sa.String(), nullable=True),
        sa.Column("complex", sa.Boolean(), nullable=False),
        sa.Column("called_by", sa.String(), nullable=False),
        sa.Column("ordered", sa.JSON(), nullable=False),
        sa.Column("representative", sa.String(), nullable=False),
        sa.Column("representative_phone", sa.String(), nullable=False),
        sa.Column("complained_of", sa.String(), nullable=False),
        sa.Column("complained_unit", sa.String(), nullable=True),
        sa.Column("supervising_unit", sa.String(), nullable=False),
        sa.Column("rounds", sa.Integer(), nullable=False),
        sa.Column("agreement", sa.String(), nullable=False),
        sa.Column("opened_at", ticketing.base.UtcTime(timezone=True), nullable=False),
        sa.Column("opened_by", sa.String(), nullable=False),
        sa.Column("closed_at", ticketing.base.UtcTime(timezone=True), nullable=True),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_disputes_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disputes")),
    )

    with op.batch_alter_table("disputes", schema=None) as batch_op:
        batch_op.create_index("ix_disputes_closed_at", ["closed_at"], unique=False)
        batch_op.create_index("ix_disputes_opened_at_id", ["opened_at", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_disputes_ticket_id"), ["ticket_id"], unique=False)

    op.create_table(
        "exposure_tickets",
        sa.Column("exposure_id", sa.String(), nullable=False),
        sa.Column("ticket_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["exposure_id"], ["exposures.id"], name=op.f("fk_exposure_tickets_exposure_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_exposure_tickets_ticket_id")),
        sa.PrimaryKeyConstraint("exposure_id", "ticket_id", name=op.f("pk_exposure_tickets")),
    )

    with op.batch_alter_table("exposure_tickets", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_exposure_tickets_ticket_id"), ["ticket_id"], unique=False)

    op.create_table(
        "guidances",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("ticket_id", sa.String(), nullable=False),
        sa.Column("ground", sa.String(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("explanation", sa.String(), nullable=False),
        sa.Column("way", sa.String(), nullable=False),
        sa.Column("advised_by", sa.String(), nullable=False),
        sa.Column("advised_at", ticketing.base.UtcTime(timezone=True), nullable=False),
        sa.Column("unit_code", sa.String(), nullable=True),
        sa.Column("at", ticketing.base.UtcTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_guidances_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guidances")),
        sa.UniqueConstraint("ticket_id", name=op.f("uq_guidances_ticket_id")),
    )

    with op.batch_alter_table("guidances", schema=None) as batch_op:
        batch_op.create_index("ix_guidances_at_id", ["at", "id"], unique=False)

    op.create_table(
        "deliberation_matter_steps",
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
        sa.ForeignKeyConstraint(["owner_id"], ["deliberation_matters.id"], name=op.f("fk_deliberation_matter_steps_owner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliberation_matter_steps")),
        sa.UniqueConstraint("owner_id", "position", name=op.f("uq_deliberation_matter_steps_owner_id")),
    )

    op.create_table(
        "dispute_steps",
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
        sa.ForeignKeyConstraint(["owner_id"], ["disputes.id"], name=op.f("fk_dispute_steps_owner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispute_steps")),
        sa.UniqueConstraint("owner_id", "position", name=op.f("uq_dispute_steps_owner_id")),
    )

    op.create_table(
        "meetings",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("mode", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("starts_at", ticketing.base.UtcTime(timezone=True), nullable=False),
        sa.Column("ends_at", ticketing.base.UtcTime(timezone=True), nullable=False),
        sa.Column("chair_id", sa.String(), nullable=True),
        sa.Column("co_chair_id", sa.String(), nullable=True),
        sa.Column("series_id", sa.String(), nullable=True),
        sa.Column("series_day", sa.Date(), nullable=True),
        sa.Column("dispute_id", sa.String(), nullable=True),
        sa.Column("round", sa.Integer(), nullable=True),
        sa.Column("held_at", ticketing.base.UtcTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("prevented", sa.Boolean(), nullable=False),
        sa.Column("minutes_version", sa.Integer(), nullable=False),
        sa.Column("signed_at", ticketing.base.UtcTime(timezone=True), nullable=True),
        sa.Column("signed_by", sa.String(), nullable=True),
        sa.Column("created_at", ticketing.base.UtcTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["chair_id"], ["people.id"], name=op.f("fk_meetings_chair_id")),
        sa.ForeignKeyConstraint(["co_chair_id"], ["people.id"], name=op.f("fk_meetings_co_chair_id")),
        sa.ForeignKeyConstraint(["dispute_id"], ["disputes.id"], name=op.f("fk_meetings_dispute_id")),
        sa.ForeignKeyConstraint(["series_id"], ["meeting_series.id"], name=op.f("fk_meetings_series_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meetings")),
        sa.UniqueConstraint("dispute_id", "round", name=op.f("uq_meetings_dispute_id")),
        sa.UniqueConstraint("series_id", "series_day", name=op.f("uq_meetings_series_id")),
    )

    with op.batch_alter_table("meetings", schema=None) as batch_op:
        batch_op.create_index("ix_meetings_held_at", ["held_at"], unique=False)
        batch_op.create_index("ix_meetings_starts_at_id", ["starts_at", "id"], unique=False)

    op.create_table(
        "agenda_items",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("meeting_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("ticket_id", sa.String(), nullable=True),
        sa.Column("carried_id", sa.String(), nullable=True),
        sa.Column("removed_at", ticketing.base.UtcTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["meeting_id"], ["meetings.id"], name=op.f("fk_agenda_items_meeting_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_agenda_items_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agenda_items")),
        sa.UniqueConstraint("meeting_id", "position", name=op.f("uq_agenda_items_meeting_id")),
    )

    with op.batch_alter_table("agenda_items", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_agenda_items_ticket_id"), ["ticket_id"], unique=False)

    op.create_table(
        "meeting_minutes",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("meeting_id", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("at", ticketing.base.UtcTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meetings.id"], name=op.f("fk_meeting_minutes_meeting_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_minutes")),
        sa.UniqueConstraint("meeting_id", "version", name=op.f("uq_meeting_minutes_meeting_id")),
    )

    op.create_table(
        "meeting_parties",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("meeting_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("unit_code", sa.String(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("contact", sa.String(), nullable=False),
        sa.Column("invited_at", ticketing.base.UtcTime(timezone=True), nullable=True),
        sa.Column("reply", sa.String(), nullable=True),
        sa.Column("reply_text", sa.String(), nullable=False),
        sa.Column("deputy", sa.String(), nullable=False),
        sa.Column("replied_at", ticketing.base.UtcTime(timezone=True), nullable=True),
        sa.Column("replied_by", sa.String(), nullable=True),
        sa.Column("attendance", sa.String(), nullable=True),
        sa.Column("removed_at", ticketing.base.UtcTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["meeting_id"], ["meetings.id"], name=op.f("fk_meeting_parties_meeting_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_parties")),
        sa.UniqueConstraint("meeting_id", "position", name=op.f("uq_meeting_parties_meeting_id")),
    )

    with op.batch_alter_table("meeting_parties", schema=None) as batch_op:
        batch_op.create_index("ix_meeting_parties_unit_code", ["unit_code", "meeting_id"], unique=False)

    op.create_table(
        "meeting_steps",
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
        sa.ForeignKeyConstraint(["owner_id"], ["meetings.id"], name=op.f("fk_meeting_steps_owner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_steps")),
        sa.UniqueConstraint("owner_id", "position", name=op.f("uq_meeting_steps_owner_id")),
    )

    op.create_table(
        "resolutions",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("meeting_id", sa.String(), nullable=True),
        sa.Column("item_id", sa.String(), nullable=True),
        sa.Column("topic_id", sa.String(), nullable=True),
        sa.Column("exposure_id", sa.String(), nullable=True),
        sa.Column("ticket_id", sa.String(), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("unit_code", sa.String(), nullable=False),
        sa.Column("unit_name", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=True),
        sa.Column("decided_at", ticketing.base.UtcTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.Column("due", ticketing.base.UtcTime(timezone=True), nullable=False),
        sa.Column("first_due", ticketing.base.UtcTime(timezone=True), nullable=False),
        sa.Column("remind_at", ticketing.base.UtcTime(timezone=True), nullable=False),
        sa.Column("reminded_at", ticketing.base.UtcTime(timezone=True), nullable=True),
        sa.Column("overdue_told_at", ticketing.base.UtcTime(timezone=True), nullable=True),
        sa.Column("named_at", ticketing.base.UtcTime(timezone=True), nullable=True),
        sa.Column("reported_at", ticketing.base.UtcTime(timezone=True), nullable=True),
        sa.Column("evidence", sa.String(), nullable=False),
        sa.Column("closed_at", ticketing.base.UtcTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.String(), nullable=True),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["exposure_id"], ["exposures.id"], name=op.f("fk_resolutions_exposure_id")),
        sa.ForeignKeyConstraint(["item_id"], ["agenda_items.id"], name=op.f("fk_resolutions_item_id")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meetings.id"], name=op.f("fk_resolutions_meeting_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_resolutions_person_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_resolutions_ticket_id")),
        sa.ForeignKeyConstraint(["topic_id"], ["topics.id"], name=op.f("fk_resolutions_topic_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resolutions")),
        sa.UniqueConstraint("item_id", name=op.f("uq_resolutions_item_id")),
    )

    with op.batch_alter_table("resolutions", schema=None) as batch_op:
        batch_op.create_index("ix_resolutions_decided_at_id", ["decided_at", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_resolutions_exposure_id"), ["exposure_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_resolutions_meeting_id"), ["meeting_id"], unique=False)
        batch_op.create_index("ix_resolutions_state_due", ["state", "due", "id"], unique=False)
        batch_op.create_index("ix_resolutions_state_remind", ["state", "remind_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_resolutions_ticket_id"), ["ticket_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_resolutions_topic_id"), ["topic_id"], unique=False)
        batch_op.create_index("ix_resolutions_unit_state_due", ["unit_code", "state", "due"], unique=False)

    op.create_table(
        "resolution_steps",
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
        sa.ForeignKeyConstraint(["owner_id"], ["resolutions.id"], name=op.f("fk_resolution_steps_owner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resolution_steps")),
        sa.UniqueConstraint("owner_id", "position", name=op.f("uq_resolution_steps_owner_id")),
    )


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
