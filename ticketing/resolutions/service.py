"""Followed until done: decided, reported on, reminded of, closed by a person with evidence."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from config.errors import BadInput, Conflict
from config.ids import new_id
from ticketing import paging
from ticketing.dispatching import service as dispatching
from ticketing.dispatching.rerouting import MAX_REASON
from ticketing.ledgers import append, take
from ticketing.meetings.who import convenes, require_convener, require_part
from ticketing.notices import service as notices
from ticketing.people import repository as people
from ticketing.people.repository import SYSTEM
from ticketing.resolutions import repository
from ticketing.resolutions.due import due_after, remind_before
from ticketing.resolutions.models import ResolutionRow, ResolutionStepRow
from ticketing.resolutions.out import resolutions_out
from ticketing.resolutions.schemas import OwnerIn, ResolutionFigures, ResolutionOut, ResolutionPage
from ticketing.resolutions.states import TABLE, ResolutionKind
from ticketing.tickets.actor import Actor
from ticketing.uow import UnitOfWork

LINK = "/meetings/resolutions"
INSPECTORS = ("inspector",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where it comes from: one of meeting, topic, exposure; with a meeting the agenda's item, and a ticket."""

    kind: ResolutionKind = "task"
    meeting: str | None = None
    item: str | None = None
    topic: str | None = None
    exposure: str | None = None
    ticket: str | None = None


def decide(uow: UnitOfWork, new: OwnerIn, origin: Origin, *, by: str, at: datetime) -> ResolutionRow:
    """Write it down, work out when it is due, and tell its owner. Conflict when the item is decided on already (一事一议)."""
    unit = uow.city.unit(new.unit)
    if new.person is not None:
        people.person_row(uow, new.person)
    if origin.item is not None and repository.of_item(uow, origin.item) is not None:
        raise Conflict("这一议题已有决议，一事一议。", "如需改动，请调整原决议的期限或撤销后另列议题。")
    due = _due(uow, new, at)
    row = ResolutionRow(
        id=new_id(),
        state="open",
        version=0,
        kind=origin.kind,
        meeting_id=origin.meeting,
        item_id=origin.item,
        topic_id=origin.topic,
        exposure_id=origin.exposure,
        ticket_id=origin.ticket,
        text=new.text.strip(),
        unit_code=unit.code,
        unit_name=unit.name,
        person_id=new.person,
        decided_at=at,
        decided_by=by,
        due=due,
        first_due=due,
        remind_at=at,
        reminded_at=None,
        overdue_told_at=None,
        named_at=None,
        reported_at=None,
        evidence="",
        closed_at=None,
        closed_by=None,
    )
    _set_due(uow, row, due, at)
    uow.session.add(row)
    append(uow, row, ResolutionStepRow, "decide", by=by, at=at, text=row.text, detail={"due": due.isoformat()})
    _tell(uow, row, "resolution_decided", f"新任务：{row.text}（{_day(uow, due)}前完成）", at)
    return row


def names_unit(uow: UnitOfWork, row: ResolutionRow, ticket: str, *, actor: Actor, at: datetime) -> None:
    """Let the resolution take effect on its problem ticket, and close it: from then on the ticket itself is followed."""
    why = row.text[:MAX_REASON]
    dispatching.name_unit(uow, ticket, row.unit_code, resolution=row.id, reason=why, actor=actor, version=None, at=at)
    row.named_at, row.closed_at, row.closed_by = at, at, actor.id
    row.evidence = f"已指定{row.unit_name}承办，工单已转派。"
    take(uow, row, ResolutionStepRow, TABLE, "close", version=None, by=actor.id, at=at, text=row.evidence)


def progress(uow: UnitOfWork, id: str, text: str, *, actor: Actor, at: datetime) -> ResolutionOut:
    """A row of progress: it adds to what others wrote, so no version is asked for."""
    row = _owned(uow, id, actor)
    take(uow, row, ResolutionStepRow, TABLE, "progress", version=None, by=actor.id, at=at, text=_said(text, "进展"), counts=False)
    return _out(uow, row, at)


