"""The figures that can raise an alarm: what each is of, in which unit, and on which side of a threshold it alarms. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

Kind = Literal[
    "queue_waiting", "longest_wait", "service_level", "abandon_rate", "agents_free", "trunk_use", "recogniser_step",
    "line_lost", "disk_free",
]  # fmt: skip
Sense = Literal["above", "at_least", "below"]
Of = Literal["queue", "trunk", "line", "house"]
Nodes = Literal["sum", "max", "min"]
EACH = "*"
"""A rule's scope: every queue (trunk, line) on its own. Empty: the house together. Else one by its name."""
HOUSE = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """``nodes`` says how the figures of several nodes make one; None: it is counted from stored rows, alike on all."""

    title: str
    unit: str
    sense: Sense
    of: Of
    nodes: Nodes | None
    least: float
    most: float


KINDS: Mapping[Kind, Known] = {
    "queue_waiting": Known(title="排队人数", unit="人", sense="above", of="queue", nodes="sum", least=0, most=10_000),
    "longest_wait": Known(title="最长等待", unit="秒", sense="above", of="queue", nodes="max", least=0, most=7_200),
    "service_level": Known(title="上一时段服务水平", unit="%", sense="below", of="queue", nodes=None, least=0, most=100),
    "abandon_rate": Known(title="上一时段放弃率", unit="%", sense="above", of="queue", nodes=None, least=0, most=100),
    "agents_free": Known(title="空闲坐席", unit="人", sense="below", of="queue", nodes="sum", least=0, most=10_000),
    "trunk_use": Known(title="中继占用率", unit="%", sense="above", of="trunk", nodes="max", least=0, most=100),
    "recogniser_step": Known(title="转写降级", unit="级", sense="at_least", of="house", nodes="max", least=0, most=5),
    "line_lost": Known(title="线路中断", unit="条", sense="at_least", of="line", nodes="max", least=0, most=100),
    "disk_free": Known(title="录音磁盘剩余", unit="%", sense="below", of="house", nodes="min", least=0, most=100),
}
assert set(KINDS) == set(get_args(Kind))

STEPS = ("normal", "fewer_interims", "no_interims", "after_call", "spooled", "lost")
"""The rungs of the recogniser's ladder by their number; the last: its process is gone."""


def right_side(sense: Sense, threshold: float, clear_at: float) -> bool:
    """Whether what clears lies on the calm side of what raises, so that an alarm never raises and clears at one figure."""
    if sense == "below":
        return clear_at >= threshold
    return clear_at <= threshold if sense == "above" else clear_at < threshold
