"""The event bus of one node: telephony, recognition and the ledger publish, desks subscribe.

Several nodes would put Redis behind the same two methods; within one process a bounded queue for each reader is enough.
"""

import asyncio
from collections.abc import AsyncIterator
from weakref import WeakSet

import structlog

from agent_console.ports import DeskEvent, LiveEvents

log = structlog.get_logger(__name__)

READER_BOUND = 10_000
"""Events that may wait for one reader before the oldest is dropped (a reader is a hub, not a desk)."""


class Subscription(AsyncIterator[DeskEvent]):
    """One reader's events since it subscribed; ends with the last reference to it."""

    def __init__(self) -> None:
        self._events: asyncio.Queue[DeskEvent] = asyncio.Queue(READER_BOUND)

    def put(self, event: DeskEvent) -> None:
        if self._events.full():
            lost = self._events.get_nowait()
            log.error("a reader of the bus is too slow; an event was dropped", event_type=lost.type)
        self._events.put_nowait(event)

    async def __anext__(self) -> DeskEvent:
        return await self._events.get()


class Bus(LiveEvents):
    """Publish on the loop's thread, or from another with `publish_soon`; subscribers get every event from then on."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._readers: WeakSet[Subscription] = WeakSet()

    def publish(self, event: DeskEvent) -> None:
        """Hand the event to all readers. Loop's thread only; see `publish_soon` for others."""
        for reader in list(self._readers):
            reader.put(event)

    def publish_soon(self, event: DeskEvent) -> None:
        """The same from another thread; silently nothing once the loop has ended."""
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self.publish, event)

    def subscribe(self) -> Subscription:
        reader = Subscription()
        self._readers.add(reader)
        return reader
