"""Merged cells of a workbook: one over several lines says the same of each of them; one over several columns is unclear."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import IO, Any

from openpyxl.utils import column_index_from_string, get_column_letter

CHUNK_BYTES = 1 << 20
LONGEST_TAG = 256
MOST = 20_000
"""Merged cells of a sheet; in a table of so many lines a file with more is no table."""
TAG = re.compile(rb"<(?:\w+:)?mergeCell\s[^<>]{0,200}?\bref\s*=\s*[\"']([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})[\"']")


@dataclass(frozen=True, slots=True)
class Merged:
    """Lines count from 1, columns from 0."""

    first: int
    last: int
    column: int
    until: int

    @property
    def area(self) -> str:
        return f"{get_column_letter(self.column + 1)}{self.first}:{get_column_letter(self.until + 1)}{self.last}"


def areas(sheet: Any) -> list[Merged]:
    """Of a sheet that is read line by line, whose reader leaves them out; at most `MOST` and one."""
    with sheet.parent._archive.open(sheet._worksheet_path) as part:
        return [area for _, area in zip(range(MOST + 1), _found(part), strict=False)]


def _found(part: IO[bytes]) -> Iterator[Merged]:
    """The tags stand after the lines, in a part that may be large: a chunk at a time, with the end of the one before."""
    kept = b""
    while chunk := part.read(CHUNK_BYTES):
        text = kept + chunk
        end = 0
        for tag in TAG.finditer(text):
            end = tag.end()
            left, first, right, last = (piece.decode("ascii") for piece in tag.groups())
            yield Merged(int(first), int(last), column_index_from_string(left) - 1, column_index_from_string(right) - 1)
        kept = text[max(end, len(text) - LONGEST_TAG) :]


class Filling:
    """Hands the text of a cell that is merged over lines on to each of them; lines are asked for in order."""

    def __init__(self, merged: Sequence[Merged]) -> None:
        self._begin = {(area.first, area.column): area.last for area in merged if area.first < area.last}
        self._carried: dict[int, tuple[int, str]] = {}

    def filled(self, line: int, cells: list[str]) -> list[str]:
        """The line as people see it; one that has nothing of its own stays empty."""
        for column, (last, text) in list(self._carried.items()):
            if line > last:
                del self._carried[column]
            elif column < len(cells) and not cells[column] and any(cells):
                cells = [*cells[:column], text, *cells[column + 1 :]]
        for column, text in enumerate(cells):
            if (line, column) in self._begin:
                self._carried[column] = (self._begin[line, column], text)
        return cells
