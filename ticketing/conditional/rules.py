"""Approve first, complete later: the table of a case's states, when it moves by itself, and its lamp. Pure.

open → completed            every paper came in
open → grace → revoked      a paper is late, and stays so through the days of grace
grace → open                the late ones came in, or were extended; others are still to come
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Literal, cast

from config.errors import BadInput, Conflict
from ticketing.clocks import WorkCalendar, add_working_days

CaseState = Literal["open", "grace", "completed", "revoked"]
CaseCommand = Literal["approve", "remind", "receive", "complete", "extend", "lapse", "recover", "revoke"]
CaseLight = Literal["blue", "yellow", "red", "green", "grey"]

TRANSITIONS: Mapping[tuple[CaseState, CaseCommand], CaseState] = MappingProxyType(
    {
        ("open", "remind"): "open",
        ("open", "receive"): "open",
        ("open", "extend"): "open",
        ("open", "complete"): "completed",
        ("open", "lapse"): "grace",
        ("grace", "receive"): "grace",
        ("grace", "extend"): "grace",
        ("grace", "complete"): "completed",
        ("grace", "recover"): "open",
        ("grace", "revoke"): "revoked",
    }
)
STATE_NAMES: Mapping[CaseState, str] = MappingProxyType(
    {"open": "待补材料", "grace": "宽限期", "completed": "已补齐", "revoked": "已撤销"}
)
COMMAND_NAMES: Mapping[CaseCommand, str] = MappingProxyType(
    {
        "approve": "容缺受理",
        "remind": "提醒",
        "receive": "收到材料",
        "complete": "补齐",
        "extend": "延期",
        "lapse": "逾期",
        "recover": "恢复",
        "revoke": "撤销",
    }
)
PERMISSIONS: Mapping[str, tuple[tuple[str, Literal["any", "own"]], ...]] = MappingProxyType(
    {
        "read": (
            ("handler", "own"), ("leader", "own"), ("inspector", "any"), ("dispatcher", "any"), ("supervisor", "any"),
        ),
        "approve": (("handler", "own"), ("supervisor", "any")),
        "receive": (("handler", "own"), ("supervisor", "any")),
        "extend": (("handler", "own"), ("leader", "own"), ("supervisor", "any")),
        "revoke": (("leader", "own"), ("supervisor", "any")),
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A missing paper: ``due_on`` ends with the working day; ``reminded_for`` is the due day that was reminded of."""

    name: str
    due_on: date
    received: bool = False
    reminded_for: date | None = None
    extensions: int = 0


def step(state: CaseState, command: CaseCommand) -> CaseState:
    """The state after ``command``; Conflict when the table has no such step."""
    try:
        return TRANSITIONS[state, command]
    except KeyError:
        raise Conflict(
            f"这件容缺事项{STATE_NAMES[state]}，不能{COMMAND_NAMES[command]}。", "请刷新后查看可进行的操作。"
        ) from None


def due_at(day: date, calendar: WorkCalendar) -> datetime:
    """The end of that day's working hours, whether the day is worked or not."""
    return datetime.combine(day, calendar.day_ends, tzinfo=calendar.timezone)


def reminder_at(day: date, remind_days: int, calendar: WorkCalendar) -> datetime:
    """The beginning of working hours ``remind_days`` calendar days before the paper is due."""
    return datetime.combine(day - timedelta(days=remind_days), calendar.day_starts, tzinfo=calendar.timezone)


def grace_until(due_on: date, today: date, grace_days: int, calendar: WorkCalendar) -> datetime:
    """So many working days after the paper was due. Where that was noticed late, after that: nobody loses the grace."""
    return due_at(add_working_days(max(due_on, today), grace_days, calendar), calendar)


def late(papers: Iterable[Paper], now: datetime, calendar: WorkCalendar) -> list[Paper]:
    """Papers that are missing and past due."""
    return [paper for paper in papers if not paper.received and now > due_at(paper.due_on, calendar)]


def to_remind(papers: Iterable[Paper], now: datetime, remind_days: int, calendar: WorkCalendar) -> list[Paper]:
    """Missing papers whose reminder is due and was not given for this due day."""
    return [
        paper
        for paper in papers
        if not paper.received
        and paper.reminded_for != paper.due_on
        and reminder_at(paper.due_on, remind_days, calendar) <= now <= due_at(paper.due_on, calendar)
    ]


def next_at(
    state: CaseState, papers: Iterable[Paper], grace: datetime | None, remind_days: int, calendar: WorkCalendar
) -> datetime | None:
    """When the case next moves by itself; None when it is over."""
    if state in ("completed", "revoked"):
        return None
    if state == "grace":
        return grace
    moments = [
        due_at(paper.due_on, calendar) if paper.reminded_for == paper.due_on else reminder_at(paper.due_on, remind_days, calendar)
        for paper in papers
        if not paper.received
    ]
    return min(moments, default=None)


def light(state: CaseState, papers: Iterable[Paper], now: datetime, remind_days: int, calendar: WorkCalendar) -> CaseLight:
    """Green when complete, grey when revoked, red when a paper is late, yellow from the first reminder's moment on."""
    if state in ("completed", "revoked"):
        return "green" if state == "completed" else "grey"
    missing = [paper for paper in papers if not paper.received]
    if state == "grace" or late(missing, now, calendar):
        return "red"
    near = any(now >= reminder_at(paper.due_on, remind_days, calendar) for paper in missing)
    return "yellow" if near else "blue"


def check_extension(paper: Paper, until: date, *, most: int, most_days: int) -> None:
    """Conflict after so many extensions; BadInput for a day that is not later, or too much later."""
    if paper.received:
        raise Conflict(f"“{paper.name}”已经收到。", "请刷新后查看。")
    if paper.extensions >= most:
        raise Conflict(f"“{paper.name}”已延期{paper.extensions}次，不能再延。", f"每份材料最多延期{most}次。")
    if not paper.due_on < until <= paper.due_on + timedelta(days=most_days):
        raise BadInput("新的期限不正确。", f"须晚于{paper.due_on:%Y-%m-%d}，最多延{most_days}天。")


def state(text: str) -> CaseState:
    return cast(CaseState, text)


def command(text: str) -> CaseCommand:
    return cast(CaseCommand, text)
