"""One handling unit."""

from dataclasses import dataclass
from typing import Literal, get_args

UnitKind = Literal["territory", "industry", "utility", "liaison", "studio"]
UnitLevel = Literal["city", "district", "street", "community", "grid"]
KINDS: tuple[str, ...] = get_args(UnitKind)
LEVELS: tuple[str, ...] = get_args(UnitLevel)
KIND_WORDS: dict[str, str] = {
    "territory": "属地",
    "industry": "行业主管",
    "utility": "公共服务",
    "liaison": "驻地单位",
    "studio": "工作室",
}
LEVEL_WORDS: dict[str, str] = {"city": "市", "district": "区县", "street": "街镇", "community": "社区", "grid": "网格"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A unit (单位): 属地 territory, 行业主管 industry, 公共服务 utility, 驻地 liaison, 工作室/专班 studio.

    ``parent_code`` is None for the city itself. ``population`` counts residents; only territories have one. ``area`` says in
    words what it looks after; ``first_responsible`` is the person answering for it (第一责任人), with title.
    """

    code: str
    name: str
    kind: UnitKind
    parent_code: str | None
    level: UnitLevel
    population: int | None = None
    area: str = ""
    first_responsible: str = ""
    responsible_title: str = ""
