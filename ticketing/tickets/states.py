"""The states of a ticket and every step between them: one table, the only place where states change.

Objection and extension are steps that stay where they are: the clock runs and handling goes on (先办后议). So does a
further caller of the same matter, as long as the unit has it in hand.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, get_args

from config.errors import Conflict
from ticketing.tickets.schemas import TicketState

Command = Literal[
    "accept", "answer", "dispatch", "sign", "start_handling", "report", "pass_review", "close", "archive",
    "ask_supplement", "supplement", "object", "redispatch", "name_problem", "extend", "rework", "suspend", "resume",
    "merge", "reopen", "transfer", "add_caller", "remove_caller",
]  # fmt: skip

STATES: tuple[TicketState, ...] = get_args(TicketState)
COMMANDS: tuple[Command, ...] = get_args(Command)

_MAIN_LINE: dict[tuple[TicketState, Command], TicketState] = {
    ("draft", "accept"): "accepted",
    ("accepted", "answer"): "answered",
    ("answered", "close"): "closed",
    ("accepted", "dispatch"): "dispatched",
    ("dispatched", "sign"): "signed",
    ("signed", "start_handling"): "handling",
    ("handling", "report"): "reviewing",
    ("reviewing", "pass_review"): "callback",
    ("callback", "close"): "closed",
    ("closed", "archive"): "archived",
}

_SIDE_STEPS: dict[tuple[TicketState, Command], TicketState] = {
    ("accepted", "ask_supplement"): "supplement",
    ("handling", "ask_supplement"): "supplement",
    ("supplement", "supplement"): "accepted",
    ("supplement", "resume"): "handling",
    ("dispatched", "object"): "dispatched",
    ("signed", "object"): "signed",
    ("handling", "object"): "handling",
    ("dispatched", "redispatch"): "dispatched",
    ("signed", "redispatch"): "dispatched",
    ("handling", "redispatch"): "dispatched",
    ("dispatched", "name_problem"): "problem_ticket",
    ("signed", "name_problem"): "problem_ticket",
    ("handling", "name_problem"): "problem_ticket",
    ("problem_ticket", "dispatch"): "dispatched",
    ("signed", "extend"): "signed",
    ("handling", "extend"): "handling",
    ("reviewing", "rework"): "handling",
    ("callback", "rework"): "handling",
    ("handling", "suspend"): "suspended",
    ("reviewing", "suspend"): "suspended",
    ("suspended", "resume"): "handling",
    ("accepted", "merge"): "merged",
    ("dispatched", "merge"): "merged",
    ("signed", "merge"): "merged",
    ("handling", "merge"): "merged",
    ("closed", "reopen"): "handling",
    ("archived", "reopen"): "handling",
    ("handling", "transfer"): "transferred",
    ("reviewing", "transfer"): "transferred",
    ("closed", "transfer"): "transferred",
    ("transferred", "resume"): "handling",
}

# Where a further caller may still be added, or taken back: what is reported or called back on is past that.
IN_HAND: tuple[TicketState, ...] = (
    "accepted", "dispatched", "signed", "handling", "supplement", "suspended", "problem_ticket",
)  # fmt: skip
_CALLERS: dict[tuple[TicketState, Command], TicketState] = {
    (state, command): state for state in IN_HAND for command in ("add_caller", "remove_caller")
}

TRANSITIONS: Mapping[tuple[TicketState, Command], TicketState] = MappingProxyType(_MAIN_LINE | _SIDE_STEPS | _CALLERS)

# Commands with a service function today; the others are laws of the table waiting for theirs.
IMPLEMENTED: frozenset[Command] = frozenset(
    {
        "accept", "answer", "dispatch", "sign", "start_handling", "report", "pass_review", "close", "archive",
        "add_caller", "remove_caller",
    }
)  # fmt: skip
# The citizen's matter is over: the handling unit no longer sees the phone.
OVER: frozenset[TicketState] = frozenset({"answered", "closed", "archived", "merged"})

STATE_NAMES: Mapping[TicketState, str] = {
    "draft": "草稿",
    "accepted": "已受理",
    "answered": "在线答复",
    "dispatched": "已派单",
    "signed": "已签收",
    "handling": "办理中",
    "reviewing": "待审核",
    "callback": "待回访",
    "closed": "已办结",
    "archived": "已归档",
    "supplement": "待补充",
    "suspended": "挂账",
    "merged": "已并单",
    "transferred": "已移送",
    "problem_ticket": "疑难工单",
}
COMMAND_NAMES: Mapping[Command, str] = {
    "accept": "受理",
    "answer": "在线答复",
    "dispatch": "派单",
    "sign": "签收",
    "start_handling": "开始办理",
    "report": "办结上报",
    "pass_review": "审核通过",
    "close": "办结",
    "archive": "归档",
    "ask_supplement": "要求补充",
    "supplement": "补充",
    "object": "派单异议",
    "redispatch": "改派",
    "name_problem": "列为疑难",
    "extend": "延期",
    "rework": "重办",
    "suspend": "挂账",
    "resume": "恢复办理",
    "merge": "并单",
    "reopen": "重新打开",
    "transfer": "移送",
    "add_caller": "并入来电",
    "remove_caller": "撤回并入",
}


def step(state: TicketState, command: Command) -> TicketState:
    """Return the state after ``command``; Conflict when the table has no such step."""
    try:
        return TRANSITIONS[state, command]
    except KeyError:
        raise Conflict(
            f"工单处于“{STATE_NAMES[state]}”，不能{COMMAND_NAMES[command]}。", "请刷新工单，查看可进行的操作。"
        ) from None


def allowed(state: TicketState) -> tuple[Command, ...]:
    """The commands that the table has for ``state``."""
    return tuple(command for command in COMMANDS if (state, command) in TRANSITIONS)
