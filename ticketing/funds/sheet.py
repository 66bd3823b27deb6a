"""The paper of a draw (应急包支用单): who asked for what, who agreed, what was made, and every step."""

from datetime import datetime

from ticketing.documents import service as documents
from ticketing.documents.content import Block, Document, Facts, Heading, Signature, Table
from ticketing.documents.schemas import DocumentOut
from ticketing.funds import reading, repository
from ticketing.funds.draw_states import COMMAND_NAMES, STATE_NAMES
from ticketing.funds.ledger import yuan
from ticketing.funds.schemas import DrawOut
from ticketing.uow import UnitOfWork

KIND = "fund_draw"
OUTPUT_NAMES = {
    "wall": "围墙", "pipe": "管道", "road": "路面", "tree": "树木", "advert": "广告牌", "light": "照明",
    "facility": "设施", "other": "其他",
}  # fmt: skip


def issue(uow: UnitOfWork, draw_id: str, *, by: str, at: datetime) -> DocumentOut:
    """Print the draw as it stands: the last sheet, unless something was done since; then one with a number of its own."""
    repository.draw_row(uow, draw_id)
    draw, subject = reading.draw(uow, draw_id, by=by, at=at), f"fund_draw:{draw_id}"
    issued = documents.of_subject(uow, subject)
    if issued and issued[-1].at >= draw.history[-1].at:
        return issued[-1]
    paper = content(draw, uow.city.name, uow.calendar.local(at))
    return documents.issue(uow, paper, by=by, at=at, ticket=draw.ticket.id, subject=subject, units=[draw.unit.code])


def content(draw: DrawOut, city: str, at: datetime) -> Document:
    """The sheet as plain values; ``at`` in local time. Pure."""
    blocks: list[Block] = [Facts(pairs=_facts(draw)), Heading("办理经过"), _history(draw, at)]
    if draw.outputs:
        rows = tuple((OUTPUT_NAMES.get(o.kind, o.kind), f"{o.quantity:g}", o.unit) for o in draw.outputs)
        blocks += [Heading("成果"), Table(columns=("成果", "数量", "单位"), rows=rows)]
    blocks.append(Signature(lines=("经办人（签字）", "审批人（签字）")))
    return Document(
        kind=KIND,
        title=f"{draw.unit.name}应急资金支用单",
        issuer=f"{city}12345政务服务便民热线",
        date=at.date(),
        blocks=tuple(blocks),
    )


def _facts(draw: DrawOut) -> tuple[tuple[str, str], ...]:
    decided = draw.decided_by.name if draw.decided_by else ("免审批" if draw.exempt else "")
    return (
        ("用款编号", draw.number),
        ("状态", STATE_NAMES[draw.state]),
        ("工单", f"{draw.ticket.number} {draw.ticket.title}"),
        ("用途", draw.purpose),
        ("申请金额", yuan(draw.reserved_fen)),
        ("拨付金额", "" if draw.paid_fen is None else yuan(draw.paid_fen)),
        ("结算金额", "" if draw.actual_fen is None else yuan(draw.actual_fen)),
        ("申请人", draw.requested_by.name),
        ("审批人", decided),
    )


def _history(draw: DrawOut, at: datetime) -> Table:
    rows = tuple(
        (f"{step.at.astimezone(at.tzinfo):%Y-%m-%d %H:%M}", step.by.name, COMMAND_NAMES[step.command], step.reason)
        for step in draw.history
    )
    return Table(columns=("时间", "人员", "事项", "说明"), rows=rows, widths=(0.2, 0.15, 0.15, 0.5))
