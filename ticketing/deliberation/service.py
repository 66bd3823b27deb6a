"""Matters of the estates: raised, talked about, solved where they are, or gone up a level, at last to the hotline."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute

from config.errors import BadInput
from config.ids import new_id
from ticketing import paging
from ticketing.deliberation import levels
from ticketing.deliberation.levels import LEVEL_NAMES, LEVELS, MATTERS, SMALL, Level
from ticketing.deliberation.models import MatterRow, MatterStepRow, SittingRow
from ticketing.deliberation.schemas import DeliberationFigures, LevelLine, RaisedMatterIn, RaisedMatterOut, RaisedMatterPage
from ticketing.deliberation.sittings import sitting_row
from ticketing.deliberation.where import chain, require_body, unit_at
from ticketing.figures.rate import rate
from ticketing.intake import service as intake
from ticketing.ledgers import append, locked, seen, steps_of, take
from ticketing.meetings.who import convenes
from ticketing.notices import service as notices
from ticketing.people.repository import SYSTEM
from ticketing.privacy.masks import mask_name, mask_phone, mask_text
from ticketing.tickets.actor import LAW_ITSELF, Actor
from ticketing.tickets.out import unit_coded
from ticketing.uow import UnitOfWork

BASE = "本年了结的三级议事事项（解决与转热线）"
MISSING = "没有这件议题。"
LINK = "/meetings/deliberation"
ROUND = 50
"""Matters that one round takes up a level at most."""
PLAIN = (
    "id", "state", "version", "level", "raised_level", "building", "raised_at", "goes_up_at", "resolved_level", "ended_at",
)  # fmt: skip


def raise_matter(uow: UnitOfWork, new: RaisedMatterIn, *, actor: Actor, at: datetime) -> RaisedMatterOut:
    """Write a matter down at its level; from now on its time there runs."""
    require_body(uow, actor, new.unit)
    if new.level == "building" and not new.building.strip():
        raise BadInput("楼栋议题没有写明楼栋。", "请填写楼栋。")
    if new.sitting is not None:
        sitting_row(uow, new.sitting)
    row = MatterRow(
        id=new_id(),
        state="open",
        version=0,
        raised_level=new.level,
        unit_code=new.unit,
        raised_at=at,
        sitting_id=new.sitting,
        goes_up_at=levels.leaves(new.level, at, uow.law.joint),
        resolved_level=None,
        ended_at=None,
        intake_id=None,
        **new.model_dump(exclude={"unit", "sitting"}),
    )
    uow.session.add(row)
    append(uow, row, MatterStepRow, "raise", by=actor.id, at=at, text=row.title, detail={"level": row.level})
    return _out(uow, row, actor)


def discuss(uow: UnitOfWork, id: str, text: str, *, actor: Actor, at: datetime) -> RaisedMatterOut:
    """What was said or tried: a row that adds, so no version is asked for."""
    row = _mine(uow, id, actor)
    said = _said(text, "商议情况")
    take(uow, row, MatterStepRow, MATTERS, "discuss", version=None, by=actor.id, at=at, text=said, counts=False)
    return _out(uow, row, actor)


def solve(uow: UnitOfWork, id: str, text: str, *, version: int, actor: Actor, at: datetime) -> RaisedMatterOut:
    """Solved at the level where it is: that is its ``resolved_level``."""
    row = _mine(uow, id, actor)
    detail = {"level": row.level}
    said = _said(text, "解决情况")
    take(uow, row, MatterStepRow, MATTERS, "solve", version=version, by=actor.id, at=at, text=said, detail=detail)
    row.resolved_level, row.ended_at, row.goes_up_at = row.level, at, None
    uow.session.flush()
    return _out(uow, row, actor)


def reopen(uow: UnitOfWork, id: str, why: str, *, version: int, actor: Actor, at: datetime) -> RaisedMatterOut:
    """It was not solved after all: its time at the level begins anew."""
    row = _mine(uow, id, actor)
    take(uow, row, MatterStepRow, MATTERS, "reopen", version=version, by=actor.id, at=at, text=_said(why, "原因"))
    row.resolved_level = row.ended_at = None
    row.goes_up_at = levels.leaves(_level(row), at, uow.law.joint)
    uow.session.flush()
    return _out(uow, row, actor)


def withdraw(uow: UnitOfWork, id: str, why: str, *, version: int, actor: Actor, at: datetime) -> RaisedMatterOut:
    row = _mine(uow, id, actor)
    take(uow, row, MatterStepRow, MATTERS, "withdraw", version=version, by=actor.id, at=at, text=_said(why, "撤回原因"))
    row.ended_at, row.goes_up_at = at, None
    uow.session.flush()
    return _out(uow, row, actor)


def go_up(uow: UnitOfWork, id: str, why: str, *, version: int, actor: Actor, at: datetime) -> RaisedMatterOut:
    """A level says before its time is over that the matter is beyond it."""
    row = _mine(uow, id, actor)
    _up(uow, row, _said(why, "提级原因"), version=version, by=actor.id, at=at)
    return _out(uow, row, actor)


def go_up_due(uow: UnitOfWork, now: datetime) -> int:
    """What its level has not solved in its time goes up; how many. Two nodes at once take each matter up once."""
    query = select(MatterRow).where(MatterRow.state == "open", MatterRow.goes_up_at <= now)
    query = query.order_by(MatterRow.goes_up_at).limit(ROUND).with_for_update(skip_locked=True)
    rows = uow.session.scalars(query.execution_options(populate_existing=True)).all()
    for row in rows:
        _up(uow, row, f"{LEVEL_NAMES[row.level]}在规定时间内未解决，自动提级", version=None, by=SYSTEM, at=now)
    return len(rows)


def get(uow: UnitOfWork, id: str, *, actor: Actor) -> RaisedMatterOut:
    row = seen(uow, MatterRow, id, MISSING)
    require_body(uow, actor, row.unit_code)
    return _out(uow, row, actor)


def list_matters(
    uow: UnitOfWork,
    *,
    actor: Actor,
    state: str | None = None,
    level: str | None = None,
    before: str | None = None,
    limit: int = 50,
) -> RaisedMatterPage:
    """Newest first; a handler sees the own unit's and those of what lies in it."""
    limit = paging.bounded(limit)
    query = select(MatterRow)
    for column, wanted in ((MatterRow.state, state), (MatterRow.level, level)):
        if wanted:
            query = query.where(column == wanted)
    if not convenes(actor):
        query = query.where(MatterRow.unit_code.in_(within(uow, actor.unit)))
    rows = uow.session.scalars(paging.page(query, MatterRow.raised_at, MatterRow.id, before, limit)).all()
    last = rows[limit - 1] if len(rows) > limit else None
    return RaisedMatterPage(
        items=tuple(_out(uow, row, actor, whole=False) for row in rows[:limit]),
        next=paging.cursor(last.raised_at, last.id) if last else None,
    )


