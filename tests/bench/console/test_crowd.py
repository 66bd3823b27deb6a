"""The crowd counts what a real server sends, however the bytes are cut, and knows when a mark was made."""

import asyncio
import math
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from websockets.asyncio.server import ServerConnection, serve

from bench.console.crowd import Client, Crowd, Tally, Visit
from bench.console.marks import controlled, ready_made
from bench.console.measure import Control, delays, percentile, rate
from config.errors import Unavailable


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.mark.anyio
async def test_marks_and_floods_of_a_bare_server_are_measured(tmp_path: Path) -> None:
    there: list[ServerConnection] = []

    async def hold(connection: ServerConnection) -> None:
        there.append(connection)
        await connection.wait_closed()

    def publish(what: str, events: int) -> None:
        for number in range(events):
            message = ready_made(what, number)
            sending.extend(asyncio.ensure_future(one.send(message)) for one in there)

    sending: list[asyncio.Future[None]] = []
    path = str(tmp_path / "control")
    async with await controlled(path, publish), serve(hold, "127.0.0.1", 0, compression=None) as server:
        port = next(iter(server.sockets)).getsockname()[1]
        crowd = await Crowd.of(f"http://127.0.0.1:{port}", [Visit()] * 3)
        control = await Control.to(path)
        seen = await delays(control, crowd, 0.1)
        assert (len(seen.last_s), len(seen.each_s), seen.incomplete) == (1, 3, 0)
        assert 0 < seen.last_s[0] < 30
        assert await rate(control, crowd, 0.01) > 0
        assert crowd.tally.flood == 600
        await asyncio.gather(*sending)
        control.close()
        crowd.leave()
        await asyncio.sleep(0.05)  # both ends see that the other has closed


@pytest.mark.anyio
async def test_a_desk_that_is_refused_is_said_to_be() -> None:
    async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 403 Forbidden\r\n\r\n")
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(refuse, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        with pytest.raises(Unavailable, match="refused"):
            await Crowd.of(f"http://127.0.0.1:{port}", [Visit()])


@settings(deadline=None)
@given(sizes=st.lists(st.sampled_from([0, 1, 125, 126, 300, 66_000]), max_size=6), cut=st.integers(20, 70_000))
def test_frames_are_counted_however_the_bytes_are_cut(sizes: list[int], cut: int) -> None:
    async def fed() -> Tally:
        client = Client(Tally(), "here", (), ())
        client.data_received(b"HTTP/1.1 101 Switching Protocols\r\n\r\n")
        stream = b"".join(_text(bytes(size)) for size in sizes)
        for at in range(0, len(stream), cut):
            client.data_received(stream[at : at + cut])
        return client._tally

    tally = asyncio.run(fed())
    assert (tally.frames, tally.octets) == (len(sizes), sum(sizes))


def _text(payload: bytes) -> bytes:
    size = len(payload)
    if size < 126:
        return bytes([0x81, size]) + payload
    if size < 65_536:
        return b"\x81\x7e" + size.to_bytes(2, "big") + payload
    return b"\x81\x7f" + size.to_bytes(8, "big") + payload


def test_a_percentile_is_a_value_that_was_seen() -> None:
    assert percentile([3.0, 1.0, 2.0], 0.5) == 2.0
    assert percentile([float(one) for one in range(1, 101)], 0.99) == 99.0
    assert math.isnan(percentile([], 0.5))
