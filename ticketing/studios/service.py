"""Studios and task forces: founded, staffed, given tickets, closed; every change is a row of their history."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from config.errors import BadInput, Conflict, NotAllowed, NotFound
from config.ids import new_id
from ticketing.people import repository as people
from ticketing.studios import repository
from ticketing.studios.models import StudioMemberRow, StudioOutcomeRow, StudioRow, StudioStepRow, StudioTicketRow
from ticketing.studios.schemas import (
    MemberLeaving,
    StudioClosing,
    StudioIn,
    StudioMemberIn,
    StudioOutcomeIn,
    StudioPatch,
    StudioTicketIn,
)
from ticketing.tickets import repository as tickets
from ticketing.uow import UnitOfWork

CHANGEABLE = ("purpose", "specialities", "areas", "categories", "partners", "ends_on")


def found(uow: UnitOfWork, new: StudioIn, *, by: str, at: datetime) -> StudioRow:
    """Set up a studio at a unit of that kind, or a task force with a purpose and an end; it needs a leader."""
    _require_hotline(uow, by)
    unit = uow.city.unit(new.unit)
    if new.kind == "studio" and unit.kind != "studio":
        raise BadInput(f"{unit.name}不是工作室单位。", "请先在单位表中设立工作室，或改为专班。")
    if new.kind == "task_force" and (new.ends_on is None or not new.purpose):
        raise BadInput("专班须写明任务和结束日期。", "请补充后再设立。")
    if not any(member.role == "leader" for member in new.members):
        raise BadInput("还没有负责人。", "请至少指定一位负责人。")
    _check_reach(uow, new.areas, new.categories)
    _check_end(new.starts_on, new.ends_on)
    if repository.named(uow, unit.code, new.kind, new.name):
        raise Conflict(f"{unit.name}已有“{new.name}”。", "请换一个名称。")
    row = StudioRow(
        id=new_id(),
        kind=new.kind,
        unit_code=unit.code,
        name=new.name,
        purpose=new.purpose,
        specialities=list(new.specialities),
        areas=list(new.areas),
        categories=list(new.categories),
        partners=list(new.partners),
        state="active",
        starts_on=new.starts_on,
        ends_on=new.ends_on,
        outcome="",
        version=0,
        created_at=at,
        created_by=by,
        closed_at=None,
        end_told_at=None,
    )
    uow.session.add(row)
    uow.session.flush()
    _append(uow, row, "found", by, at, new.purpose)
    for member in new.members:
        _join(uow, row, member, by, at)
    return row


def change(uow: UnitOfWork, studio_id: str, patch: StudioPatch, *, by: str, at: datetime) -> StudioRow:
    """Change what is given; the history keeps what stood before."""
    row = _managed(uow, studio_id, by, at)
    _require_version(uow, row, patch.version)
    given = {name: value for name in CHANGEABLE if (value := getattr(patch, name)) is not None}
    _check_reach(uow, given.get("areas", ()), given.get("categories", ()))
    _check_end(row.starts_on, given.get("ends_on"))
    before = {name: _plain(getattr(row, name)) for name in given}
    for name, value in given.items():
        setattr(row, name, list(value) if isinstance(value, tuple) else value)
    if "ends_on" in given:
        row.end_told_at = None
    _append(uow, row, "change", by, at, patch.reason, {"before": before, "after": {n: _plain(v) for n, v in given.items()}})
    return row


def join(uow: UnitOfWork, studio_id: str, new: StudioMemberIn, *, by: str, at: datetime) -> StudioRow:
    """A member comes; Conflict where the same one is there already in the same role."""
    row = _managed(uow, studio_id, by, at)
    _join(uow, row, new, by, at)
    return row


def leave(uow: UnitOfWork, studio_id: str, member_id: str, leaving: MemberLeaving, *, by: str, at: datetime) -> StudioRow:
    """A member goes; the last leader stays until there is another."""
    row = _managed(uow, studio_id, by, at)
    members = repository.members(uow, [row.id])[row.id]
    member = next((one for one in members if one.id == member_id), None)
    if member is None:
        raise NotFound("没有这位成员。", "请刷新后重新选择。")
    if member.until is not None:
        raise Conflict(f"{member.name}已经离开。", "请刷新后查看。")
    if leaving.until < member.since:
        raise BadInput("离开日期早于加入日期。", "请改正日期。")
    if member.role == "leader" and not any(o.role == "leader" and o.until is None and o.id != member.id for o in members):
        raise Conflict(f"{member.name}是唯一的负责人。", "请先指定另一位负责人。")
    member.until = leaving.until
    detail = {"member": member.name, "role": member.role, "until": leaving.until.isoformat()}
    _append(uow, row, "leave", by, at, leaving.reason, detail)
    return row


def give(uow: UnitOfWork, studio_id: str, given: StudioTicketIn, *, by: str, at: datetime) -> StudioRow:
    """Put a ticket into the studio's or task force's hands, beside its unit; once."""
    row = _managed(uow, studio_id, by, at)
    ticket = tickets.ticket_row(uow, given.ticket)
    if repository.has_ticket(uow, row, ticket.id):
        raise Conflict(f"工单{ticket.number}已在“{row.name}”。", "请刷新后查看。")
    uow.session.add(StudioTicketRow(studio_id=row.id, ticket_id=ticket.id, at=at, by=by))
    _append(uow, row, "give", by, at, ticket.number, {"ticket": ticket.id})
    return row


def record(uow: UnitOfWork, studio_id: str, outcome: StudioOutcomeIn, *, by: str, at: datetime) -> StudioRow:
    """What came of one of its tickets; a row below zero takes back no more than was recorded."""
    row = _managed(uow, studio_id, by, at, closed=True)
    if not repository.has_ticket(uow, row, outcome.ticket):
        raise BadInput("这张工单不在这个工作室或专班。", "请先把工单交给它。")
    count, fen = repository.outcome_so_far(uow, row.id, outcome.ticket, outcome.kind)
    if outcome.count == 0 and outcome.amount_fen == 0:
        raise BadInput("件数和金额都是0。", "请填写结果。")
    if count + outcome.count < 0 or fen + outcome.amount_fen < 0:
        raise Conflict("冲减超过了已登记的件数或金额。", "请核对后重填。")
    given = {name: getattr(outcome, name) for name in ("kind", "count", "amount_fen", "note")}
    uow.session.add(StudioOutcomeRow(id=new_id(), studio_id=row.id, ticket_id=outcome.ticket, at=at, by=by, **given))
    uow.session.flush()
    return row


def close(uow: UnitOfWork, studio_id: str, closing: StudioClosing, *, by: str, at: datetime) -> StudioRow:
    """End it with what it achieved; results of its tickets may still be recorded."""
    row = _managed(uow, studio_id, by, at)
    _require_version(uow, row, closing.version)
    row.state, row.outcome, row.closed_at = "closed", closing.outcome, at
    _append(uow, row, "close", by, at, closing.outcome)
    return row


def may_manage(uow: UnitOfWork, row: StudioRow, by: str, on: date) -> bool:
    """The hotline's supervisors, and the leader of the day."""
    if "supervisor" in people.person_row(uow, by).roles:
        return True
    members = repository.members(uow, [row.id])[row.id]
    return any(one.person_id == by and one.role == "leader" and current(one, on) for one in members)


