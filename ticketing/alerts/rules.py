"""The rules: made, changed and taken away by people, each change kept with who, when, before and after."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import pairwise
from typing import Any, Literal

from sqlalchemy import func, select

from config.errors import BadInput, Conflict, NotFound
from config.ids import new_id
from config.settings.alerts import Alerts
from ticketing import paging
from ticketing.alerts.kinds import EACH, KINDS, right_side
from ticketing.alerts.models import AlertRuleChangeRow, AlertRuleRow
from ticketing.alerts.quiet import minute_of
from ticketing.alerts.schemas import AlertRuleChange, AlertRuleChangePage, AlertRuleIn, AlertRuleOut, EscalationStep, KindOut
from ticketing.people import repository as people
from ticketing.uow import UnitOfWork

REMOVED = "removed"
FIELDS = tuple(name for name in AlertRuleIn.model_fields if name != "on")


def kinds() -> tuple[KindOut, ...]:
    return tuple(
        KindOut(kind=kind, title=one.title, unit=one.unit, sense=one.sense, of=one.of, least=one.least, most=one.most)
        for kind, one in KINDS.items()
    )


def listed(uow: UnitOfWork) -> tuple[AlertRuleOut, ...]:
    """All that were not removed, the gravest kinds of trouble in the order in which they were made."""
    query = select(AlertRuleRow).where(AlertRuleRow.state != REMOVED).order_by(AlertRuleRow.id)
    rows = uow.session.scalars(query).all()
    names = people.names(uow, {row.changed_by for row in rows})
    return tuple(_out(row, names) for row in rows)


def create(uow: UnitOfWork, new: AlertRuleIn, *, by: str, at: datetime, most: int) -> AlertRuleOut:
    """BadInput for a rule that could never rest, or one more than ``most``."""
    _check(new)
    count = uow.session.scalar(select(func.count()).select_from(AlertRuleRow).where(AlertRuleRow.state != REMOVED))
    if (count or 0) >= most:
        raise BadInput(f"告警规则最多 {most} 条。", "请先删除不用的规则。")
    row = AlertRuleRow(id=new_id(), version=0)
    _fill(row, new, by, at)
    uow.session.add(row)
    _remember(uow, row, {}, _told(new), by, at)
    return _out(row, people.names(uow, {by}))


def change(uow: UnitOfWork, rule_id: str, new: AlertRuleIn, version: int, *, by: str, at: datetime) -> AlertRuleOut:
    """Conflict where somebody else has changed it since ``version``."""
    _check(new)
    row = locked(uow, rule_id)
    if row.version != version:
        raise Conflict("这条规则刚被别人修改。", "请刷新后再改。")
    before = _told(_in(row))
    _fill(row, new, by, at)
    _remember(uow, row, before, _told(new), by, at)
    return _out(row, people.names(uow, {by}))


def remove(uow: UnitOfWork, rule_id: str, *, by: str, at: datetime) -> None:
    """The rule watches no more; what it raised and how it was changed stays in the ledgers."""
    row = locked(uow, rule_id)
    before = _told(_in(row))
    row.state, row.version, row.changed_at, row.changed_by = REMOVED, row.version + 1, at, by
    _remember(uow, row, before, {}, by, at)


def take_usual(uow: UnitOfWork, settings: Alerts, *, by: str, at: datetime) -> tuple[AlertRuleOut, ...]:
    """The city's usual rules, of those kinds that no rule watches yet."""
    watched = {rule.kind for rule in listed(uow)}
    for usual in settings.usual:
        rule = AlertRuleIn.model_validate(usual.model_dump())
        if rule.kind not in watched:
            create(uow, rule, by=by, at=at, most=settings.most_rules)
    return listed(uow)


def history(uow: UnitOfWork, *, rule: str | None = None, before: str | None = None, limit: int = 50) -> AlertRuleChangePage:
    """Newest first, of one rule or of all, also of those that were removed."""
    limit = paging.bounded(limit)
    query = select(AlertRuleChangeRow)
    if rule:
        query = query.where(AlertRuleChangeRow.rule_id == rule)
    rows = uow.session.scalars(paging.page(query, AlertRuleChangeRow.at, AlertRuleChangeRow.id, before, limit)).all()
    names = people.names(uow, {row.by for row in rows})
    return AlertRuleChangePage(
        items=tuple(_change(row, names) for row in rows[:limit]),
        next=paging.cursor(rows[limit - 1].at, rows[limit - 1].id) if len(rows) > limit else None,
    )


