"""Reading the tables of words that lie beside this package's code."""

from pathlib import Path


def listed(words: str) -> frozenset[str]:
    """Words that stand apart by white space."""
    return frozenset(words.split())


def rows(name: str) -> list[str]:
    """The lines of a table in this folder, without empty ones and those that begin with ``#``."""
    text = (Path(__file__).parent / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
