"""How much of what the machine wrote was left as it was, over a period."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, select

from config.errors import BadInput
from ticketing.calls.models import CallRow
from ticketing.drafts.models import DraftChangeRow, DraftRow
from ticketing.figures.rate import Rate, rate
from ticketing.learning.acceptance import FIELDS, Accepted, EndedDraft, Group, Tally, accepted, first_offers
from ticketing.learning.schemas import Acceptance, AgentAcceptance, FieldAcceptance, QueueAcceptance
from ticketing.people import repository as people
from ticketing.schema import PersonName
from ticketing.tickets.models import TicketRow
from ticketing.uow import UnitOfWork

BASE = "机器填写的字段"
LONGEST = timedelta(days=92)
MOST_DRAFTS = 50_000
AT_ONCE = 500
MACHINE = "machine"
BECAME_TICKETS = ("answered", "dispatched")
NAMES: Mapping[str, str] = {
    "caller_name": "姓名",
    "callback_number": "回访电话",
    "type": "诉求类型",
    "category": "事项分类",
    "place": "地点",
    "time": "时间",
    "object": "涉及对象",
    "title": "标题",
    "summary": "摘要",
    "matter": "诉求内容",
    "wish": "期望",
    "level": "办理时限",
    "unit": "承办单位",
}


def acceptance(
    uow: UnitOfWork, since: datetime, until: datetime, *, agent: str | None = None, queue: str | None = None
) -> Acceptance:
    """Drafts that a person made a ticket of in the period (92 days at most). BadInput for a longer or an empty one."""
    if not since < until or until - since > LONGEST:
        raise BadInput(f"统计时段须在{LONGEST.days}天以内，且开始早于结束。", "请缩短统计时段。")
    rows = _rows(uow, since, until, agent, queue)
    found = accepted(_drafts(uow, rows[:MOST_DRAFTS]))
    known = people.names(uow, found.agents)
    return Acceptance(
        since=since,
        until=until,
        drafts=found.drafts,
        truncated=len(rows) > MOST_DRAFTS,
        fields=_fields(found),
        by_agent=tuple(
            AgentAcceptance(agent=PersonName(id=id, name=known.get(id, id)), drafts=group.drafts, rate=_rate(group.tally))
            for id, group in _most_first(found.agents)
        ),
        by_queue=tuple(
            QueueAcceptance(queue=name, drafts=group.drafts, rate=_rate(group.tally)) for name, group in _most_first(found.queues)
        ),
    )


def _rows(uow: UnitOfWork, since: datetime, until: datetime, agent: str | None, queue: str | None) -> Sequence[Row[Any]]:
    query = (
        select(
            DraftRow.call_id, DraftRow.agent_id, DraftRow.fields, CallRow.queue, TicketRow.unit_code, TicketRow.level,
            TicketRow.dispatched_at,
        )
        .join(CallRow, CallRow.id == DraftRow.call_id)
        .join(TicketRow, TicketRow.call_id == DraftRow.call_id)
        .where(DraftRow.status.in_(BECAME_TICKETS), TicketRow.created_by != people.SYSTEM)
        .where(CallRow.outcome_at >= since, CallRow.outcome_at < until)
    )  # fmt: skip
    if agent:
        query = query.where(DraftRow.agent_id == agent)
    if queue:
        query = query.where(CallRow.queue == queue)
    return uow.session.execute(query.order_by(CallRow.outcome_at.desc(), CallRow.id).limit(MOST_DRAFTS + 1)).all()


def _drafts(uow: UnitOfWork, rows: Sequence[Row[Any]]) -> Iterator[EndedDraft]:
    for start in range(0, len(rows), AT_ONCE):
        some = rows[start : start + AT_ONCE]
        touched = _touched(uow, [row.call_id for row in some])
        for row in some:
            offered, final = first_offers(touched.get(row.call_id, ())), dict(row.fields)
            if row.dispatched_at is not None:
                offered = {name: final.get(name) for name in ("unit", "level")} | offered
                final |= {"unit": row.unit_code, "level": row.level}
            yield EndedDraft(agent=row.agent_id, queue=row.queue or "", final=final, offered=offered)


def _touched(uow: UnitOfWork, call_ids: Sequence[str]) -> Mapping[str, Sequence[tuple[str, Any]]]:
    """What persons changed, in order: a unit or level chosen at the dispatch alone stands in the ticket only."""
    query = select(DraftChangeRow.draft_id, DraftChangeRow.field, DraftChangeRow.old).where(
        DraftChangeRow.draft_id.in_(call_ids), DraftChangeRow.by != MACHINE, DraftChangeRow.field.in_(FIELDS)
    )
    found: dict[str, list[tuple[str, Any]]] = {}
    for call_id, name, old in uow.session.execute(query.order_by(DraftChangeRow.version, DraftChangeRow.id)):
        found.setdefault(call_id, []).append((name, old))
    return found


def _fields(found: Accepted) -> tuple[FieldAcceptance, ...]:
    return tuple(
        FieldAcceptance(
            field=name,
            name=NAMES[name],
            filled=tally.filled,
            kept=tally.kept,
            changed=tally.changed,
            emptied=tally.emptied,
            added=tally.added,
            rate=_rate(tally),
        )
        for name, tally in found.fields.items()
    )


def _most_first(groups: Mapping[str, Group]) -> list[tuple[str, Group]]:
    return sorted(groups.items(), key=lambda item: (-item[1].drafts, item[0]))


def _rate(tally: Tally) -> Rate:
    return rate(tally.kept, tally.filled, BASE)
