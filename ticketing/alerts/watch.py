"""Holding the house's figures against the rules: whoever looks locks the rules, so that two nodes tell of a crossing once.

Each node tells its own live figures (`AlertReadingRow`); the one that looks takes those of all nodes that are fresh, steps
every alarm and writes what happened. An event is written once for each crossing, which a constraint holds as well.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from sqlalchemy import select

from config.ids import new_id
from config.settings.alerts import Alerts
from ticketing.alerts import ledger
from ticketing.alerts.escalating import escalate
from ticketing.alerts.kinds import KINDS, Kind
from ticketing.alerts.merging import Figures, Reading, concerned, merged, titles
from ticketing.alerts.models import AlarmRow, AlertReadingRow, AlertRuleRow
from ticketing.alerts.stepping import STANDING, Alarm, Crossed, Limits, Phase, gone, step
from ticketing.alerts.stored import last_interval
from ticketing.figures.counting import Counting
from ticketing.uow import UnitOfWork

INTERVALS_SILENT = 2
"""So many intervals without a call, and a service level that was too low some time ago says nothing any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Looking:
    """How figures are counted and how long they count: the settings of all nodes alike."""

    alerts: Alerts
    counting: Counting
    interval_s: int

    def silence_s(self, kind: Kind) -> float:
        stored = KINDS[kind].nodes is None
        return self.alerts.fresh_s + (INTERVALS_SILENT * self.interval_s if stored else 0.0)


def look(uow: UnitOfWork, reading: Reading, looking: Looking) -> tuple[Crossed, ...]:
    """Tell this node's figures, then step all alarms at the time of the reading; what crossed a threshold."""
    on = select(AlertRuleRow).where(AlertRuleRow.state == "on").order_by(AlertRuleRow.id).with_for_update()
    rules = uow.session.scalars(on).all()
    _tell(uow, reading)
    fresh = _fresh(uow, reading.at, looking.alerts)
    counted = any(KINDS[kind_of(rule)].nodes is None for rule in rules)
    stored = last_interval(uow, reading.at, looking.counting, looking.interval_s) if counted else {}
    figures, named, known = merged(fresh, stored), titles(fresh), _alarms(uow, rules)
    crossed = [
        what
        for rule in rules
        for row, figure in _subjects(uow, rule, figures, named, known.get(rule.id, {}))
        if (what := _step(uow, rule, row, figure, looking, reading.at))
    ]
    crossed += _put_off(uow, looking, reading.at)
    uow.session.flush()
    return tuple(crossed)


def kind_of(rule: AlertRuleRow) -> Kind:
    return cast(Kind, rule.kind)


def _subjects(
    uow: UnitOfWork, rule: AlertRuleRow, figures: Figures, named: Mapping[str, str], known: Mapping[str, AlarmRow]
) -> Iterator[tuple[AlarmRow, float | None]]:
    """The rule's alarms with their figures now, None where nobody knows one; a new subject gets an alarm of its own."""
    now = concerned(figures, kind_of(rule), rule.scope)
    for subject in {**now, **known}:
        row, figure = known.get(subject), now.get(subject)
        if row is None and figure is not None:
            row = _new(uow, rule, subject)
        if row is not None:
            row.subject_title = named.get(subject, row.subject_title or subject)
            yield row, figure


def _step(
    uow: UnitOfWork, rule: AlertRuleRow, row: AlarmRow, figure: float | None, looking: Looking, at: datetime
) -> Crossed | None:
    """One step, written down where it crossed; an alarm that stands is told once its quiet hours are over."""
    alarm = _alarm(row, rule, looking)
    if figure is None and alarm.phase != "quiet" and _is_over(row, alarm, at):
        alarm, what = gone(alarm, at)
    else:
        alarm, what = step(alarm, figure, at)
    _keep(row, alarm, figure)
    if what is not None:
        ledger.crossed(uow, rule, row, what)
    if row.phase in STANDING and row.told_at is None and row.acknowledged_at is None:
        ledger.tell(uow, rule, row, at)
    escalate(uow, rule, row, at)
    return what


def _put_off(uow: UnitOfWork, looking: Looking, at: datetime) -> list[Crossed]:
    """A rule that was taken away or switched off ends what it had raised."""
    query = select(AlarmRow, AlertRuleRow).join(AlertRuleRow, AlertRuleRow.id == AlarmRow.rule_id)
    query = query.where(AlarmRow.phase != "quiet", AlertRuleRow.state != "on")
    ended = []
    for row, rule in uow.session.execute(query):
        alarm, what = gone(_alarm(row, rule, looking), at)
        _keep(row, alarm, None)
        if what is not None:
            ledger.crossed(uow, rule, row, what)
            ended.append(what)
    return ended


def _is_over(row: AlarmRow, alarm: Alarm, at: datetime) -> bool:
    return row.seen_at is None or (at - row.seen_at).total_seconds() > alarm.limits.silence_s


def _tell(uow: UnitOfWork, reading: Reading) -> None:
    row = uow.session.get(AlertReadingRow, reading.node)
    if row is None:
        row = AlertReadingRow(node=reading.node)
        uow.session.add(row)
    row.at, row.titles = reading.at, dict(reading.titles)
    row.figures = {kind: dict(subjects) for kind, subjects in reading.figures.items()}
    uow.session.flush()


def _fresh(uow: UnitOfWork, at: datetime, settings: Alerts) -> Sequence[Reading]:
    since = at - timedelta(seconds=settings.fresh_s)
    rows = uow.session.scalars(select(AlertReadingRow).where(AlertReadingRow.at >= since).order_by(AlertReadingRow.node))
    return [Reading(node=row.node, at=row.at, figures=row.figures, titles=row.titles) for row in rows]


def _alarms(uow: UnitOfWork, rules: Sequence[AlertRuleRow]) -> Mapping[str, Mapping[str, AlarmRow]]:
    found: dict[str, dict[str, AlarmRow]] = {}
    for row in uow.session.scalars(select(AlarmRow).where(AlarmRow.rule_id.in_([rule.id for rule in rules]))):
        found.setdefault(row.rule_id, {})[row.subject] = row
    return found


def _new(uow: UnitOfWork, rule: AlertRuleRow, subject: str) -> AlarmRow:
    row = AlarmRow(
        id=new_id(), rule_id=rule.id, subject=subject, subject_title="", phase="quiet", crossing=0, escalated=0, figure=0.0
    )
    uow.session.add(row)
    uow.session.flush()
    return row


def _alarm(row: AlarmRow, rule: AlertRuleRow, looking: Looking) -> Alarm:
    kind = kind_of(rule)
    limits = Limits(
        sense=KINDS[kind].sense,
        threshold=rule.threshold,
        clear_at=rule.clear_at,
        hold_s=rule.hold_s,
        calm_s=rule.calm_s,
        silence_s=looking.silence_s(kind),
    )
    return Alarm(
        limits=limits,
        phase=cast(Phase, row.phase),
        since=row.since,
        seen_at=row.seen_at,
        raised_at=row.raised_at,
        crossing=row.crossing,
    )


def _keep(row: AlarmRow, alarm: Alarm, figure: float | None) -> None:
    if alarm.crossing > row.crossing:
        row.told_at = row.acknowledged_at = row.acknowledged_by = None
        row.escalated = 0
    row.phase, row.since, row.seen_at = alarm.phase, alarm.since, alarm.seen_at
    row.raised_at, row.crossing = alarm.raised_at, alarm.crossing
    if figure is not None:
        row.figure = figure
