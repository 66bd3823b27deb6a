"""The event bus of one node: telephony, recognition and the ledger publish, desks subscribe.

Within one process a bounded queue for each reader is enough; several nodes share theirs by `hotline.shared_bus`.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any
from weakref import WeakSet

import structlog

from agent_console.ports import DeskEvent, Hearer, LiveEvents
from config.errors import Unavailable
from config.ids import new_id
from hotline.nodes.asking import Answerer

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


@dataclass(frozen=True, slots=True, kw_only=True)
class BusState:
    """How a shared bus stands. ``heard``: other nodes can be heard, or not, since ``since_s`` seconds; ``unsent`` events wait;

    ``begun_anew``: so often desks had to take new snapshots because events were, or may have been, lost.
    """

    heard: bool
    since_s: float
    unsent: int
    begun_anew: int


class Bus(LiveEvents):
    """Publish on the loop's thread, or from another with `publish_soon`; subscribers get every event from then on.

    ``node`` tells the nodes' lives apart: a node that starts again has another. Of words (`say`) this node hears none of its own.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop, *, node: str = "") -> None:
        self._loop = loop
        self.node = node or new_id()
        self._readers: WeakSet[Subscription] = WeakSet()
        self._hearers: dict[str, list[Hearer]] = {}

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

    def say(self, kind: str, data: Mapping[str, Any]) -> None:
        """One node alone has nobody to tell."""

    def hear(self, kind: str, hearer: Hearer) -> None:
        self._hearers.setdefault(kind, []).append(hearer)

    def answer(self, about: str, answerer: Answerer) -> None:
        """What this node answers other nodes that ask it ``about`` something; its refusal (HotlineError) reaches who asked."""

    async def ask(self, node: str, about: str, data: Mapping[str, Any], within_s: float) -> Mapping[str, Any]:
        """That node's answer, or its refusal; Unavailable where it cannot be asked, or does not answer within ``within_s``."""
        raise Unavailable("没有这个节点。", "请刷新页面后再试。")

    def state(self) -> BusState | None:
        """None where there is nothing that could be down."""
        return None

    def _word(self, node: str, kind: str, data: Mapping[str, Any]) -> None:
        """A word of another node, to each who hears such words; one that stumbles keeps it from nobody else."""
        for hearer in self._hearers.get(kind, ()):
            try:
                hearer(node, data)
            except Exception:
                log.exception("a word of another node could not be taken in", kind=kind, node=node)
