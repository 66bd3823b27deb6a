"""Drafts that were kept under their call before there were intakes are the same drafts afterwards."""

from pathlib import Path

from alembic import command
from sqlalchemy import Connection, create_engine, text

from ticketing.migrating import _config

CASES = {
    "open": ("open", None),
    "sent": ("dispatched", "ticket"),
    "joined": ("closed", "supplement"),
    "mute": ("closed", "silent"),
}
FIELDS = '{"title": "路灯"}'
AT = "2026-03-04 04:00:00"


def insert(connection: Connection, table: str, **values: object) -> None:
    """A row of a table as it was then; what must be there and is not given is 0."""
    columns = connection.execute(text(f"PRAGMA table_info({table})")).all()
    given = {row.name: 0 for row in columns if row.notnull and row.dflt_value is None} | values
    named = ", ".join(given)
    connection.execute(text(f"INSERT INTO {table} ({named}) VALUES ({', '.join(f':{name}' for name in given)})"), given)


def test_an_old_draft_keeps_its_fields_and_changes_and_gets_its_intake(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path / 'old.db'}")
    with engine.begin() as connection:
        command.upgrade(_config(connection), "0007")
        for id, (status, outcome) in CASES.items():
            insert(connection, "calls", id=id, arrived_at=AT, caller_number="16412345678", outcome=outcome, outcome_at=AT)
            insert(
                connection,
                "drafts",
                call_id=id,
                agent_id="a1",
                opened_at=AT,
                version=3,
                status=status,
                fields=FIELDS,
                edited="[]",
            )
            insert(connection, "draft_changes", id=f"c-{id}", call_id=id, at=AT, by="a1", field="title")
    with engine.begin() as connection:
        command.upgrade(_config(connection), "0008")
        states = {row.id: row.state for row in connection.execute(text("SELECT id, state FROM intakes"))}
        kept = connection.execute(text("SELECT id, call_id, version, fields FROM drafts WHERE id = 'sent'")).one()
        changes = connection.execute(text("SELECT draft_id FROM draft_changes ORDER BY draft_id")).scalars().all()
    assert states == {"open": "accepted", "sent": "dispatched", "joined": "joined", "mute": "closed"}
    assert tuple(kept) == ("sent", "sent", 3, FIELDS)
    assert changes == sorted(CASES)
    with engine.begin() as connection:
        command.downgrade(_config(connection), "0007")
        assert connection.execute(text("SELECT count(*) FROM drafts WHERE call_id = 'sent'")).scalar() == 1
    engine.dispose()
