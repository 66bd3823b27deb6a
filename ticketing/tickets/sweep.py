"""Lights and limits told as time passes: takes the tickets whose moment has come, tells each unit once, sets the next moment.

Set-based, a page at a time: one statement to lock, one for the legs, one for what was told before, and one for each kind of
change. Nobody is told twice: the ledger of alarms has one row for each leg, kind and due time, whatever node looks, after
a restart, and when the clock steps back.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any, cast

from sqlalchemy import Row, Table, and_, bindparam, insert, select, update

from ticketing.clocks import yellow_from
from ticketing.notices import service as notices
from ticketing.tickets.alarms import Alarm, alarms, lamp, lead_of, newly, next_look
from ticketing.tickets.models import TicketAlarmRow, TicketLegRow, TicketRow
from ticketing.tickets.timing import reminder_every
from ticketing.uow import UnitOfWork

PAGE = 1_000
MOST = 5_000
"""So many tickets one call looks at; the next turn goes on."""
NAMED = 5
"""So many tickets a summary for inspectors and dispatchers names."""
TEXTS: Mapping[str, str] = {
    "sign_overdue": "工单 {number}「{title}」已过签收时限（{due}），请立即签收。",
    "contact_overdue": "工单 {number}「{title}」已过联系市民时限（{due}），请立即联系市民。",
    "flag_yellow": "工单 {number}「{title}」含风险词或属群体诉求，黄灯预警，请优先办理。",
    "flag_red": "工单 {number}「{title}」属敏感诉求，红灯告警，请立即办理。",
    "yellow": "工单 {number}「{title}」黄灯预警：{due} 到期，请抓紧办理。",
    "red": "工单 {number}「{title}」红灯告警：{due} 已到期，请立即办理。",
    "review_due": "挂账工单 {number}「{title}」已到复核日（{due}），请复核能否恢复办理。",
}
SUMMARIES: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "red": ("{n} 张工单超过办结期限：{named}。", ("inspector",)),
    "sign_overdue": ("{n} 张工单超过签收时限：{named}。", ("dispatcher",)),
    "review_due": ("{n} 张挂账工单到复核日：{named}。", ("inspector",)),
}
_TICKETS, _LEGS = cast(Table, TicketRow.__table__), cast(Table, TicketLegRow.__table__)
_ALARMS = cast(Table, TicketAlarmRow.__table__)
TICKET = [_TICKETS.c[name] for name in ("id", "number", "title", "state", "flags", "urgent", "paused_at", "review_at")]
LEG = [
    _LEGS.c[name]
    for name in (
        "id", "ticket_id", "unit_code", "role", "state", "dispatched_at", "started_at", "sign_due", "contact_due", "contacted_at",
        "deadline", "yellow_at", "reported_at",
    )
]  # fmt: skip
_RELIGHT = update(_TICKETS).where(_TICKETS.c.id == bindparam("b_id"))
_RELIGHT = _RELIGHT.values(light=bindparam("b_light"), light_due_at=bindparam("b_due"))
_REWARN = update(_LEGS).where(_LEGS.c.id == bindparam("b_id")).values(yellow_at=bindparam("b_at"))
Told = tuple[Any, Any, Alarm]
"""A ticket, its leg, and what that leg's unit is told."""


def sweep(uow: UnitOfWork, now: datetime, most: int = MOST) -> int:
    """Look at up to ``most`` tickets whose moment has come; returns how many. Fewer than ``most``: nothing is left."""
    done = 0
    told: list[Told] = []
    while done < most:
        tickets = _due(uow, now, min(PAGE, most - done))
        told += _look(uow, tickets, now)
        done += len(tickets)
        if len(tickets) < PAGE:
            break
    _summarise(uow, told, now)
    return done


def look_at(uow: UnitOfWork, row: TicketRow, now: datetime) -> None:
    """Tell at once what has come for this one ticket, which the caller holds; its row is fresh afterwards."""
    uow.session.flush()
    tickets = uow.session.connection().execute(select(*TICKET).where(_TICKETS.c.id == row.id)).all()
    _summarise(uow, _look(uow, tickets, now), now)
    uow.session.refresh(row)


def _due(uow: UnitOfWork, now: datetime, limit: int) -> Sequence[Row[Any]]:
    due = _TICKETS.c.light_due_at
    query = select(*TICKET).where(due <= now).order_by(due).limit(limit).with_for_update(skip_locked=True)
    return uow.session.connection().execute(query).all()


def _look(uow: UnitOfWork, tickets: Sequence[Row[Any]], now: datetime) -> list[Told]:
    legs = _legs(uow, [ticket.id for ticket in tickets])
    schedules = {ticket.id: [(leg, _alarms(uow, ticket, leg)) for leg in legs.get(ticket.id, ())] for ticket in tickets}
    told = _tell(uow, tickets, schedules, now)
    changes = [_change(ticket, schedules[ticket.id], now) for ticket in tickets]
    if changes:
        uow.session.connection().execute(_RELIGHT, changes)
    return told


