"""Writing and reading the floor's ledger. Orders are written after they were carried out, with the lines they put on desks."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from config.errors import NotFound
from config.ids import new_id
from config.settings.floor import Floor
from ticketing import paging
from ticketing.calls.models import CallRow
from ticketing.floor import rules
from ticketing.floor.models import FloorActRow, FloorLineRow, FloorReadingRow
from ticketing.floor.schemas import (
    ActCall,
    ActIn,
    ActOut,
    ActPage,
    BroadcastIn,
    FloorLine,
    MoveInForce,
    Reader,
    Readings,
)
from ticketing.people import repository as people
from ticketing.people.models import PersonRow
from ticketing.uow import UnitOfWork

SUPERVISORS = ("supervisor",)
LINES_SHOWN = 20
"""So many unconfirmed lines at most stand on one desk, the newest."""


def record(uow: UnitOfWork, act: ActIn, by: str, at: datetime, settings: Floor) -> ActOut:
    """Write an order down, put its line on the desks it concerns, and tell both them and the supervisors."""
    return _write(uow, act, by, at, at + timedelta(seconds=settings.order_kept_s))


def broadcast(
    uow: UnitOfWork, new: BroadcastIn, seated: Mapping[str, Iterable[str]], by: str, at: datetime, settings: Floor
) -> ActOut:
    """Put a text on all desks that are meant, also of those who sit down before it expires.

    ``seated``: by person the queues of the seat taken now. BadInput where nobody is meant, TooManyTries for one more than
    ``broadcasts_per_minute``: who confirms one order after the other no longer reads them.
    """
    rules.refuse_too_many(_sent_lately(uow, by, at, settings.broadcasts_per_minute), at, settings.broadcasts_per_minute)
    expires = rules.stands_until(at, new.expires_s, usual_s=settings.broadcast_s, longest_s=settings.broadcast_longest_s)
    everybody = (
        rules.Candidate(row.id, frozenset(row.roles), frozenset([*row.queues, *seated.get(row.id, ())]))
        for row in people.everybody(uow)
        if row.active
    )
    told = rules.reached(new.to, everybody)
    after = new.model_dump(mode="json", exclude={"expires_s"})
    return _write(uow, ActIn(act="broadcast", after=after, until=expires, told=told), by, at, expires)


def _sent_lately(uow: UnitOfWork, by: str, at: datetime, most: int) -> Sequence[datetime]:
    """When this person sent broadcasts within the last minute, newest first; two pages of theirs come one after the other."""
    uow.session.execute(select(PersonRow.id).where(PersonRow.id == by).with_for_update(key_share=True))
    mine = (FloorActRow.by == by, FloorActRow.act == "broadcast", FloorActRow.at > at - rules.MINUTE, FloorActRow.at <= at)
    return uow.session.scalars(select(FloorActRow.at).where(*mine).order_by(FloorActRow.at.desc()).limit(most)).all()


def read_along(uow: UnitOfWork, call: str, agent: str | None, by: str, at: datetime) -> None:
    """Who reads whose live call along, before any word of it is shown: one row for a reader and a call, however often."""
    id = str(uuid5(NAMESPACE_URL, f"read_along:{by}:{call}"))
    if uow.session.get(FloorActRow, id) is not None:
        return
    try:
        with uow.session.begin_nested():
            _write(uow, ActIn(act="read_along", person=agent, call=call), by, at, at, id=id)
    except IntegrityError:
        pass  # another page of the same reader was quicker


def _write(uow: UnitOfWork, act: ActIn, by: str, at: datetime, expires: datetime, *, id: str | None = None) -> ActOut:
    row = FloorActRow(
        id=id or new_id(), at=at, by=by, act=act.act, person_id=act.person, call_id=act.call, before=act.before, after=act.after,
        why=act.why.strip(), until=act.until,
    )  # fmt: skip
    uow.session.add(row)
    uow.session.flush()
    lines = [FloorLineRow(id=new_id(), act_id=row.id, person_id=person, expires_at=expires) for person in act.told]
    uow.session.add_all(lines)
    uow.session.flush()
    for line, shown in zip(lines, _lines_out(uow, [(line, row) for line in lines]), strict=True):
        uow.emit("floor_line", shown.model_dump(mode="json"), people=[line.person_id])
    [out] = _acts_out(uow, [row])
    uow.emit("floor_act", out.model_dump(mode="json"), roles=SUPERVISORS)
    return out


def confirm(uow: UnitOfWork, line_id: str, person: str, at: datetime) -> None:
    """Who has the line on the desk has read it; again changes nothing. NotFound for somebody else's."""
    line = uow.session.scalar(select(FloorLineRow).where(FloorLineRow.id == line_id).with_for_update())
    if line is None or line.person_id != person:
        raise NotFound("这条提示已不在您的桌面上。", "请刷新页面。")
    if uow.session.scalar(select(FloorReadingRow.id).where(FloorReadingRow.line_id == line_id)) is None:
        uow.session.add(FloorReadingRow(id=new_id(), line_id=line_id, at=at))
        uow.session.flush()
        told, read = _counts(uow, [line.act_id])[line.act_id]
        known = people.named(people.names(uow, [person]), person)
        data = {
            "act": line.act_id,
            "person": known.model_dump() if known else None,
            "at": at.isoformat(),
            "told": told,
            "read": read,
        }
        uow.emit("floor_reading", data, roles=SUPERVISORS)
    uow.emit("floor_line_read", {"id": line_id}, people=[person])


