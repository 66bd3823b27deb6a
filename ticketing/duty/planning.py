"""Planning sessions one by one: put on the list, changed, swapped and cancelled with a reason; clashes are said and refused."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from config.errors import BadInput, Conflict
from config.ids import new_id
from ticketing.duty import due, repository, rota, steps
from ticketing.duty.company import members
from ticketing.duty.models import DutyDayRow, DutySessionRow
from ticketing.duty.out import announce
from ticketing.duty.schemas import DutyChange, DutyPlan, DutySessionOut
from ticketing.notices import service as notices
from ticketing.people import repository as people
from ticketing.people.models import PersonRow
from ticketing.uow import UnitOfWork

LIVING = ("planned", "open")
LINK = "/duty"
SHOWN_CLASHES = 5


def plan(uow: UnitOfWork, new: DutyPlan, by: str, at: datetime) -> DutySessionOut:
    """Put a session on the list; its unit is by default the leader's own. Conflict names what it clashes with."""
    if new.ends_at <= at:
        raise BadInput("这段时间已经过去。", "以前的带班请从“导入”补录记录表。")
    row = written(uow, new, by=by, at=at)
    refuse(clashes(uow, [row]))
    return announce(uow, row)


def written(
    uow: UnitOfWork, new: DutyPlan, *, by: str, at: datetime, rota_id: str | None = None, day: date | None = None
) -> DutySessionRow:
    """The session's row with its first step; clashes are the caller's to ask for. BadInput for what can be no session."""
    _checked_times(uow, new.starts_at, new.ends_at)
    leader = leading(uow, new.leader)
    _checked_others(uow, new.leader, new.deputy, new.assistant)
    unit = new.unit or leader.unit
    if unit is None:
        raise BadInput(f"{leader.name}没有所属单位。", "请填写带班单位。")
    named = uow.city.unit(unit)
    row = DutySessionRow(
        id=new_id(),
        unit_code=unit,
        leader_id=leader.id,
        deputy_id=new.deputy,
        assistant_id=new.assistant,
        rota_id=rota_id,
        occurrence=day,
        title=new.title or f"{named.name} {leader.name} 带班",
        number=new.number,
        starts_at=new.starts_at,
        ends_at=new.ends_at,
        state="planned",
        created_by=by,
    )
    hold_days(uow, new.starts_at, new.ends_at)
    uow.session.add(row)
    uow.session.flush()
    steps.append(uow, row, "planned", by=by, at=at, role="leader", person=row.leader_id)
    due.renew(uow, row)
    return row


def change(uow: UnitOfWork, session_id: str, changes: DutyChange, by: str, at: datetime) -> DutySessionOut:
    """Other people, times or number for a session that has not begun, with a reason; those concerned are told."""
    row = _planned(uow, session_id)
    before = members(row)
    given = changes.model_dump(exclude_unset=True, exclude={"reason"})
    if "leader" in given:
        leader = leading(uow, given["leader"])
        row.leader_id, row.unit_code = leader.id, given.get("unit") or leader.unit or row.unit_code
    for name, column in (("deputy", "deputy_id"), ("assistant", "assistant_id")):
        if name in given:
            setattr(row, column, given[name])
    for name in ("title", "number", "starts_at", "ends_at"):
        if given.get(name) is not None:
            setattr(row, name, given[name])
    if given.get("unit"):
        row.unit_code = uow.city.unit(given["unit"]).code
    _checked_times(uow, row.starts_at, row.ends_at)
    _checked_others(uow, row.leader_id, row.deputy_id, row.assistant_id)
    hold_days(uow, row.starts_at, row.ends_at)
    uow.session.flush()
    refuse(clashes(uow, [row]))
    _took_step(uow, row, "changed", by, at, changes.reason, "已调整", {*before, *members(row)})
    return announce(uow, row, {*before, *members(row)})


def swap(uow: UnitOfWork, first_id: str, second_id: str, by: str, at: datetime, reason: str) -> tuple[DutySessionOut, ...]:
    """Two sessions exchange those who hold them (调班): leader, deputy, assistant and unit; times and numbers stay."""
    if first_id == second_id:
        raise BadInput("须选择两场不同的带班。", "请选择要对调的另一场。")
    locked = {id: _planned(uow, id) for id in sorted((first_id, second_id))}
    first, second = locked[first_id], locked[second_id]
    everybody = {*members(first), *members(second)}
    for name in ("leader_id", "deputy_id", "assistant_id", "unit_code"):
        one, other = getattr(first, name), getattr(second, name)
        setattr(first, name, other)
        setattr(second, name, one)
    for row in (first, second):
        hold_days(uow, row.starts_at, row.ends_at)
    uow.session.flush()
    refuse(clashes(uow, [first, second]))
    for row, other in ((first, second), (second, first)):
        _took_step(uow, row, "swapped", by, at, reason, "已调班", everybody, with_session=other.id)
    return announce(uow, first, everybody), announce(uow, second, everybody)


def cancel(uow: UnitOfWork, session_id: str, by: str, at: datetime, reason: str) -> DutySessionOut:
    """Call off a session that has not begun; its row and its reason stay."""
    row = _planned(uow, session_id)
    row.state = "cancelled"
    _took_step(uow, row, "cancelled", by, at, reason, "已取消", set(members(row)))
    return announce(uow, row)


