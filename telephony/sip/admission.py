"""Who may send us requests, and how many calls we take: decided before any work is done (RFC 3261 §21.4.4, §21.5.4)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from ipaddress import AddressValueError, IPv4Address, IPv4Network

Address = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Peer:
    """An allowed source: ``host`` itself (``port`` 0 means any port of it) and the ``networks`` that belong to it.

    ``max_calls`` bounds its live calls, 0: only the house's own bound.
    """

    name: str
    host: str
    port: int = 0
    networks: tuple[IPv4Network, ...] = ()
    max_calls: int = 0

    def closeness(self, source: Address) -> int:
        """How exactly a source is this peer: -1 not at all, 0–32 by network prefix, 33 by host, 34 by host and port."""
        if self.host == source[0] and self.port in (0, source[1]):
            return 34 if self.port else 33
        if not self.networks:
            return -1
        try:
            address = IPv4Address(source[0])
        except AddressValueError:
            return -1
        return max((net.prefixlen for net in self.networks if address in net), default=-1)


@dataclass(frozen=True, slots=True)
class Refusal:
    status: int
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """``peers`` are trunks and registrars; ``max_calls`` bounds the live incoming calls."""

    peers: Sequence[Peer]
    max_calls: int
    retry_after_s: int

    def peer(self, source: Address) -> Peer | None:
        """The peer that a packet comes from; where several match, the one that names it most exactly."""
        best = max(self.peers, key=lambda peer: peer.closeness(source), default=None)
        return best if best and best.closeness(source) >= 0 else None

    def admit(
        self, source: Address, *, live: int, stopping: bool = False, on_peer: Callable[[str], int] = lambda _: 0
    ) -> Peer | Refusal:
        """The peer whose call we take, else 403 for strangers and 503 with Retry-After when we are full or leaving.

        ``on_peer`` tells the live calls of a peer by its name, asked only where the peer has a bound of its own.
        """
        peer = self.peer(source)
        if peer is None:
            return Refusal(403)
        full = live >= self.max_calls or (peer.max_calls and on_peer(peer.name) >= peer.max_calls)
        if stopping or full:
            return Refusal(503, (("Retry-After", str(self.retry_after_s)),))
        return peer
