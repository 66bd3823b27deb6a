"""The ledger of alarms: raised, told, acknowledged, cleared, each once a crossing; and who is told of it."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import select

from config.errors import Conflict, NotFound
from config.ids import new_id
from ticketing import paging
from ticketing.alerts.kinds import KINDS, Kind
from ticketing.alerts.models import AlarmEventRow, AlarmRow, AlertRuleRow
from ticketing.alerts.quiet import is_quiet
from ticketing.alerts.schemas import AlarmEventOut, AlarmEventPage, AlarmOut, Severity, What
from ticketing.alerts.stepping import STANDING, Crossed, Phase
from ticketing.alerts.words import sentence
from ticketing.notices import service as notices
from ticketing.people import repository as people
from ticketing.schema import PersonName
from ticketing.uow import UnitOfWork

ALARM = "alarm"
WATCHERS = frozenset({"supervisor"})
"""Roles that see every alarm on their pages, whoever else is told."""
PAGE = "/alerts"
MOST_STANDING = 200
MOST_OF_A_DAY = 2_000
SEVERITIES: Sequence[Severity] = ("critical", "warning", "notice")


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Who was told of an alarm: roles, people by their ids, and those who got a short message."""

    roles: Sequence[str] = ()
    people: Sequence[str] = ()
    messages: Sequence[str] = ()


def crossed(uow: UnitOfWork, rule: AlertRuleRow, row: AlarmRow, what: Crossed) -> None:
    """Write that the alarm was raised or cleared, and let the pages that show alarms know."""
    _write(uow, rule, row, what.what, what.at, people.SYSTEM, seconds=what.seconds)
    _show(uow, rule, row, what.what)


def tell(uow: UnitOfWork, rule: AlertRuleRow, row: AlarmRow, at: datetime) -> None:
    """Tell those whom the rule names, unless its quiet hours hold; once a crossing."""
    if is_quiet(rule.quiet_from, rule.quiet_to, uow.calendar.local(at).time()):
        return
    row.told_at = at
    named = _of_queue(uow, row.subject) if rule.tell_queue and row.subject else []
    _write(uow, rule, row, "told", at, people.SYSTEM, seconds=stood(row, at), told=Told(roles=rule.roles, people=named))
    if rule.roles or named:
        text = f"{rule.title}：{text_of(rule, row)}"
        notices.tell(uow, "alert", text, at=at, link=PAGE if "supervisor" in rule.roles else "", roles=rule.roles, people=named)


def escalated(uow: UnitOfWork, rule: AlertRuleRow, row: AlarmRow, at: datetime, told: Told) -> None:
    """Write that the alarm went a step up, and to whom; pages that show alarms let it stand out."""
    _write(uow, rule, row, "escalated", at, people.SYSTEM, seconds=stood(row, at), told=told, step=row.escalated)
    _show(uow, rule, row, "escalated")


def acknowledge(uow: UnitOfWork, alarm_id: str, *, by: str, at: datetime, note: str = "") -> AlarmOut:
    """Say that one has seen to it; Conflict where somebody else has, or where it has gone. Holds the rule, as who looks does."""
    rule_of = select(AlarmRow.rule_id).where(AlarmRow.id == alarm_id).scalar_subquery()
    rule = uow.session.scalar(select(AlertRuleRow).where(AlertRuleRow.id == rule_of).with_for_update())
    row = uow.session.get(AlarmRow, alarm_id, populate_existing=True)
    if rule is None or row is None:
        raise NotFound("没有这条告警。", "请刷新告警列表。")
    if row.phase not in STANDING:
        raise Conflict("这条告警已经解除。", "无须确认，记录在告警台账中。")
    if row.acknowledged_at is not None:
        who = people.names(uow, [row.acknowledged_by]).get(str(row.acknowledged_by), "")
        raise Conflict(f"{who}已经确认了这条告警。", "请刷新告警列表。")
    row.acknowledged_at, row.acknowledged_by = at, by
    _write(uow, rule, row, "acknowledged", at, by, seconds=stood(row, at), note=note)
    _show(uow, rule, row, "acknowledged")
    return _out(uow, [(row, rule)])[0]


def standing(uow: UnitOfWork) -> tuple[AlarmOut, ...]:
    """What is raised now: unacknowledged first, of these what has escalated furthest, then the gravest, then the oldest.

    So whatever comes up takes its place behind its equals: who presses the key for the first acknowledges the one they saw.
    """
    query = select(AlarmRow, AlertRuleRow).join(AlertRuleRow, AlertRuleRow.id == AlarmRow.rule_id)
    query = query.where(AlarmRow.phase.in_(STANDING)).order_by(AlarmRow.raised_at.desc()).limit(MOST_STANDING)
    found = _out(uow, list(uow.session.execute(query)))
    return tuple(sorted(found, key=_urgency))


def _urgency(one: AlarmOut) -> tuple[bool, int, int, datetime]:
    seen = one.acknowledged_at is not None
    return seen, 0 if seen else -one.escalated, SEVERITIES.index(one.severity), one.raised_at


