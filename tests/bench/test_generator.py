"""The instrument itself, against relays whose faults are known."""

import asyncio
import shutil
import struct
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import cast

import pytest

from bench.telephony.figures import Step
from bench.telephony.generator import Generator
from bench.telephony.rivals import Opener, Pairs, Relay, bare_loop
from bench.telephony.steps import relay_step

pytestmark = [
    pytest.mark.realtime,
    pytest.mark.skipif(shutil.which("gcc") is None, reason="the load generator needs gcc"),
]
NOWHERE = ("127.0.0.1", 9)
CALLS = 2
LOST_EVERY, LATE_EVERY, ALTERED_EVERY = 20, 25, 10
HELD_BACK_S = 0.09
HEAD = 12


class Faulty(asyncio.DatagramProtocol):
    """One side of a relay that loses, delays and alters frames by their sequence numbers."""

    def __init__(self, target: tuple[str, int]) -> None:
        self.target = target
        self.peer = self
        self.wire: asyncio.DatagramTransport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.wire = cast(asyncio.DatagramTransport, transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        sequence = struct.unpack_from("!H", data, 2)[0]
        if sequence % LOST_EVERY == 1:
            return
        if sequence % ALTERED_EVERY == 3:
            data = data[:HEAD] + bytes(byte ^ 1 for byte in data[HEAD:])
        delay = HELD_BACK_S if sequence % LATE_EVERY == 2 else 0.0
        asyncio.get_running_loop().call_later(delay, self.peer.pass_on, data)

    def pass_on(self, data: bytes) -> None:
        if not self.wire.is_closing():
            self.wire.sendto(data, self.target)


@asynccontextmanager
async def faulty(pairs: Pairs) -> AsyncIterator[Relay]:
    loop = asyncio.get_running_loop()
    sides: list[Faulty] = []
    for port in (port for pair in pairs for port in pair):
        side = Faulty(("127.0.0.1", port))
        await loop.create_datagram_endpoint(lambda side=side: side, local_addr=("127.0.0.1", 0))  # type: ignore[misc]
        sides.append(side)
    for left, right in zip(sides[::2], sides[1::2], strict=True):
        left.peer, right.peer = right, left
    ports = [side.wire.get_extra_info("sockname")[1] for side in sides]
    try:
        yield Relay(1, list(zip(ports[::2], ports[1::2], strict=True)))
    finally:
        for side in sides:
            side.wire.close()
        await asyncio.sleep(0)


async def measured(opener: Opener, seconds: float) -> Step:
    async with Generator.running(NOWHERE, 2 * CALLS, first_port=58_000) as generator:
        return await relay_step(generator, opener, CALLS, seconds)


def near(counted: int, of: int, every: Sequence[int]) -> bool:
    share = sum(1 / one for one in every)
    return 0.7 * share < counted / of < 1.3 * share


def test_the_bare_loop_loses_nothing_and_changes_nothing() -> None:
    window = asyncio.run(measured(bare_loop, 1.0)).window
    assert window.legs == 2 * CALLS
    assert window.counted > 150 * CALLS / 4
    assert (window.lost, window.altered, window.strange, window.crossed, window.unheard_legs) == (0, 0, 0, 0, 0)


def test_each_fault_of_a_relay_is_counted_as_what_it_is() -> None:
    window = asyncio.run(measured(faulty, 2.0)).window
    assert near(window.lost, window.counted, [LOST_EVERY])
    assert near(window.late, window.counted, [LATE_EVERY])
    assert near(window.altered, window.counted, [ALTERED_EVERY])
    assert window.delay_p99_ms >= HELD_BACK_S * 1000
