"""The readable text of what was said, and which part of it stands for which part of what was heard."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("segments", schema=None) as batch_op:
        batch_op.add_column(sa.Column("readable", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("spans", sa.JSON(), nullable=False, server_default="[]"))


def downgrade() -> None:
    with op.batch_alter_table("segments", schema=None) as batch_op:
        batch_op.drop_column("spans")
        batch_op.drop_column("readable")
