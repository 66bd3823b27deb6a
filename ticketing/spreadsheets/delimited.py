"""Lines of a CSV file in the encodings that the country's offices use."""

import csv
import io
from collections.abc import Iterator, Sequence

from ticketing.spreadsheets.sheet import Bounds, Mistake

ENCODINGS = ("utf-8-sig", "gb18030")


def lines(name: str, content: bytes, bounds: Bounds, mistakes: list[Mistake]) -> Iterator[tuple[int, Sequence[str]]]:
    """Each line's number, where it begins, and its cells; what cannot be read ends the file and is a mistake."""
    text = _decoded(name, content, mistakes)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    begins = 1
    try:
        for count, cells in enumerate(reader):
            if count > bounds.rows:
                mistakes.append(Mistake(name, begins, "", f"超过 {bounds.rows} 行，请分成几个文件。"))
                return
            yield begins, cells
            begins = reader.line_num + 1
    except csv.Error as error:
        mistakes.append(Mistake(name, begins, "", f"引号不成对或格子过长，请检查该行（{error}）。"))


def _decoded(name: str, content: bytes, mistakes: list[Mistake]) -> str:
    first: UnicodeDecodeError | None = None
    for encoding in ENCODINGS:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError as error:
            first = first or error
            continue
        if "\0" in text:
            break
        return text
    line = content[: first.start].count(b"\n") + 1 if first else content.partition(b"\0")[0].count(b"\n") + 1
    mistakes.append(Mistake(name, line, "", "既不是 UTF-8 也不是 GB18030 编码的文本，请另存为“CSV UTF-8”或 .xlsx。"))
    return ""
