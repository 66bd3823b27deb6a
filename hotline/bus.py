"""The event bus of one node: telephony, recognition and the ledger publish, desks subscribe.

Within one process a bounded queue for each reader is enough; several nodes share theirs by `hotline.shared_bus`.
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
    """One reader's events since it subscribed; ends with the last reference to it, or where events are known to be missing."""

    def __init__(self) -> None:
        self._events: asyncio.Queue[DeskEvent | None] = asyncio.Queue(READER_BOUND)

    def put(self, event: DeskEvent | None) -> None:
        """None: the reader's events end here."""
        if self._events.full():
            lost = self._events.get_nowait()
            log.error("a reader of the bus is too slow; an event was dropped", event_type=lost.type if lost else "end")
        self._events.put_nowait(event)

    async def __anext__(self) -> DeskEvent:
        event = await self._events.get()
        if event is None:
            raise StopAsyncIteration
        return event


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

    def interrupt(self) -> None:
        """End all readers, which take what they know anew: events that they should have had are lost."""
        for reader in list(self._readers):
            self._readers.discard(reader)
            reader.put(None)

    def subscribe(self) -> Subscription:
        reader = Subscription()
        self._readers.add(reader)
        return reader
