"""A linear model from the pieces of a text to the leaves of the tree. Pure: arrays in, shares out.

Trained by `ticketing.learning.training`; here only what a running service needs, without scikit-learn.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from ticketing.drafting.scorer import CategoryScorer
from ticketing.learning.words import as_read, pieces

Floats = NDArray[np.float32]
SHARES = 10
"""So many leaves get a share; the others' are too small to matter."""
BESIDE = 0.3
"""What the agent says, against what the caller says."""
LEAST_KNOWN = 2
"""A text with fewer known words or pairs tells nothing."""
WHY_WORDS = 4


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class CategoryModel(CategoryScorer):
    """``weights`` has a row for each of ``pieces`` and a column for each of ``codes``; ``rarity`` a number for each piece.

    ``sharpness`` turns margins into shares (a softmax's inverse temperature); ``weight`` is its say beside the directory's words.
    """

    codes: tuple[str, ...]
    pieces: Mapping[str, int]
    rarity: Floats
    weights: Floats
    bias: Floats
    sharpness: float
    weight: float = 0.0
    columns: Mapping[str, int] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "columns", {code: column for column, code in enumerate(self.codes)})

    def shares(self, text: str, beside: str = "") -> Mapping[str, float]:
        """The best `SHARES` leaves; empty where the text holds hardly a word that was learnt."""
        rows, values = self._vector(text)
        if sum(len(as_read(piece)) > 1 for piece in rows) < LEAST_KNOWN:
            return {}
        margins = self._margins(rows, values)
        if beside:
            margins = margins + BESIDE * self._margins(*self._vector(beside))
        powers = np.exp(self.sharpness * (margins - margins.max()))
        powers /= powers.sum()
        best = np.argsort(-powers, kind="stable")[:SHARES]
        return {self.codes[column]: float(powers[column]) for column in best}

    def why(self, text: str, code: str) -> Sequence[str]:
        """Words of ``text`` that spoke for ``code``, weightiest first; runs of characters only where no word did."""
        column = self.columns.get(code)
        if column is None:
            return ()
        rows, values = self._vector(text)
        found: dict[str, float] = {}
        for piece, value in zip(rows, values, strict=True):
            gain = float(value * self.weights[self.pieces[piece], column])
            if len(as_read(piece)) > 1 and gain > 0:
                found[piece] = gain
        words = {piece: gain for piece, gain in found.items() if as_read(piece) != piece} or found
        told: list[str] = []
        for word in map(as_read, sorted(words, key=lambda piece: (-words[piece], piece))):
            if not any(word in other or other in word for other in told):
                told.append(word)
        return tuple(told[:WHY_WORDS])

    def _margins(self, rows: Sequence[str], values: Floats) -> Floats:
        return np.asarray(values @ self.weights[[self.pieces[piece] for piece in rows]] + self.bias, np.float32)

    def _vector(self, text: str) -> tuple[list[str], Floats]:
        """The known pieces of the text and what each counts; all together of length 1."""
        counted = Counter(piece for piece in pieces(text) if piece in self.pieces)
        rows = list(counted)
        times = np.fromiter(counted.values(), np.float32, len(rows))
        values = (1 + np.log(np.maximum(times, 1))) * self.rarity[[self.pieces[piece] for piece in rows]]
        return rows, (values / (np.linalg.norm(values) or 1.0)).astype(np.float32)
