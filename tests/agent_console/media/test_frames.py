"""Frames of the browser's audio: exact sizes, counting numbers, and old sound dropped before new."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_console.media.frames import FRAME_BYTES, MESSAGE_BYTES, Outgoing, payload
from config.errors import BadInput


@given(st.integers(0, 1_000).filter(lambda size: size != MESSAGE_BYTES))
def test_a_message_of_any_other_size_is_refused(size: int) -> None:
    with pytest.raises(BadInput):
        payload(bytes(size))


def test_the_payload_is_what_follows_the_head() -> None:
    pcm = bytes(range(256)) + bytes(64)
    assert payload(struct.pack("!II", 7, 1120) + pcm) == pcm


def test_frames_are_numbered_and_timed_in_samples() -> None:
    outgoing = Outgoing()
    for _ in range(3):
        outgoing.push(bytes(FRAME_BYTES))
    heads = [struct.unpack_from("!II", outgoing.pop() or b"") for _ in range(3)]
    assert heads == [(0, 0), (1, 160), (2, 320)]
    assert outgoing.pop() is None


def test_a_slow_browser_loses_the_oldest_and_sees_the_gap() -> None:
    outgoing = Outgoing(bound=2)
    for _ in range(5):
        outgoing.push(bytes(FRAME_BYTES))
    first = outgoing.pop()
    assert first is not None
    assert struct.unpack_from("!I", first) == (3,)
    assert outgoing.dropped == 3
