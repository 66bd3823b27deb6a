"""What a paper says, apart from how it is printed: plain values that are stored and drawn as PDF or Word. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

MAX_TEXT = 20_000
"""Characters of one paragraph or cell: a paper is read by people."""
MAX_ROWS = 3_000
"""Rows of one table, a hundred pages."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading within the paper; ``level`` 1 (一、) or 2 (（一）). The number is part of the text."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph, indented by two characters; a line break stays one."""

    text: str
    indented: bool = True


@dataclass(frozen=True, slots=True)
class Facts:
    """Pairs of a name and what stands for it, printed as a table of ``columns`` pairs beside each other."""

    pairs: tuple[tuple[str, str], ...]
    columns: int = 2


@dataclass(frozen=True, slots=True)
class Table:
    """Rows below heads that are repeated on each page; ``widths`` are shares of the page's width, one for each column."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...] = ()
    title: str = ""


@dataclass(frozen=True, slots=True)
class Bars:
    """A plot of lying bars: a name, the value that gives the length, and what stands at the bar's end."""

    rows: tuple[tuple[str, float, str], ...]
    title: str = ""


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signs and when, at the right foot; with ``lines`` instead places to sign by hand, such as 带班领导（签字）."""

    name: str = ""
    day: date | None = None
    lines: tuple[str, ...] = ()


Block = Heading | Paragraph | Facts | Table | Bars | Signature
_KINDS: Mapping[str, type[Any]] = {
    "heading": Heading,
    "paragraph": Paragraph,
    "facts": Facts,
    "table": Table,
    "bars": Bars,
    "signature": Signature,
}
_NAMES = {kind: name for name, kind in _KINDS.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A paper. ``kind`` is one of `ticketing.documents.kinds`; ``number`` is given when it is issued.

    ``issuer`` stands above a ``red_head`` (红头) and below the text; ``addressee`` is 主送. ``landscape`` is for wide tables.
    """

    kind: str
    title: str
    issuer: str
    number: str = ""
    addressee: str = ""
    date: date
    blocks: tuple[Block, ...] = ()
    red_head: bool = False
    landscape: bool = False


def plain(text: str) -> str:
    """Without characters that no paper can hold (controls, halves of pairs), and at most `MAX_TEXT` long."""
    kept = "".join(c for c in text if c in "\n\t" or (c >= " " and not "\ud800" <= c <= "\udfff" and c not in "\ufffe\uffff"))
    return kept[:MAX_TEXT]


def as_json(document: Document) -> dict[str, Any]:
    """How a document is stored: blocks with their kind, the day as 2026-03-04."""
    blocks = [{"block": _NAMES[type(block)], **_jsonable(asdict(block))} for block in document.blocks]
    return _jsonable(asdict(document)) | {"blocks": blocks}


def from_json(stored: Mapping[str, Any]) -> Document:
    """The document that `as_json` made this of."""
    named = dict(stored)
    blocks = tuple(_block(one) for one in named.pop("blocks"))
    return Document(**{**named, "date": date.fromisoformat(named["date"])}, blocks=blocks)


def _block(stored: Mapping[str, Any]) -> Block:
    named = {name: _tuples(value) for name, value in stored.items() if name != "block"}
    if named.get("day"):
        named["day"] = date.fromisoformat(named["day"])
    block: Block = _KINDS[stored["block"]](**named)
    return block


def _jsonable(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}


def _tuples(value: Any) -> Any:
    return tuple(map(_tuples, value)) if isinstance(value, Sequence) and not isinstance(value, str) else value
