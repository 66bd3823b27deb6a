"""The words that a search graph writes, read from the symbol table which a model's ``Gr.fst`` carries.

The file begins with OpenFst's header and one or two tables; its own tools lose an entry of a table with as many words as
that. Everything is little-endian; a string is its length (int32) and its bytes.
"""

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from config.errors import BadInput

FST_MAGIC, TABLE_MAGIC = 0x7EB2FDD6, 0x7EB2FB74
HAS_INPUT_TABLE, HAS_OUTPUT_TABLE = 1, 2
LONGEST_WORD = 4096
MOST_WORDS = 10_000_000


def words(path: Path) -> Iterator[tuple[bytes, int]]:
    """Yield each output word with its number; raise BadInput where the file is no graph with such a table."""
    with path.open("rb") as file:
        try:
            flags = _header(file)
            tables = bool(flags & HAS_INPUT_TABLE) + bool(flags & HAS_OUTPUT_TABLE)
            if not flags & HAS_OUTPUT_TABLE:
                raise ValueError("it carries no table of words")
            for _ in range(tables - 1):
                for _ in _table(file):
                    pass
            yield from _table(file)
        except (struct.error, ValueError) as error:
            raise BadInput(f"{path} cannot be read: {error}.", "Install the model again.") from None


def _header(file: BinaryIO) -> int:
    """Return the flags; the file stands behind the header then."""
    if _number(file, "<I") != FST_MAGIC:
        raise ValueError("it does not begin like a graph")
    _string(file)
    _string(file)
    _number(file, "<i")
    flags = _number(file, "<i")
    file.read(struct.calcsize("<qqqq"))
    return flags


def _table(file: BinaryIO) -> Iterator[tuple[bytes, int]]:
    if _number(file, "<I") != TABLE_MAGIC:
        raise ValueError("its table of words does not begin like one")
    _string(file)
    _number(file, "<q")
    count = _number(file, "<q")
    if not 0 <= count <= MOST_WORDS:
        raise ValueError(f"a table of {count} words")
    for _ in range(count):
        yield _string(file), _number(file, "<q")


def _string(file: BinaryIO) -> bytes:
    length = _number(file, "<i")
    if not 0 <= length <= LONGEST_WORD:
        raise ValueError(f"a word of {length} bytes")
    return file.read(length)


def _number(file: BinaryIO, form: str) -> int:
    return int(struct.unpack(form, file.read(struct.calcsize(form)))[0])
