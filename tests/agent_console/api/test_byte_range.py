"""Byte ranges as RFC 9110 §14.1.2 has them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_console.api.byte_range import Unsatisfiable, byte_range


@pytest.mark.parametrize(
    ("header", "part"),
    [
        (None, None),
        ("bytes=0-0", (0, 1)),
        ("bytes=2-5", (2, 6)),
        ("bytes=2-", (2, 10)),
        ("bytes=-3", (7, 10)),
        ("bytes=-30", (0, 10)),
        ("bytes=8-99", (8, 10)),
        ("bytes=-", None),
        ("bytes=5-2", None),
        ("bytes=0-1,3-4", None),
        ("lines=0-1", None),
        ("nonsense", None),
    ],
)
def test_a_range_of_ten_bytes(header: str | None, part: tuple[int, int] | None) -> None:
    assert byte_range(header, 10) == part


@pytest.mark.parametrize("header", ["bytes=10-", "bytes=99-100", "bytes=-0"])
def test_a_range_outside_is_unsatisfiable(header: str) -> None:
    with pytest.raises(Unsatisfiable):
        byte_range(header, 10)


@given(st.text(max_size=20), st.integers(0, 50))
def test_any_header_gives_a_part_within_the_whole(text: str, size: int) -> None:
    try:
        part = byte_range(f"bytes={text}", size)
    except Unsatisfiable:
        return
    assert part is None or 0 <= part[0] < part[1] <= size