def lines_of(uow: UnitOfWork, person: str, now: datetime) -> tuple[FloorLine, ...]:
    """What stands on this desk: not confirmed, not expired; the newest last."""
    query = (
        select(FloorLineRow, FloorActRow)
        .join(FloorActRow, FloorActRow.id == FloorLineRow.act_id)
        .outerjoin(FloorReadingRow, FloorReadingRow.line_id == FloorLineRow.id)
        .where(FloorLineRow.person_id == person, FloorLineRow.expires_at > now, FloorReadingRow.id.is_(None))
        .order_by(FloorActRow.at.desc(), FloorActRow.id.desc())
        .limit(LINES_SHOWN)
    )
    found = [(line, act) for line, act in uow.session.execute(query)]
    return tuple(_lines_out(uow, found[::-1]))


def acts(
    uow: UnitOfWork,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    act: str | None = None,
    person: str | None = None,
    before: str | None = None,
    limit: int = 50,
) -> ActPage:
    """The ledger, newest first; ``before`` is a page's ``next``."""
    query = select(FloorActRow)
    equal = ((FloorActRow.act, act), (FloorActRow.person_id, person))
    query = query.where(*(column == value for column, value in equal if value is not None))
    if since is not None:
        query = query.where(FloorActRow.at >= since)
    if until is not None:
        query = query.where(FloorActRow.at < until)
    limit = paging.bounded(limit)
    rows = list(uow.session.scalars(paging.page(query, FloorActRow.at, FloorActRow.id, before, limit)))
    following = paging.cursor(rows[limit - 1].at, rows[limit - 1].id) if len(rows) > limit else None
    return ActPage(items=tuple(_acts_out(uow, rows[:limit])), next=following)


def readings(uow: UnitOfWork, act_id: str) -> Readings:
    """Who has confirmed a line of this order and who has not, those first."""
    row = uow.session.get(FloorActRow, act_id)
    if row is None:
        raise NotFound("没有这条记录。", "请刷新台账。")
    query = (
        select(FloorLineRow.person_id, FloorReadingRow.at)
        .outerjoin(FloorReadingRow, FloorReadingRow.line_id == FloorLineRow.id)
        .where(FloorLineRow.act_id == act_id)
        .order_by(FloorReadingRow.at, FloorLineRow.person_id)
        .limit(rules.MOST_TOLD)
    )
    found = [(person, at) for person, at in uow.session.execute(query)]
    names = people.names(uow, [person for person, _ in found])
    readers = [Reader(person=name, at=at) for person, at in found if (name := people.named(names, person))]
    [act] = _acts_out(uow, [row])
    return Readings(act=act, readers=tuple(sorted(readers, key=lambda one: one.at is not None)))


def move_in_force(uow: UnitOfWork, person: str, now: datetime) -> MoveInForce | None:
    """Into which queues a supervisor has moved this agent, if that still holds: what a seat is taken with."""
    query = (
        select(FloorActRow)
        .where(FloorActRow.person_id == person, FloorActRow.act == "move_agent")
        .order_by(FloorActRow.at.desc(), FloorActRow.id.desc())
        .limit(1)
    )
    row = uow.session.scalar(query)
    if row is None or row.until is None or not rules.in_force(row.after, row.until, now):
        return None
    return MoveInForce(queues=tuple(row.after["queues"]), levels=dict(row.after.get("levels") or {}), until=row.until)


def _acts_out(uow: UnitOfWork, rows: Sequence[FloorActRow]) -> list[ActOut]:
    names = people.names(uow, [one for row in rows for one in (row.by, row.person_id)])
    calls = {row.call_id for row in rows if row.call_id}
    query = select(CallRow.id, CallRow.caller_number).where(CallRow.id.in_(calls))
    numbers: dict[str, str] = {found.id: found.caller_number for found in uow.session.execute(query)} if calls else {}
    counts = _counts(uow, [row.id for row in rows])
    return [_act_out(row, names, numbers, counts.get(row.id, (0, 0))) for row in rows]


def _act_out(row: FloorActRow, names: Mapping[str, str], numbers: Mapping[str, str], counts: tuple[int, int]) -> ActOut:
    fields: dict[str, Any] = {name: getattr(row, name) for name in ("id", "at", "act", "before", "after", "why", "until")}
    call = ActCall(id=row.call_id, caller_number=numbers.get(row.call_id, "")) if row.call_id else None
    whom = {"by": people.named(names, row.by), "person": people.named(names, row.person_id), "call": call}
    return ActOut.model_validate({**fields, **whom, "told": counts[0], "read": counts[1]})


def _counts(uow: UnitOfWork, acts: Sequence[str]) -> dict[str, tuple[int, int]]:
    """By order how many desks have a line of it, and how many have confirmed it."""
    query = (
        select(FloorLineRow.act_id, func.count(FloorLineRow.id), func.count(FloorReadingRow.id))
        .outerjoin(FloorReadingRow, FloorReadingRow.line_id == FloorLineRow.id)
        .where(FloorLineRow.act_id.in_(acts))
        .group_by(FloorLineRow.act_id)
    )
    return {act: (told, read) for act, told, read in uow.session.execute(query)}


def _lines_out(uow: UnitOfWork, found: Sequence[tuple[FloorLineRow, FloorActRow]]) -> list[FloorLine]:
    names = people.names(uow, [act.by for _, act in found])
    return [_line_out(line, act, names) for line, act in found]


def _line_out(line: FloorLineRow, act: FloorActRow, names: Mapping[str, str]) -> FloorLine:
    said = {name: act.after[name] for name in ("text", "priority", "must_confirm")} if act.act == "broadcast" else {}
    fields: dict[str, Any] = {name: getattr(act, name) for name in ("act", "at", "before", "after", "why", "until")}
    own = {"id": line.id, "act_id": act.id, "by": people.named(names, act.by), "call": act.call_id, "expires_at": line.expires_at}
    return FloorLine.model_validate({**fields, **own, **said})