def report(uow: UnitOfWork, id: str, evidence: str, *, version: int, actor: Actor, at: datetime) -> ResolutionOut:
    """The owner says that it is done, and by what one can see it; a convener closes it."""
    row = _owned(uow, id, actor)
    row.evidence, row.reported_at = _said(evidence, "落实情况和佐证"), at
    take(uow, row, ResolutionStepRow, TABLE, "report", version=version, by=actor.id, at=at, text=row.evidence)
    _tell(uow, row, "resolution_reported", f"请核实：{row.unit_name}报告已落实“{row.text}”", at, units=(), roles=INSPECTORS)
    return _out(uow, row, at)


def close(uow: UnitOfWork, id: str, evidence: str, *, version: int, actor: Actor, at: datetime) -> ResolutionOut:
    """Done, as a person has seen; BadInput without evidence, the reported one counts."""
    require_convener(actor)
    row = repository.row_of(uow, id)
    row.evidence = _said(evidence.strip() or row.evidence, "核实的佐证")
    row.closed_at, row.closed_by = at, actor.id
    take(uow, row, ResolutionStepRow, TABLE, "close", version=version, by=actor.id, at=at, text=row.evidence)
    _tell(uow, row, "resolution_closed", f"已核实办结：{row.text}", at)
    return _out(uow, row, at)


def give_back(uow: UnitOfWork, id: str, why: str, *, version: int, actor: Actor, at: datetime) -> ResolutionOut:
    """What was reported is not done: the due date stays."""
    require_convener(actor)
    row = repository.row_of(uow, id)
    row.reported_at = None
    take(uow, row, ResolutionStepRow, TABLE, "return", version=version, by=actor.id, at=at, text=_said(why, "退回原因"))
    _tell(uow, row, "resolution_returned", f"退回继续落实：{row.text}", at)
    return _out(uow, row, at)


def postpone(uow: UnitOfWork, id: str, due: datetime, why: str, *, version: int, actor: Actor, at: datetime) -> ResolutionOut:
    """Another due date; the first stays on record, and reminders begin anew."""
    require_convener(actor)
    row = repository.row_of(uow, id)
    if due <= at:
        raise BadInput("新的期限须晚于现在。", "请改正期限。")
    was = row.due
    _set_due(uow, row, due, at)
    detail = {"from": was.isoformat(), "due": due.isoformat()}
    said = _said(why, "调整原因")
    take(uow, row, ResolutionStepRow, TABLE, "postpone", version=version, by=actor.id, at=at, text=said, detail=detail)
    _tell(uow, row, "resolution_postponed", f"期限调整为{_day(uow, due)}：{row.text}", at)
    return _out(uow, row, at)


def withdraw(uow: UnitOfWork, id: str, why: str, *, version: int, actor: Actor, at: datetime) -> ResolutionOut:
    require_convener(actor)
    row = repository.row_of(uow, id)
    row.closed_at, row.closed_by = at, actor.id
    take(uow, row, ResolutionStepRow, TABLE, "withdraw", version=version, by=actor.id, at=at, text=_said(why, "撤销原因"))
    _tell(uow, row, "resolution_withdrawn", f"已撤销：{row.text}", at)
    return _out(uow, row, at)


def get(uow: UnitOfWork, id: str, *, actor: Actor, now: datetime) -> ResolutionOut:
    """One with its whole ledger."""
    row = repository.row_of(uow, id, lock=False)
    require_part(actor, (row.unit_code,), (row.person_id,))
    return _out(uow, row, now)


