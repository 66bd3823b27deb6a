"""Who may send us requests, and how many calls we take: decided before any work is done (RFC 3261 §21.4.4, §21.5.4)."""

from collections.abc import Sequence
from dataclasses import dataclass

Address = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Peer:
    """An allowed source. ``port`` 0 means any port of that host."""

    name: str
    host: str
    port: int = 0


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
        """The peer that a packet comes from, the one with the exact port before the one with any port."""
        matching = [peer for peer in self.peers if peer.host == source[0] and peer.port in (0, source[1])]
        return max(matching, key=lambda peer: peer.port, default=None)

    def admit(self, source: Address, *, live: int, stopping: bool = False) -> Peer | Refusal:
        """The peer whose call we take, else 403 for strangers and 503 with Retry-After when we are full or leaving."""
        peer = self.peer(source)
        if peer is None:
            return Refusal(403)
        if stopping or live >= self.max_calls:
            return Refusal(503, (("Retry-After", str(self.retry_after_s)),))
        return peer
