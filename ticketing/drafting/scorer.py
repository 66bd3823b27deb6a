"""What a learnt model adds to the directory's own words: a port, and how both are weighed. Pure."""

from collections.abc import Mapping, Sequence
from typing import Protocol

ALONE = 0.2
"""A model alone, without one word of the directory, suggests only what it gives at least this share."""


class CategoryScorer(Protocol):
    """``weight`` (0 to 1) is the model's say beside the directory's words, as it was measured when it was trained."""

    @property
    def weight(self) -> float: ...

    def shares(self, text: str, beside: str = "") -> Mapping[str, float]:
        """Share (0 to 1) by code of the leaves that it thinks of; empty where the caller's ``text`` tells it nothing.

        ``beside`` is what the agent said: it counts less.
        """

    def why(self, text: str, code: str) -> Sequence[str]:
        """The words of ``text`` that spoke for ``code``, weightiest first; each stands in the text."""


def blended(rules: Mapping[str, float], best: float, shares: Mapping[str, float], weight: float) -> dict[str, float]:
    """Scores of the directory's words as parts of ``best``, weighed with the model's shares."""
    if not rules or best <= 0:
        return {code: share for code, share in shares.items() if share >= ALONE}
    most = sum(sorted(shares.values())[-3:]) or 1.0
    shares = {code: share / most for code, share in shares.items()}
    return {code: (1 - weight) * rules.get(code, 0.0) / best + weight * shares.get(code, 0.0) for code in {*rules, *shares}}
