"""The session sheet (带班记录表): who held the session, each call and what became of it, and the figures with their base."""

from collections.abc import Mapping
from datetime import date, datetime

from config.errors import Conflict
from ticketing.documents import service as documents
from ticketing.documents.content import Block, Document, Facts, Heading, Paragraph, Signature, Table
from ticketing.documents.schemas import DocumentOut
from ticketing.duty import repository, steps
from ticketing.duty.attendance import STATUS_NAMES
from ticketing.duty.ledger import BASE, COUNTED_NAMES
from ticketing.duty.out import session_out, subject_of
from ticketing.duty.rota import ROLES
from ticketing.duty.schemas import DutyCallOut, DutySessionOut
from ticketing.privacy.masks import mask_phone
from ticketing.tickets import repository as tickets
from ticketing.tickets.models import TicketRow
from ticketing.uow import UnitOfWork

KIND = "duty_sheet"
TITLE = "领导带班接听记录表"
COLUMNS = ("序号", "来电时间", "来电号码", "事项", "结果", "答复要点或去向", "工单号", "办结期限")
WIDTHS = (1, 2.2, 2.6, 5, 2, 7, 3.2, 2.8)
STATES = {"planned": "未开始", "open": "接听中", "closed": "已结束", "cancelled": "已取消", "missed": "未开"}


def of_session(uow: UnitOfWork, session_id: str, today: date) -> Document:
    """The sheet as the session stands now; callers' numbers are masked, for it hangs in offices."""
    row = repository.session_row(uow, session_id, lock=False)
    session = session_out(uow, row)
    became = tickets.of_calls(uow, [call.call_id for call in session.calls])
    answers = {one.call_id: one.answer for one in repository.verdict_rows(uow, session_id) if one.answer}
    blocks: list[Block] = [
        _facts(uow, session),
        Heading("一、接听情况"),
        Paragraph(_figures(session)),
        Heading("二、来电记录"),
        _calls(uow, session, became, answers),
        *_corrections(uow, session),
        Signature(lines=("带班领导（签字）", "记录人（签字）")),
    ]
    return Document(kind=KIND, title=TITLE, issuer=session.unit.name, date=today, blocks=tuple(blocks), landscape=True)


def issue(uow: UnitOfWork, session_id: str, by: str, at: datetime) -> DocumentOut:
    """Number the sheet and keep it as it is now. Conflict before the closing, and when nothing has changed since the last."""
    row = repository.session_row(uow, session_id)
    if row.state != "closed":
        raise Conflict("带班还没有结束，不能出具记录表。", "请先结束带班；现在可以打印校样。")
    history = [one.step for one in steps.rows_of(uow, [session_id])[session_id]]
    if "sheet_issued" in history and not {"corrected", "late_call"} & set(history[_last(history, "sheet_issued") :]):
        raise Conflict("记录表已出具，此后没有更正。", "请打印已出具的记录表。")
    made = documents.issue(
        uow,
        of_session(uow, session_id, uow.calendar.local(at).date()),
        by=by,
        at=at,
        subject=subject_of(session_id),
        units=[row.unit_code],
    )
    steps.append(uow, row, "sheet_issued", by=by, at=at, document=made.id, number=made.number)
    return made


def _last(history: list[str], step: str) -> int:
    return len(history) - 1 - history[::-1].index(step)


def _facts(uow: UnitOfWork, session: DutySessionOut) -> Facts:
    present = {one.role: f"{_clock(uow, one.at)}（{STATUS_NAMES[one.status]}）" for one in session.present}
    absent = "未签到" if session.absent else "–"
    acting = f"（由替补{session.acting.name}代为带班）" if session.acting else ""
    checked = "；".join(f"{ROLES[role]} {said}" for role, said in present.items())
    pairs = (
        ("带班场次", session.title),
        ("带班单位", session.unit.name),
        ("带班领导", session.leader_name + acting),
        ("替补", session.deputy.name if session.deputy else "–"),
        ("协助话务员", session.assistant.name if session.assistant else "–"),
        ("接听号码", session.number or "–"),
        ("计划时间", f"{_day(uow, session.starts_at)} {_clock(uow, session.starts_at)}–{_clock(uow, session.ends_at)}"),
        ("实际时间", _really(uow, session)),
        ("签到", "；".join(filter(None, (checked, f"带班领导{absent}" if session.absent else ""))) or absent),
    )
    return Facts(pairs, columns=3)


