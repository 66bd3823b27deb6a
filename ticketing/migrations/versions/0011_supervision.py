"""The ladder, the pool, crossings that warned, look-back samples, scores."""

import sqlalchemy as sa
from alembic import op

import ticketing.base

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

TABLES = (
    "cluster_lock",
    "supervision_sweeps",
    "matter_clusters",
    "matter_cluster_tickets",
    "cluster_arrivals",
    "cluster_reports",
    "inspections",
    "supervision_papers",
    "supervision_steps",
    "repeat_crossings",
    "lookback_samples",
    "lookback_items",
    "score_entries",
    "score_appeals",
    "sanctions",
    "case_owners",
)


def upgrade() -> None:
    op.create_table(
        "cluster_lock",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cluster_lock")),
    )
    op.create_table(
        "supervision_sweeps",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("reached", ticketing.base.UtcTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_supervision_sweeps")),
    )
    op.create_table(
        "matter_clusters",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("category_code", sa.String(), nullable=True),
        sa.Column("category_name", sa.String(), nullable=True),
        sa.Column("street_code", sa.String(), nullable=True),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("detail", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("opened_at", ticketing.base.UtcTime(timezone=True), nullable=False),
        sa.Column("latest_at", ticketing.base.UtcTime(timezone=True), nullable=False),
        sa.Column("reports", sa.Integer(), nullable=False),
        sa.Column("joined_into", sa.String(), nullable=True),
        sa.Column("joined_at", ticketing.base.UtcTime(timezone=True), nullable=True),
        sa.Column("joined_by", sa.String(), nullable=True),
        sa.Column("root_cause", sa.String(), nullable=False),
        sa.Column("closed_at", ticketing.base.UtcTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["joined_into"], ["matter_clusters.id"], name=op.f("fk_matter_clusters_joined_into")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_matter_clusters")),
    )
    with op.batch_alter_table("matter_clusters", schema=None) as batch_op:
        batch_op.create_index("ix_matter_clusters_category_latest", ["category_code", "latest_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_matter_clusters_joined_into"), ["joined_into"], unique=False)
        batch_op.create_index("ix_matter_clusters_latest_id", ["latest_at", "id"], unique=False)
        batch_op.create_index("ix_matter_clusters_reports_latest", ["reports", "latest_at", "id"], unique=False)
        batch_op.create_index("ix_matter_clusters_street_latest", ["street_code", "latest_at"], unique=False)

    op.create_table(
        "matter_cluster_tickets",
        sa.Column("ticket_id", sa.String(), nullable=False),
        sa.Column("cluster_id", sa.String(), nullable=False),
        sa.Column("at", ticketing.base.UtcTime(timezone=True), nullable=False),
        sa.Column("score", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(["cluster_id"], ["matter_clusters.id"], name=op.f("fk_matter_cluster_tickets_cluster_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_matter_cluster_tickets_ticket_id")),
        sa.PrimaryKeyConstraint("ticket_id", name=op.f("pk_matter_cluster_tickets")),
    )
    with op.batch_alter_table("matter_cluster_tickets", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_matter_cluster_tickets_cluster_id"), ["cluster_id"], unique=False)

    op.create_table(
        "cluster_arrivals",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("ticket_id", sa.String(), nullable=False),
        sa.Column("at", ticketing.base.UtcTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_cluster_arrivals_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cluster_arrivals")),
    )
    with op.batch_alter_table("cluster_arrivals", schema=None) as batch_op:
        batch_op.create_index("ix_cluster_arrivals_at_id", ["at", "id"], unique=False)

    op.create_table(
        "cluster_reports",
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("cluster_id", sa.String(), nullable=False),
        sa.Column("ticket_id", sa.String(), nullable=False),
        sa.Column("at", ticketing.base.UtcTime(timezone=True), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("gone_at", ticketing.base.UtcTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["cluster_id"], ["matter_clusters.id"], name=op.f("fk_cluster_reports_cluster_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_cluster_reports_ticket_id")),
        sa.PrimaryKeyConstraint("source", name=op.f("pk_cluster_reports")),
    )
    with op.batch_alter_table("cluster_reports", schema=None) as batch_op:
        batch_op.create_index("ix_cluster_reports_cluster_at", ["cluster_id", "at"], unique=False)
        batch_op.create_index(batch_op.f("ix_cluster_reports_ticket_id"), ["ticket_id"], unique=False)

    op.create_table(
        "inspections",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("at", ticketing.base.UtcTime(timezone=True), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("unit_code", sa.String(), nullable=False),
        sa.Column("unit_name", sa.String(), nullable=False),
        sa.Column("inspectors", sa.String(), nullable=False),
        sa.Column("findings", sa.String(), nullable=False),
        sa.Column("ticket_id", sa.String(), nullable=True),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("made_at", ticketing.base.UtcTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_inspections_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inspections")),
        sa.UniqueConstraint("number", name=op.f("uq_inspections_number")),
    )
    with op.batch_alter_table("inspections", schema=None) as batch_op:
        batch_op.create_index("ix_inspections_at_id", ["at", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_inspections_ticket_id"), ["ticket_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_inspections_unit_code"), ["unit_code"], unique=False)

    op.create_table(
        "supervision_papers",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("rung", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("ticket_id", sa.String(), nullable=True),
        sa.Column("cluster_id", sa.String(), nullable=True),
        sa.Column("inspection_id", sa.String(), nullable=True),
        sa.Column("unit_code", sa.String(), nullable=False),
        sa.Column("unit_name", sa.String(), nullable=False),
        sa.Column("root_id", sa.String(), nullable=False),
        sa.Column("previous_id", sa.String(), nullable=True),
        sa.Column("open_key", sa.String(), nullable=True),
        sa.Column("ground", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("evidence", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", ticketing.base.UtcTime(timezone=True), nullable=False),
        sa.Column("due_at", ticketing.base.UtcTime(timezone=True), nullable=True),
        sa.Column("first_due_at", ticketing.base.UtcTime(timezone=True), nullable=True),
        sa.Column("replied_at", ticketing.base.UtcTime(timezone=True), nullable=True),
        sa.Column("ended_at", ticketing.base.UtcTime(timezone=True), nullable=True),
        sa.Column("overdue_told_at", ticketing.base.UtcTime(timezone=True), nullable=True),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("pool_level", sa.String(), nullable=True),
        sa.Column("review_at", ticketing.base.UtcTime(timezone=True), nullable=True),
        sa.Column("review_told_at", ticketing.base.UtcTime(timezone=True), nullable=True),
        sa.Column("points", sa.Double(), nullable=False),
        sa.Column("document_id", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["cluster_id"], ["matter_clusters.id"], name=op.f("fk_supervision_papers_cluster_id")),
        sa.ForeignKeyConstraint(["inspection_id"], ["inspections.id"], name=op.f("fk_supervision_papers_inspection_id")),
        sa.ForeignKeyConstraint(["previous_id"], ["supervision_papers.id"], name=op.f("fk_supervision_papers_previous_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_supervision_papers_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supervision_papers")),
        sa.UniqueConstraint("open_key", name=op.f("uq_supervision_papers_open_key")),
    )
    with op.batch_alter_table("supervision_papers", schema=None) as batch_op:
        batch_op.create_index("ix_supervision_papers_at_id", ["at", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_supervision_papers_cluster_id"), ["cluster_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_supervision_papers_inspection_id"), ["inspection_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_supervision_papers_root_id"), ["root_id"], unique=False)
        batch_op.create_index("ix_supervision_papers_rung_at", ["rung", "at", "id"], unique=False)
        batch_op.create_index("ix_supervision_papers_state_due", ["state", "due_at", "id"], unique=False)
        batch_op.create_index("ix_supervision_papers_ticket", ["ticket_id"], unique=False)
        batch_op.create_index("ix_supervision_papers_review", ["review_at"], unique=False)
        batch_op.create_index("ix_supervision_papers_unit_at", ["unit_code", "at", "id"], unique=False)

    op.create_table(
        "supervision_steps",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("paper_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("at", ticketing.base.UtcTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("command", sa.String(), nullable=False),
        sa.Column("from_state", sa.String(), nullable=False),
        sa.Column("to_state", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["paper_id"], ["supervision_papers.id"], name=op.f("fk_supervision_steps_paper_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supervision_steps")),
        sa.UniqueConstraint("paper_id", "position", name=op.f("uq_supervision_steps_paper_id")),
    )
    op.create_table(
        "repeat_crossings",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("cluster_id", sa.String(), nullable=False),
        sa.Column("ticket_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("wave", sa.Integer(), nullable=False),
        sa.Column("at", ticketing.base.UtcTime(timezone=True), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("paper_id", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["cluster_id"], ["matter_clusters.id"], name=op.f("fk_repeat_crossings_cluster_id")),
        sa.ForeignKeyConstraint(["paper_id"], ["supervision_papers.id"], name=op.f("fk_repeat_crossings_paper_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_repeat_crossings_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_repeat_crossings")),
        sa.UniqueConstraint("cluster_id", "kind", "wave", name=op.f("uq_repeat_crossings_cluster_id")),
    )
    with op.batch_alter_table("repeat_crossings", schema=None) as batch_op:
        batch_op.create_index("ix_repeat_crossings_paper_at", ["paper_id", "at"], unique=False)
        batch_op.create_index(batch_op.f("ix_repeat_crossings_ticket_id"), ["ticket_id"], unique=False)

    op.create_table(
        "lookback_samples",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("agency", sa.String(), nullable=False),
        sa.Column("at", ticketing.base.UtcTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("since", ticketing.base.UtcTime(timezone=True), nullable=False),
        sa.Column("until", ticketing.base.UtcTime(timezone=True), nullable=False),
        sa.Column("unit_code", sa.String(), nullable=True),
        sa.Column("by_unit", sa.Boolean(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("seed", sa.String(), nullable=False),
        sa.Column("population", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lookback_samples")),
    )
    with op.batch_alter_table("lookback_samples", schema=None) as batch_op:
        batch_op.create_index("ix_lookback_samples_at_id", ["at", "id"], unique=False)

    op.create_table(
        "lookback_items",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("sample_id", sa.String(), nullable=False),
        sa.Column("ticket_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("unit_code", sa.String(), nullable=True),
        sa.Column("closed_at", ticketing.base.UtcTime(timezone=True), nullable=False),
        sa.Column("result", sa.String(), nullable=True),
        sa.Column("grade", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("called_at", ticketing.base.UtcTime(timezone=True), nullable=True),
        sa.Column("called_by", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["sample_id"], ["lookback_samples.id"], name=op.f("fk_lookback_items_sample_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_lookback_items_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lookback_items")),
        sa.UniqueConstraint("sample_id", "ticket_id", name=op.f("uq_lookback_items_sample_id")),
    )
    with op.batch_alter_table("lookback_items", schema=None) as batch_op:
        batch_op.create_index("ix_lookback_items_sample_position", ["sample_id", "position"], unique=False)
        batch_op.create_index(batch_op.f("ix_lookback_items_ticket_id"), ["ticket_id"], unique=False)

    op.create_table(
        "score_entries",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("unit_code", sa.String(), nullable=False),
        sa.Column("unit_name", sa.String(), nullable=False),
        sa.Column("at", ticketing.base.UtcTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("points", sa.Double(), nullable=False),
        sa.Column("ground", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("ticket_id", sa.String(), nullable=True),
        sa.Column("document_id", sa.String(), nullable=True),
        sa.Column("corrects_id", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["corrects_id"], ["score_entries.id"], name=op.f("fk_score_entries_corrects_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_score_entries_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_score_entries")),
        sa.UniqueConstraint("source", name=op.f("uq_score_entries_source")),
    )
    with op.batch_alter_table("score_entries", schema=None) as batch_op:
        batch_op.create_index("ix_score_entries_at_id", ["at", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_score_entries_corrects_id"), ["corrects_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_score_entries_ticket_id"), ["ticket_id"], unique=False)
        batch_op.create_index("ix_score_entries_unit_at", ["unit_code", "at", "id"], unique=False)

    op.create_table(
        "score_appeals",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("entry_id", sa.String(), nullable=False),
        sa.Column("at", ticketing.base.UtcTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("decision", sa.String(), nullable=True),
        sa.Column("decided_at", ticketing.base.UtcTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.String(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["score_entries.id"], name=op.f("fk_score_appeals_entry_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_score_appeals")),
        sa.UniqueConstraint("entry_id", name=op.f("uq_score_appeals_entry_id")),
    )
    with op.batch_alter_table("score_appeals", schema=None) as batch_op:
        batch_op.create_index("ix_score_appeals_at_id", ["at", "id"], unique=False)

    op.create_table(
        "sanctions",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("unit_code", sa.String(), nullable=False),
        sa.Column("unit_name", sa.String(), nullable=False),
        sa.Column("at", ticketing.base.UtcTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("ticket_id", sa.String(), nullable=True),
        sa.Column("document_id", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_sanctions_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sanctions")),
    )
    with op.batch_alter_table("sanctions", schema=None) as batch_op:
        batch_op.create_index("ix_sanctions_at_id", ["at", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_sanctions_ticket_id"), ["ticket_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_sanctions_unit_code"), ["unit_code"], unique=False)

    op.create_table(
        "case_owners",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("ticket_id", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("since", ticketing.base.UtcTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("open_key", sa.String(), nullable=True),
        sa.Column("until", ticketing.base.UtcTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.String(), nullable=True),
        sa.Column("end_reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_case_owners_person_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_case_owners_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_owners")),
        sa.UniqueConstraint("open_key", name=op.f("uq_case_owners_open_key")),
    )
    with op.batch_alter_table("case_owners", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_owners_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_case_owners_ticket_id"), ["ticket_id"], unique=False)

    with op.batch_alter_table("early_warnings", schema=None) as batch_op:
        batch_op.add_column(sa.Column("cluster_id", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("level", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("wave", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("document_id", sa.String(), nullable=True))
        batch_op.drop_constraint("uq_early_warnings_ticket_id", type_="unique")
        batch_op.create_index("ix_early_warnings_at_id", ["at", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_early_warnings_ticket_id"), ["ticket_id"], unique=False)
        batch_op.create_unique_constraint(batch_op.f("uq_early_warnings_cluster_id"), ["cluster_id", "level", "wave"])
        batch_op.create_foreign_key(batch_op.f("fk_early_warnings_cluster_id"), "matter_clusters", ["cluster_id"], ["id"])
    op.execute("UPDATE early_warnings SET level = count")


def downgrade() -> None:
    with op.batch_alter_table("early_warnings", schema=None) as batch_op:
        batch_op.drop_constraint("fk_early_warnings_cluster_id", type_="foreignkey")
        batch_op.drop_constraint("uq_early_warnings_cluster_id", type_="unique")
        batch_op.drop_index("ix_early_warnings_ticket_id")
        batch_op.drop_index("ix_early_warnings_at_id")
        for name in ("document_id", "wave", "level", "cluster_id"):
            batch_op.drop_column(name)
        batch_op.create_unique_constraint("uq_early_warnings_ticket_id", ["ticket_id", "count"])
    for table in reversed(TABLES):
        op.drop_table(table)
