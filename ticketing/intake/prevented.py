"""Matters met before anybody complained (未诉先办): how many, by half-year, channel and mode."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, cast

from sqlalchemy import func, select

from config.errors import BadInput
from ticketing.figures.rate import rate
from ticketing.intake.models import IntakeRow
from ticketing.intake.states import OPEN, PROACTIVE, IntakeState
from ticketing.intake.visit_schemas import PreventedFigures, PreventedLine
from ticketing.uow import UnitOfWork

BASE = "主动发现的事项"


def half_year(local: datetime) -> str:
    """2026-03-04 is of 2026H1; July begins the second half."""
    return f"{local.year}H{1 if local.month <= 6 else 2}"


def figures(uow: UnitOfWork, since: datetime, until: datetime) -> PreventedFigures:
    """What was found proactively in the period, by the day of finding."""
    if not since < until:
        raise BadInput("统计时段的开始须早于结束。", "请改正时段。")
    mode = IntakeRow.facts["mode"].as_string()
    query = (
        select(IntakeRow.channel, mode, IntakeRow.state, IntakeRow.arrived_at)
        .where(IntakeRow.channel.in_(PROACTIVE), IntakeRow.arrived_at >= since, IntakeRow.arrived_at < until)
        .execution_options(yield_per=1_000)
    )
    found: dict[tuple[str, str, str], dict[str, int]] = {}
    for channel, how, state, arrived in uow.session.execute(query):
        key = (half_year(uow.calendar.local(arrived)), channel, how or "online")
        line = found.setdefault(key, {"found": 0, "prevented": 0, "dispatched": 0, "open": 0})
        line["found"] += 1
        _count(line, cast(IntakeState, state))
    lines = tuple(
        PreventedLine.model_validate({"half": half, "channel": channel, "mode": how} | line)
        for (half, channel, how), line in sorted(found.items())
    )
    prevented = sum(line.prevented for line in lines)
    return PreventedFigures(lines=lines, prevented=prevented, rate=rate(prevented, _sum(lines), BASE))


def total(uow: UnitOfWork, since: datetime, until: datetime) -> int:
    """Prevented tickets of the period."""
    query = select(func.count()).select_from(IntakeRow).where(IntakeRow.state == "prevented")
    return uow.session.scalar(query.where(IntakeRow.ended_at >= since, IntakeRow.ended_at < until)) or 0


def _count(line: dict[str, int], state: IntakeState) -> None:
    if state == "prevented":
        line["prevented"] += 1
    elif state in ("dispatched", "joined"):
        line["dispatched"] += 1
    elif state in OPEN:
        line["open"] += 1


def _sum(lines: Iterable[Any]) -> int:
    return sum(line.found for line in lines)
