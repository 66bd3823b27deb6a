"""The vocabulary of scenes, kind by kind: who or what, what happens to them, when it happens, and how it is told.

``scenes.txt`` lists the words. Of words that lie within each other only the longest counts, so that harmless compounds
(火锅, 灭火器, 跳楼价), listed under ``thing``, hide the danger that they contain.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import ahocorasick

LISTS = Path(__file__).with_name("scenes.txt")
FRAMES = ("me", "cry")
"""Names of the other parts that also tell how something is meant."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A word of the lists at ``start:end``, under one of its names."""

    name: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Scenes:
    """``danger`` are the names of what happens, ``frame`` of who it happens to and how it is meant."""

    danger: frozenset[str]
    frame: frozenset[str]
    automaton: ahocorasick.Automaton


@lru_cache(maxsize=1)
def scenes() -> Scenes:
    """Read once."""
    parts = _read(LISTS.read_text(encoding="utf-8"))
    automaton = ahocorasick.Automaton()
    named: dict[str, list[str]] = {}
    for listed in parts.values():
        for name, words in listed.items():
            for word in words:
                named.setdefault(word, []).append(name)
    for word, names in named.items():
        automaton.add_word(word, (len(word), tuple(names)))
    automaton.make_automaton()
    return Scenes(frozenset(parts["danger"]), frozenset((*parts["who"], *parts["told"], *FRAMES)), automaton)


def mentions(text: str) -> Sequence[Mention]:
    """In their order; none that lies within a longer one."""
    spans = {(end - length + 1, end + 1): names for end, (length, names) in scenes().automaton.iter(text)}
    return tuple(Mention(name, *span) for span, names in _outermost(spans) for name in names)


def _read(text: str) -> dict[str, dict[str, list[str]]]:
    parts: dict[str, dict[str, list[str]]] = {}
    part, name = "", ""
    for line in text.splitlines():
        if line.startswith("["):
            part = line.strip("[]")
            parts[part] = {}
        elif line.startswith(" "):
            parts[part][name] += line.split()
        elif line and not line.startswith("#"):
            name = line
            parts[part][name] = []
    return parts


def _outermost(spans: Mapping[tuple[int, int], tuple[str, ...]]) -> Iterator[tuple[tuple[int, int], tuple[str, ...]]]:
    reached = -1
    for span in sorted(spans, key=lambda span: (span[0], -span[1])):
        if span[1] > reached:
            reached = span[1]
            yield span, spans[span]