def clashes(uow: UnitOfWork, rows: Sequence[DutySessionRow]) -> list[str]:
    """What keeps these sessions from standing beside all others, in words; their days must be held."""
    found: list[str] = []
    for row in rows:
        query = select(DutySessionRow).where(
            DutySessionRow.state.in_(LIVING),
            DutySessionRow.id != row.id,
            DutySessionRow.starts_at < row.ends_at,
            DutySessionRow.ends_at > row.starts_at,
        )
        others = uow.session.scalars(query.order_by(DutySessionRow.starts_at)).all()
        known = people.names(uow, members(row))
        found += rota.clashes(
            _slot(row),
            map(_slot, others),
            lambda id, known=known: known.get(id, id),  # type: ignore[misc]
            lambda moment: uow.calendar.local(moment).strftime("%m-%d %H:%M"),
        )
    return found


def refuse(found: Sequence[str]) -> None:
    """Conflict that lists what clashes; nothing where nothing does."""
    if found:
        more = f"等 {len(found)} 处" if len(found) > SHOWN_CLASHES else ""
        raise Conflict(f"排班有冲突：{'；'.join(found[:SHOWN_CLASHES])}{more}。", "请换人、换号码或调整时间。")


def leading(uow: UnitOfWork, person_id: str) -> PersonRow:
    """The person, if they may lead a session."""
    leader = people.person_row(uow, person_id)
    if "leader" not in leader.roles or not leader.active:
        raise BadInput(f"{leader.name}不是带班领导。", "请选择具有带班领导角色的在岗人员。")
    return leader


def hold_days(uow: UnitOfWork, starts_at: datetime, ends_at: datetime) -> None:
    """Lock the local days of a session until the commit, in their order, so that nobody plans on them meanwhile."""
    first, last = (uow.calendar.local(moment).date() for moment in (starts_at, ends_at))
    hold(uow, {first + timedelta(days=n) for n in range((last - first).days + 1)})


def hold(uow: UnitOfWork, wanted: Collection[date]) -> None:
    """Lock these days until the commit, in their order."""
    days = sorted(day.isoformat() for day in wanted)
    if not days:
        return
    insert = postgresql.insert if uow.session.get_bind().dialect.name == "postgresql" else sqlite.insert
    uow.session.execute(insert(DutyDayRow).values([{"day": day} for day in days]).on_conflict_do_nothing())
    uow.session.scalars(select(DutyDayRow).where(DutyDayRow.day.in_(days)).order_by(DutyDayRow.day).with_for_update()).all()


def told(
    uow: UnitOfWork, row: DutySessionRow, what: str, at: datetime, persons: Iterable[str], roles: Iterable[str] = ()
) -> None:
    """Tell those concerned of a session in one sentence."""
    local = uow.calendar.local(row.starts_at)
    text = f"{local:%m月%d日 %H:%M} {row.title}：{what}"
    notices.tell(uow, "duty", text, at=at, link=f"{LINK}?session={row.id}", people=persons, roles=roles)


def _took_step(
    uow: UnitOfWork,
    row: DutySessionRow,
    step: steps.Step,
    by: str,
    at: datetime,
    reason: str,
    word: str,
    persons: set[str],
    **more: Any,
) -> None:
    if not reason.strip():
        raise BadInput("请写明原因。", "原因会记入带班记录，并通知有关人员。")
    steps.append(uow, row, step, by=by, at=at, role="leader", person=row.leader_id, reason=reason.strip(), **more)
    due.renew(uow, row)
    told(uow, row, f"{word}。原因：{reason.strip()}", at, persons - {by})


def _planned(uow: UnitOfWork, session_id: str) -> DutySessionRow:
    row = repository.session_row(uow, session_id)
    if row.state != "planned":
        raise Conflict("这场带班已经开始或结束，不能再改。", "请刷新带班列表。")
    return row


def _checked_times(uow: UnitOfWork, starts_at: datetime, ends_at: datetime) -> None:
    if ends_at <= starts_at:
        raise BadInput("带班结束时间须晚于开始时间。", "请改正时间。")
    if (ends_at - starts_at).total_seconds() > uow.law.duty.longest_s:
        raise BadInput(f"一场带班最长 {uow.law.duty.longest_s / 3600:g} 小时。", "请改正时间，或分成几场。")


def _checked_others(uow: UnitOfWork, leader: str, deputy: str | None, assistant: str | None) -> None:
    """Nobody holds two roles of one session; an assisting agent takes calls at a desk."""
    named = [id for id in (leader, deputy, assistant) if id]
    if len(set(named)) < len(named):
        raise BadInput("带班领导、替补和协助话务员须是不同的人。", "请改选。")
    if deputy:
        people.person_row(uow, deputy)
    if assistant and "agent" not in people.person_row(uow, assistant).roles:
        raise BadInput(f"{people.person_row(uow, assistant).name}不是话务员。", "请选择话务员协助。")


def _slot(row: DutySessionRow) -> rota.Slot:
    held = (("leader", row.leader_id), ("deputy", row.deputy_id), ("assistant", row.assistant_id))
    return rota.Slot(
        name=row.title,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        people=tuple((role, id) for role, id in held if id),
        number=row.number,
    )
