"""All agents' shifts of today in a few queries, so that five hundred desks that ask cost one reading now and then."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from ticketing.calls.models import CallRow, QueueLogRow
from ticketing.figures.day import beginning
from ticketing.figures.shift import Shift, shifts
from ticketing.figures.states import changes
from ticketing.people import repository as people
from ticketing.uow import UnitOfWork

MISSED = frozenset({"no_answer", "declined"})
ON_THE_SPOT = "answered_on_the_spot"
MOST_OFFERS = 200_000


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """``queues`` are those that each person serves."""

    at: datetime
    shifts: Mapping[str, Shift]
    queues: Mapping[str, tuple[str, ...]]


def house(uow: UnitOfWork, now: datetime) -> House:
    """The city's day of ``now`` up to now; what was kept of drafts is added by `drafts_kept`."""
    midnight = beginning(uow, uow.calendar.local(now).date())
    found = shifts(changes(uow, midnight, now), midnight, now)
    for name, counted in (
        ("calls", _calls(uow, midnight, now)),
        ("on_the_spot", _on_the_spot(uow, midnight, now)),
        ("missed", _missed(uow, midnight, now)),
    ):
        for agent, count in counted.items():
            if agent in found:
                setattr(found[agent], name, count)
    queues = {row.id: tuple(row.queues) for row in people.rows_of(uow, found)}
    return House(at=now, shifts=found, queues=queues)


def _calls(uow: UnitOfWork, since: datetime, now: datetime) -> Mapping[str, int]:
    """Each answer counts for who gave it, also where the call went on to another."""
    query = select(QueueLogRow.agent_id, func.count(QueueLogRow.call_id.distinct())).where(
        QueueLogRow.kind == "call_answered", QueueLogRow.at >= since, QueueLogRow.at <= now, QueueLogRow.agent_id.is_not(None)
    )
    return {str(agent): count for agent, count in uow.session.execute(query.group_by(QueueLogRow.agent_id))}


def _on_the_spot(uow: UnitOfWork, since: datetime, now: datetime) -> Mapping[str, int]:
    query = select(CallRow.agent_id, func.count()).where(
        CallRow.outcome == ON_THE_SPOT, CallRow.answered_at >= since, CallRow.answered_at <= now, CallRow.agent_id.is_not(None)
    )
    return {str(agent): count for agent, count in uow.session.execute(query.group_by(CallRow.agent_id))}


def _missed(uow: UnitOfWork, since: datetime, now: datetime) -> Mapping[str, int]:
    why = QueueLogRow.data["why"].as_string()
    query = select(QueueLogRow.agent_id, func.count()).where(
        QueueLogRow.kind == "offer_ended", QueueLogRow.at >= since, QueueLogRow.at <= now, why.in_(sorted(MISSED))
    )
    return {str(agent): count for agent, count in uow.session.execute(query.group_by(QueueLogRow.agent_id))}
