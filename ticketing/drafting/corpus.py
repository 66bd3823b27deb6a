"""Sentences of callers by the matter they are about, for a model to learn from: read from `sentences/*.txt` (its README has
the form)."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from ticketing.drafting.facts import MatterType

FOLDER = Path(__file__).parent / "sentences"
_MARKS: Mapping[str, MatterType] = {"?": "consultation", "!": "request", "@": "report", "+": "suggestion", "*": "praise"}


@dataclass(frozen=True, slots=True)
class Spoken:
    """What one caller might say, and which kind of call it is."""

    text: str
    kind: MatterType


@dataclass(frozen=True, slots=True)
class Topic:
    """A matter: its ``name``, ``words`` that mark a leaf of any tree as the same matter, and what people say of it."""

    name: str
    words: tuple[str, ...]
    spoken: tuple[Spoken, ...]


@lru_cache(maxsize=1)
def topics() -> tuple[Topic, ...]:
    """All of them, in the order of the files."""
    return tuple(topic for file in sorted(FOLDER.glob("*.txt")) for topic in parsed(file.read_text(encoding="utf-8")))


def parsed(text: str) -> Iterator[Topic]:
    """One topic for each heading that has sentences."""
    for block in text.split("\n\n"):
        heading, *lines = [line for line in block.splitlines() if line.strip()] or [""]
        if heading.startswith("# ") and lines:
            name, _, words = heading.removeprefix("# ").partition("|")
            yield Topic(name.strip(), tuple(words.split()), tuple(map(_spoken, lines)))


def _spoken(line: str) -> Spoken:
    kind = _MARKS.get(line[0])
    return Spoken(_run(line[1:]), kind) if kind else Spoken(_run(line), "complaint")


def _run(line: str) -> str:
    """A breath is no word's end to a model: pieces must not reach over it."""
    return "，".join(line.split())


def kinds_of(name: str) -> Mapping[MatterType, float]:
    """Share of each kind among the sentences about the matter of this name; empty for one that nobody speaks of here."""
    return _kinds().get(name, {})


@lru_cache(maxsize=1)
def _kinds() -> Mapping[str, Mapping[MatterType, float]]:
    return {topic.name: _shares(topic.spoken) for topic in topics()}


def _shares(spoken: Sequence[Spoken]) -> Mapping[MatterType, float]:
    counted = Counter(one.kind for one in spoken)
    return {kind: times / len(spoken) for kind, times in counted.items()}
