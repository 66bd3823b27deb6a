"""Fund pools, studios, task forces, conditional approvals, aid."""

import sqlalchemy as sa
from alembic import op

import ticketing.base

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "aid_partners",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("party", sa.String(), nullable=False),
        sa.Column("unit_code", sa.String(), nullable=True),
        sa.Column("contact", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("created_at", ticketing.base.UtcTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_aid_partners")),
        sa.UniqueConstraint("name", name=op.f("uq_aid_partners_name")),
    )
    with op.batch_alter_table("aid_partners", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_aid_partners_party"), ["party"], unique=False)

    op.create_table(
        "fund_pools",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("unit_code", sa.String(), nullable=False),
        sa.Column("unit_name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("exempt_fen", sa.BigInteger(), nullable=False),
        sa.Column("balance_fen", sa.BigInteger(), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("draws", sa.Integer(), nullable=False),
        sa.Column("created_at", ticketing.base.UtcTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("closed_at", ticketing.base.UtcTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.String(), nullable=True),
        sa.Column("close_told_at", ticketing.base.UtcTime(timezone=True), nullable=True),
        sa.CheckConstraint("balance_fen >= 0", name="ck_fund_pools_never_negative"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fund_pools")),
        sa.UniqueConstraint("unit_code", "kind", "year", name=op.f("uq_fund_pools_unit_code")),
    )
    with op.batch_alter_table("fund_pools", schema=None) as batch_op:
        batch_op.create_index("ix_fund_pools_year_unit", ["year", "unit_code"], unique=False)

    op.create_table(
        "studios",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("unit_code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("specialities", sa.JSON(), nullable=False),
        sa.Column("areas", sa.JSON(), nullable=False),
        sa.Column("categories", sa.JSON(), nullable=False),
        sa.Column("partners", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", ticketing.base.UtcTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("closed_at", ticketing.base.UtcTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_studios")),
        sa.UniqueConstraint("unit_code", "kind", "name", name=op.f("uq_studios_unit_code")),
    )
    with op.batch_alter_table("studios", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_studios_kind"), ["kind"], unique=False)
        batch_op.create_index(batch_op.f("ix_studios_state"), ["state"], unique=False)

    op.create_table(
        "aid_pledges",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("partner_id", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("at", ticketing.base.UtcTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("persons", sa.Integer(), nullable=False),
        sa.Column("money_fen", sa.BigInteger(), nullable=False),
        sa.Column("jobs", sa.Integer(), nullable=False),
        sa.Column("goods", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["partner_id"], ["aid_partners.id"], name=op.f("fk_aid_pledges_partner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_aid_pledges")),
    )
    with op.batch_alter_table("aid_pledges", schema=None) as batch_op:
        batch_op.create_index("ix_aid_pledges_year_partner", ["year", "partner_id"], unique=False)

    op.create_table(
        "studio_members",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("studio_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_studio_members_person_id")),
        sa.ForeignKeyConstraint(["studio_id"], ["studios.id"], name=op.f("fk_studio_members_studio_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_studio_members")),
    )
    with op.batch_alter_table("studio_members", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_studio_members_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_studio_members_studio_id"), ["studio_id"], unique=False)

    op.create_table(
        "studio_steps",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("studio_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("at", ticketing.base.UtcTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("command", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["studio_id"], ["studios.id"], name=op.f("fk_studio_steps_studio_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_studio_steps")),
        sa.UniqueConstraint("studio_id", "position", name=op.f("uq_studio_steps_studio_id")),
    )
    op.create_table(
        "aid_rows",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("partner_id", sa.String(), nullable=False),
        sa.Column("pledge_id", sa.String(), nullable=True),
        sa.Column("ticket_id", sa.String(), nullable=True),
        sa.Column("unit_code", sa.String(), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=False),
        sa.Column("at", ticketing.base.UtcTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("persons", sa.Integer(), nullable=False),
        sa.Column("money_fen", sa.BigInteger(), nullable=False),
        sa.Column("jobs", sa.Integer(), nullable=False),
        sa.Column("goods", sa.Integer(), nullable=False),
        sa.Column("goods_text", sa.String(), nullable=False),
        sa.Column("corrects_id", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["corrects_id"], ["aid_rows.id"], name=op.f("fk_aid_rows_corrects_id")),
        sa.ForeignKeyConstraint(["partner_id"], ["aid_partners.id"], name=op.f("fk_aid_rows_partner_id")),
        sa.ForeignKeyConstraint(["pledge_id"], ["aid_pledges.id"], name=op.f("fk_aid_rows_pledge_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_aid_rows_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_aid_rows")),
        sa.UniqueConstraint("corrects_id", name=op.f("uq_aid_rows_corrects_id")),
    )
    with op.batch_alter_table("aid_rows", schema=None) as batch_op:
        batch_op.create_index("ix_aid_rows_at_id", ["at", "id"], unique=False)
        batch_op.create_index("ix_aid_rows_done_id", ["done_on", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_aid_rows_partner_id"), ["partner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_aid_rows_pledge_id"), ["pledge_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_aid_rows_ticket_id"), ["ticket_id"], unique=False)

    op.create_table(
        "conditional_cases",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("ticket_id", sa.String(), nullable=True),
        sa.Column("unit_code", sa.String(), nullable=False),
        sa.Column("unit_name", sa.String(), nullable=False),
        sa.Column("applicant", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("matter", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("approved_at", ticketing.base.UtcTime(timezone=True), nullable=False),
        sa.Column("approved_by", sa.String(), nullable=False),
        sa.Column("grace_until", ticketing.base.UtcTime(timezone=True), nullable=True),
        sa.Column("next_at", ticketing.base.UtcTime(timezone=True), nullable=True),
        sa.Column("ended_at", ticketing.base.UtcTime(timezone=True), nullable=True),
        sa.Column("revocation_id", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_conditional_cases_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conditional_cases")),
        sa.UniqueConstraint("number", name=op.f("uq_conditional_cases_number")),
    )
    with op.batch_alter_table("conditional_cases", schema=None) as batch_op:
        batch_op.create_index("ix_conditional_cases_approved_id", ["approved_at", "id"], unique=False)
        batch_op.create_index("ix_conditional_cases_next_at", ["next_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_conditional_cases_ticket_id"), ["ticket_id"], unique=False)
        batch_op.create_index("ix_conditional_cases_unit_approved", ["unit_code", "approved_at", "id"], unique=False)

    op.create_table(
        "fund_draws",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("pool_id", sa.String(), nullable=False),
        sa.Column("ticket_id", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("reserved_fen", sa.BigInteger(), nullable=False),
        sa.Column("paid_fen", sa.BigInteger(), nullable=True),
        sa.Column("actual_fen", sa.BigInteger(), nullable=True),
        sa.Column("exempt", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("steps", sa.Integer(), nullable=False),
        sa.Column("requested_at", ticketing.base.UtcTime(timezone=True), nullable=False),
        sa.Column("requested_by", sa.String(), nullable=False),
        sa.Column("decided_at", ticketing.base.UtcTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.String(), nullable=True),
        sa.Column("due_at", ticketing.base.UtcTime(timezone=True), nullable=False),
        sa.Column("ended_at", ticketing.base.UtcTime(timezone=True), nullable=True),
        sa.Column("late_told_at", ticketing.base.UtcTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["pool_id"], ["fund_pools.id"], name=op.f("fk_fund_draws_pool_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_fund_draws_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fund_draws")),
        sa.UniqueConstraint("number", name=op.f("uq_fund_draws_number")),
    )
    with op.batch_alter_table("fund_draws", schema=None) as batch_op:
        batch_op.create_index("ix_fund_draws_pool_requested", ["pool_id", "requested_at", "id"], unique=False)
        batch_op.create_index("ix_fund_draws_requested_id", ["requested_at", "id"], unique=False)
        batch_op.create_index("ix_fund_draws_state_due", ["state", "due_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_fund_draws_ticket_id"), ["ticket_id"], unique=False)

    op.create_table(
        "studio_outcomes",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("studio_id", sa.String(), nullable=False),
        sa.Column("ticket_id", sa.String(), nullable=False),
        sa.Column("at", ticketing.base.UtcTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["studio_id"], ["studios.id"], name=op.f("fk_studio_outcomes_studio_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_studio_outcomes_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_studio_outcomes")),
    )
    with op.batch_alter_table("studio_outcomes", schema=None) as batch_op:
        batch_op.create_index("ix_studio_outcomes_studio_at", ["studio_id", "at"], unique=False)
        batch_op.create_index(batch_op.f("ix_studio_outcomes_ticket_id"), ["ticket_id"], unique=False)

    op.create_table(
        "studio_tickets",
        sa.Column("studio_id", sa.String(), nullable=False),
        sa.Column("ticket_id", sa.String(), nullable=False),
        sa.Column("at", ticketing.base.UtcTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["studio_id"], ["studios.id"], name=op.f("fk_studio_tickets_studio_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_studio_tickets_ticket_id")),
        sa.PrimaryKeyConstraint("studio_id", "ticket_id", name=op.f("pk_studio_tickets")),
    )
    with op.batch_alter_table("studio_tickets", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_studio_tickets_ticket_id"), ["ticket_id"], unique=False)

    op.create_table(
        "conditional_papers",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("first_due_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("extensions", sa.Integer(), nullable=False),
        sa.Column("reminded_for", sa.Date(), nullable=True),
        sa.Column("received_at", ticketing.base.UtcTime(timezone=True), nullable=True),
        sa.Column("received_by", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["conditional_cases.id"], name=op.f("fk_conditional_papers_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conditional_papers")),
        sa.UniqueConstraint("case_id", "position", name=op.f("uq_conditional_papers_case_id")),
    )
    op.create_table(
        "fund_entries",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("pool_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("at", ticketing.base.UtcTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("balance_fen", sa.BigInteger(), nullable=False),
        sa.Column("draw_id", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["draw_id"], ["fund_draws.id"], name=op.f("fk_fund_entries_draw_id")),
        sa.ForeignKeyConstraint(["pool_id"], ["fund_pools.id"], name=op.f("fk_fund_entries_pool_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fund_entries")),
        sa.UniqueConstraint("pool_id", "position", name=op.f("uq_fund_entries_pool_id")),
    )
    with op.batch_alter_table("fund_entries", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_fund_entries_draw_id"), ["draw_id"], unique=False)
        batch_op.create_index("ix_fund_entries_pool_at", ["pool_id", "at"], unique=False)

    op.create_table(
        "fund_outputs",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("draw_id", sa.String(), nullable=False),
        sa.Column("at", ticketing.base.UtcTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("hundredths", sa.BigInteger(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["draw_id"], ["fund_draws.id"], name=op.f("fk_fund_outputs_draw_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fund_outputs")),
    )
    with op.batch_alter_table("fund_outputs", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_fund_outputs_draw_id"), ["draw_id"], unique=False)

    op.create_table(
        "fund_steps",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("draw_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("at", ticketing.base.UtcTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("command", sa.String(), nullable=False),
        sa.Column("from_state", sa.String(), nullable=False),
        sa.Column("to_state", sa.String(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["draw_id"], ["fund_draws.id"], name=op.f("fk_fund_steps_draw_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fund_steps")),
        sa.UniqueConstraint("draw_id", "position", name=op.f("uq_fund_steps_draw_id")),
    )
    op.create_table(
        "conditional_steps",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("at", ticketing.base.UtcTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("command", sa.String(), nullable=False),
        sa.Column("from_state", sa.String(), nullable=False),
        sa.Column("to_state", sa.String(), nullable=False),
        sa.Column("paper_id", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["conditional_cases.id"], name=op.f("fk_conditional_steps_case_id")),
        sa.ForeignKeyConstraint(["paper_id"], ["conditional_papers.id"], name=op.f("fk_conditional_steps_paper_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conditional_steps")),
        sa.UniqueConstraint("case_id", "position", name=op.f("uq_conditional_steps_case_id")),
    )


def downgrade() -> None:
    for table in (
        "conditional_steps",
        "fund_steps",
        "fund_outputs",
        "fund_entries",
        "conditional_papers",
        "studio_tickets",
        "studio_outcomes",
        "fund_draws",
        "conditional_cases",
        "aid_rows",
        "studio_steps",
        "studio_members",
        "aid_pledges",
        "studios",
        "fund_pools",
        "aid_partners",
    ):
        op.drop_table(table)