def list_resolutions(
    uow: UnitOfWork,
    *,
    actor: Actor,
    now: datetime,
    unit: str | None = None,
    state: str = "following",
    overdue: bool = False,
    after: str | None = None,
    limit: int = 50,
) -> ResolutionPage:
    """The next to be due first; conveners see all, everybody else the own unit's."""
    limit = paging.bounded(limit)
    units: Iterable[str] | None = [unit] if unit else None
    if not convenes(actor):
        units = [actor.unit] if actor.unit else []
    rows = repository.page(uow, units=units, state=state, overdue_at=now if overdue else None, after=after, limit=limit)
    last = rows[limit - 1] if len(rows) > limit else None
    return ResolutionPage(items=resolutions_out(uow, rows[:limit], now), next=paging.cursor(last.due, last.id) if last else None)


def figures(uow: UnitOfWork, year: int, now: datetime) -> ResolutionFigures:
    zone = uow.calendar.timezone
    since, until = datetime(year, 1, 1, tzinfo=zone), datetime(year + 1, 1, 1, tzinfo=zone)
    opened, reported, overdue = repository.counts(uow, now)
    closed, in_time = repository.closed_between(uow, since.astimezone(UTC), until.astimezone(UTC))
    return ResolutionFigures(year=year, open=opened, reported=reported, overdue=overdue, closed=closed, closed_in_time=in_time)


def remind(uow: UnitOfWork, now: datetime) -> int:
    """Remind the owners of what is due soon, and tell the inspectors of what became overdue; each once. How many."""
    soon = repository.to_remind(uow, now)
    for row in soon:
        row.reminded_at = now
        take(uow, row, ResolutionStepRow, TABLE, "remind", version=None, by=SYSTEM, at=now, counts=False)
        _tell(uow, row, "resolution_due", f"将于{_day(uow, row.due)}到期：{row.text}", now)
    late = repository.newly_overdue(uow, now)
    for row in late:
        row.overdue_told_at = now
        take(uow, row, ResolutionStepRow, TABLE, "overdue", version=None, by=SYSTEM, at=now, counts=False)
        _tell(uow, row, "resolution_overdue", f"{row.unit_name}逾期未落实：{row.text}", now, roles=INSPECTORS)
    return len(soon) + len(late)


def _due(uow: UnitOfWork, new: OwnerIn, at: datetime) -> datetime:
    due = new.due or due_after(at, new.days or uow.law.joint.resolution_working_days, uow.calendar)
    if due <= at:
        raise BadInput("完成期限须晚于现在。", "请改正期限。")
    return due


def _set_due(uow: UnitOfWork, row: ResolutionRow, due: datetime, at: datetime) -> None:
    row.due = due
    row.remind_at = remind_before(due, uow.law.joint.remind_working_days, uow.calendar)
    row.reminded_at = at if row.remind_at <= at else None
    row.overdue_told_at = None


def _owned(uow: UnitOfWork, id: str, actor: Actor) -> ResolutionRow:
    row = repository.row_of(uow, id)
    require_part(actor, (row.unit_code,), (row.person_id,))
    return row


def _said(text: str, what: str) -> str:
    if not text.strip():
        raise BadInput(f"没有填写{what}。", f"请写明{what}。")
    return text.strip()


def _day(uow: UnitOfWork, moment: datetime) -> str:
    local = uow.calendar.local(moment)
    return f"{local.month}月{local.day}日"


def _tell(
    uow: UnitOfWork,
    row: ResolutionRow,
    kind: str,
    text: str,
    at: datetime,
    *,
    units: tuple[str, ...] | None = None,
    roles: tuple[str, ...] = (),
) -> None:
    owners = (row.unit_code,) if units is None else units
    persons = [row.person_id] if row.person_id and units is None else []
    link = f"{LINK}?id={row.id}"
    notices.tell(uow, kind, text, at=at, ticket=row.ticket_id, link=link, units=owners, people=persons, roles=roles)


def _out(uow: UnitOfWork, row: ResolutionRow, now: datetime) -> ResolutionOut:
    return resolutions_out(uow, [row], now, history=True)[0]
