"""What a table is, whatever kind of file it stood in: columns that are expected, rows with their lines, mistakes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from config.errors import BadInput

SHOWN_MISTAKES = 20
MIB = 1_048_576


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """The largest file that is read: ``bytes`` as it came, ``unpacked`` bytes and ``parts`` of a workbook, rows of data."""

    bytes: int = 8 * MIB
    unpacked: int = 96 * MIB
    parts: int = 500
    rows: int = 50_000


BOUNDS = Bounds()


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """``name`` is the header for programs, ``title`` the one for people; a file may use either.

    ``words`` tells codes in Chinese (``{"territory": "属地"}``): a file may hold the word, a row always holds the code.
    A column that is not ``required`` may be missing from the file and is then empty in all rows.
    """

    name: str
    title: str
    required: bool = True
    longest: int = 200
    words: Mapping[str, str] = field(default_factory=dict)

    def code(self, cell: str) -> str:
        """The code of a word; any other text stands for itself."""
        return next((code for code, word in self.words.items() if word == cell), cell)

    def word(self, cell: str) -> str:
        return self.words.get(cell, cell)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table; ``line`` counts as an editor does, the header being line 1."""

    file: str
    line: int
    values: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.values[column]


@dataclass(frozen=True, slots=True)
class Mistake:
    """``line`` 0 and an empty ``column``: the file as a whole. ``file`` names the sheet too, where it has several."""

    file: str
    line: int
    column: str
    what: str

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" if self.line else self.file
        return f"{where} {self.column}: {self.what}" if self.column else f"{where}: {self.what}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The rows that could be read, which columns the file has, and all that is wrong with it."""

    rows: tuple[Row, ...]
    mistakes: tuple[Mistake, ...]
    columns: tuple[str, ...] = ()

    def checked(self) -> tuple[Row, ...]:
        """The rows of a file without mistakes; BadInput with the first of them otherwise."""
        refuse(self.mistakes)
        return self.rows


def refuse(mistakes: Sequence[Mistake]) -> None:
    """BadInput that lists the first mistakes, one a line, and how many more there are; nothing where there is none."""
    if not mistakes:
        return
    more = len(mistakes) - SHOWN_MISTAKES
    lines = [str(mistake) for mistake in mistakes[:SHOWN_MISTAKES]] + ([f"…… 另有 {more} 处"] if more > 0 else [])
    raise BadInput(f"表格有 {len(mistakes)} 处错误，整批没有导入：\n  " + "\n  ".join(lines), "请按行、列改正后重新导入。")
