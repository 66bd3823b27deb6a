"""An alarm that nobody acknowledges goes up, step by step: supervisors' pages show it louder, then named people are called.

A step is counted in the alarm's row and written once into the ledger, both in the transaction that tells of it, so that no
restart and no second node takes it again. In the rule's quiet hours, and while the figure is coming back, nobody is called.
"""

from datetime import datetime, timedelta

from ticketing.alerts import ledger
from ticketing.alerts.ledger import PAGE, Told
from ticketing.alerts.models import AlarmRow, AlertRuleRow
from ticketing.alerts.quiet import is_quiet
from ticketing.alerts.schemas import MOST_NAMED, EscalationStep
from ticketing.messages import service as messages
from ticketing.messages.words import can_take
from ticketing.notices import service as notices
from ticketing.people import repository as people
from ticketing.people.models import PersonRow
from ticketing.uow import UnitOfWork

KIND = messages.STAFF


def escalate(uow: UnitOfWork, rule: AlertRuleRow, row: AlarmRow, at: datetime) -> None:
    """Take every step whose time has come ``at``; the caller holds the rule's row."""
    if row.phase != "raised" or row.told_at is None or row.acknowledged_at is not None:
        return
    if is_quiet(rule.quiet_from, rule.quiet_to, uow.calendar.local(at).time()):
        return
    steps = [EscalationStep.model_validate(step) for step in rule.escalation]
    while row.escalated < len(steps) and is_due(steps[row.escalated], row.told_at, at):
        row.escalated += 1
        _take(uow, rule, row, steps[row.escalated - 1], at)


def is_due(step: EscalationStep, told_at: datetime, at: datetime) -> bool:
    """Whether so many minutes have gone by since people were told. Pure."""
    return at - told_at >= timedelta(minutes=step.after_min)


def _take(uow: UnitOfWork, rule: AlertRuleRow, row: AlarmRow, step: EscalationStep, at: datetime) -> None:
    text = f"告警升级：{rule.title}：{ledger.text_of(rule, row)}，{int(ledger.stood(row, at) // 60)} 分钟无人确认"
    named = [one.id for one in people.rows_of(uow, step.people) if one.active]
    if step.roles or named:
        notices.tell(uow, "alert", text, at=at, link=PAGE if "supervisor" in step.roles else "", roles=step.roles, people=named)
    called = _message(uow, row, step, text, at) if step.message else []
    ledger.escalated(uow, rule, row, at, Told(roles=step.roles, people=named, messages=called))


def _message(uow: UnitOfWork, row: AlarmRow, step: EscalationStep, text: str, at: datetime) -> list[str]:
    """A short message to each who has a mobile number, who is named first; at most `MOST_NAMED`; who got one."""
    called = []
    for person in _addressees(uow, step)[:MOST_NAMED]:
        subject = f"alarm:{row.id}:{row.crossing}:{row.escalated}:{person.id}"
        written = messages.queue(uow, KIND, person.mobile, f"{text}。请登录系统处理。", subject=subject, at=at)
        if written is not None and written.state != "suppressed":
            called.append(person.id)
    return called


def _addressees(uow: UnitOfWork, step: EscalationStep) -> list[PersonRow]:
    found = [one for one in people.active(uow) if one.id in step.people or set(one.roles) & set(step.roles)]
    return sorted((one for one in found if can_take(one.mobile)), key=lambda one: one.id not in step.people)
