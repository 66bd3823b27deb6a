"""From examples to a model: a linear support vector machine over the pieces of the texts (scikit-learn)."""

from collections import Counter
from collections.abc import Sequence

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.svm import LinearSVC

from ticketing.learning.examples import Example
from ticketing.learning.model import CategoryModel
from ticketing.learning.words import as_read, pieces

MOST_PIECES = 30_000
MANY_EXAMPLES = 1_000
"""From so many on, a run of characters that a single example has is not learnt: it says too little for its place."""
LEAST_PEOPLE = 3
"""A piece that fewer people have said is not learnt, unless the directory has it: it may be a name."""
STRICTNESS = 1.0
SEED = 12345
MOST_PASSES = 2_000


def train(examples: Sequence[Example], *, sharpness: float, weight: float) -> CategoryModel:
    """Train on the examples, at least two categories among them; the same examples give the same model."""
    counted = [Counter(pieces(example.text)) for example in examples]
    known = {piece: row for row, piece in enumerate(_learnt(examples, counted))}
    rarity = _rarity(counted, known)
    machine = LinearSVC(C=STRICTNESS, dual=True, random_state=SEED, max_iter=MOST_PASSES)
    machine.fit(
        _matrix(counted, known, rarity),
        [example.code for example in examples],
        sample_weight=[example.weight for example in examples],
    )
    coefficients, bias = machine.coef_, machine.intercept_
    if len(machine.classes_) == 2:  # of two it keeps one line only
        coefficients, bias = np.vstack([-coefficients, coefficients]), np.hstack([-bias, bias])
    return CategoryModel(
        codes=tuple(map(str, machine.classes_)),
        pieces=known,
        rarity=rarity,
        weights=np.ascontiguousarray(coefficients.T, dtype=np.float32),
        bias=bias.astype(np.float32),
        sharpness=sharpness,
        weight=weight,
    )


def _learnt(examples: Sequence[Example], counted: Sequence["Counter[str]"]) -> list[str]:
    """The pieces of the directory, and those that enough people said; the commonest first where there are too many."""
    of_directory: Counter[str] = Counter()
    said_by: dict[str, set[str]] = {}
    for example, found in zip(examples, counted, strict=True):
        if example.by:
            for piece in found:
                said_by.setdefault(piece, set()).add(example.by)
        else:
            of_directory.update(found.keys())
    kept = {piece for piece, times in of_directory.items() if times > 1 or len(examples) < MANY_EXAMPLES or not _is_run(piece)}
    shared = [piece for piece, people in said_by.items() if len(people) >= LEAST_PEOPLE and piece not in kept]
    shared.sort(key=lambda piece: (-len(said_by[piece]), piece))
    return sorted([*kept, *shared[: max(0, MOST_PIECES - len(kept))]])


def _is_run(piece: str) -> bool:
    return len(piece) > 1 and as_read(piece) == piece


def _rarity(counted: Sequence["Counter[str]"], known: dict[str, int]) -> "np.ndarray[tuple[int], np.dtype[np.float32]]":
    seen = Counter(piece for found in counted for piece in found if piece in known)
    values = [np.log((1 + len(counted)) / (1 + seen[piece])) + 1 for piece in known]
    return np.array(values, dtype=np.float32)


def _matrix(
    counted: Sequence["Counter[str]"], known: dict[str, int], rarity: "np.ndarray[tuple[int], np.dtype[np.float32]]"
) -> csr_matrix:
    """A row of length 1 for each text, as `CategoryModel` reads a text."""
    starts, columns, values = [0], [], []
    for found in counted:
        mine = [(known[piece], times) for piece, times in found.items() if piece in known]
        raw = np.array([(1 + np.log(times)) * rarity[column] for column, times in mine])
        columns += [column for column, _ in mine]
        values += list(raw / (np.linalg.norm(raw) or 1.0))
        starts.append(len(columns))
    return csr_matrix((values, columns, starts), shape=(len(counted), len(known)))
