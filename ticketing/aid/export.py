"""A year's ledger of aid for people's spreadsheets, with the rows that were taken back and those that take them back."""

from datetime import date, datetime

from ticketing.aid import reading, repository
from ticketing.aid.totals import PARTY_NAMES
from ticketing.spreadsheets import Column, write_xlsx
from ticketing.uow import UnitOfWork

COLUMNS = (
    Column(name="done_on", title="日期"),
    Column(name="partner", title="共建单位"),
    Column(name="party", title="类别", words={str(party): name for party, name in PARTY_NAMES.items()}),
    Column(name="text", title="内容"),
    Column(name="persons", title="人次"),
    Column(name="money", title="资金（元）"),
    Column(name="jobs", title="岗位"),
    Column(name="goods", title="物资"),
    Column(name="goods_text", title="物资名称"),
    Column(name="ticket", title="工单"),
    Column(name="unit", title="联系单位"),
    Column(name="standing", title="状态", words={"stands": "有效", "wrong": "已冲正", "takes_back": "冲正"}),
    Column(name="by", title="登记人"),
    Column(name="at", title="登记时间"),
)
PART = 500
"""Rows whose names are looked up together."""


def ledger_workbook(uow: UnitOfWork, year: int, as_of: datetime) -> bytes:
    """Deeds done in the year as the ledger stood at ``as_of``, by their day, in yuan; the columns' sums are the totals'."""
    rows = repository.deeds_between(uow, date(year, 1, 1), date(year, 12, 31), as_of)
    parts = (rows[n : n + PART] for n in range(0, len(rows), PART))
    deeds = [deed for part in parts for deed in reading.deeds_out(uow, part)]
    cells = [
        {
            "done_on": f"{deed.done_on:%Y-%m-%d}",
            "partner": deed.partner.name,
            "party": deed.party,
            "text": deed.text,
            "persons": deed.sums.persons,
            "money": deed.sums.money_fen / 100,
            "jobs": deed.sums.jobs,
            "goods": deed.sums.goods,
            "goods_text": deed.goods_text,
            "ticket": deed.ticket.number if deed.ticket else "",
            "unit": deed.unit.name if deed.unit else "",
            "standing": "takes_back" if deed.corrects else "wrong" if deed.corrected else "stands",
            "by": deed.by.name,
            "at": f"{uow.calendar.local(deed.at):%Y-%m-%d %H:%M}",
        }
        for deed in deeds
    ]
    return write_xlsx(COLUMNS, cells, sheet=f"{year}帮扶台账")
