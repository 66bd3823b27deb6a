"""A named place of the city, and the place of one citizen's matter."""

from dataclasses import dataclass
from typing import Literal, get_args

PlaceKind = Literal["road", "estate", "market", "school", "hospital", "station", "park", "mall", "village", "busline", "building"]
KINDS: tuple[str, ...] = get_args(PlaceKind)
KIND_WORDS: dict[str, str] = {
    "road": "道路",
    "estate": "小区",
    "market": "市场",
    "school": "学校",
    "hospital": "医院",
    "station": "车站",
    "park": "公园",
    "mall": "商场",
    "village": "村",
    "busline": "公交线路",
    "building": "楼宇",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceEntry:
    """One row of the gazetteer: a name under one street (街道) and the short name of its district."""

    name: str
    kind: PlaceKind
    street_code: str
    district: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a matter is. ``text`` as said; ``gazetteer`` the entry's name when one fits; ``detail`` 三号楼二单元.

    Any part may be missing: a caller may name only a district.
    """

    text: str
    district: str | None = None
    street_code: str | None = None
    gazetteer: str | None = None
    detail: str | None = None