def within(uow: UnitOfWork, code: str | None) -> list[str]:
    """The unit and all that lies in it."""
    if code is None or code not in uow.city.units:
        return []
    return [unit.code for unit in uow.city.units if code in chain(uow, unit.code)]


def figures(uow: UnitOfWork, year: int) -> DeliberationFigures:
    """The levels in the local ``year``, and how much was solved without leaving grid and community."""
    zone = uow.calendar.timezone
    since, until = (datetime(one, 1, 1, tzinfo=zone).astimezone(UTC) for one in (year, year + 1))
    ended = (MatterRow.ended_at >= since, MatterRow.ended_at < until)
    raised = _by_level(uow, MatterRow.raised_level, MatterRow.raised_at >= since, MatterRow.raised_at < until)
    solved = _by_level(uow, MatterRow.resolved_level, MatterRow.state == "solved", *ended)
    open_ = _by_level(uow, MatterRow.level, MatterRow.state == "open")
    handed_on = uow.session.scalar(select(func.count()).where(MatterRow.state == "handed_on", *ended)) or 0
    sat = select(SittingRow.level, func.count(), func.sum(SittingRow.attended)).where(
        SittingRow.state == "held", SittingRow.starts_at >= since, SittingRow.starts_at < until
    )
    sittings = {row[0]: (row[1], row[2]) for row in uow.session.execute(sat.group_by(SittingRow.level))}
    total = sum(solved.values()) + handed_on
    return DeliberationFigures(
        year=year,
        levels=tuple(
            LevelLine(
                level=level,
                raised=raised.get(level, 0),
                solved=solved.get(level, 0),
                open=open_.get(level, 0),
                sittings=sittings.get(level, (0, 0))[0],
                attended=sittings.get(level, (0, 0))[1],
            )
            for level in LEVELS
        ),
        handed_on=handed_on,
        in_grid=rate(sum(solved.get(level, 0) for level in SMALL), total, BASE),
        in_community=rate(sum(solved.values()), total, BASE),
    )


