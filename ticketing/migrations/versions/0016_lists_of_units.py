"""An index for a unit's tickets, newest first."""

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_tickets_unit_created", "tickets", ["unit_code", "created_at"])


def downgrade() -> None:
    op.drop_index("ix_tickets_unit_created", "tickets")
