"""Bulletins with their corrections; a warned matter's group of cases, and the case that tells of its root."""

import sqlalchemy as sa
from alembic import op

import ticketing.base

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "bulletins",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("theme", sa.String(), nullable=False),
        sa.Column("remarks", sa.String(), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("issued_at", ticketing.base.UtcTime(timezone=True), nullable=False),
        sa.Column("issued_by", sa.String(), nullable=False),
        sa.Column("document_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name=op.f("fk_bulletins_document_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bulletins")),
        sa.UniqueConstraint("kind", "first_day", name=op.f("uq_bulletins_kind")),
    )
    op.create_index("ix_bulletins_issued_at_id", "bulletins", ["issued_at", "id"])
    op.create_table(
        "bulletin_corrections",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("bulletin_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("at", ticketing.base.UtcTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("differences", sa.JSON(), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("document_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["bulletin_id"], ["bulletins.id"], name=op.f("fk_bulletin_corrections_bulletin_id")),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name=op.f("fk_bulletin_corrections_document_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bulletin_corrections")),
        sa.UniqueConstraint("bulletin_id", "position", name=op.f("uq_bulletin_corrections_bulletin_id")),
    )
    with op.batch_alter_table("clusters", schema=None) as batch_op:
        batch_op.add_column(sa.Column("matter_id", sa.String(), nullable=True))
        batch_op.create_unique_constraint(batch_op.f("uq_clusters_matter_id"), ["matter_id"])
        batch_op.create_foreign_key(batch_op.f("fk_clusters_matter_id"), "matter_clusters", ["matter_id"], ["id"])
    with op.batch_alter_table("matter_clusters", schema=None) as batch_op:
        batch_op.add_column(sa.Column("case_id", sa.String(), nullable=True))
        batch_op.create_foreign_key(batch_op.f("fk_matter_clusters_case_id"), "cases", ["case_id"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("matter_clusters", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_matter_clusters_case_id"), type_="foreignkey")
        batch_op.drop_column("case_id")
    with op.batch_alter_table("clusters", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_clusters_matter_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("uq_clusters_matter_id"), type_="unique")
        batch_op.drop_column("matter_id")
    op.drop_table("bulletin_corrections")
    op.drop_table("bulletins")
