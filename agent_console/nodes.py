"""Other nodes of the house, as far as orders go: where an agent sits and a call is, and an order sent there."""

from dataclasses import dataclass
from typing import Protocol

from agent_console.live.order_messages import AnyOrder
from config.errors import Conflict


@dataclass(frozen=True, slots=True, kw_only=True)
class Elsewhere:
    """Another node: ``life`` is how the bus names it, ``name`` and ``address`` are for people."""

    life: str
    name: str
    address: str

    def refused(self, what: str) -> Conflict:
        """``what`` needs the sound of the call, which its node alone has: says where to sign in for it."""
        remedy = f"请在 {self.address} 登录后再操作。" if self.address else f"请在节点“{self.name}”登录后再操作。"
        return Conflict(f"这通电话在另一个节点“{self.name}”上，{what}要在那里进行。", remedy)


class Nodes(Protocol):
    def with_agent(self, agent: str) -> Elsewhere | None:
        """The other node at which this agent sits; None: at this one, or nowhere."""

    def with_call(self, call: str) -> Elsewhere | None:
        """The other node that has this call; None: this one, or the call has ended."""

    async def order(self, node: Elsewhere, by: str, order: AnyOrder) -> None:
        """Have a supervisor's order carried out and written there; its refusal is raised here, Unavailable without answer."""