def _up(uow: UnitOfWork, row: MatterRow, why: str, *, version: int | None, by: str, at: datetime) -> None:
    """One level up, or from the community to the hotline as an intake."""
    higher = levels.above(_level(row))
    detail = {"from": row.level, "to": higher or "hotline"}
    command = "go_up" if higher else "hand_on"
    take(uow, row, MatterStepRow, MATTERS, command, version=version, by=by, at=at, text=why, detail=detail)
    if higher is None:
        _hand_on(uow, row, by=by, at=at)
        return
    row.level, row.unit_code = higher, unit_at(uow, row.unit_code, higher)
    row.goes_up_at = levels.leaves(higher, at, uow.law.joint)
    uow.session.flush()
    text = f"提级到{LEVEL_NAMES[higher]}商议：{row.title}（{why}）"
    notices.tell(uow, "matter_went_up", text, at=at, link=f"{LINK}?id={row.id}", units=[row.unit_code])


def _hand_on(uow: UnitOfWork, row: MatterRow, *, by: str, at: datetime) -> None:
    """Above the community the hotline takes the matter as any other of the grid channel."""
    place = f"{unit_coded(uow, row.unit_code).name} {row.building}".strip()
    matter = intake.NewIntake(
        channel="grid",
        text=f"{row.title}。{row.text}".strip(),
        source="deliberation",
        external_id=row.id,
        caller_name=row.raised_by,
        caller_number=row.phone,
        place=place,
        facts={"group": f"三级议事 {place}"[:100]},
    )
    row.intake_id = intake.receive(uow, matter, by=by, at=at).id
    row.ended_at, row.goes_up_at = at, None
    uow.session.flush()
    text = f"社区未能解决，转热线办理：{row.title}"
    units = chain(uow, row.unit_code)[:2]
    notices.tell(uow, "matter_handed_on", text, at=at, link="/intake", units=units, roles=["dispatcher"])


def _mine(uow: UnitOfWork, id: str, actor: Actor) -> MatterRow:
    row = locked(uow, MatterRow, id, MISSING)
    if actor != LAW_ITSELF:
        require_body(uow, actor, row.unit_code)
    return row


def _level(row: MatterRow) -> Level:
    return next(level for level in LEVELS if level == row.level)


def _said(text: str, what: str) -> str:
    if not text.strip():
        raise BadInput(f"没有填写{what}。", f"请写明{what}。")
    return text.strip()


def _by_level(uow: UnitOfWork, level: InstrumentedAttribute[Any], *where: ColumnElement[bool]) -> dict[str | None, int]:
    query = select(level, func.count()).where(*where).group_by(level)
    return {row[0]: row[1] for row in uow.session.execute(query)}


def _out(uow: UnitOfWork, row: MatterRow, actor: Actor, *, whole: bool = True) -> RaisedMatterOut:
    over = row.state != "open"
    return RaisedMatterOut.model_validate(
        {name: getattr(row, name) for name in PLAIN}
        | {
            "unit": unit_coded(uow, row.unit_code),
            "title": mask_text(row.title),
            "text": mask_text(row.text),
            "raised_by": mask_name(row.raised_by) if over else row.raised_by,
            "phone": mask_phone(row.phone) if over else row.phone,
            "sitting": row.sitting_id,
            "intake": row.intake_id,
            "allowed": _allowed(row),
            "history": steps_of(uow, MatterStepRow, row.id) if whole else (),
        }
    )


def _allowed(row: MatterRow) -> Sequence[str]:
    """What a person may do; handing on is going up from the community."""
    return tuple(command for command in MATTERS.allowed(row.state) if command != "hand_on")
