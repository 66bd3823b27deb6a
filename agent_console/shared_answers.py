"""Answers that serve everybody alike for a moment, so that a page which many read asks the database seldom."""

from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

T = TypeVar("T")
MOST_ANSWERS = 64
"""So many different questions are remembered; the one that was answered first is forgotten first."""


class SharedAnswers(Generic[T]):
    """``kept_s`` seconds by a running clock. Loop's thread only; two that ask at once may both be answered anew."""

    def __init__(self, kept_s: float, *, most: int = MOST_ANSWERS) -> None:
        self._kept_s = kept_s
        self._most = most
        self._known: OrderedDict[Hashable, tuple[float, T]] = OrderedDict()

    def known(self, question: Hashable, moment: float) -> T | None:
        """The answer that was kept less than ``kept_s`` ago."""
        found = self._known.get(question)
        return found[1] if found is not None and moment - found[0] < self._kept_s else None

    def keep(self, question: Hashable, moment: float, answer: T) -> T:
        self._known[question] = (moment, answer)
        self._known.move_to_end(question)
        if len(self._known) > self._most:
            self._known.popitem(last=False)
        return answer
