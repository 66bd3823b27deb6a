"""The states of a draw: one table, and the only place where a state changes. Pure.

    requested → approved → paid → settled
        └→ refused   └→ withdrawn

A draw within the exemption limit is approved by the rule itself (``exempt``). Money that is paid is no more withdrawn: what
was not needed comes back at the settlement.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Literal, cast, get_args

from config.errors import Conflict

DrawState = Literal["requested", "approved", "paid", "settled", "refused", "withdrawn"]
DrawCommand = Literal["request", "exempt", "approve", "refuse", "withdraw", "pay", "record_output", "settle"]
ByPeople = Literal["approve", "refuse", "withdraw", "pay", "record_output", "settle"]
"""Commands to a draw that is there; the others make one, or are the rule's own."""
DrawLight = Literal["blue", "yellow", "red", "green", "grey"]

TRANSITIONS: Mapping[tuple[DrawState, DrawCommand], DrawState] = MappingProxyType(
    {
        ("requested", "exempt"): "approved",
        ("requested", "approve"): "approved",
        ("requested", "refuse"): "refused",
        ("requested", "withdraw"): "withdrawn",
        ("approved", "withdraw"): "withdrawn",
        ("approved", "pay"): "paid",
        ("approved", "record_output"): "approved",
        ("paid", "record_output"): "paid",
        ("paid", "settle"): "settled",
        ("settled", "record_output"): "settled",
    }
)
OPEN: tuple[DrawState, ...] = ("requested", "approved", "paid")
STATE_NAMES: Mapping[DrawState, str] = MappingProxyType(
    {
        "requested": "待审批",
        "approved": "已批准",
        "paid": "已拨付",
        "settled": "已结算",
        "refused": "未批准",
        "withdrawn": "已撤回",
    }
)
COMMAND_NAMES: Mapping[DrawCommand, str] = MappingProxyType(
    {
        "request": "申请",
        "exempt": "免审批",
        "approve": "批准",
        "refuse": "不批准",
        "withdraw": "撤回",
        "pay": "拨付",
        "record_output": "登记成果",
        "settle": "结算",
    }
)


def step(state: DrawState, command: DrawCommand) -> DrawState:
    """The state after ``command``; Conflict when the table has no such step."""
    try:
        return TRANSITIONS[state, command]
    except KeyError:
        raise Conflict(f"这笔用款{STATE_NAMES[state]}，不能{COMMAND_NAMES[command]}。", "请刷新后查看可进行的操作。") from None


def allowed(state: DrawState) -> tuple[ByPeople, ...]:
    """What people may do in ``state``."""
    return tuple(command for command in get_args(ByPeople) if (state, command) in TRANSITIONS)


def is_exempt(amount_fen: int, already_fen: int, limit_fen: int) -> bool:
    """Whether a draw needs no approval: all that its ticket draws from the pool counts, so that none is cut in pieces."""
    return amount_fen + already_fen <= limit_fen


def light(state: DrawState, due: datetime, now: datetime, warning: timedelta) -> DrawLight:
    """Green when settled, grey when nothing came of it; red past the limit, yellow ``warning`` before it."""
    if state not in OPEN:
        return "green" if state == "settled" else "grey"
    if now > due:
        return "red"
    return "yellow" if now >= due - warning else "blue"


def state(text: str) -> DrawState:
    """A stored word as a state."""
    return cast(DrawState, text)


def command(text: str) -> DrawCommand:
    return cast(DrawCommand, text)
