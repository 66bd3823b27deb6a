"""Text that remembers where each of its characters was heard, through any number of rewritings."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple


class Span(NamedTuple):
    """``text[start:end]`` of the readable text stands for ``[heard_start:heard_end]`` of the heard one.

    Both of one length: character by character. Otherwise the whole stands for the whole (``350元`` for ``三百五十块钱``). A mark
    that nobody spoke has an empty heard range; a space that was dropped lies in no span.
    """

    start: int
    end: int
    heard_start: int
    heard_end: int


class Edit(NamedTuple):
    """Write ``new`` for ``text[start:end]``; an empty range inserts."""

    start: int
    end: int
    new: str


@dataclass(frozen=True, slots=True)
class Aligned:
    """``heard[i]`` is the range of the heard text that ``text[i]`` stands for."""

    text: str
    heard: tuple[tuple[int, int], ...]

    @classmethod
    def of(cls, text: str) -> "Aligned":
        return cls(text, tuple((at, at + 1) for at in range(len(text))))

    def edited(self, edits: Iterable[Edit]) -> "Aligned":
        """All edits at once, their offsets in this text; of two that overlap the later is left out."""
        parts: list[str] = []
        heard: list[tuple[int, int]] = []
        at = 0
        for edit in sorted(edits):
            if edit.start < at:
                continue
            parts += self.text[at : edit.start], edit.new
            heard += self.heard[at : edit.start]
            heard += self._of_edit(edit)
            at = edit.end
        return Aligned("".join(parts) + self.text[at:], (*heard, *self.heard[at:]))

    def _of_edit(self, edit: Edit) -> Sequence[tuple[int, int]]:
        if edit.end - edit.start == len(edit.new):
            return self.heard[edit.start : edit.end]
        if edit.start == edit.end:
            place = self.heard[edit.start - 1][1] if edit.start else 0
            return [(place, place)] * len(edit.new)
        return [(self.heard[edit.start][0], self.heard[edit.end - 1][1])] * len(edit.new)

    def spans(self) -> tuple[Span, ...]:
        """The whole text in as few spans as say the same."""
        found: list[Span] = []
        for at, (start, end) in enumerate(self.heard):
            last = found[-1] if found else None
            if last and _same_whole(last, start, end):
                found[-1] = last._replace(end=at + 1)
            elif last and _next_character(last, start, end):
                found[-1] = Span(last.start, at + 1, last.heard_start, end)
            else:
                found.append(Span(at, at + 1, start, end))
        return tuple(found)


def _same_whole(last: Span, start: int, end: int) -> bool:
    """The next character of one replacement: it stands for exactly what the ones before it stand for."""
    return (last.heard_start, last.heard_end) == (start, end)


def _next_character(last: Span, start: int, end: int) -> bool:
    one_by_one = last.end - last.start == last.heard_end - last.heard_start
    return one_by_one and end - start == 1 and start == last.heard_end


def heard_range(spans: Sequence[Span], start: int, end: int) -> tuple[int, int]:
    """What ``[start:end]`` of the readable text stands for; an empty range where that is a mark alone."""
    return _mapped(((s.start, s.end, s.heard_start, s.heard_end) for s in spans), start, end)


def readable_range(spans: Sequence[Span], start: int, end: int) -> tuple[int, int]:
    """Where ``[start:end]`` of the heard text stands in the readable one; what was rewritten is marked as a whole."""
    return _mapped(((s.heard_start, s.heard_end, s.start, s.end) for s in spans), start, end)


def _mapped(pairs: Iterable[tuple[int, int, int, int]], start: int, end: int) -> tuple[int, int]:
    touched: list[tuple[int, int]] = []
    for a, b, to_a, to_b in pairs:
        if a < end and b > start:
            one_by_one = b - a == to_b - to_a
            touched.append((to_a + max(0, start - a), to_b - max(0, b - end)) if one_by_one else (to_a, to_b))
    return (min(t[0] for t in touched), max(t[1] for t in touched)) if touched else (0, 0)
