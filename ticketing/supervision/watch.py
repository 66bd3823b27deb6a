"""What supervision does by itself as time passes: late replies are told, the pool is reviewed, old tickets are marked."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from ticketing.notices import service as notices
from ticketing.supervision import flags, ladder
from ticketing.supervision.issuing import SUPERVISION
from ticketing.supervision.models import PaperRow, SweepRow
from ticketing.supervision.paper_states import OPEN as OPEN_PAPERS
from ticketing.tickets.models import TicketRow
from ticketing.tickets.states import OPEN
from ticketing.uow import UnitOfWork

A_TURN = 50
OLD_A_TURN = 200
LONG_RUNNING = "long_running"


def look_through(uow: UnitOfWork, now: datetime) -> None:
    """One page of each; rows that another node holds are left to it."""
    for row in late(uow, now):
        ladder.remind(uow, row, at=now)
    for row in to_review(uow, now):
        row.review_told_at = now
        text = f"督办池{row.number}（{row.unit_name}）已到复核时间，请复核。"
        notices.tell(uow, SUPERVISION, text, at=now, ticket=row.ticket_id, roles=ladder.INSPECTORS, link="/supervision/pool")
    uow.session.flush()
    mark_long_running(uow, now)


def late(uow: UnitOfWork, now: datetime) -> list[PaperRow]:
    """Papers without a reply in time, of which nobody was told for this due time."""
    query = select(PaperRow).where(PaperRow.state == "issued", PaperRow.due_at < now)
    query = query.where(PaperRow.overdue_told_at.is_(None) | (PaperRow.overdue_told_at < PaperRow.due_at))
    return list(uow.session.scalars(query.order_by(PaperRow.due_at).limit(A_TURN).with_for_update(skip_locked=True)))


def to_review(uow: UnitOfWork, now: datetime) -> list[PaperRow]:
    query = select(PaperRow).where(PaperRow.review_at <= now, PaperRow.review_told_at.is_(None), PaperRow.state.in_(OPEN_PAPERS))
    return list(uow.session.scalars(query.order_by(PaperRow.review_at).limit(A_TURN).with_for_update(skip_locked=True)))


def mark_long_running(uow: UnitOfWork, now: datetime) -> int:
    """Walk along the time of making, a page a turn: each ticket is looked at once, when it has become old."""
    until = now - timedelta(days=uow.law.supervision.long_running_days)
    reached = uow.session.get(SweepRow, LONG_RUNNING, populate_existing=True)
    query = select(TicketRow.id, TicketRow.created_at).where(TicketRow.state.in_(OPEN), TicketRow.created_at <= until)
    if reached is not None:
        query = query.where(TicketRow.created_at > reached.reached)
    found = uow.session.execute(query.order_by(TicketRow.created_at).limit(OLD_A_TURN)).all()
    for row in sorted(found, key=lambda one: one.id):
        flags.add(uow, row.id, (flags.LONG_RUNNING,), at=now)
    _reach(uow, found[-1].created_at if len(found) == OLD_A_TURN else until)
    return len(found)


def _reach(uow: UnitOfWork, at: datetime) -> None:
    """Two nodes may walk the same page: what is marked already stays as it is."""
    insert = postgresql.insert if uow.session.get_bind().dialect.name == "postgresql" else sqlite.insert
    statement = insert(SweepRow).values(name=LONG_RUNNING, reached=at)
    uow.session.execute(statement.on_conflict_do_update(index_elements=["name"], set_={"reached": at}))
