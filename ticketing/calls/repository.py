"""Queries on calls, their log and their transcripts."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, func, select

from config.errors import NotFound
from ticketing import paging
from ticketing.calls.fact import Fact
from ticketing.calls.models import LIVE, SECOND, CallRow, GapRow, QueueLogRow, SegmentRow
from ticketing.uow import UnitOfWork

MOST_REMEMBERED = 2_000


def call_row(uow: UnitOfWork, call_id: str, *, lock: bool = False) -> CallRow:
    """The call; with ``lock`` as it stands now, and nobody else's until the commit (take its draft's lock first)."""
    row = uow.session.get(CallRow, call_id, with_for_update=lock, populate_existing=lock)
    if row is None:
        raise NotFound("没有这通来电。", "请刷新通话列表。")
    return row


def facts_of(uow: UnitOfWork, call_id: str) -> list[Fact]:
    return facts_of_all(uow, (call_id,)).get(call_id, [])


def facts_of_all(uow: UnitOfWork, call_ids: Collection[str]) -> dict[str, list[Fact]]:
    """The log of each of these calls that has one."""
    found: dict[str, list[Fact]] = {}
    columns = select(QueueLogRow.call_id, QueueLogRow.kind, QueueLogRow.at, QueueLogRow.data)
    for call_id, kind, at, data in uow.session.execute(columns.where(QueueLogRow.call_id.in_(call_ids))):
        found.setdefault(call_id, []).append(Fact(kind=kind, at=at, data=data))
    return found


def last_fact_at(uow: UnitOfWork, call_id: str) -> datetime | None:
    return uow.session.scalar(select(func.max(QueueLogRow.at)).where(QueueLogRow.call_id == call_id))


def answers_of(uow: UnitOfWork, agent_id: str, since: datetime) -> Sequence[datetime]:
    """When the agent answered calls, from ``since`` on; the newest `MOST_REMEMBERED` of them."""
    return _times_of(uow, agent_id, since, QueueLogRow.kind == "call_answered")


def seats_taken_by(uow: UnitOfWork, agent_id: str, since: datetime) -> Sequence[datetime]:
    """When the agent signed in at a seat, likewise."""
    signed_in = QueueLogRow.data["reason"].as_string() == "signed_in"
    return _times_of(uow, agent_id, since, QueueLogRow.kind == "agent_state_changed", signed_in)


def _times_of(uow: UnitOfWork, agent_id: str, since: datetime, *which: ColumnElement[bool]) -> Sequence[datetime]:
    query = select(QueueLogRow.at).where(QueueLogRow.agent_id == agent_id, QueueLogRow.at >= since, *which)
    return uow.session.scalars(query.order_by(QueueLogRow.at.desc()).limit(MOST_REMEMBERED)).all()


def not_ended(uow: UnitOfWork) -> Sequence[CallRow]:
    return uow.session.scalars(select(CallRow).where(CallRow.state != "ended").order_by(CallRow.arrived_at)).all()


def of_number(uow: UnitOfWork, number: str, before: datetime, limit: int) -> Sequence[CallRow]:
    """Earlier calls of a number, newest first."""
    query = select(CallRow).where(CallRow.caller_number == number, CallRow.arrived_at < before)
    return uow.session.scalars(query.order_by(CallRow.arrived_at.desc()).limit(limit)).all()


def of_duty_session(uow: UnitOfWork, session_id: str) -> Sequence[CallRow]:
    query = select(CallRow).where(CallRow.duty_session_id == session_id).order_by(CallRow.arrived_at, CallRow.id)
    return uow.session.scalars(query).all()


def unfinished_of(uow: UnitOfWork, agent_id: str, limit: int) -> Sequence[CallRow]:
    """Answered calls of an agent that have ended and have no outcome, oldest first."""
    query = select(CallRow).where(
        CallRow.agent_id == agent_id,
        CallRow.answered_at.is_not(None),
        CallRow.ended_at.is_not(None),
        CallRow.outcome.is_(None),
    )
    return uow.session.scalars(query.order_by(CallRow.arrived_at).limit(limit)).all()


def segments_of(uow: UnitOfWork, call_id: str, version: int | None = None) -> Sequence[SegmentRow]:
    """The segments in order of time of the version that is shown, or of ``version``."""
    wanted = shown_version(uow, call_id) if version is None else version
    query = select(SegmentRow).where(SegmentRow.call_id == call_id, SegmentRow.version == wanted)
    return uow.session.scalars(query.order_by(SegmentRow.t0, SegmentRow.id)).all()


def shown_version(uow: UnitOfWork, call_id: str) -> int:
    """The second pass once none of it waits or was given up, and it has read anything; else the live pass."""
    states = uow.session.scalars(select(GapRow.state).where(GapRow.call_id == call_id, GapRow.version == SECOND)).all()
    if set(states) - {"done"}:
        return LIVE
    read = select(SegmentRow.id).where(SegmentRow.call_id == call_id, SegmentRow.version == SECOND).limit(1)
    return SECOND if uow.session.scalar(read) is not None else LIVE


def versions_of(uow: UnitOfWork, call_id: str) -> Sequence[tuple[int, str]]:
    """The versions that have words, each with an engine that read it."""
    query = select(SegmentRow.version, func.max(SegmentRow.engine)).where(SegmentRow.call_id == call_id)
    return [(int(version), str(engine)) for version, engine in uow.session.execute(query.group_by(SegmentRow.version))]


def calls_page(
    uow: UnitOfWork,
    *,
    since: datetime | None,
    until: datetime | None,
    state: str | None,
    reason: str | None,
    agent: str | None,
    number: str | None,
    limit: int,
    before: str | None,
) -> Sequence[CallRow]:
    query = select(CallRow)
    if since:
        query = query.where(CallRow.arrived_at >= since)
    if until:
        query = query.where(CallRow.arrived_at < until)
    equal = ((CallRow.state, state), (CallRow.reason, reason), (CallRow.agent_id, agent), (CallRow.caller_number, number))
    for column, wanted in equal:
        if wanted:
            query = query.where(column == wanted)
    return uow.session.scalars(paging.page(query, CallRow.arrived_at, CallRow.id, before, limit)).all()
