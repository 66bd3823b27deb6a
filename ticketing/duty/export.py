"""The ledger of a year as of any day for people's spreadsheets: its sums and rates, and each session they come from."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from ticketing.duty import ledger
from ticketing.duty.figures import year_ledger
from ticketing.duty.ledger import BASE, LedgerSession
from ticketing.duty.schemas import LedgerLine
from ticketing.spreadsheets import Column, write_csv, write_xlsx
from ticketing.uow import UnitOfWork

COLUMNS = (
    Column(name="group", title="分组"),
    Column(name="name", title="名称"),
    Column(name="sessions", title="场次"),
    Column(name="past", title="其中补录"),
    Column(name="connected", title="接通"),
    Column(name="on_the_spot", title="现场解答"),
    Column(name="percent", title="在线解答率（%）"),
    Column(name="abandoned", title="放弃"),
    Column(name="silent", title="无声"),
    Column(name="wrong_number", title="错号"),
    Column(name="corrections", title="更正"),
    Column(name="base", title="口径"),
)
COUNTS = ("sessions", "past", "connected", "on_the_spot", "abandoned", "silent", "wrong_number", "corrections")


def ledger_rows(uow: UnitOfWork, as_of: datetime) -> list[dict[str, Any]]:
    """The total, then by leader, unit and month, then session by session: every sum beside the rows it is made of."""
    figures, sessions = year_ledger(uow, as_of)
    said = f"{uow.calendar.local(as_of):%Y-%m-%d %H:%M}"
    return [
        _row("合计", f"{figures.since.year}年，截至{said}", figures.total),
        *([_row("合计", "更正前", figures.as_closed)] if figures.total.corrections else []),
        *_rows("带班领导", figures.by_leader),
        *_rows("带班单位", figures.by_unit),
        *_rows("月份", figures.by_month),
        *(_row("场次", _said(one), ledger.line(one.id, one.id, [one])) for one in sessions),
    ]


def ledger_file(uow: UnitOfWork, as_of: datetime, *, excel: bool) -> bytes:
    """As .xlsx, or as CSV for every other program."""
    rows = ledger_rows(uow, as_of)
    return write_xlsx(COLUMNS, rows, sheet="带班台账") if excel else write_csv(COLUMNS, rows, titles=True)


def _rows(group: str, lines: Sequence[LedgerLine]) -> list[dict[str, Any]]:
    return [_row(group, line.name, line) for line in lines]


def _row(group: str, name: str, line: LedgerLine) -> dict[str, Any]:
    counts = {column: getattr(line, column) for column in COUNTS}
    return {"group": group, "name": name, "percent": line.rate.percent, "base": BASE} | counts


def _said(session: LedgerSession) -> str:
    return f"{session.began} {session.unit_name} {session.leader_name}{'（补录）' if session.past else ''}"
