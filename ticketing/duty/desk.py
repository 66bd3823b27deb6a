"""What the leader's desk shows besides the session itself: which session is today's, and the list of the closing."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal, cast

from config.errors import Conflict
from ticketing import clocks
from ticketing.drafts import service as drafts
from ticketing.drafts.fields import place_of
from ticketing.drafts.schemas import Level
from ticketing.duty import leftover, repository
from ticketing.duty import service as duty
from ticketing.duty.leftover import Left
from ticketing.duty.models import DutySessionRow
from ticketing.duty.out import session_out
from ticketing.duty.schemas import DutySessionOut
from ticketing.privacy.masks import mask_phone
from ticketing.schema import Coded, Schema
from ticketing.tickets.out import unit_coded
from ticketing.uow import UnitOfWork

LOOKED_AT = 200
"""Sessions of one person that are looked at: more than a year of a weekly rota."""


class Today(Schema):
    """``session``: the one that runs, else today's that is still to come. ``next`` begins after it or on another day.

    ``before``: the one that this person held last today, for its sheet.
    """

    now: datetime
    session: DutySessionOut | None
    next: DutySessionOut | None
    before: DutySessionOut | None


class LeftCall(Schema):
    """What the closing would do with one call. ``unit`` None: it is answered on the spot, with ``sentence``.

    ``said`` None: nobody has decided. ``by_directory`` is the directory's unit where that is another. ``live``: it goes on.
    """

    call_id: str
    arrived_at: datetime
    number: str
    caller_name: str
    title: str
    matter: str
    said: Literal["on_the_spot", "to_dispatch"] | None
    sentence: str
    unit: Coded | None
    why: str
    chosen: bool
    by_directory: Coded | None
    level: Level
    deadline: datetime | None
    live: bool


class CloseOut(Schema):
    """All connected calls of the session that have no outcome yet; ``undecided`` of them nobody has judged."""

    session: DutySessionOut
    left: tuple[LeftCall, ...]
    undecided: int
    live: int


def today(uow: UnitOfWork, person: str, now: datetime) -> Today:
    """The sessions that this person leads, stands in for or assists at, as seen at ``now``."""
    local = uow.calendar.local(now)
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    rows = [*reversed(repository.listed(uow, None, person, LOOKED_AT, since=midnight))]
    ahead = [row for row in rows if row.state == "planned" and row.ends_at > now]
    here = next((row for row in rows if row.state == "open"), None)
    if here is None:
        here = next((row for row in ahead if uow.calendar.local(row.starts_at).date() == local.date()), None)
    later = next((row for row in ahead if row is not here), None)
    done = [row for row in rows if row.closed_at is not None and row.closed_at >= midnight]
    before = max(done, key=lambda row: (row.closed_at or now, row.id), default=None)
    return Today(now=now, session=_out(uow, here), next=_out(uow, later), before=_out(uow, before))


def close_out(uow: UnitOfWork, session_id: str, now: datetime) -> CloseOut:
    """The list before the closing: what goes where, why, and until when if it closed now."""
    row = repository.session_row(uow, session_id, lock=False)
    found = leftover.left(uow, row)
    return CloseOut(
        session=session_out(uow, row),
        left=tuple(_left_out(uow, row, one, now) for one in found),
        undecided=sum(one.said is None for one in found),
        live=sum(one.call.ended_at is None for one in found),
    )


def plan_left(
    uow: UnitOfWork, session_id: str, call_id: str, by: str, at: datetime, *, unit: str | None, sentence: str | None
) -> CloseOut:
    """Change where a call goes, or what the leader says with it, before the closing; that it goes is thereby decided."""
    row = repository.session_row(uow, session_id)
    if row.state != "open":
        raise Conflict("这场带班没有在接听。", "请刷新带班页面。")
    if unit is not None:
        draft = drafts.get(uow, call_id)
        drafts.edit(uow, call_id, draft.version, {"unit": unit}, by, at)
    said = leftover.last_said(uow, session_id).get(call_id)
    kept = said.answer if said and said.verdict == "to_dispatch" else ""
    duty.judge(uow, session_id, call_id, "to_dispatch", by, at, answer=kept if sentence is None else sentence)
    return close_out(uow, session_id, at)


def seen_of(lines: Sequence[tuple[str, str | None]]) -> set[tuple[str, str]]:
    """What a person saw of the list, as `leftover.shown_as` says it: call and unit, none where it is answered."""
    return {(call, unit or "") for call, unit in lines}


def _out(uow: UnitOfWork, row: DutySessionRow | None) -> DutySessionOut | None:
    return session_out(uow, row) if row else None


def _left_out(uow: UnitOfWork, row: DutySessionRow, one: Left, now: datetime) -> LeftCall:
    fields = one.draft.fields if one.draft else {}
    level = cast(Level, one.to.level if one.to else fields.get("level", uow.law.default_level))
    return LeftCall(
        call_id=one.call.id,
        arrived_at=one.call.arrived_at,
        number=mask_phone(one.call.caller_number),
        caller_name=fields.get("caller_name", ""),
        title=fields.get("title", ""),
        matter=fields.get("matter", ""),
        said=cast(Literal["on_the_spot", "to_dispatch"] | None, one.said.verdict if one.said else None),
        sentence=one.sentence,
        unit=unit_coded(uow, one.to.unit) if one.to else None,
        why=one.to.why if one.to else "",
        chosen=bool(one.draft and "unit" in one.draft.edited and fields.get("unit")),
        by_directory=_by_directory(uow, row, one),
        level=level,
        deadline=clocks.deadline(now, level, uow.calendar) if one.to else None,
        live=one.call.ended_at is None,
    )


def _by_directory(uow: UnitOfWork, row: DutySessionRow, one: Left) -> Coded | None:
    if one.to is None or one.draft is None or not one.draft.fields["category"]:
        return None
    place = place_of(one.draft.fields)
    found = uow.city.responsible(one.draft.fields["category"], place, first_receiver=row.unit_code)
    return unit_coded(uow, found.lead_unit) if found.rule == "directory" and found.lead_unit != one.to.unit else None
