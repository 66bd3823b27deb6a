"""Reading a table that people edit: every fault is named by file, line and column, and nothing is taken by halves."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from config.errors import BadInput

SHOWN_PROBLEMS = 20
MAX_ROWS = 200_000


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table; ``line`` counts as an editor does, the header being line 1."""

    file: str
    line: int
    values: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.values[column]


@dataclass(slots=True)
class Problems:
    """Collects what is wrong in all tables, so that one run shows the whole list."""

    found: list[str] = field(default_factory=list)

    def add(self, row: Row, column: str, what: str) -> None:
        self.found.append(f"{row.file}:{row.line} {column}: {what}")

    def raise_if_any(self) -> None:
        """BadInput with the first problems, one a line, and how many more there are."""
        if not self.found:
            return
        more = len(self.found) - SHOWN_PROBLEMS
        lines = self.found[:SHOWN_PROBLEMS] + ([f"… and {more} more"] if more > 0 else [])
        raise BadInput(
            f"The city's tables hold {len(self.found)} mistake(s), none of them was loaded:\n  " + "\n  ".join(lines),
            "Mend the rows named above and load again.",
        )


def read_table(path: Path, columns: Sequence[str]) -> tuple[list[Row], bytes]:
    """Rows with exactly ``columns`` (spaces trimmed, empty lines skipped) and the file's bytes.

    BadInput when the file is missing, is not UTF-8, or its header or the number of cells in a row is wrong.
    """
    content = _read(path)
    reader = csv.reader(io.StringIO(_decode(path, content)), strict=True)
    try:
        header = [cell.strip() for cell in next(reader, [])]
        _check_header(path, header, columns)
        return [_row(path, reader.line_num, header, cells) for cells in reader if any(cells)][:MAX_ROWS], content
    except csv.Error as error:
        raise BadInput(f"{path.name}:{reader.line_num}: {error}.", "Check the quotation marks of that line.") from None


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise BadInput(
            f"The city's table {path} cannot be read: {error.strerror}.", "Put the file there, or correct law.city_data."
        ) from None


def _decode(path: Path, content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise BadInput(f"{path.name}:{line}: the text is not UTF-8.", "Save the table as “CSV UTF-8”.") from None


def _check_header(path: Path, header: list[str], columns: Sequence[str]) -> None:
    missing = [name for name in columns if name not in header]
    unknown = [name for name in header if name not in columns]
    if missing or unknown:
        raise BadInput(
            f"{path.name}:1: columns missing: {missing or 'none'}; unknown: {unknown or 'none'}.",
            f"The header is {','.join(columns)}.",
        )


def _row(path: Path, line: int, header: list[str], cells: list[str]) -> Row:
    if len(cells) != len(header):
        raise BadInput(
            f"{path.name}:{line}: {len(cells)} cells where the header has {len(header)}.",
            "Put a cell that holds a comma into quotation marks.",
        )
    return Row(path.name, line, dict(zip(header, (cell.strip() for cell in cells), strict=True)))
