"""Makes the weights of the second opinion from the sentences in ``lessons/``.

python -m ticketing.drafting.alarm.teaching      write weights.tsv anew, say how good it is on sentences left out

Each line of a lesson is a sentence as people say it: ``+`` must not wait, ``-`` may wait, ``#`` a remark.
"""

import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np

from ticketing.drafting.alarm.opinion import BIAS, SCALE, WEIGHTS, shares
from ticketing.drafting.alarm.pieces import MEANT, RUNS, SCENE, WORD, pieces
from ticketing.drafting.alarm.tables import understood
from ticketing.drafting.facts import Turn
from ticketing.drafting.spoken import listen

LESSONS = Path(__file__).with_name("lessons")
STRESS = {RUNS: 9.0, WORD: 6.0, SCENE: 6.0, MEANT: 3.0}
"""How easily the weights of a group grow; 1 for the others."""
LEAST_SENTENCES = 2
"""A piece of fewer sentences is not learnt."""
SOFTNESS, ROUNDS, FOLDS = 3.0, 500, 6


@dataclass(frozen=True, slots=True)
class Lesson:
    text: str
    urgent: bool


def lessons(folder: Path = LESSONS) -> list[Lesson]:
    """All of the folder, files in the order of their names."""
    lines = (line for file in sorted(folder.glob("*.txt")) for line in file.read_text(encoding="utf-8").splitlines())
    return [Lesson(line[1:], line[0] == "+") for line in lines if line and not line.startswith("#")]


def digest(taught: Sequence[Lesson]) -> str:
    """Tells whether weights were made from these sentences."""
    return sha256("\n".join(f"{one.urgent:d}{one.text}" for one in taught).encode()).hexdigest()[:16]


def main() -> None:
    taught = lessons()
    found = [vector(one.text) for one in taught]
    urgent = np.array([one.urgent for one in taught])
    print(_judged(found, urgent), file=sys.stderr)
    rows = "\n".join(f"{group}\t{name}\t{weight}" for (group, name), weight in sorted(learn(found, urgent).items()))
    WEIGHTS.write_text(f"# Made from lessons {digest(taught)} by ticketing.drafting.alarm.teaching\n{rows}\n", encoding="utf-8")


def vector(text: str) -> dict[tuple[str, str], float]:
    """What each piece of a sentence counts."""
    said = "".join(one.text for one in listen([Turn("caller", text)]))
    found = pieces(understood(said))
    return {
        (piece.group, piece.name): STRESS.get(piece.group, 1.0) * share for piece, share in zip(found, shares(found), strict=True)
    }


def learn(found: Sequence[Mapping[tuple[str, str], float]], urgent: Any) -> dict[tuple[str, str], int]:
    """Weights in hundredths; those that round to nothing are left out."""
    names = _names(found)
    model = _trained(found, urgent, names)
    weights = {
        name: round(float(weight) * STRESS.get(name[0], 1.0) * SCALE) for name, weight in zip(names, model.coef_[0], strict=True)
    }
    return {BIAS: round(float(model.intercept_[0]) * SCALE), **{name: weight for name, weight in weights.items() if weight}}


def _names(found: Sequence[Mapping[tuple[str, str], float]]) -> dict[tuple[str, str], int]:
    sentences = Counter(name for one in found for name in one)
    kept = sorted(name for name, count in sentences.items() if count >= LEAST_SENTENCES)
    return {name: column for column, name in enumerate(kept)}


def _matrix(found: Sequence[Mapping[tuple[str, str], float]], names: Mapping[tuple[str, str], int]) -> Any:
    from scipy.sparse import csr_matrix

    cells = [(row, names[name], value) for row, one in enumerate(found) for name, value in one.items() if name in names]
    rows, columns, values = zip(*cells, strict=True)
    return csr_matrix((values, (rows, columns)), shape=(len(found), len(names)))


def _trained(found: Sequence[Mapping[tuple[str, str], float]], urgent: Any, names: Mapping[tuple[str, str], int]) -> Any:
    from sklearn.linear_model import LogisticRegression

    return LogisticRegression(C=SOFTNESS, max_iter=ROUNDS, class_weight="balanced").fit(_matrix(found, names), urgent)


def _judged(found: Sequence[Mapping[tuple[str, str], float]], urgent: Any) -> str:
    """Precision and recall on sentences that were left out in turn."""
    scores = np.zeros(len(found))
    for fold in range(FOLDS):
        out = np.arange(len(found)) % FOLDS == fold
        kept = [one for one, left in zip(found, out, strict=True) if not left]
        names = _names(kept)
        model = _trained(kept, urgent[~out], names)
        scores[out] = model.decision_function(_matrix([one for one, left in zip(found, out, strict=True) if left], names))
    alarms = scores > 0
    right = int((alarms & urgent).sum())
    return (
        f"{len(found)} sentences, {urgent.sum()} urgent: precision {right / alarms.sum():.3f}, recall {right / urgent.sum():.3f}"
    )


if __name__ == "__main__":
    main()
