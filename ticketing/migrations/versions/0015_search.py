"""Full text of tickets, callback numbers, and the indexes by which they are found."""

from types import SimpleNamespace

import sqlalchemy as sa
from alembic import op

from ticketing.search.index import text_of
from ticketing.search.tokens import tokens

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

COLUMNS = "id, number, title, summary, matter, wish, caller_name, place"
PAGE = 2_000
VECTOR = "array_to_tsvector(string_to_array(tokens, ' '))"
SQLITE = (
    "CREATE VIRTUAL TABLE ticket_fts USING fts5(tokens, content='ticket_texts', content_rowid='seq', tokenize='unicode61')",
    "CREATE TRIGGER ticket_texts_added AFTER INSERT ON ticket_texts BEGIN"
    " INSERT INTO ticket_fts(rowid, tokens) VALUES (new.seq, new.tokens); END",
    "CREATE TRIGGER ticket_texts_gone AFTER DELETE ON ticket_texts BEGIN"
    " INSERT INTO ticket_fts(ticket_fts, rowid, tokens) VALUES ('delete', old.seq, old.tokens); END",
    "CREATE TRIGGER ticket_texts_changed AFTER UPDATE ON ticket_texts BEGIN"
    " INSERT INTO ticket_fts(ticket_fts, rowid, tokens) VALUES ('delete', old.seq, old.tokens);"
    " INSERT INTO ticket_fts(rowid, tokens) VALUES (new.seq, new.tokens); END",
)


def upgrade() -> None:
    op.create_table(
        "ticket_texts",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("ticket_id", sa.String(), nullable=False),
        sa.Column("tokens", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_ticket_texts_ticket_id")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_ticket_texts")),
        sa.UniqueConstraint("ticket_id", name=op.f("uq_ticket_texts_ticket_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("tickets", schema=None) as batch_op:
        batch_op.create_index("ix_tickets_callback_created", ["callback_number", "created_at"], unique=False)
    with op.batch_alter_table("ticket_callers", schema=None) as batch_op:
        batch_op.create_index("ix_ticket_callers_number_at", ["number", "at"], unique=False)
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"ALTER TABLE ticket_texts ADD COLUMN vector tsvector GENERATED ALWAYS AS ({VECTOR}) STORED")
        op.execute("ALTER TABLE ticket_texts ALTER COLUMN vector SET STATISTICS 1000")
        op.execute("CREATE INDEX ix_ticket_texts_vector ON ticket_texts USING gin (vector)")
    else:
        for statement in SQLITE:
            op.execute(statement)
    _index_what_is_there()


def downgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        for trigger in ("added", "gone", "changed"):
            op.execute(f"DROP TRIGGER ticket_texts_{trigger}")
        op.execute("DROP TABLE ticket_fts")
    with op.batch_alter_table("ticket_callers", schema=None) as batch_op:
        batch_op.drop_index("ix_ticket_callers_number_at")
    with op.batch_alter_table("tickets", schema=None) as batch_op:
        batch_op.drop_index("ix_tickets_callback_created")
    op.drop_table("ticket_texts")


def _index_what_is_there() -> None:
    """Page by page in the order of the numbers, which is that of time."""
    tickets = sa.table("tickets", *(sa.column(name) for name in COLUMNS.split(", ")), sa.column("place", sa.JSON))
    texts = sa.table("ticket_texts", sa.column("ticket_id"), sa.column("tokens"))
    columns = [tickets.c[name] for name in COLUMNS.split(", ")]
    last = ""
    while (
        rows := op.get_bind()
        .execute(sa.select(*columns).where(tickets.c.number > last).order_by(tickets.c.number).limit(PAGE))
        .all()
    ):
        found = [{"ticket_id": row.id, "tokens": " ".join(tokens(text_of(SimpleNamespace(**row._mapping))))} for row in rows]
        op.get_bind().execute(texts.insert(), found)
        last = rows[-1].number
