"""The three levels and the way up: what a level has not solved in its time goes to the next by itself. Pure."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Literal, get_args

from config.settings.joint import Joint
from ticketing.ledgers import StateTable

Level = Literal["building", "grid", "community"]
MatterState = Literal["open", "solved", "handed_on", "withdrawn"]
LEVELS: tuple[Level, ...] = get_args(Level)
LEVEL_NAMES: Mapping[str, str] = MappingProxyType({"building": "楼栋", "grid": "网格", "community": "社区"})
SMALL: tuple[Level, ...] = ("building", "grid")
"""Small matters do not leave the grid."""

MATTERS = StateTable(
    what="这件议题",
    steps=MappingProxyType(
        {
            ("open", "discuss"): "open",
            ("open", "solve"): "solved",
            ("open", "go_up"): "open",
            ("open", "hand_on"): "handed_on",
            ("open", "withdraw"): "withdrawn",
            ("solved", "reopen"): "open",
        }
    ),
    states=MappingProxyType({"open": "议事中", "solved": "已解决", "handed_on": "已转热线", "withdrawn": "已撤回"}),
    commands=MappingProxyType(
        {
            "raise": "提出",
            "discuss": "商议",
            "solve": "解决",
            "go_up": "提级",
            "hand_on": "转热线",
            "withdraw": "撤回",
            "reopen": "重新商议",
        }
    ),
)
SITTINGS = StateTable(
    what="这次议事",
    steps=MappingProxyType({("planned", "hold"): "held", ("planned", "cancel"): "cancelled"}),
    states=MappingProxyType({"planned": "待召开", "held": "已召开", "cancelled": "已取消"}),
    commands=MappingProxyType({"plan": "安排", "hold": "记为已召开", "cancel": "取消"}),
)


def above(level: Level) -> Level | None:
    """The next level; None above the community, where the hotline takes over."""
    position = LEVELS.index(level) + 1
    return LEVELS[position] if position < len(LEVELS) else None


def leaves(level: Level, since: datetime, rule: Joint) -> datetime:
    """When a matter that came to ``level`` at ``since`` goes up unless it is solved: calendar days by the setting."""
    days = {"building": rule.building_days, "grid": rule.grid_days, "community": rule.community_days}[level]
    return since + timedelta(days=days)
