"""The table of words in a graph's file, byte by byte as OpenFst writes it."""

import struct
from pathlib import Path

import pytest

from asr.models.words import words
from config.errors import BadInput


def text(value: bytes) -> bytes:
    return struct.pack("<i", len(value)) + value


def table(entries: list[tuple[bytes, int]]) -> bytes:
    head = struct.pack("<I", 0x7EB2FB74) + text(b"words.txt") + struct.pack("<qq", len(entries), len(entries))
    return head + b"".join(text(word) + struct.pack("<q", number) for word, number in entries)


def graph(path: Path, flags: int, *tables: bytes) -> Path:
    head = struct.pack("<I", 0x7EB2FDD6) + text(b"ngram") + text(b"standard") + struct.pack("<ii", 4, flags) + bytes(32)
    path.write_bytes(head + b"".join(tables) + b"states and arcs")
    return path


WORDS = [(b"<eps>", 0), ("噪音".encode(), 1), (b"<s>", 2), (b"</s>", 3)]


def test_the_words_that_are_written_are_read_and_not_those_that_come_in(tmp_path: Path) -> None:
    path = graph(tmp_path / "Gr.fst", 3, table([(b"other", 7)]), table(WORDS))
    assert list(words(path)) == WORDS


def test_a_graph_may_carry_the_table_of_what_it_writes_alone(tmp_path: Path) -> None:
    assert list(words(graph(tmp_path / "Gr.fst", 2, table(WORDS)))) == WORDS


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "cannot be read"),
        (b"no graph at all", "does not begin like a graph"),
        (struct.pack("<I", 0x7EB2FDD6) + struct.pack("<i", -5), "a word of -5 bytes"),
    ],
)
def test_what_is_no_graph_is_refused_in_words(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "Gr.fst"
    path.write_bytes(content)
    with pytest.raises(BadInput, match=said):
        list(words(path))


def test_a_graph_without_words_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no table of words"):
        list(words(graph(tmp_path / "Gr.fst", 0)))


def test_a_table_cut_short_is_refused(tmp_path: Path) -> None:
    path = graph(tmp_path / "Gr.fst", 2, table(WORDS)[:-3])
    path.write_bytes(path.read_bytes()[: -len(b"states and arcs")])
    with pytest.raises(BadInput, match="cannot be read"):
        list(words(path))
