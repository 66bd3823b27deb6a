"""The other nodes as this one knows them: each says its board every second, and one that is silent counts no more."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import structlog
from pydantic import TypeAdapter

from agent_console.live import orders
from agent_console.live.order_messages import AnyOrder
from agent_console.nodes import Elsewhere, Nodes
from agent_console.ports import ConsolePorts
from hotline.bus import Bus
from hotline.nodes.board import Board, together

log = structlog.get_logger(__name__)
ORDERS: TypeAdapter[AnyOrder] = TypeAdapter(AnyOrder)

BOARD, ORDER = "board", "order"
BOARD_EVERY_S = 1.0
SILENT_S = 5.0
"""A node that has said no board for so long is down, or cannot be heard: its calls and agents are not shown as if alive."""
ORDER_S = 5.0
"""So long who gives an order waits for the answer of the node that carries it out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherNode:
    """``life`` is the bus' word for it; ``name`` and ``address`` are for people."""

    life: str
    name: str
    address: str
    board: Board
    at: float


class OtherNodes(Nodes):
    """``own`` is this node's board; ``name`` tells nodes apart for people, ``address`` is where its pages are. Loop's thread."""

    def __init__(self, bus: Bus, own: Callable[[], Board], *, name: str, address: str) -> None:
        self._bus, self._own, self._name, self._address = bus, own, name, address
        self._known: dict[str, OtherNode] = {}
        self._ticks = asyncio.get_running_loop().time
        bus.hear(BOARD, self._heard)

    async def run(self) -> None:
        """Say this node's board until it is cancelled; while nobody can be heard, nobody listens either."""
        while True:
            state = self._bus.state()
            if state is not None and state.heard:
                self._bus.say(BOARD, {"name": self._name, "address": self._address, "board": self._own()})
            await asyncio.sleep(BOARD_EVERY_S)

    def present(self) -> Sequence[OtherNode]:
        """Those that were heard just now, by their names."""
        now = self._ticks()
        self._known = {name: node for name, node in self._known.items() if now - node.at < SILENT_S}
        return sorted(self._known.values(), key=lambda node: node.name)

    def board(self) -> dict[str, Any]:
        """The house's."""
        return together(self._own(), [node.board for node in self.present()])

    def with_agent(self, agent: str) -> Elsewhere | None:
        return self._holding("agents", "agent", agent)

    def with_call(self, call: str) -> Elsewhere | None:
        return self._holding("calls", "call", call)

    async def order(self, node: Elsewhere, by: str, order: AnyOrder) -> None:
        await self._bus.ask(node.life, ORDER, {"by": by, "order": order.model_dump(mode="json")}, ORDER_S)

    def take_orders(self, ports: ConsolePorts) -> None:
        """Carry out here what supervisors at other nodes order."""

        async def carried_out(asked: Mapping[str, Any]) -> Mapping[str, Any]:
            await orders.of_another_node(ports, str(asked["by"]), ORDERS.validate_python(asked["order"]))
            return {}

        self._bus.answer(ORDER, carried_out)

    def _holding(self, rows: str, key: str, value: str) -> Elsewhere | None:
        if any(row[key] == value for row in self._own()[rows]):
            return None
        found = (node for node in self.present() if any(row[key] == value for row in node.board[rows]))
        node = next(found, None)
        return Elsewhere(life=node.life, name=node.name, address=node.address) if node else None

    def _heard(self, life: str, said: Mapping[str, Any]) -> None:
        """A node that has started again replaces what it was: a name is one node's."""
        name = str(said["name"])
        if name == self._name:
            log.error("another node has this node's name; name each of them (nodes.name)", name=name)
            return
        self._known[name] = OtherNode(life=life, name=name, address=str(said["address"]), board=said["board"], at=self._ticks())
