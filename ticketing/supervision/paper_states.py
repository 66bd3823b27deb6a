"""What becomes of a step of the ladder once it is issued: one table of states and commands. Pure.

A paper waits for the unit's reply; the reply is accepted, or refused and asked for again; whatever was not settled may rise
to the next rung. A transfer waits for another person's approval instead.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, get_args

from config.errors import Conflict

PaperState = Literal["issued", "replied", "accepted", "raised", "withdrawn", "asked", "approved", "refused"]
PaperCommand = Literal["reply", "accept", "send_back", "raise", "withdraw", "approve", "refuse", "remind", "review", "lift"]
STATES: tuple[PaperState, ...] = get_args(PaperState)
COMMANDS: tuple[PaperCommand, ...] = get_args(PaperCommand)

TRANSITIONS: Mapping[tuple[PaperState, PaperCommand], PaperState] = MappingProxyType(
    {
        ("issued", "reply"): "replied",
        ("replied", "accept"): "accepted",
        ("replied", "send_back"): "issued",
        ("issued", "raise"): "raised",
        ("replied", "raise"): "raised",
        ("issued", "withdraw"): "withdrawn",
        ("replied", "withdraw"): "withdrawn",
        ("issued", "remind"): "issued",
        ("issued", "review"): "issued",
        ("replied", "review"): "replied",
        ("issued", "lift"): "issued",
        ("replied", "lift"): "replied",
        ("asked", "approve"): "approved",
        ("asked", "refuse"): "refused",
        ("asked", "withdraw"): "withdrawn",
    }
)
OPEN: tuple[PaperState, ...] = ("issued", "replied", "asked")
STATE_NAMES: Mapping[PaperState, str] = {
    "issued": "待回复",
    "replied": "待审核",
    "accepted": "已销号",
    "raised": "已升级",
    "withdrawn": "已撤销",
    "asked": "待批准",
    "approved": "已批准",
    "refused": "未批准",
}
COMMAND_NAMES: Mapping[PaperCommand, str] = {
    "reply": "回复",
    "accept": "通过并销号",
    "send_back": "退回重报",
    "raise": "升级",
    "withdraw": "撤销",
    "approve": "批准移送",
    "refuse": "不予移送",
    "remind": "逾期提醒",
    "review": "复核",
    "lift": "提升督办层级",
}


def step(state: PaperState, command: PaperCommand) -> PaperState:
    """The state after ``command``; Conflict when the table has no such step."""
    try:
        return TRANSITIONS[state, command]
    except KeyError:
        raise Conflict(f"该件“{STATE_NAMES[state]}”，不能{COMMAND_NAMES[command]}。", "请刷新督办列表后查看。") from None
