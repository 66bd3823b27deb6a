"""The kinds and modes of meetings, the parts that people have in them, and who must be there. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Literal, get_args

MeetingKind = Literal[
    "joint_study", "promotion", "settlement", "three_plus_x", "four_party", "monthly", "task_force", "study", "risk_study"
]
MeetingMode = Literal["on_site", "cloud", "live"]
PartyRole = Literal[
    "host", "chair", "fixed_office", "concerned", "representative", "complained_of", "supervising", "expert", "guest"
]
KINDS: tuple[MeetingKind, ...] = get_args(MeetingKind)
MODES: tuple[MeetingMode, ...] = get_args(MeetingMode)

KIND_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "joint_study": "联席研判会",
        "promotion": "推进会",
        "settlement": "会办会",
        "three_plus_x": "3+X 会商",
        "four_party": "有请当事人四方会谈",
        "monthly": "月度例会",
        "task_force": "专班碰头会",
        "study": "双周研究会",
        "risk_study": "每周风险研判会",
    }
)
MODE_NAMES: Mapping[str, str] = MappingProxyType({"on_site": "现场", "cloud": "云上", "live": "直播"})
ROLE_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "host": "主办方",
        "chair": "主持人",
        "fixed_office": "固定科室",
        "concerned": "涉事单位",
        "representative": "市民代表",
        "complained_of": "被诉方",
        "supervising": "主管部门",
        "expert": "专家或律师",
        "guest": "列席",
    }
)
NAMES_UNITS: frozenset[str] = frozenset({"joint_study", "three_plus_x"})
"""The kinds that may name the unit of a problem ticket."""

FIXED_OFFICES = 3
_NEEDED: Mapping[str, Mapping[PartyRole, int]] = MappingProxyType(
    {
        "three_plus_x": {"fixed_office": FIXED_OFFICES, "concerned": 1},
        "four_party": {"representative": 1, "complained_of": 1, "supervising": 1, "host": 1},
    }
)


def missing(kind: str, roles: Iterable[str]) -> tuple[str, ...]:
    """What keeps such a meeting from being called, in words; empty when all who must be there are invited."""
    there = Counter(roles)
    if not there:
        return ("至少邀请一方",)
    lacking = tuple(
        f"缺少{ROLE_NAMES[role]}" + (f"（需 {count} 方，现 {there[role]} 方）" if count > 1 else "")
        for role, count in _NEEDED.get(kind, {}).items()
        if there[role] < count
    )
    if kind == "three_plus_x" and there["fixed_office"] > FIXED_OFFICES:
        return (*lacking, f"固定科室只能是 {FIXED_OFFICES} 方")
    return lacking
