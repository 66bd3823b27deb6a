"""Finding cases by their words: every part of the question must stand in the text. Pure."""

from collections.abc import Iterable

MAX_PARTS = 8


def one_text(words: Iterable[str]) -> str:
    """All that a case says, in one line, lower case, without the blanks between Chinese words."""
    return "\n".join("".join(word.split()).lower() for word in words if word.strip())


def parts(question: str) -> tuple[str, ...]:
    """路灯 维修 → both must be there; a long run of Chinese is cut into pairs, so that its words may stand apart."""
    found: list[str] = []
    for run in question.lower().split():
        found += [run] if len(run) <= 4 or run.isascii() else [run[at : at + 2] for at in range(0, len(run) - 1, 2)]
    return tuple(dict.fromkeys(found))[:MAX_PARTS]


def escaped(part: str) -> str:
    """For LIKE with a backslash as escape."""
    return part.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
