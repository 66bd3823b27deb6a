"""Third-party evaluation (第三方评估): a sample as a spreadsheet for the agency, and its results back, all or nothing."""

from collections.abc import Mapping
from datetime import datetime

from config.errors import BadInput
from config.ids import new_id
from ticketing.spreadsheets import Column, Mistake, Row, read, refuse, write_xlsx
from ticketing.supervision.lookback import items_of, sample_row
from ticketing.supervision.models import SampleItemRow
from ticketing.tickets.actor import Actor
from ticketing.tickets.models import PhoneRevealRow, TicketRow
from ticketing.uow import UnitOfWork

RESULTS = {"true": "已解决", "false": "未解决", "unsure": "无法判断", "unreached": "未接通"}
GRADES = {"5": "非常满意", "4": "满意", "3": "基本满意", "2": "不满意", "1": "非常不满意"}
COLUMNS = (
    Column(name="number", title="工单编号"),
    Column(name="unit", title="承办单位", required=False),
    Column(name="category", title="事项分类", required=False),
    Column(name="title", title="诉求标题", required=False, longest=500),
    Column(name="closed", title="办结时间", required=False),
    Column(name="phone", title="联系电话", required=False),
    Column(name="result", title="评估结果", words=RESULTS),
    Column(name="grade", title="满意度", required=False, words=GRADES),
    Column(name="note", title="评价说明", required=False, longest=2_000),
)


def sheet(uow: UnitOfWork, sample_id: str, *, actor: Actor, at: datetime) -> bytes:
    """The sample as .xlsx with empty columns for the agency: no name of the citizen, the phone to call. Each is kept as seen."""
    kept = sample_row(uow, sample_id)
    if kept.purpose != "third_party":
        raise BadInput("这次抽样不是第三方评估，不能导出电话。", "请选择第三方评估的抽样。")
    for item in items_of(uow, sample_id):
        why = f"第三方评估名单导出：{kept.agency}"
        seen = {"ticket_id": item.ticket_id, "person_id": actor.id, "unit_code": actor.unit, "at": at, "why": why}
        uow.session.add(PhoneRevealRow(id=new_id(), **seen))
    uow.session.flush()
    return write_xlsx(COLUMNS, [_line(uow, item) for item in items_of(uow, sample_id)], sheet="第三方评估")


def bring(uow: UnitOfWork, sample_id: str, name: str, content: bytes, *, actor: Actor, at: datetime) -> int:
    """Take the agency's results; returns how many. BadInput lists every mistake by line and column; then nothing is kept.

    An agency's verdict opens no ticket by itself: an inspector looks back at what it found unsolved.
    """
    kept = sample_row(uow, sample_id)
    if kept.purpose != "third_party":
        raise BadInput("这次抽样不是第三方评估。", "请选择第三方评估的抽样。")
    found = read(name, content, COLUMNS)
    items = {uow.session.get_one(TicketRow, item.ticket_id).number: item for item in items_of(uow, sample_id)}
    refuse([*found.mistakes, *(mistake for row in found.rows for mistake in _mistakes(row, items))])
    for row in found.rows:
        item = items[row["number"]]
        item.result, item.note = row["result"], row["note"]
        item.grade = int(row["grade"]) if row["grade"] else None
        item.called_at, item.called_by = at, actor.id
    uow.session.flush()
    return len(found.rows)


def _mistakes(row: Row, items: Mapping[str, SampleItemRow]) -> list[Mistake]:
    wrong = []
    if row["number"] not in items:
        wrong.append(Mistake(row.file, row.line, "工单编号", f"“{row['number']}”不在本次抽样中。"))
    if row["result"] not in RESULTS:
        wrong.append(Mistake(row.file, row.line, "评估结果", f"须为{'、'.join(RESULTS.values())}之一。"))
    if row["grade"] and row["grade"] not in GRADES:
        wrong.append(Mistake(row.file, row.line, "满意度", f"须为{'、'.join(GRADES.values())}之一，或留空。"))
    return wrong


def _line(uow: UnitOfWork, item: SampleItemRow) -> Mapping[str, str]:
    ticket = uow.session.get_one(TicketRow, item.ticket_id)
    return {
        "number": ticket.number,
        "unit": ticket.unit_name or "",
        "category": ticket.category_name or "",
        "title": ticket.title,
        "closed": f"{uow.calendar.local(item.closed_at):%Y-%m-%d %H:%M}",
        "phone": ticket.callback_number or ticket.caller_number,
    }