def page(
    uow: UnitOfWork,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    before: str | None = None,
    limit: int = 50,
) -> AlarmEventPage:
    """The ledger, newest first."""
    limit = paging.bounded(limit)
    query = select(AlarmEventRow)
    if since:
        query = query.where(AlarmEventRow.at >= since)
    if until:
        query = query.where(AlarmEventRow.at < until)
    rows = uow.session.scalars(paging.page(query, AlarmEventRow.at, AlarmEventRow.id, before, limit)).all()
    return AlarmEventPage(
        items=events_out(uow, rows[:limit]),
        next=paging.cursor(rows[limit - 1].at, rows[limit - 1].id) if len(rows) > limit else None,
    )


def between(uow: UnitOfWork, since: datetime, until: datetime) -> tuple[AlarmEventOut, ...]:
    """What happened to alarms in a period, in its order."""
    query = select(AlarmEventRow).where(AlarmEventRow.at >= since, AlarmEventRow.at < until)
    return events_out(uow, uow.session.scalars(query.order_by(AlarmEventRow.at, AlarmEventRow.id).limit(MOST_OF_A_DAY)).all())


def events_out(uow: UnitOfWork, rows: Sequence[AlarmEventRow]) -> tuple[AlarmEventOut, ...]:
    names = people.names(uow, {id for row in rows for id in (row.by, *row.told.get("people", ()), *row.told.get("messages", ()))})

    def listed(row: AlarmEventRow, which: str) -> tuple[PersonName, ...]:
        return tuple(PersonName(id=id, name=names.get(id, id)) for id in row.told.get(which, ()))

    return tuple(
        AlarmEventOut(
            id=row.id,
            alarm=row.alarm_id,
            crossing=row.crossing,
            what=cast(What, row.what),
            at=row.at,
            by=people.named(names, row.by),
            title=row.title,
            kind=row.kind,
            subject_title=row.subject_title,
            severity=cast(Severity, row.severity),
            figure=row.figure,
            threshold=row.threshold,
            seconds=row.seconds,
            text=row.text,
            note=row.note,
            step=row.step,
            roles=tuple(row.told.get("roles", ())),
            people=listed(row, "people"),
            messaged=listed(row, "messages"),
        )
        for row in rows
    )


def _write(
    uow: UnitOfWork,
    rule: AlertRuleRow,
    row: AlarmRow,
    what: What,
    at: datetime,
    by: str,
    *,
    seconds: float,
    note: str = "",
    told: Told | None = None,
    step: int = 0,
) -> None:
    uow.session.add(
        AlarmEventRow(
            id=new_id(),
            alarm_id=row.id,
            crossing=row.crossing,
            what=what,
            at=at,
            by=by,
            title=rule.title,
            kind=rule.kind,
            subject=row.subject,
            subject_title=row.subject_title,
            severity=rule.severity,
            figure=row.figure,
            threshold=rule.threshold,
            seconds=seconds,
            text=text_of(rule, row),
            note=note,
            step=step,
            told={name: list(ids) for name, ids in asdict(told).items()} if told else {},
        )
    )
    uow.session.flush()


def _show(uow: UnitOfWork, rule: AlertRuleRow, row: AlarmRow, what: What) -> None:
    told: dict[str, Any] = {
        "alarm": row.id,
        "what": what,
        "title": rule.title,
        "kind": rule.kind,
        "subject": row.subject,
        "severity": rule.severity,
        "text": text_of(rule, row),
        "crossing": row.crossing,
        "escalated": row.escalated,
    }
    uow.emit(ALARM, told, roles=WATCHERS)


def text_of(rule: AlertRuleRow, row: AlarmRow) -> str:
    return sentence(cast(Kind, rule.kind), row.subject_title, row.figure, rule.threshold)


def stood(row: AlarmRow, at: datetime) -> float:
    return max(0.0, (at - (row.raised_at or at)).total_seconds())


def _of_queue(uow: UnitOfWork, queue: str) -> list[str]:
    """Those who sit at a desk now and take calls of this queue."""
    return [row.id for row in people.signed_in_now(uow, uow.now()) if queue in row.queues]


def _out(uow: UnitOfWork, found: Sequence[tuple[AlarmRow, AlertRuleRow]]) -> tuple[AlarmOut, ...]:
    names = people.names(uow, {row.acknowledged_by for row, _ in found})
    return tuple(
        AlarmOut(
            id=row.id,
            rule=rule.id,
            title=rule.title,
            kind=cast(Kind, rule.kind),
            subject=row.subject,
            subject_title=row.subject_title,
            severity=cast(Severity, rule.severity),
            phase=cast(Phase, row.phase),
            text=text_of(rule, row),
            figure=row.figure,
            threshold=rule.threshold,
            unit=KINDS[cast(Kind, rule.kind)].unit,
            crossing=row.crossing,
            raised_at=row.raised_at or row.since or uow.now(),
            escalated=row.escalated,
            acknowledged_at=row.acknowledged_at,
            acknowledged_by=people.named(names, row.acknowledged_by),
        )
        for row, rule in found
    )
