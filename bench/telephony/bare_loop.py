"""The yardstick: one epoll loop that passes RTP on between two legs, and nothing else. A process of its own.

    python -m bench.telephony.bare_loop FIRST_PORT

Reads the peers' ports as JSON ``[[left, right], …]`` from the first line of standard input, prints its own in the same
form. No jitter buffer, no codec, no recording, no RTCP, no clock. Ends when standard input closes.
"""

import json
import os
import select
import socket
import sys
from collections.abc import Iterator
from contextlib import suppress

_DATAGRAM = 2_048
LAST_PORT = 65_000
Address = tuple[str, int]


class Side:
    """One UDP port of a call; ``peer`` is the other, ``target`` where this one sends."""

    def __init__(self, wire: socket.socket, target: Address) -> None:
        self.wire = wire
        self.target = target
        self.peer = self

    def pass_on(self) -> None:
        try:
            datagram = self.wire.recv(_DATAGRAM)
            self.peer.wire.sendto(datagram, self.peer.target)
        except OSError:
            return


def free_wires(first: int) -> Iterator[socket.socket]:
    """Sockets on even ports from ``first`` on, those in use passed over."""
    for port in range(first, LAST_PORT, 2):
        wire = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        wire.setblocking(False)
        try:
            wire.bind(("127.0.0.1", port))
        except OSError:
            wire.close()
            continue
        yield wire


def first_line() -> str:
    """Standard input up to the first line's end, unbuffered, so that its later end can be polled."""
    read = bytearray()
    while not read.endswith(b"\n"):
        piece = os.read(0, 1)
        if not piece:
            break
        read += piece
    return read.decode()


def main(arguments: list[str]) -> int:
    pairs = json.loads(first_line())
    wires = free_wires(int(arguments[0]))
    epoll, readers, ports = select.epoll(), {}, []
    for ends in pairs:
        left, right = (Side(next(wires), ("127.0.0.1", port)) for port in ends)
        left.peer, right.peer = right, left
        for side in (left, right):
            readers[side.wire.fileno()] = side.pass_on
            epoll.register(side.wire.fileno(), select.EPOLLIN)
        ports.append([side.wire.getsockname()[1] for side in (left, right)])
    epoll.register(0, select.EPOLLIN)
    print(json.dumps(ports), flush=True)
    with suppress(KeyboardInterrupt):
        while True:
            for descriptor, _ in epoll.poll():
                if descriptor == 0:
                    return 0
                readers[descriptor]()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
