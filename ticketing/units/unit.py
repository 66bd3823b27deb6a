"""One handling unit."""

from dataclasses import dataclass
from typing import Literal, get_args

UnitKind = Literal["territory", "industry", "utility", "liaison", "studio"]
UnitLevel = Literal["city", "district", "street", "community", "grid"]
KINDS: tuple[str, ...] = get_args(UnitKind)
LEVELS: tuple[str, ...] = get_args(UnitLevel)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A unit (单位): 属地 territory, 行业主管 industry, 公共服务 utility, 驻地 liaison, 工作室/专班 studio.

    ``parent_code`` is None for the city itself. ``population`` counts residents; only territories have one.
    """

    code: str
    name: str
    kind: UnitKind
    parent_code: str | None
    level: UnitLevel
    population: int | None = None
