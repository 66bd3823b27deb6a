"""A unit's part in a ticket (主办, 协办, 告知): its states in one table, and when the lead unit may report.

Source: the domain notes, parallel dispatch: one parent, one leg for each unit, and the lead may close only when the legs have.
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Literal, Protocol, get_args

from config.errors import Conflict

LegRole = Literal["lead", "co", "cc"]
LegState = Literal["dispatched", "signed", "handling", "reported", "withdrawn"]
LegCommand = Literal["sign", "start_handling", "report", "rework", "withdraw", "restore"]
LEG_ROLES: tuple[LegRole, ...] = get_args(LegRole)
LEG_STATES: tuple[LegState, ...] = get_args(LegState)

LEG_TRANSITIONS: Mapping[tuple[LegState, LegCommand], LegState] = MappingProxyType(
    {
        ("dispatched", "sign"): "signed",
        ("signed", "start_handling"): "handling",
        ("signed", "report"): "reported",
        ("handling", "report"): "reported",
        ("reported", "rework"): "handling",
        ("dispatched", "withdraw"): "withdrawn",
        ("signed", "withdraw"): "withdrawn",
        ("handling", "withdraw"): "withdrawn",
        ("withdrawn", "restore"): "dispatched",
    }
)
LEG_STATE_NAMES: Mapping[LegState, str] = {
    "dispatched": "待签收",
    "signed": "已签收",
    "handling": "办理中",
    "reported": "已上报",
    "withdrawn": "已撤回",
}
LEG_COMMAND_NAMES: Mapping[LegCommand, str] = {
    "sign": "签收",
    "start_handling": "开始办理",
    "report": "上报",
    "rework": "重办",
    "withdraw": "撤回",
    "restore": "恢复",
}
ROLE_NAMES: Mapping[LegRole, str] = {"lead": "主办", "co": "协办", "cc": "告知"}


class Leg(Protocol):
    """What the rules look at; a row of the table is one."""

    unit_code: str
    unit_name: str
    role: str
    state: str


def leg_step(state: LegState, command: LegCommand) -> LegState:
    """Return the state after ``command``; Conflict when the table has no such step."""
    try:
        return LEG_TRANSITIONS[state, command]
    except KeyError:
        raise Conflict(
            f"本单位承办部分处于“{LEG_STATE_NAMES[state]}”，不能{LEG_COMMAND_NAMES[command]}。", "请刷新工单后查看。"
        ) from None


def still_open(legs: Iterable[Leg]) -> list[Leg]:
    """The helping units that have not reported: the lead waits for them."""
    return [leg for leg in legs if leg.role == "co" and leg.state not in ("reported", "withdrawn")]


def require_all_reported(legs: Iterable[Leg]) -> None:
    """Conflict that names the helping units which the lead unit still waits for."""
    names = "、".join(leg.unit_name for leg in still_open(legs))
    if names:
        raise Conflict(f"协办单位{names}尚未上报，主办单位不能办结上报。", "请督促协办单位先上报，或由派单员撤回协办。")
