"""The ladder of supervision (督办阶梯) as one table: from which rung to which, at whose hands, on what ground. Pure.

Urge 催办 → supervision notice 督办通知 → pool 督办池 → warning letter 警示函 → interview 约谈 → transfer 移送. A rung is never
skipped. Beside the ladder stands the written opinion 督查意见书 of an inspection; unanswered it goes on as a notice. What may
be transferred outright are the three grounds of the domain notes: arbitrary return, perfunctory handling, inaction.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, get_args

from config.errors import BadInput, Conflict, NotAllowed

Rung = Literal["urge", "notice", "pool", "warning_letter", "interview", "transfer", "opinion"]
PoolLevel = Literal["hotline", "inspection_office", "discipline"]
Ground = Literal[
    "due_soon", "overdue", "unsigned", "not_contacted", "citizen_asks", "repeated", "repeated_citizen", "group", "false_closure",
    "instruction", "inspection", "unanswered", "refused", "unsolved", "arbitrary_return", "perfunctory", "inaction",
]  # fmt: skip
RUNGS: tuple[Rung, ...] = get_args(Rung)
POOL_LEVELS: tuple[PoolLevel, ...] = get_args(PoolLevel)
LADDER: tuple[Rung, ...] = ("urge", "notice", "pool", "warning_letter", "interview", "transfer")

_TICKET: tuple[Ground, ...] = (
    "due_soon",
    "overdue",
    "unsigned",
    "not_contacted",
    "citizen_asks",
    "repeated",
    "group",
    "instruction",
)
_GRAVE: tuple[Ground, ...] = ("repeated", "repeated_citizen", "group", "false_closure", "overdue", "instruction", "inspection")
_NO_GOOD: tuple[Ground, ...] = ("unanswered", "refused", "unsolved", "false_closure", "instruction")
DISCIPLINE: tuple[Ground, ...] = ("arbitrary_return", "perfunctory", "inaction")
_INSPECTORS = frozenset({"inspector", "supervisor"})


@dataclass(frozen=True, slots=True)
class Rise:
    """Who may take this step, and on which grounds."""

    roles: frozenset[str]
    grounds: tuple[Ground, ...]


RISES: Mapping[tuple[Rung | None, Rung], Rise] = MappingProxyType(
    {
        (None, "urge"): Rise(_INSPECTORS | {"dispatcher", "agent"}, _TICKET),
        (None, "notice"): Rise(_INSPECTORS | {"system"}, _GRAVE),
        (None, "opinion"): Rise(frozenset({"inspector"}), ("inspection",)),
        (None, "transfer"): Rise(frozenset({"inspector"}), DISCIPLINE),
        ("urge", "notice"): Rise(_INSPECTORS | {"system"}, (*_NO_GOOD, "repeated", "repeated_citizen", "group", "overdue")),
        ("opinion", "notice"): Rise(_INSPECTORS, _NO_GOOD),
        ("notice", "pool"): Rise(_INSPECTORS, _NO_GOOD),
        ("pool", "warning_letter"): Rise(frozenset({"inspector"}), _NO_GOOD),
        ("warning_letter", "interview"): Rise(frozenset({"inspector"}), _NO_GOOD),
        ("interview", "transfer"): Rise(frozenset({"inspector"}), DISCIPLINE),
    }
)

RUNG_NAMES: Mapping[Rung, str] = {
    "urge": "催办",
    "notice": "督办通知",
    "pool": "督办池",
    "warning_letter": "警示函",
    "interview": "约谈",
    "transfer": "移送",
    "opinion": "督查意见书",
}
POOL_NAMES: Mapping[PoolLevel, str] = {
    "hotline": "热线督办",
    "inspection_office": "党政督查督办",
    "discipline": "纪检督办",
}
GROUND_NAMES: Mapping[Ground, str] = {
    "due_soon": "临近办理时限",
    "overdue": "超过办理时限",
    "unsigned": "未按时签收",
    "not_contacted": "未按时联系市民",
    "citizen_asks": "市民催办",
    "repeated": "同一诉求三次以上",
    "repeated_citizen": "同一市民反复反映同一诉求",
    "group": "群体性诉求",
    "false_closure": "虚假办结",
    "instruction": "领导批示",
    "inspection": "实地督查",
    "unanswered": "逾期未回复",
    "refused": "回复未通过审核",
    "unsolved": "问题仍未解决",
    "arbitrary_return": "随意退单",
    "perfunctory": "敷衍办理",
    "inaction": "不作为",
}


def next_rung(rung: Rung) -> Rung | None:
    """The one rung that may follow; None at the top."""
    return next((to for start, to in RISES if start == rung), None)


def next_level(level: PoolLevel) -> PoolLevel | None:
    """The next of the pool's three levels; None at discipline inspection."""
    at = POOL_LEVELS.index(level)
    return POOL_LEVELS[at + 1] if at + 1 < len(POOL_LEVELS) else None


def grounds_of(start: Rung | None, to: Rung) -> tuple[Ground, ...]:
    rise = RISES.get((start, to))
    return rise.grounds if rise else ()


def check(start: Rung | None, to: Rung, ground: Ground, roles: Collection[str]) -> None:
    """Conflict where the table has no such step, NotAllowed for another's hands, BadInput for another ground."""
    rise = RISES.get((start, to))
    if rise is None:
        said = f"不能由“{RUNG_NAMES[start]}”直接进入“{RUNG_NAMES[to]}”。" if start else f"不能直接进入“{RUNG_NAMES[to]}”。"
        step = next_rung(start) if start else None
        raise Conflict(said, f"下一步是“{RUNG_NAMES[step]}”。" if step else "请从催办或督办通知开始。")
    if not rise.roles & set(roles):
        raise NotAllowed(f"您的角色不能发起“{RUNG_NAMES[to]}”。", "请联系督办员。")
    if ground not in rise.grounds:
        named = "、".join(GROUND_NAMES[one] for one in rise.grounds)
        raise BadInput(f"“{GROUND_NAMES[ground]}”不是发起“{RUNG_NAMES[to]}”的事由。", f"可选事由：{named}。")
