"""The event bus of one node: telephony, recognition and the ledger publish, desks subscribe.

Several nodes would put Redis behind the same two methods; within one process a bounded queue for each reader is enough.
"""

import asyncio
from collections.abc import AsyncIterator

import structlog

from agent_console.ports import DeskEvent, LiveEvents

log = structlog.get_logger(__name__)

READER_BOUND = 10_000
"""Events that may wait for one reader before the oldest is dropped (a reader is a hub, not a desk)."""


class Bus(LiveEvents):
    """Publish on the loop's thread or from any other; subscribers get every event from their subscription on."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._readers: set[asyncio.Queue[DeskEvent]] = set()

    def publish(self, event: DeskEvent) -> None:
        """Hand the event to all readers. Loop's thread only; see `publish_soon` for others."""
        for reader in self._readers:
            if reader.full():
                lost = reader.get_nowait()
                log.error("a reader of the bus is too slow; an event was dropped", event_type=lost.type)
            reader.put_nowait(event)

    def publish_soon(self, event: DeskEvent) -> None:
        """The same from another thread; silently nothing once the loop has ended."""
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self.publish, event)

    async def subscribe(self) -> AsyncIterator[DeskEvent]:
        reader: asyncio.Queue[DeskEvent] = asyncio.Queue(READER_BOUND)
        self._readers.add(reader)
        try:
            while True:
                yield await reader.get()
        finally:
            self._readers.discard(reader)