def current(member: StudioMemberRow, on: date) -> bool:
    return member.since <= on and (member.until is None or on <= member.until)


def _join(uow: UnitOfWork, row: StudioRow, new: StudioMemberIn, by: str, at: datetime) -> None:
    name = people.person_row(uow, new.person).name if new.person else new.name
    if not name:
        raise BadInput("成员没有姓名。", "请填写姓名或选择人员。")
    for one in repository.members(uow, [row.id])[row.id]:
        if one.name == name and one.role == new.role and one.until is None:
            raise Conflict(f"{name}已在“{row.name}”。", "请刷新后查看。")
    uow.session.add(
        StudioMemberRow(
            id=new_id(),
            studio_id=row.id,
            person_id=new.person,
            name=name,
            role=new.role,
            note=new.note,
            since=new.since,
            until=None,
        )
    )
    _append(uow, row, "join", by, at, "", {"member": name, "role": new.role, "since": new.since.isoformat()})


def _managed(uow: UnitOfWork, studio_id: str, by: str, at: datetime, *, closed: bool = False) -> StudioRow:
    row = repository.studio_row(uow, studio_id)
    if not may_manage(uow, row, by, uow.calendar.local(at).date()):
        raise NotAllowed(f"“{row.name}”由其负责人管理。", "请联系负责人或值班长。")
    if row.state != "active" and not closed:
        raise Conflict(f"“{row.name}”已结束。", "请刷新列表。")
    return row


def _require_hotline(uow: UnitOfWork, by: str) -> None:
    if "supervisor" not in people.person_row(uow, by).roles:
        raise NotAllowed("工作室和专班由热线设立。", "请联系值班长。")


def _require_version(uow: UnitOfWork, row: StudioRow, version: int) -> None:
    if version == row.version:
        return
    last = repository.steps(uow, row.id)[-1]
    name = people.names(uow, [last.by]).get(last.by, last.by)
    raise Conflict(f"{name}刚刚改动了“{row.name}”。", "请刷新，看过后再操作。")


def _check_reach(uow: UnitOfWork, areas: tuple[str, ...], categories: tuple[str, ...]) -> None:
    for area in areas:
        uow.city.unit(area)
    for code in categories:
        if not any(leaf.startswith(code) for leaf in uow.city.categories):
            raise BadInput(f"没有以“{code}”开头的事项分类。", "请从分类列表中选择。")


def _check_end(starts_on: date, ends_on: date | None) -> None:
    if ends_on is not None and ends_on < starts_on:
        raise BadInput("结束日期早于开始日期。", "请改正日期。")


def _append(
    uow: UnitOfWork,
    row: StudioRow,
    command: str,
    by: str,
    at: datetime,
    reason: str,
    detail: Mapping[str, Any] | None = None,
) -> None:
    row.version += 1
    uow.session.add(
        StudioStepRow(
            id=new_id(),
            studio_id=row.id,
            position=row.version,
            at=at,
            by=by,
            command=command,
            reason=reason,
            detail=dict(detail or {}),
        )
    )
    uow.session.flush()


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else list(value) if isinstance(value, list | tuple) else value
