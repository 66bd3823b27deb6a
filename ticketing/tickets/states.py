"""The states of a ticket and every step between them: one table, the only place where states change.

Objection, and what a unit asks for (extension, suspension), are steps that stay where they are: the clock runs and handling
goes on (先办后议). So does a further caller of the same matter, as long as the unit has it in hand.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, get_args

from config.errors import Conflict
from ticketing.tickets.schemas import TicketState

Command = Literal[
    "accept", "answer", "guide", "dispatch", "sign", "contact", "start_handling", "report", "pass_review", "close",
    "archive", "ask_supplement", "supplement", "resume", "object", "reject_objection", "redispatch", "name_problem",
    "name_unit", "ask_extension", "extend", "refuse_extension", "rework", "ask_suspension", "refuse_suspension",
    "suspend", "review_suspension", "merge", "unmerge", "split", "reopen", "ask_transfer", "refuse_transfer",
    "transfer", "add_leg", "copy", "withdraw_leg", "report_leg", "add_caller", "remove_caller", "answer_batch",
    "flag", "sign_leg", "start_leg",
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
    ("dispatched", "redispatch"): "dispatched",
    ("signed", "redispatch"): "dispatched",
    ("handling", "redispatch"): "dispatched",
    ("dispatched", "name_problem"): "problem_ticket",
    ("signed", "name_problem"): "problem_ticket",
    ("handling", "name_problem"): "problem_ticket",
    ("problem_ticket", "name_unit"): "dispatched",
    ("reviewing", "rework"): "handling",
    ("callback", "rework"): "handling",
    ("handling", "suspend"): "suspended",
    ("reviewing", "suspend"): "suspended",
    ("suspended", "resume"): "handling",
    ("accepted", "merge"): "merged",
    ("dispatched", "merge"): "merged",
    ("signed", "merge"): "merged",
    ("handling", "merge"): "merged",
    ("problem_ticket", "merge"): "merged",
    ("merged", "unmerge"): "accepted",
    ("accepted", "answer_batch"): "callback",
    ("dispatched", "answer_batch"): "callback",
    ("signed", "answer_batch"): "callback",
    ("handling", "answer_batch"): "callback",
    ("problem_ticket", "answer_batch"): "callback",
    ("closed", "reopen"): "handling",
    ("archived", "reopen"): "handling",
    ("handling", "transfer"): "transferred",
    ("reviewing", "transfer"): "transferred",
    ("closed", "transfer"): "transferred",
    ("transferred", "resume"): "handling",
}
# What is asked, said or decided beside the way: the ticket stays where it is.
_UNDER_WAY: tuple[TicketState, ...] = ("dispatched", "signed", "handling")
_BESIDE: dict[tuple[TicketState, ...], tuple[Command, ...]] = {
    _UNDER_WAY: ("object", "reject_objection", "contact", "ask_extension", "extend", "refuse_extension"),
    ("accepted", *_UNDER_WAY): ("split",),
    (*_UNDER_WAY, "problem_ticket", "supplement", "suspended"): ("add_leg", "withdraw_leg", "sign_leg", "start_leg"),
    (*_UNDER_WAY, "problem_ticket", "suspended"): ("report_leg",),
    (*_UNDER_WAY, "problem_ticket", "supplement", "suspended", "reviewing", "callback", "closed"): ("copy",),
    ("handling",): ("ask_suspension", "refuse_suspension"),
    ("suspended",): ("review_suspension",),
    ("handling", "reviewing", "closed"): ("ask_transfer", "refuse_transfer"),
    ("accepted", *_UNDER_WAY, "supplement", "suspended", "problem_ticket", "reviewing", "callback"): ("flag",),
}
_STAYING: dict[tuple[TicketState, Command], TicketState] = {
    (state, command): state for states, commands in _BESIDE.items() for state in states for command in commands
}
# Outside any legal mandate (法无授权): explained to the citizen and closed, never counted as solved.
_GUIDED: dict[tuple[TicketState, Command], TicketState] = {
    (state, "guide"): "answered" for state in ("accepted", *_UNDER_WAY, "reviewing", "problem_ticket")
}

# Where a further caller may still be added, or taken back: what is reported or called back on is past that.
IN_HAND: tuple[TicketState, ...] = (
    "accepted", "dispatched", "signed", "handling", "supplement", "suspended", "problem_ticket",
)  # fmt: skip
_CALLERS: dict[tuple[TicketState, Command], TicketState] = {
    (state, command): state for state in IN_HAND for command in ("add_caller", "remove_caller")
}

TRANSITIONS: Mapping[tuple[TicketState, Command], TicketState] = MappingProxyType(
    _MAIN_LINE | _SIDE_STEPS | _GUIDED | _STAYING | _CALLERS
)

# The citizen's matter is over: the handling unit no longer sees the phone.
OVER: frozenset[TicketState] = frozenset({"answered", "closed", "archived", "merged"})
# A unit has work with it, or will have again: what worklists and lights look at.
OPEN: tuple[TicketState, ...] = (
    "accepted", "dispatched", "signed", "handling", "reviewing", "callback", "supplement", "suspended", "problem_ticket",
    "transferred",
)  # fmt: skip

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
    "guide": "解释引导",
    "dispatch": "派单",
    "sign": "签收",
    "contact": "联系市民",
    "start_handling": "开始办理",
    "report": "办结上报",
    "pass_review": "审核通过",
    "close": "办结",
    "archive": "归档",
    "ask_supplement": "要求补充",
    "supplement": "补充",
    "resume": "恢复办理",
    "object": "派单异议",
    "reject_objection": "驳回异议",
    "redispatch": "改派",
    "name_problem": "列为疑难",
    "name_unit": "研判指定",
    "ask_extension": "申请延期",
    "extend": "同意延期",
    "refuse_extension": "驳回延期",
    "rework": "重办",
    "ask_suspension": "申请挂账",
    "refuse_suspension": "驳回挂账",
    "suspend": "挂账",
    "review_suspension": "复核挂账",
    "merge": "并单",
    "unmerge": "撤回并单",
    "split": "拆单",
    "reopen": "重新打开",
    "ask_transfer": "提请移送",
    "refuse_transfer": "不予移送",
    "transfer": "移送",
    "add_leg": "增派协办",
    "copy": "告知",
    "withdraw_leg": "撤回协办",
    "report_leg": "协办上报",
    "add_caller": "并入来电",
    "remove_caller": "撤回并入",
    "answer_batch": "批量答复",
    "flag": "标注",
    "sign_leg": "协办签收",
    "start_leg": "协办开始办理",
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