def _really(uow: UnitOfWork, session: DutySessionOut) -> str:
    if session.opened_at is None:
        return STATES[session.state]
    until = f"–{_clock(uow, session.closed_at)}" if session.closed_at else " 起"
    return f"{_clock(uow, session.opened_at)}{until}（{STATES[session.state]}）"


def _figures(session: DutySessionOut) -> str:
    rate = f"{session.rate:.2f}%" if session.rate is not None else "无（没有接通来电）"
    undecided = f"，未定结果 {session.undecided} 通" if session.undecided else ""
    return (
        f"接通 {session.denominator} 通，现场解答 {session.numerator} 通，转派办理 {session.to_dispatch} 通{undecided}。"
        f"在线解答率 {rate}（分子 {session.numerator}，分母 {session.denominator}；口径：{BASE}）。"
        f"另有放弃 {session.abandoned} 通、无声 {session.silent} 通、错号 {session.wrong_number} 通。"
    )


def _calls(uow: UnitOfWork, session: DutySessionOut, became: Mapping[str, TicketRow], answers: Mapping[str, str]) -> Table:
    rows = tuple(
        (
            str(number),
            _clock(uow, call.arrived_at),
            mask_phone(call.caller_number) or "–",
            call.title or "–",
            _result(call),
            _where(became.get(call.call_id), answers.get(call.call_id, "")),
            call.ticket.number if call.ticket else "–",
            _due(uow, became.get(call.call_id)),
        )
        for number, call in enumerate(session.calls, 1)
    )
    return Table(COLUMNS, rows, WIDTHS)


def _corrections(uow: UnitOfWork, session: DutySessionOut) -> list[Block]:
    corrected = [one for one in session.steps if one.step == "corrected"]
    if not corrected:
        return []
    told = (
        f"{_day(uow, one.at)} {one.by.name}：由“{COUNTED_NAMES[one.detail['was']]}”更正为"
        f"“{COUNTED_NAMES[one.detail['counts_as']]}”。原因：{one.reason}"
        for one in corrected
    )
    return [Heading("三、结束后的更正"), *map(Paragraph, told)]


def _result(call: DutyCallOut) -> str:
    if call.counts_as:
        return f"{COUNTED_NAMES[call.counts_as]}（更正）"
    if not call.connected:
        outside = {"silent": "无声", "wrong_number": "错号"}
        return outside.get(call.outcome or "", "放弃" if call.answered_at is None else "未接通")
    if call.outcome in (None, "ticket", "answered_on_the_spot"):
        return {"on_the_spot": "现场解答", "to_dispatch": "转派办理"}.get(call.verdict or "", "未定结果")
    return {"supplement": "并入工单", "harassment": "骚扰来电"}.get(str(call.outcome), "–")


def _where(ticket: TicketRow | None, answer: str) -> str:
    if ticket is None:
        return answer or "–"
    if ticket.dispatched_at is None:
        return answer or ticket.answer or "–"
    to = f"转 {ticket.unit_name or ticket.unit_code} 办理"
    return f"{to}：{answer}" if answer else to


def _due(uow: UnitOfWork, ticket: TicketRow | None) -> str:
    return f"{_day(uow, ticket.deadline)} {_clock(uow, ticket.deadline)}" if ticket and ticket.deadline else "–"


def _day(uow: UnitOfWork, moment: datetime) -> str:
    return uow.calendar.local(moment).strftime("%Y-%m-%d")


def _clock(uow: UnitOfWork, moment: datetime | None) -> str:
    return uow.calendar.local(moment).strftime("%H:%M") if moment else "–"
