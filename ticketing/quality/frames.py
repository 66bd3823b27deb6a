"""The calls that a sample may be drawn from, and what its rules have to know of them."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import Row, func, select

from config.errors import BadInput
from ticketing.calls.models import CallRow, SegmentRow
from ticketing.drafts.models import DraftRow
from ticketing.evaluation.models import EvaluationRow
from ticketing.people.models import PersonRow
from ticketing.quality.models import ReviewRow
from ticketing.quality.rules import CallFacts
from ticketing.quality.sampling import Drawable
from ticketing.tickets.models import TicketRow
from ticketing.uow import UnitOfWork

T = TypeVar("T")
AT_ONCE = 500
"""Ids in one question to the database."""
COLUMNS = (
    CallRow.id, CallRow.agent_id, CallRow.arrived_at, CallRow.talked_s, CallRow.held_s, CallRow.transfers, CallRow.outcome,
    CallRow.caller_number,
)  # fmt: skip


def frame(uow: UnitOfWork, since: datetime, until: datetime, purpose: str, agents: Sequence[str] = ()) -> Sequence[Row[Any]]:
    """Answered calls that are over and have a recording or a transcript, and were not drawn for this purpose before."""
    most = uow.law.quality.most_frame
    drawn = select(ReviewRow.call_id).where(ReviewRow.purpose == purpose, ReviewRow.draw_key.is_not(None))
    query = select(*COLUMNS).where(
        CallRow.arrived_at >= since,
        CallRow.arrived_at < until,
        CallRow.answered_at.is_not(None),
        CallRow.ended_at.is_not(None),
        CallRow.agent_id.is_not(None),
        CallRow.recording.is_not(None) | CallRow.transcribed_at.is_not(None),
        CallRow.id.not_in(drawn.where(ReviewRow.call_at >= since, ReviewRow.call_at < until)),
    )
    if agents:
        query = query.where(CallRow.agent_id.in_(agents))
    rows = uow.session.execute(query.limit(most + 1)).all()
    if len(rows) > most:
        raise BadInput(f"这段时间的通话超过{most}通，一次抽不了这么多。", "请缩短时间或选定话务员。")
    return rows


def had(uow: UnitOfWork, since: datetime, until: datetime, purpose: str) -> dict[str, int]:
    """By agent, how many calls of this time were drawn for this purpose already."""
    query = select(ReviewRow.agent_id, func.count()).where(
        ReviewRow.call_at >= since,
        ReviewRow.call_at < until,
        ReviewRow.purpose == purpose,
        ReviewRow.draw_key.is_not(None),
        ReviewRow.sample_id.is_not(None),
    )
    return {agent: int(count) for agent, count in uow.session.execute(query.group_by(ReviewRow.agent_id))}


def drawables(rows: Sequence[Row[Any]]) -> list[Drawable]:
    return [Drawable(row.id, row.agent_id) for row in rows]


def facts_of(uow: UnitOfWork, rows: Sequence[Row[Any]], wanted: Sequence[str], now: datetime) -> list[CallFacts]:
    """What the wanted rules have to know of each call; what none of them asks for is not looked up."""
    ids = [row.id for row in rows]
    urgent = _urgent(uow, ids) if "urgent" in wanted else {}
    grades = _grades(uow, ids) if "dissatisfied" in wanted else {}
    counts = _of_numbers(uow, rows) if "repeat" in wanted else {}
    heard = _confidence(uow, ids) if "low_confidence" in wanted else {}
    began = _since_when(uow, {row.agent_id for row in rows}) if "new_agent" in wanted else {}
    poor = uow.law.evaluation.satisfied_from - 1
    return [
        CallFacts(
            id=row.id,
            agent=row.agent_id,
            talked_s=row.talked_s,
            held_s=row.held_s,
            transfers=len(row.transfers),
            outcome=row.outcome,
            urgent=urgent.get(row.id, ()),
            grade=grades.get(row.id),
            dissatisfied_to=poor,
            calls_of_number=counts.get(row.id, 1),
            agent_days=(row.arrived_at - began[row.agent_id]) / timedelta(days=1) if row.agent_id in began else 1e6,
            confidence=heard.get(row.id),
        )
        for row in rows
    ]


def _urgent(uow: UnitOfWork, ids: Sequence[str]) -> dict[str, tuple[str, ...]]:
    found = {}
    for some in _parts(ids):
        query = select(DraftRow.call_id, DraftRow.fields).where(DraftRow.call_id.in_(some))
        for call, fields in uow.session.execute(query):
            words = tuple(dict.fromkeys(str(one["word"]) for one in fields.get("urgent", ())))
            if words:
                found[str(call)] = words
    return found


def _grades(uow: UnitOfWork, ids: Sequence[str]) -> dict[str, int]:
    """The worst grade that the citizen of a call gave for its ticket."""
    found: dict[str, int] = {}
    for some in _parts(ids):
        query = (
            select(TicketRow.call_id, func.min(EvaluationRow.grade))
            .join(EvaluationRow, EvaluationRow.of_ticket == TicketRow.id)
            .where(TicketRow.call_id.in_(some), EvaluationRow.grade.is_not(None))
            .group_by(TicketRow.call_id)
        )
        found |= {str(call): grade for call, grade in uow.session.execute(query) if grade is not None}
    return found


def _of_numbers(uow: UnitOfWork, rows: Sequence[Row[Any]]) -> dict[str, int]:
    """For each call, how many the number made in the rule's days up to it."""
    window = timedelta(days=uow.law.quality.rules.repeat_days)
    numbers = sorted({row.caller_number for row in rows if row.caller_number})
    if not numbers:
        return {}
    first, last = min(row.arrived_at for row in rows) - window, max(row.arrived_at for row in rows)
    times: dict[str, list[datetime]] = {}
    for some in _parts(numbers):
        query = select(CallRow.caller_number, CallRow.arrived_at).where(
            CallRow.caller_number.in_(some), CallRow.arrived_at >= first, CallRow.arrived_at <= last, CallRow.direction == "in"
        )
        for number, at in uow.session.execute(query):
            times.setdefault(number, []).append(at)
    return {
        row.id: sum(row.arrived_at - window < at <= row.arrived_at for at in times.get(row.caller_number, ())) for row in rows
    }


def _confidence(uow: UnitOfWork, ids: Sequence[str]) -> dict[str, float]:
    """How sure the recogniser was of what the caller said while they spoke."""
    found: dict[str, float] = {}
    for some in _parts(ids):
        query = select(SegmentRow.call_id, func.avg(SegmentRow.confidence)).where(
            SegmentRow.call_id.in_(some), SegmentRow.version == 1, SegmentRow.channel == "caller"
        )
        found |= {call: float(mean) for call, mean in uow.session.execute(query.group_by(SegmentRow.call_id))}
    return found


def _since_when(uow: UnitOfWork, agents: set[str]) -> Mapping[str, datetime]:
    query = select(PersonRow.id, PersonRow.created_at).where(PersonRow.id.in_(agents))
    return {row.id: row.created_at for row in uow.session.execute(query)}


def _parts(ids: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(ids), AT_ONCE):
        yield ids[start : start + AT_ONCE]
