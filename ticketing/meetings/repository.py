"""Queries on meetings, who comes, what is discussed, and the minutes."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import func, or_, select

from config.errors import NotFound
from ticketing import paging
from ticketing.ledgers import locked, seen
from ticketing.meetings.models import AgendaItemRow, MeetingMinutesRow, MeetingPartyRow, MeetingRow, MeetingSeriesRow
from ticketing.resolutions.models import ResolutionRow
from ticketing.uow import UnitOfWork

LEFT_OPEN = 100
"""Open resolutions of earlier meetings that the next one shows."""
FIGURES_MOST = 100_000


def row_of(uow: UnitOfWork, id: str, *, lock: bool = True) -> MeetingRow:
    return (locked if lock else seen)(uow, MeetingRow, id, "没有这次会议。")


def parties(uow: UnitOfWork, meeting_id: str) -> Sequence[MeetingPartyRow]:
    query = select(MeetingPartyRow).where(MeetingPartyRow.meeting_id == meeting_id, MeetingPartyRow.removed_at.is_(None))
    return uow.session.scalars(query.order_by(MeetingPartyRow.position)).all()


def party(uow: UnitOfWork, meeting_id: str, party_id: str) -> MeetingPartyRow:
    row = uow.session.get(MeetingPartyRow, party_id)
    if row is None or row.meeting_id != meeting_id or row.removed_at is not None:
        raise NotFound("没有这个参会方。", "请刷新会议页面。")
    return row


def next_position(uow: UnitOfWork, model: type[MeetingPartyRow] | type[AgendaItemRow], meeting_id: str) -> int:
    return (uow.session.scalar(select(func.max(model.position)).where(model.meeting_id == meeting_id)) or 0) + 1


def items(uow: UnitOfWork, meeting_id: str) -> Sequence[AgendaItemRow]:
    query = select(AgendaItemRow).where(AgendaItemRow.meeting_id == meeting_id, AgendaItemRow.removed_at.is_(None))
    return uow.session.scalars(query.order_by(AgendaItemRow.position)).all()


def item(uow: UnitOfWork, meeting_id: str, item_id: str) -> AgendaItemRow:
    row = uow.session.get(AgendaItemRow, item_id)
    if row is None or row.meeting_id != meeting_id or row.removed_at is not None:
        raise NotFound("没有这个议题。", "请刷新会议页面。")
    return row


def minutes(uow: UnitOfWork, meeting_id: str) -> Sequence[MeetingMinutesRow]:
    query = select(MeetingMinutesRow).where(MeetingMinutesRow.meeting_id == meeting_id)
    return uow.session.scalars(query.order_by(MeetingMinutesRow.version)).all()


def page(
    uow: UnitOfWork,
    *,
    kind: str | None,
    state: str | None,
    since: datetime | None,
    until: datetime | None,
    unit: str | None,
    person: str | None,
    before: str | None,
    limit: int,
) -> Sequence[MeetingRow]:
    """The latest first; with ``unit`` only those it is a party of (or ``person`` leads), and that were called."""
    query = select(MeetingRow)
    for column, wanted in ((MeetingRow.kind, kind), (MeetingRow.state, state)):
        if wanted:
            query = query.where(column == wanted)
    if since:
        query = query.where(MeetingRow.starts_at >= since)
    if until:
        query = query.where(MeetingRow.starts_at < until)
    if unit is not None:
        invited = select(MeetingPartyRow.meeting_id).where(
            MeetingPartyRow.unit_code == unit, MeetingPartyRow.invited_at.is_not(None), MeetingPartyRow.removed_at.is_(None)
        )
        query = query.where(or_(MeetingRow.id.in_(invited), MeetingRow.chair_id == person, MeetingRow.co_chair_id == person))
    return uow.session.scalars(paging.page(query, MeetingRow.starts_at, MeetingRow.id, before, limit)).all()


def counted(uow: UnitOfWork, ids: Iterable[str]) -> tuple[Counter[str | None], ...]:
    """By meeting how many parties, items and resolutions it has."""
    wanted = list(ids)
    sizes = (
        select(MeetingPartyRow.meeting_id, func.count()).where(
            MeetingPartyRow.meeting_id.in_(wanted), MeetingPartyRow.removed_at.is_(None)
        ),
        select(AgendaItemRow.meeting_id, func.count()).where(
            AgendaItemRow.meeting_id.in_(wanted), AgendaItemRow.removed_at.is_(None)
        ),
        select(ResolutionRow.meeting_id, func.count()).where(ResolutionRow.meeting_id.in_(wanted)),
    )
    parties, items, decided = (
        Counter({row[0]: row[1] for row in uow.session.execute(query.group_by(query.selected_columns[0]))}) for query in sizes
    )
    return parties, items, decided


def replies(uow: UnitOfWork, ids: Iterable[str], unit: str | None) -> dict[str, str | None]:
    """By meeting what the unit has answered."""
    query = select(MeetingPartyRow.meeting_id, MeetingPartyRow.reply).where(
        MeetingPartyRow.meeting_id.in_(list(ids)), MeetingPartyRow.unit_code == unit, MeetingPartyRow.removed_at.is_(None)
    )
    return {row[0]: row[1] for row in uow.session.execute(query)} if unit else {}


def left_open(uow: UnitOfWork, row: MeetingRow) -> Sequence[ResolutionRow]:
    """What earlier meetings of the same rhythm, dispute, or else the same kind left open, the next to be due first."""
    same = (
        MeetingRow.series_id == row.series_id
        if row.series_id
        else MeetingRow.dispute_id == row.dispute_id
        if row.dispute_id
        else MeetingRow.kind == row.kind
    )
    earlier = select(MeetingRow.id).where(same, MeetingRow.starts_at < row.starts_at, MeetingRow.id != row.id)
    query = select(ResolutionRow).where(ResolutionRow.meeting_id.in_(earlier), ResolutionRow.state.in_(("open", "reported")))
    return uow.session.scalars(query.order_by(ResolutionRow.due, ResolutionRow.id).limit(LEFT_OPEN)).all()


def held_between(uow: UnitOfWork, since: datetime, until: datetime) -> Sequence[tuple[str, str, datetime, bool]]:
    """Kind, mode, when, prevented of all that were held within."""
    query = select(MeetingRow.kind, MeetingRow.mode, MeetingRow.held_at, MeetingRow.prevented).where(
        MeetingRow.held_at >= since, MeetingRow.held_at < until
    )
    return [(row[0], row[1], row[2], row[3]) for row in uow.session.execute(query.limit(FIGURES_MOST)) if row[2]]


def series_row(uow: UnitOfWork, id: str) -> MeetingSeriesRow:
    query = select(MeetingSeriesRow).where(MeetingSeriesRow.id == id).with_for_update()
    row = uow.session.scalar(query.execution_options(populate_existing=True))
    if row is None:
        raise NotFound("没有这个例会安排。", "请刷新页面。")
    return row
