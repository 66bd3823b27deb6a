"""One leg of the media engine with sockets that play what they are given: the way of a datagram without the kernel."""

import os
import random
import socket
from collections import deque
from collections.abc import Iterator
from typing import cast

from config.ids import LegId
from telephony.media.port import LegQuality
from telephony.media.rtp_leg import RtpLeg
from telephony.sip.port import Negotiated

PEER, STRANGER = ("127.0.0.5", 30_000), ("127.0.0.6", 30_000)
EVENTS = 101
TICK_S = 0.02
MAX_DATAGRAMS = 400
AGREED = Negotiated(codec="PCMA", payload_type=8, dtmf_payload_type=EVENTS, remote_host=PEER[0], remote_port=PEER[1])
# The first byte of each piece: where it comes from, how long the peer rested before it, and whether it is RTCP.
TO_RTCP, FROM_STRANGER, TICKS = 0x80, 0x40, 0x3F


STAMPLESS = os.open(os.devnull, os.O_RDONLY)


class Scripted:
    """A socket of which datagrams come in order; what is sent is forgotten."""

    def __init__(self) -> None:
        self.waiting: deque[tuple[bytes, tuple[str, int]]] = deque()
        self._tied: tuple[str, int] | None = None

    def recvfrom(self, size: int) -> tuple[bytes, tuple[str, int]]:
        while self.waiting:
            data, source = self.waiting.popleft()
            if self._tied in (None, source):
                return data[:size], source
        raise BlockingIOError

    def recv(self, size: int) -> bytes:
        return self.recvfrom(size)[0]

    def fileno(self) -> int:
        """No socket's: there are no stamps to be had, and the leg takes its own time."""
        return STAMPLESS

    def connect(self, peer: tuple[str, int]) -> None:
        self._tied = peer

    def send(self, data: bytes) -> int:
        return len(data)

    def sendto(self, data: bytes, target: tuple[str, int]) -> int:
        return len(data)

    def close(self) -> None: ...


def pieces(data: bytes) -> Iterator[tuple[int, bytes]]:
    """``(flags, datagram)`` for each piece: a byte of flags, two of length, the datagram."""
    at = 0
    for _ in range(MAX_DATAGRAMS):
        if at + 3 > len(data):
            return
        flags, length = data[at], int.from_bytes(data[at + 1 : at + 3], "big")
        yield flags, data[at + 3 : at + 3 + length]
        at += 3 + length


def converse(data: bytes) -> LegQuality:
    """Play all pieces, a tick at least between them; the leg's figures at its end. Frames that it hears are always whole."""
    random.seed(12345)
    rtp, rtcp = Scripted(), Scripted()
    sockets = cast(tuple[socket.socket, socket.socket], (rtp, rtcp))
    leg = RtpLeg(LegId("fuzz"), sockets, max_ms=200, timeout_s=20.0, emit=lambda event: None)
    now = 1.0
    leg.connect(AGREED, now)
    for flags, datagram in pieces(data):
        to = rtcp if flags & TO_RTCP else rtp
        to.waiting.append((datagram, STRANGER if flags & FROM_STRANGER else PEER))
        leg.receive(now)
        leg.receive_reports(now)
        for _ in range(1 + (flags & TICKS) // 16):
            now += TICK_S
            leg.listen(now * 1000.0)
            assert len(leg.heard) == len(leg.form.silence), leg.heard
            leg.speak()
        leg.watch(now)
    quality = leg.quality()
    leg.close()
    return quality
