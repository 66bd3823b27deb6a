"""The monthly list of concentrated, repeated and hard matters, from the tickets as they stand."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, or_, select

from ticketing.meetings.models import AgendaItemRow, MeetingRow
from ticketing.meetings.proposing import HARD_STATES, OpenMatter, Proposal, propose
from ticketing.meetings.schemas import ProposalOut
from ticketing.privacy.masks import mask_text
from ticketing.schema import Coded
from ticketing.tickets import callers
from ticketing.tickets.models import TicketCallerRow, TicketRow
from ticketing.tickets.named import NamedTicket
from ticketing.tickets.out import unit_coded
from ticketing.tickets.states import OPEN
from ticketing.uow import UnitOfWork

MOST_CLUSTERS = 40
MOST_TICKETS = 2_000
"""Tickets that one list looks at: the clusters' and the hardest; more would be no agenda."""
MOST_SHOWN = 100
NAMED = 5
"""Tickets of a cluster that are named."""


def proposals(uow: UnitOfWork, now: datetime) -> tuple[ProposalOut, ...]:
    """What a joint study should talk about, the weightiest first; without what stands on an agenda to come already."""
    rows = {row.id: row for row in (*_crowded(uow, now), *_hard(uow, now), *_repeated(uow, now))}
    for id in _on_agendas(uow, list(rows)):
        del rows[id]
    counted = callers.counts(uow, list(rows))
    matters = [_matter(row, counted[row.id], now) for row in rows.values()]
    return tuple(_out(uow, one, rows) for one in propose(matters, uow.law.joint)[:MOST_SHOWN])


def _crowded(uow: UnitOfWork, now: datetime) -> Sequence[TicketRow]:
    """Tickets of a category in a street that has many."""
    open_ = (TicketRow.created_at >= _since(uow, now), TicketRow.state.in_(OPEN))
    clusters = (
        select(TicketRow.category_code, TicketRow.street_code)
        .where(*open_, TicketRow.category_code.is_not(None), TicketRow.street_code.is_not(None))
        .group_by(TicketRow.category_code, TicketRow.street_code)
        .having(func.count() >= uow.law.joint.concentrated_from)
        .order_by(func.count().desc())
        .limit(MOST_CLUSTERS)
    )
    places = uow.session.execute(clusters).all()
    if not places:
        return ()
    within = or_(*((TicketRow.category_code == code) & (TicketRow.street_code == street) for code, street in places))
    return uow.session.scalars(select(TicketRow).where(*open_, within).limit(MOST_TICKETS)).all()


def _hard(uow: UnitOfWork, now: datetime) -> Sequence[TicketRow]:
    rule = uow.law.joint
    hard = or_(
        TicketRow.state.in_(tuple(HARD_STATES)),
        TicketRow.returns >= rule.hard_returns,
        TicketRow.reworks * 2 >= rule.hard_returns,
        TicketRow.deadline < now,
    )
    query = select(TicketRow).where(TicketRow.state.in_(OPEN), hard)
    return uow.session.scalars(query.order_by(TicketRow.deadline, TicketRow.id).limit(MOST_TICKETS)).all()


def _repeated(uow: UnitOfWork, now: datetime) -> Sequence[TicketRow]:
    """Tickets that so many further callers joined within the days."""
    joined = (
        select(TicketCallerRow.ticket_id)
        .where(TicketCallerRow.at >= _since(uow, now), TicketCallerRow.step == "joined")
        .group_by(TicketCallerRow.ticket_id)
        .having(func.count() + 1 >= uow.law.joint.repeated_from)
        .order_by(func.count().desc())
        .limit(MOST_TICKETS)
    )
    query = select(TicketRow).where(TicketRow.id.in_(joined), TicketRow.state.in_(OPEN))
    return uow.session.scalars(query).all()


def _on_agendas(uow: UnitOfWork, ids: Sequence[str]) -> set[str]:
    query = (
        select(AgendaItemRow.ticket_id)
        .join(MeetingRow, MeetingRow.id == AgendaItemRow.meeting_id)
        .where(AgendaItemRow.ticket_id.in_(ids), AgendaItemRow.removed_at.is_(None), MeetingRow.state.in_(("planned", "invited")))
    )
    return {id for id in uow.session.scalars(query) if id}


def _matter(row: TicketRow, callers_count: int, now: datetime) -> OpenMatter:
    return OpenMatter(
        id=row.id,
        category=row.category_code,
        street=row.street_code,
        state=row.state,
        callers=callers_count,
        returns=row.returns,
        reworks=row.reworks,
        overdue=row.deadline is not None and row.deadline < now,
        flags=frozenset(row.flags),
    )


def _out(uow: UnitOfWork, one: Proposal, rows: dict[str, TicketRow]) -> ProposalOut:
    first = rows[one.tickets[0]]
    named = [rows[id] for id in one.tickets[:NAMED]]
    return ProposalOut.model_validate(
        {
            "tickets": tuple(
                NamedTicket(id=row.id, number=row.number, title=mask_text(row.title), state=row.state) for row in named
            ),
            "count": len(one.tickets),
            "category": Coded(code=first.category_code, name=first.category_name or "") if first.category_code else None,
            "street": unit_coded(uow, first.street_code) if first.street_code else None,
            "unit": Coded(code=first.unit_code, name=first.unit_name or "") if first.unit_code else None,
            "kinds": one.kinds,
            "why": one.why,
        }
    )


def _since(uow: UnitOfWork, now: datetime) -> datetime:
    return now - timedelta(days=uow.law.joint.agenda_days)
