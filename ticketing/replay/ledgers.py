"""What the ledgers kept of a span of time: facts of calls, alarms, and what supervisors did. Bounded."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select

from ticketing.alerts import ledger
from ticketing.alerts.schemas import AlarmEventOut
from ticketing.calls.models import QueueLogRow
from ticketing.floor.models import FloorActRow
from ticketing.people import repository as people
from ticketing.replay.course import CallFact
from ticketing.replay.schemas import AlarmSpan, FloorAct
from ticketing.uow import UnitOfWork

CALL_KINDS = ("call_queued", "call_answered", "call_ended")
LOOK_BACK = timedelta(hours=3)
"""A call that came longer before a span is not in it any more."""
ALARM_BACK = timedelta(days=1)
MOST_FACTS = 300_000
MOST_ACTS = 500
MODES = ("monitor", "whisper", "barge")


def call_facts(
    uow: UnitOfWork, since: datetime, until: datetime, calls: Collection[str] | None = None
) -> tuple[Sequence[CallFact], bool]:
    """From three hours before ``since`` on, and whether there were more than can be held."""
    query = select(QueueLogRow.at, QueueLogRow.call_id, QueueLogRow.kind, QueueLogRow.data["queue"].as_string().label("queue"))
    query = query.where(QueueLogRow.kind.in_(CALL_KINDS), QueueLogRow.at > since - LOOK_BACK, QueueLogRow.at <= until).order_by(
        QueueLogRow.at
    )
    if calls is not None:
        query = query.where(QueueLogRow.call_id.in_(calls))
    rows = uow.session.execute(query.limit(MOST_FACTS + 1)).all()
    facts = [CallFact(row.at, str(row.call_id), row.kind, row.queue or "") for row in rows[:MOST_FACTS]]
    return facts, len(rows) > MOST_FACTS


def alarm_spans(uow: UnitOfWork, since: datetime, until: datetime) -> tuple[AlarmSpan, ...]:
    """Alarms that stood at any time of the span, by the ledger as it was at its end."""
    spans: dict[tuple[str, int], AlarmSpan] = {}
    for event in ledger.between(uow, since - ALARM_BACK, until):
        key = (event.alarm, event.crossing)
        if event.what == "raised":
            spans[key] = _span(event)
        elif key in spans and event.what in ("acknowledged", "cleared"):
            spans[key] = spans[key].model_copy(update={f"{event.what}_at": event.at})
    return tuple(one for one in spans.values() if one.cleared_at is None or one.cleared_at >= since)


def acts(uow: UnitOfWork, since: datetime, until: datetime) -> tuple[FloorAct, ...]:
    """Orders of the floor's ledger, and who listened to whom, in their order."""
    orders = uow.session.scalars(
        select(FloorActRow).where(FloorActRow.at >= since, FloorActRow.at <= until).order_by(FloorActRow.at).limit(MOST_ACTS)
    ).all()
    heard = uow.session.scalars(
        select(QueueLogRow)
        .where(QueueLogRow.kind == "supervision_started", QueueLogRow.at >= since, QueueLogRow.at <= until)
        .order_by(QueueLogRow.at)
        .limit(MOST_ACTS)
    ).all()
    listeners = [(row.at, str(row.data.get("supervisor")), str(row.data.get("mode")), None, row.call_id, "") for row in heard]
    told = [(row.at, row.by, row.act, row.person_id, row.call_id, row.why) for row in orders if row.act not in MODES]
    names = people.names(uow, {one for row in (*told, *listeners) for one in (row[1], row[3])})
    return tuple(
        FloorAct(at=at, by=people.named(names, by), act=act, person=people.named(names, person), call=call, why=why)
        for at, by, act, person, call, why in sorted([*told, *listeners], key=lambda row: row[0])[:MOST_ACTS]
    )


def _span(event: AlarmEventOut) -> AlarmSpan:
    return AlarmSpan(
        alarm=event.alarm,
        title=event.title,
        text=event.text,
        severity=event.severity,
        raised_at=event.at,
        acknowledged_at=None,
        cleared_at=None,
    )
