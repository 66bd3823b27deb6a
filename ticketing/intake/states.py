"""The states of an intake and every step between them: one table. Pure.

A matter is received, accepted by a person, and ends: answered, dispatched, joined to a ticket, prevented (未诉先办: solved
before anybody had to complain), handed back to the police, or closed without a matter. Nothing ends that nobody accepted.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, get_args

from config.errors import Conflict

Channel = Literal["telephone", "mailbox", "walk_in", "visit", "grid", "chat", "110", "platform"]
Origin = Literal["reactive", "proactive"]
IntakeState = Literal[
    "received", "accepted", "waiting", "answered", "dispatched", "joined", "prevented", "handed_back", "closed"
]  # fmt: skip
IntakeCommand = Literal[
    "receive", "accept", "release", "ask", "supplement", "resume", "coordinate", "confer", "answer", "dispatch", "join", "leave",
    "prevent", "hand_back", "close", "hand_over",
]  # fmt: skip

CHANNELS: tuple[Channel, ...] = get_args(Channel)
STATES: tuple[IntakeState, ...] = get_args(IntakeState)
COMMANDS: tuple[IntakeCommand, ...] = get_args(IntakeCommand)
OPEN: frozenset[IntakeState] = frozenset({"received", "accepted", "waiting"})
PROACTIVE: frozenset[Channel] = frozenset({"grid", "chat"})
"""Channels without a caller: somebody saw or read of the matter before anyone complained."""

TRANSITIONS: Mapping[tuple[IntakeState, IntakeCommand], IntakeState] = MappingProxyType(
    {
        ("received", "accept"): "accepted",
        ("received", "confer"): "received",
        ("received", "hand_back"): "handed_back",
        ("accepted", "release"): "received",
        ("accepted", "ask"): "waiting",
        ("accepted", "supplement"): "accepted",
        ("accepted", "coordinate"): "accepted",
        ("accepted", "confer"): "accepted",
        ("accepted", "answer"): "answered",
        ("accepted", "dispatch"): "dispatched",
        ("accepted", "join"): "joined",
        ("accepted", "prevent"): "prevented",
        ("accepted", "hand_back"): "handed_back",
        ("accepted", "close"): "closed",
        ("accepted", "hand_over"): "accepted",
        ("waiting", "hand_over"): "waiting",
        ("waiting", "supplement"): "accepted",
        ("waiting", "resume"): "accepted",
        ("joined", "leave"): "accepted",
    }
)
STATE_NAMES: Mapping[IntakeState, str] = MappingProxyType(
    {
        "received": "待受理",
        "accepted": "受理中",
        "waiting": "待补充",
        "answered": "已答复",
        "dispatched": "已派单",
        "joined": "已并入工单",
        "prevented": "未诉先办",
        "handed_back": "已转110",
        "closed": "已关闭",
    }
)
COMMAND_NAMES: Mapping[IntakeCommand, str] = MappingProxyType(
    {
        "receive": "收件",
        "accept": "受理",
        "release": "退回待受理",
        "ask": "请市民补充",
        "supplement": "市民补充",
        "resume": "恢复受理",
        "coordinate": "协调",
        "confer": "三方会商",
        "answer": "答复",
        "dispatch": "派单",
        "join": "并入工单",
        "leave": "撤回并入",
        "prevent": "群内答复",
        "hand_back": "转回110",
        "close": "关闭",
        "hand_over": "交接",
    }
)


def step(state: IntakeState, command: IntakeCommand) -> IntakeState:
    """Return the state after ``command``; Conflict when the table has no such step."""
    try:
        return TRANSITIONS[state, command]
    except KeyError:
        raise Conflict(f"收件处于“{STATE_NAMES[state]}”，不能{COMMAND_NAMES[command]}。", "请刷新收件列表后查看。") from None


def origin_of(channel: Channel) -> Origin:
    """接诉即办 where somebody asked for it, 未诉先办 where nobody had to."""
    return "proactive" if channel in PROACTIVE else "reactive"
