"""Events that the bench asks for: a Unix socket beside the bus takes ``{"publish": n, "what": …}`` and says when they are out."""

import asyncio
import json
import os
import time
from collections.abc import Callable
from typing import Any

from agent_console.ports import Audience, DeskEvent
from hotline.bus import Bus

CONTROL = "BENCH_CONTROL"
EVERYBODY = Audience(roles=frozenset({"agent", "supervisor"}))
TYPE = "intake"


def marked(what: str, number: int) -> dict[str, Any]:
    """The data of one event; its id carries the moment of its making (monotonic nanoseconds of this machine)."""
    return {"id": f"{what}-{time.monotonic_ns():020d}-{number:06d}", "channel": "mailbox", "state": "received"}


def ready_made(what: str, number: int) -> str:
    """The same as a whole message of the protocol, for a server that only sends."""
    message = {"type": "event", "seq": 100_000 + number, "event": TYPE, "data": marked(what, number)}
    return json.dumps(message, ensure_ascii=False, separators=(",", ":"))


async def controlled(path: str, publish: Callable[[str, int], None]) -> asyncio.Server:
    """Serve the control line; ``publish(what, n)`` puts n events out."""

    async def served(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while line := await reader.readline():
                asked = json.loads(line)
                publish(asked["what"], asked["publish"])
                writer.write(b"{}\n")
                await writer.drain()
        finally:
            writer.close()

    return await asyncio.start_unix_server(served, path)


class MarkedBus(Bus):
    """The service's own bus, which also publishes what the bench asks for: an event that all agents and supervisors get."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(loop)
        self._control = loop.create_task(controlled(os.environ[CONTROL], self._publish))

    def _publish(self, what: str, events: int) -> None:
        for number in range(events):
            self.publish(DeskEvent(type=TYPE, data=marked(what, number), audience=EVERYBODY))
