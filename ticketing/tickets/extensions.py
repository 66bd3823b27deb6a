"""Extension (延期): asked by the lead unit before the deadline, decided by the hotline, at most the level's own length, once."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from config.errors import BadInput, Conflict
from ticketing.clocks import extended, longest_extension
from ticketing.schema import Coded
from ticketing.tickets import timing
from ticketing.tickets.acting import end, lead_leg, own_leg, required, tell
from ticketing.tickets.actor import Actor
from ticketing.tickets.models import TicketRow
from ticketing.tickets.moves import taken
from ticketing.tickets.schemas import AskedExtension
from ticketing.uow import UnitOfWork

MOST_LISTED = 200


def ask_extension(
    uow: UnitOfWork, ticket_id: str, *, days: int, reason: str, actor: Actor, version: int | None, at: datetime
) -> TicketRow:
    """Ask for ``days`` (working days; of 24 hours in the schemes of hours).

    Conflict after the deadline (17:00:00 of the last day is still in time), for a second extension, or while one is asked for.
    """
    row = taken(uow, ticket_id, actor=actor, command="ask_extension", version=version)
    leg, why = own_leg(row, actor, "lead"), required(reason, "延期理由")
    if leg.deadline is not None and at > leg.deadline:
        raise Conflict("办结期限已过，不能再申请延期。", "请尽快办理，并在上报中说明超期原因。")
    if row.asked_extension is not None:
        raise Conflict("已有一份延期申请等待审批。", "请等待审批结果。")
    if row.extensions >= uow.law.terms.extensions:
        raise Conflict(f"每张工单最多延期{uow.law.terms.extensions}次。", "请在现有期限内办理。")
    _check_length(uow, row, days)
    row.asked_extension = days
    tell(uow, row, "extension_asked", f"{leg.unit_name}申请延期{days}天：{why[:200]}", at=at, roles=("dispatcher",))
    return end(uow, row, "ask_extension", actor=actor, at=at, reason=why, leg=leg, detail={"days": days})


def extend(
    uow: UnitOfWork,
    ticket_id: str,
    *,
    days: int | None = None,
    reason: str = "",
    actor: Actor,
    version: int | None,
    at: datetime,
) -> TicketRow:
    """同意延期, by what was asked or fewer ``days``; also after the deadline, as long as it was asked before."""
    row = taken(uow, ticket_id, actor=actor, command="extend", version=version)
    asked = _asked(row)
    granted = asked if days is None else days
    if not 1 <= granted <= asked:
        raise BadInput(f"同意的天数须在1到申请的{asked}天之间。", "请更正天数。")
    leg = lead_leg(row)
    row.extensions, row.asked_extension = row.extensions + 1, None
    end(uow, row, "extend", actor=actor, at=at, reason=reason.strip(), leg=leg, detail={"days": granted}, clock=True)
    until = f"{uow.calendar.local(row.deadline):%m月%d日%H:%M}" if row.deadline else ""
    tell(uow, row, "extended", f"同意延期，新期限{until}。", at=at, units=[leg.unit_code])
    return row


def refuse_extension(
    uow: UnitOfWork, ticket_id: str, *, reason: str, actor: Actor, version: int | None, at: datetime
) -> TicketRow:
    row = taken(uow, ticket_id, actor=actor, command="refuse_extension", version=version)
    _asked(row)
    why, leg = required(reason, "不同意延期的理由"), lead_leg(row)
    row.asked_extension = None
    tell(uow, row, "extension_refused", f"延期申请未获同意：{why[:200]}", at=at, units=[leg.unit_code])
    return end(uow, row, "refuse_extension", actor=actor, at=at, reason=why, leg=leg)


def asked_for(uow: UnitOfWork) -> Sequence[TicketRow]:
    """Tickets whose unit waits for the decision, the nearest deadline first; at most 200."""
    query = select(TicketRow).where(TicketRow.asked_extension.is_not(None)).options(selectinload(TicketRow.legs))
    return uow.session.scalars(query.order_by(TicketRow.deadline, TicketRow.id).limit(MOST_LISTED)).all()


def asked_out(uow: UnitOfWork, row: TicketRow) -> AskedExtension:
    """The request as its decider sees it, with the deadline that a full grant would give."""
    steps = timing.history(uow, row.id)
    asked = next((step for step in reversed(steps) if step.command == "ask_extension"), None)
    days = row.asked_extension or 0
    now = timing.course_of(uow, row, lead_leg(row), steps)
    return AskedExtension(
        id=row.id,
        number=row.number,
        title=row.title,
        version=row.version,
        unit=Coded(code=row.unit_code, name=row.unit_name or "") if row.unit_code else None,
        level=row.level,
        scheme=row.scheme,
        deadline=row.deadline,
        days=days,
        until=extended(now, days, uow.calendar).due if now else None,
        reason=asked.reason if asked else "",
        asked_at=asked.at if asked else None,
    )


def _asked(row: TicketRow) -> int:
    if row.asked_extension is None:
        raise Conflict("这张工单没有待审批的延期申请。", "请刷新工单后查看。")
    return row.asked_extension


def _check_length(uow: UnitOfWork, row: TicketRow, days: int) -> None:
    course = timing.course_of(uow, row, lead_leg(row), timing.history(uow, row.id))
    most = longest_extension(course, uow.law.terms) if course else 1
    if not 1 <= days <= most:
        raise BadInput(f"延期须为1至{most}天，不超过本级时限。", "请更正延期天数。")
