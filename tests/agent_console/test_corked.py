"""Frames of one turn of the loop leave together, in their order, and none is lost before a close."""

import asyncio

import pytest

from agent_console.corked import Corked

pytestmark = pytest.mark.anyio


class Wire:
    """A transport that notes each write."""

    def __init__(self) -> None:
        self.written: list[bytes] = []
        self.closing = False

    def write(self, data: bytes) -> None:
        self.written.append(data)

    def close(self) -> None:
        self.closing = True

    def is_closing(self) -> bool:
        return self.closing

    def get_extra_info(self, name: str) -> str:
        return name


async def test_what_is_written_in_one_turn_is_one_write() -> None:
    wire = Wire()
    corked = Corked(wire, asyncio.get_running_loop())
    corked.write(b"a")
    corked.write(b"b")
    assert wire.written == []
    await asyncio.sleep(0)
    corked.write(b"c")
    await asyncio.sleep(0)
    assert wire.written == [b"ab", b"c"]


async def test_a_close_sends_what_stands_before_it_and_nothing_after() -> None:
    wire = Wire()
    corked = Corked(wire, asyncio.get_running_loop())
    corked.write(b"last")
    corked.close()
    corked.write(b"too late")
    await asyncio.sleep(0)
    assert wire.written == [b"last"]
    assert wire.closing


async def test_all_else_is_the_transports_own() -> None:
    assert Corked(Wire(), asyncio.get_running_loop()).get_extra_info("peername") == "peername"
