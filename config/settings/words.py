"""What settings are called on the page, what they mean, in which unit they are, and when a change of one acts."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

FILE = Path(__file__).with_name("words.toml")
TOP = "."
ACTS = "acts"
Acts = Literal["now", "start", "file"]
"""``now``: for what begins after the change; ``start``: from the next start of the service; ``file``: not from the page."""
UNITS = {
    "_s": "秒",
    "_h": "小时",
    "_ms": "毫秒",
    "_kb": "千字节",
    "_bytes": "字节",
    "_days": "天",
    "_fen": "分（人民币）",
    "_share": "比例",
    "_goal": "比例",
    "share": "比例",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    name: str
    meaning: str
    unit: str


@cache
def words() -> Mapping[str, Words]:
    """By dotted key."""
    return {
        (name if section == TOP else f"{section}.{name}"): _words(name, told)
        for section, table in _file().items()
        if section != ACTS
        for name, told in table.items()
    }


@cache
def acts(key: str) -> Acts:
    """How a change of this setting acts: what its longest known beginning says; a key that nobody named is left to the file."""
    table: Mapping[str, Acts] = _file()[ACTS]
    fits = [start for start in table if key == start or key.startswith(f"{start}.")]
    return table[max(fits, key=len)] if fits else "file"


def _words(name: str, told: list[str]) -> Words:
    unit = told[2] if len(told) > 2 else next((unit for end, unit in UNITS.items() if name.endswith(end)), "")
    return Words(name=told[0], meaning=told[1], unit=unit)


@cache
def _file() -> Mapping[str, Any]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))
