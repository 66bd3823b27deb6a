"""UDP ports for legs: an even one for RTP and the odd one above it for RTCP (RFC 3550 §11), bound when allotted."""

import random
import socket
from collections import deque

from config.errors import Unavailable

# SO_RCVBUF in bytes: about two seconds of one leg; the kernel drops what exceeds it.
_RECEIVE_BUFFER = 65_536


class PortPool:
    """Takes from one end and gives back at the other, so that a port rests as long as possible between two calls."""

    def __init__(self, host: str, first: int, last: int) -> None:
        self._host = host
        self._range = (first, last)
        ports = list(range(first + first % 2, last, 2))
        random.shuffle(ports)
        self._free = deque(ports)

    def __len__(self) -> int:
        return len(self._free)

    def bind(self) -> tuple[int, socket.socket, socket.socket]:
        """The RTP port with both sockets bound, non-blocking. Ports that others hold are passed over.

        Raises Unavailable when none is left.
        """
        for _ in range(len(self._free)):
            port = self._free.popleft()
            try:
                return port, *self._bind_pair(port)
            except OSError:
                self._free.append(port)
        raise Unavailable(
            f"No RTP port is free between {self._range[0]} and {self._range[1]}.",
            "Widen media.rtp_ports or lower sip.max_calls.",
        )

    def release(self, port: int) -> None:
        """Give a port back after its sockets were closed."""
        self._free.append(port)

    def _bind_pair(self, port: int) -> tuple[socket.socket, socket.socket]:
        rtp = self._bind(port)
        try:
            return rtp, self._bind(port + 1)
        except OSError:
            rtp.close()
            raise

    def _bind(self, port: int) -> socket.socket:
        udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        try:
            udp.setblocking(False)
            udp.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _RECEIVE_BUFFER)
            udp.bind((self._host, port))
        except OSError:
            udp.close()
            raise
        return udp
