"""What is wrong, as a form says it (路灯不亮), by the words of the street that say so (灯 坏 了 黑咕隆咚).

The words stand in ``troubles.txt``, whose head says how to read them.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ticketing.drafting.facts import Evidence
from ticketing.drafting.spoken import Said
from ticketing.drafting.tables import rows

_GAP = r"[^，]{0,10}?"
_NOT_DENIED = "(?<!没)(?<!没有)(?<!不)(?<!不是)(?<!未)(?<!别)"
OPENING_TURNS = 4
OPENING, LATER = 1.5, 1.0
_DENIED = re.compile(r"(?:没有?|不是|没得|并没)$")
_NOT_NOW = re.compile(r"^[^，]{0,4}(?:怎么办|的话|演练|演习|保险|假的)")


@dataclass(frozen=True, slots=True)
class Trouble:
    """``name`` as a form says it, of ``thing``, with the caller's words, and how much speaks for it."""

    name: str
    thing: str
    weight: float
    evidence: Evidence
    danger: bool = False


@dataclass(frozen=True, slots=True)
class _Line:
    name: str
    thing: str
    keys: tuple[str, ...]
    found: re.Pattern[str]
    danger: bool


def troubles(said: Sequence[Said], *, urgent: bool = False) -> list[Trouble]:
    """What the caller says is wrong, what is said first and most often before the rest; dangers first in an ``urgent`` call."""
    turns = [one for one in said if one.channel == "caller"]
    whole = "，".join(one.text for one in turns)
    found: dict[str, Trouble] = {}
    for line in _LINES:
        if (urgent or not line.danger) and any(key in whole for key in line.keys):
            for order, one in enumerate(turns):
                _note(found, line, one, OPENING if order < OPENING_TURNS else LATER)
    return sorted(found.values(), key=lambda one: (not one.danger, -one.weight))


def _note(found: dict[str, Trouble], line: _Line, one: Said, weight: float) -> None:
    match = line.found.search(one.text)
    if match is None or _DENIED.search(one.text[: match.start()]) or _NOT_NOW.search(one.text[match.end() :]):
        return
    before = found.get(line.name)
    if before is None:
        found[line.name] = Trouble(line.name, line.thing, weight, Evidence(one.index, match[0], 0.6), line.danger)
    else:
        found[line.name] = Trouble(line.name, line.thing, before.weight + weight / 2, before.evidence, line.danger)


def _line(row: str) -> _Line:
    head, _, tail = row.partition(":")
    name, _, thing = head.partition("|")
    things, _, happens = tail.partition("/")
    words = things.split()
    pattern = "|".join(word.replace("~", "[^，]{0,6}?") for word in words)
    if happens.split():
        after = "|".join(word.replace("~", "[^，]{0,4}?") for word in happens.split())
        pattern = f"(?:{pattern}){_GAP}{_NOT_DENIED}(?:{after})"
    keys = tuple(max(word.split("~"), key=len) for word in words)
    return _Line(name.strip().lstrip("!"), thing.strip(), keys, re.compile(pattern), name.startswith("!"))


_LINES = tuple(map(_line, rows("troubles.txt")))
NAMES = tuple(line.name for line in _LINES)
THINGS = tuple(sorted({line.thing for line in _LINES}))
