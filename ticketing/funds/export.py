"""A pool's ledger for people's spreadsheets."""

from datetime import datetime

from ticketing.funds import ledger, reading, repository
from ticketing.people import repository as people
from ticketing.spreadsheets import Column, write_xlsx
from ticketing.uow import UnitOfWork

COLUMNS = (
    Column(name="position", title="序号"),
    Column(name="at", title="时间"),
    Column(name="kind", title="事项", words={str(kind): name for kind, name in ledger.ENTRY_NAMES.items()}),
    Column(name="amount", title="变动（元）"),
    Column(name="balance", title="余额（元）"),
    Column(name="by", title="经办人"),
    Column(name="reason", title="说明"),
)


def ledger_workbook(uow: UnitOfWork, pool_id: str, *, by: str, as_of: datetime) -> bytes:
    """All rows up to ``as_of``, oldest first; amounts in yuan."""
    pool = reading.pool(uow, pool_id, by=by)
    rows = repository.entries_until(uow, [pool_id], as_of)
    known = people.names(uow, {row.by for row in rows})
    cells = [
        {
            "position": row.position,
            "at": f"{uow.calendar.local(row.at):%Y-%m-%d %H:%M}",
            "kind": row.kind,
            "amount": row.amount_fen / 100,
            "balance": row.balance_fen / 100,
            "by": known.get(row.by, row.by),
            "reason": row.reason,
        }
        for row in sorted(rows, key=lambda row: row.position)
    ]
    return write_xlsx(COLUMNS, cells, sheet=f"{pool.year}台账")
