"""All the phrases of a table that stand in a text, in one pass over it."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Generic, TypeVar

Key = TypeVar("Key", str, tuple[str, ...])


class Table(Generic[Key]):
    """From phrases, or from sequences of syllables, to what they stand for. Immutable after building.

    A place in the text is looked up only for the lengths that its first character or syllable can begin.
    """

    def __init__(self, entries: Mapping[Key, str]) -> None:
        self._entries: dict[Key, str] = dict(entries)
        lengths: dict[str, set[int]] = {}
        for key in self._entries:
            lengths.setdefault(key[0], set()).add(len(key))
        self._lengths = {first: tuple(sorted(all_of_it)) for first, all_of_it in lengths.items()}

    def find(self, text: Key) -> Iterator[tuple[int, int, str]]:
        """``(start, end, value)`` for every phrase, also for those that overlap."""
        for start, first in enumerate(text):
            for length in self._lengths.get(first, ()):
                value = self._entries.get(text[start : start + length])
                if value is not None:
                    yield start, start + length, value


def of_phrases(phrases: Iterable[str]) -> Table[str]:
    """A table in which each phrase stands for itself."""
    return Table({phrase: phrase for phrase in phrases})
