"""Queries on studios, their members, tickets and outcomes."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, func, select

from config.errors import NotFound
from ticketing import paging
from ticketing.evaluation.figures import Evaluated
from ticketing.evaluation.models import EvaluationRow
from ticketing.mandates.ended import guided
from ticketing.people.models import PersonRow
from ticketing.studios.models import StudioMemberRow, StudioOutcomeRow, StudioRow, StudioStepRow, StudioTicketRow
from ticketing.tickets.models import TicketLegRow, TicketRow
from ticketing.uow import UnitOfWork

MOST_STUDIOS = 500
MOST_CANDIDATES = 20
IDS_AT_ONCE = 1_000
"""A query takes so many ids; SQLite has a bound."""


def studio_row(uow: UnitOfWork, studio_id: str, *, lock: bool = True) -> StudioRow:
    """The studio; unless only read, nobody else's until the commit."""
    query = select(StudioRow).where(StudioRow.id == studio_id)
    row = uow.session.scalar(query.with_for_update().execution_options(populate_existing=True) if lock else query)
    if row is None:
        raise NotFound("没有这个工作室或专班。", "请刷新列表。")
    return row


def studios(uow: UnitOfWork, kind: str | None, state: str | None) -> Sequence[StudioRow]:
    query = select(StudioRow)
    if kind:
        query = query.where(StudioRow.kind == kind)
    if state:
        query = query.where(StudioRow.state == state)
    return uow.session.scalars(query.order_by(StudioRow.kind, StudioRow.name).limit(MOST_STUDIOS)).all()


def named(uow: UnitOfWork, unit: str, kind: str, name: str) -> StudioRow | None:
    query = select(StudioRow).where(StudioRow.unit_code == unit, StudioRow.kind == kind, StudioRow.name == name)
    return uow.session.scalar(query)


def members(uow: UnitOfWork, studio_ids: Collection[str]) -> dict[str, list[StudioMemberRow]]:
    """By studio, all that are or were in it, in the order of their coming."""
    found: dict[str, list[StudioMemberRow]] = {id: [] for id in studio_ids}
    query = select(StudioMemberRow).where(StudioMemberRow.studio_id.in_(studio_ids))
    for row in uow.session.scalars(query.order_by(StudioMemberRow.since, StudioMemberRow.id)):
        found[row.studio_id].append(row)
    return found


def outcome_totals(uow: UnitOfWork, studio_ids: Collection[str]) -> Sequence[tuple[str, str, int, int]]:
    """Studio, kind, cases, amount in fen."""
    query = (
        select(
            StudioOutcomeRow.studio_id,
            StudioOutcomeRow.kind,
            func.sum(StudioOutcomeRow.count),
            func.sum(StudioOutcomeRow.amount_fen),
        )
        .where(StudioOutcomeRow.studio_id.in_(studio_ids))
        .group_by(StudioOutcomeRow.studio_id, StudioOutcomeRow.kind)
        .order_by(StudioOutcomeRow.kind)
    )
    return [(studio, kind, int(count), int(fen)) for studio, kind, count, fen in uow.session.execute(query)]


def outcome_so_far(uow: UnitOfWork, studio_id: str, ticket_id: str, kind: str) -> tuple[int, int]:
    """Cases and fen of one ticket and kind."""
    query = select(func.coalesce(func.sum(StudioOutcomeRow.count), 0), func.coalesce(func.sum(StudioOutcomeRow.amount_fen), 0))
    query = query.where(
        StudioOutcomeRow.studio_id == studio_id, StudioOutcomeRow.ticket_id == ticket_id, StudioOutcomeRow.kind == kind
    )
    count, fen = uow.session.execute(query).one()
    return int(count), int(fen)


def outcomes_page(uow: UnitOfWork, studio_id: str, before: str | None, limit: int) -> Sequence[StudioOutcomeRow]:
    query = select(StudioOutcomeRow).where(StudioOutcomeRow.studio_id == studio_id)
    return uow.session.scalars(paging.page(query, StudioOutcomeRow.at, StudioOutcomeRow.id, before, limit)).all()


def steps(uow: UnitOfWork, studio_id: str) -> Sequence[StudioStepRow]:
    query = select(StudioStepRow).where(StudioStepRow.studio_id == studio_id)
    return uow.session.scalars(query.order_by(StudioStepRow.position)).all()


def given(uow: UnitOfWork, studio_id: str, ticket_id: str) -> bool:
    return uow.session.get(StudioTicketRow, (studio_id, ticket_id)) is not None


def has_ticket(uow: UnitOfWork, studio: StudioRow, ticket_id: str) -> bool:
    """Given to it, or dispatched to its unit."""
    return uow.session.scalar(select(TicketRow.id).where(TicketRow.id == ticket_id, _of(studio))) is not None


def tickets_page(uow: UnitOfWork, studio: StudioRow, before: str | None, limit: int) -> Sequence[TicketRow]:
    query = select(TicketRow).where(_of(studio))
    return uow.session.scalars(paging.page(query, TicketRow.created_at, TicketRow.id, before, limit)).all()


def given_ids(uow: UnitOfWork, studio_id: str, ticket_ids: Collection[str]) -> set[str]:
    query = select(StudioTicketRow.ticket_id).where(
        StudioTicketRow.studio_id == studio_id, StudioTicketRow.ticket_id.in_(ticket_ids)
    )
    return set(uow.session.scalars(query))


def tickets_between(uow: UnitOfWork, studio: StudioRow, since: datetime, until: datetime, limit: int) -> Sequence[TicketRow]:
    """The studio's tickets that were entered in the time, oldest first, at most ``limit``."""
    query = select(TicketRow).where(_of(studio), TicketRow.created_at >= since, TicketRow.created_at < until)
    return uow.session.scalars(query.order_by(TicketRow.created_at).limit(limit)).all()


def evaluated(uow: UnitOfWork, ticket_ids: Sequence[str]) -> list[Evaluated]:
    """The ended callbacks on these tickets, a part of the ids at a time."""
    found: list[Evaluated] = []
    columns = (EvaluationRow.effective, EvaluationRow.solved, EvaluationRow.grade, guided(EvaluationRow.ticket_id))
    for start in range(0, len(ticket_ids), IDS_AT_ONCE):
        part = ticket_ids[start : start + IDS_AT_ONCE]
        query = select(*columns).where(EvaluationRow.ticket_id.in_(part), EvaluationRow.ended_at.is_not(None))
        rows = uow.session.execute(query)
        found += [Evaluated(effective=bool(row[0]), solved=row[1], grade=row[2], guided=bool(row[3])) for row in rows]
    return found


def people_named(uow: UnitOfWork, q: str) -> Sequence[tuple[str, str]]:
    query = select(PersonRow.id, PersonRow.name).where(PersonRow.active, PersonRow.name.contains(q.strip(), autoescape=True))
    return [(id, name) for id, name in uow.session.execute(query.order_by(PersonRow.name).limit(MOST_CANDIDATES))]


def _of(studio: StudioRow) -> ColumnElement[bool]:
    """Given to it; of a studio also those in which its unit has a part (告知 is none)."""
    by_hand = TicketRow.id.in_(select(StudioTicketRow.ticket_id).where(StudioTicketRow.studio_id == studio.id))
    if studio.kind != "studio":
        return by_hand
    legs = select(TicketLegRow.ticket_id).where(
        TicketLegRow.unit_code == studio.unit_code, TicketLegRow.role != "cc", TicketLegRow.state != "withdrawn"
    )
    return by_hand | TicketRow.id.in_(legs) | (TicketRow.unit_code == studio.unit_code)