def locked(uow: UnitOfWork, rule_id: str) -> AlertRuleRow:
    row = uow.session.scalar(select(AlertRuleRow).where(AlertRuleRow.id == rule_id).with_for_update())
    if row is None or row.state == REMOVED:
        raise NotFound("没有这条告警规则。", "请刷新规则列表。")
    return row


def _check(new: AlertRuleIn) -> None:
    known = KINDS[new.kind]
    if not known.least <= new.threshold <= known.most or not known.least <= new.clear_at <= known.most:
        raise BadInput(f"{known.title}的阈值须在 {known.least:g} 与 {known.most:g} {known.unit}之间。", "请改正阈值。")
    if not right_side(known.sense, new.threshold, new.clear_at):
        raise BadInput("解除值须在阈值正常的一侧，否则告警会反复出现。", "例如超过 10 告警，回到 5 解除。")
    if known.of == "house" and new.scope:
        raise BadInput(f"{known.title}是全站数据，不能按对象划分。", "请把适用范围改为全部。")
    if known.of == "line" and not new.scope:
        raise BadInput("线路中断须按线路判断。", f"请选择每条线路，或指定一条（范围 {EACH}）。")
    if bool(new.quiet_from) != bool(new.quiet_to):
        raise BadInput("静默时段须同时填写起止时刻。", "例如 22:00 至 07:00；不需要就都留空。")
    _check_steps(new)
    for moment in filter(None, (new.quiet_from, new.quiet_to)):
        minute_of(moment)


def _check_steps(new: AlertRuleIn) -> None:
    minutes = [step.after_min for step in new.escalation]
    if any(later <= earlier for earlier, later in pairwise(minutes)):
        raise BadInput("升级的每一步须晚于上一步。", "例如第一步 5 分钟，第二步 15 分钟。")
    for step in new.escalation:
        if step.message and not (step.roles or step.people):
            raise BadInput("升级短信没有收件人。", "请选择角色或人员，或取消短信。")


def _fill(row: AlertRuleRow, new: AlertRuleIn, by: str, at: datetime) -> None:
    for name in FIELDS:
        value = getattr(new, name)
        setattr(row, name, _stored(value))
    row.state = "on" if new.on else "off"
    row.version, row.changed_at, row.changed_by = row.version + 1, at, by


def _stored(value: Any) -> Any:
    if not isinstance(value, tuple):
        return value
    return [one.model_dump(mode="json") if isinstance(one, EscalationStep) else one for one in value]


def _remember(uow: UnitOfWork, row: AlertRuleRow, before: dict[str, Any], after: dict[str, Any], by: str, at: datetime) -> None:
    uow.session.flush()
    uow.session.add(
        AlertRuleChangeRow(id=new_id(), rule_id=row.id, version=row.version, at=at, by=by, before=before, after=after)
    )
    uow.session.flush()


def _told(rule: AlertRuleIn) -> dict[str, Any]:
    return rule.model_dump(mode="json")


def _in(row: AlertRuleRow) -> AlertRuleIn:
    return AlertRuleIn.model_validate({**{name: getattr(row, name) for name in FIELDS}, "on": row.state == "on"})


def _out(row: AlertRuleRow, names: Mapping[str, str]) -> AlertRuleOut:
    return AlertRuleOut(
        **_in(row).model_dump(),
        id=row.id,
        version=row.version,
        changed_at=row.changed_at,
        changed_by=people.named(names, row.changed_by),
    )


def _change(row: AlertRuleChangeRow, names: Mapping[str, str]) -> AlertRuleChange:
    how: Literal["created", "changed", "removed"] = "removed" if not row.after else "changed" if row.before else "created"
    return AlertRuleChange(
        at=row.at,
        by=people.named(names, row.by),
        rule=row.rule_id,
        title=str((row.after or row.before)["title"]),
        how=how,
        cells=_cells(row.before, row.after),
    )


def _cells(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Sequence[Any]]:
    """Only what differs, each as [before, after]."""
    names = [name for name in AlertRuleIn.model_fields if before.get(name) != after.get(name)]
    return {name: [before.get(name), after.get(name)] for name in names}