def _legs(uow: UnitOfWork, ids: Sequence[str]) -> dict[str, list[Any]]:
    has_part = and_(_LEGS.c.role != "cc", _LEGS.c.state != "withdrawn")
    query = select(*LEG).where(_LEGS.c.ticket_id.in_(ids), has_part).order_by(_LEGS.c.ticket_id, _LEGS.c.position)
    legs = uow.session.connection().execute(query).all()
    if _give_warnings(uow, [leg for leg in legs if leg.yellow_at is None and leg.deadline is not None]):
        legs = uow.session.connection().execute(query).all()
    return {id: list(several) for id, several in groupby(legs, lambda leg: cast(str, leg.ticket_id))}


def _give_warnings(uow: UnitOfWork, bare: Sequence[Any]) -> bool:
    """Legs that were just made know their deadline but not yet when it warns."""
    starts = [
        {"b_id": leg.id, "b_at": yellow_from(leg.started_at or leg.dispatched_at, leg.deadline, uow.law.terms)} for leg in bare
    ]
    if starts:
        uow.session.connection().execute(_REWARN, starts)
    return bool(starts)


def _alarms(uow: UnitOfWork, ticket: Any, leg: Any) -> list[Alarm]:
    return alarms(ticket, leg, reminder_every(uow), risky=bool(ticket.urgent))


def _change(ticket: Any, schedule: Sequence[tuple[Any, Sequence[Alarm]]], now: datetime) -> dict[str, Any]:
    lead = lead_of(leg for leg, _ in schedule)
    due = next_look(now, (found for _, found in schedule))
    return {"b_id": ticket.id, "b_light": lamp(now, ticket, lead, risky=bool(ticket.urgent)), "b_due": due}


def _tell(
    uow: UnitOfWork,
    tickets: Sequence[Any],
    schedules: Mapping[str, Sequence[tuple[Any, Sequence[Alarm]]]],
    now: datetime,
) -> list[Told]:
    """Tell what has come and was not told; both in the ledger and to the units."""
    due = [
        (ticket, leg, alarm)
        for ticket in tickets
        for leg, schedule in schedules[ticket.id]
        for alarm in schedule
        if alarm.at <= now
    ]
    known = _known(uow, {leg.id for _, leg, _ in due})
    fresh = [one for one in due if (one[1].id, one[2].kind, one[2].due) not in known]
    if fresh:
        rows = [{"leg_id": leg.id, "kind": alarm.kind, "due": alarm.due, "at": now} for _, leg, alarm in fresh]
        uow.session.connection().execute(insert(_ALARMS), rows)
    told = list(_worth_telling(fresh))
    lines = [notices.Told(kind=a.kind, text=_text(uow, t, a), unit=leg.unit_code, ticket=t.id) for t, leg, a in told]
    notices.tell_units(uow, lines, at=now)
    return told


def _known(uow: UnitOfWork, legs: Iterable[str]) -> set[tuple[str, str, datetime]]:
    columns = (_ALARMS.c.leg_id, _ALARMS.c.kind, _ALARMS.c.due)
    found = uow.session.connection().execute(select(*columns).where(_ALARMS.c.leg_id.in_(list(legs))))
    return {(row.leg_id, row.kind, row.due) for row in found}


def _worth_telling(fresh: Iterable[Told]) -> Iterable[Told]:
    by_leg: dict[str, list[Told]] = {}
    for one in fresh:
        by_leg.setdefault(one[1].id, []).append(one)
    for several in by_leg.values():
        ticket, leg, _ = several[0]
        yield from ((ticket, leg, alarm) for alarm in newly(one[2] for one in several))


def _text(uow: UnitOfWork, ticket: Any, alarm: Alarm) -> str:
    due = f"{uow.calendar.local(alarm.due):%m月%d日%H:%M}"
    return TEXTS[alarm.kind].format(number=ticket.number, title=ticket.title[:60], due=due)


def _summarise(uow: UnitOfWork, told: Sequence[Told], now: datetime) -> None:
    """One notice for all tickets of a kind to those who watch over them, so that no list of theirs floods."""
    for kind, (text, roles) in SUMMARIES.items():
        numbers = list(dict.fromkeys(ticket.number for ticket, _, alarm in told if alarm.kind == kind))
        if numbers:
            named = "、".join(numbers[:NAMED]) + ("等" if len(numbers) > NAMED else "")
            notices.tell(uow, kind, text.format(n=len(numbers), named=named), at=now, link="/tickets", roles=roles)
