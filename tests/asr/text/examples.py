"""What callers and agents say as a recogniser writes it, and how it is to be read: `examples.tsv`, hand-written.

Its first column says what a line is: ``changed`` (heard, readable), ``kept`` (stays, but for its full stop), ``marked`` (a
line of `tests.asr.text.timed`, readable), ``name`` (of a city), ``misheard`` (heard, with its name put right), ``trap`` (sounds
like a name and is none), ``tuned`` and ``unseen`` (heard, and as somebody wrote it who knew none of the rules; rules were made
from the tuned ones only).
"""

from pathlib import Path

_ROWS = tuple(line.split("\t") for line in (Path(__file__).parent / "examples.tsv").read_text(encoding="utf-8").splitlines())


def _pairs(kind: str) -> tuple[tuple[str, str], ...]:
    return tuple((row[1], row[2]) for row in _ROWS if row[0] == kind)


def _lines(kind: str) -> tuple[str, ...]:
    return tuple(row[1] for row in _ROWS if row[0] == kind)


CHANGED, MARKED, MISHEARD, TUNED, UNSEEN = map(_pairs, ("changed", "marked", "misheard", "tuned", "unseen"))
UNCHANGED, CITY, TRAPS = map(_lines, ("kept", "name", "trap"))
