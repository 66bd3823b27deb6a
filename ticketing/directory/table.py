"""Reading a city's table from its folder: every fault is named by file, line and column, and nothing is taken by halves."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from config.errors import BadInput
from ticketing.spreadsheets import Column, Mistake, Row, read
from ticketing.spreadsheets.sheet import SHOWN_MISTAKES

__all__ = ["Problems", "Row", "read_table"]


@dataclass(slots=True)
class Problems:
    """Collects what is wrong in all tables, so that one run shows the whole list."""

    found: list[Mistake] = field(default_factory=list)

    def add(self, row: Row, column: str, what: str) -> None:
        self.found.append(Mistake(row.file, row.line, column, what))

    def raise_if_any(self) -> None:
        """BadInput with the first problems, one a line, and how many more there are."""
        if not self.found:
            return
        more = len(self.found) - SHOWN_MISTAKES
        lines = [str(mistake) for mistake in self.found[:SHOWN_MISTAKES]] + ([f"… and {more} more"] if more > 0 else [])
        raise BadInput(
            f"The city's tables hold {len(self.found)} mistake(s), none of them was loaded:\n  " + "\n  ".join(lines),
            "Mend the rows named above and load again.",
        )


def read_table(path: Path, columns: Sequence[str | Column], problems: Problems | None = None) -> tuple[tuple[Row, ...], bytes]:
    """Rows with exactly ``columns`` (spaces trimmed, empty lines skipped) and the file's bytes.

    BadInput when the file is missing, or holds mistakes and no ``problems`` were given to collect them.
    """
    content = _read(path)
    wanted = [Column(name=column, title=column) if isinstance(column, str) else column for column in columns]
    sheet = read(path.name, content, wanted)
    own = problems or Problems()
    own.found.extend(sheet.mistakes)
    if problems is None:
        own.raise_if_any()
    return sheet.rows, content


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise BadInput(
            f"The city's table {path} cannot be read: {error.strerror}.", "Put the file there, or correct law.city_data."
        ) from None
