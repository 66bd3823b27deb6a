"""The yardstick: one epoll loop that passes RTP on between two legs, and nothing else. A process of its own.

    python -m bench.telephony.bare_loop PAIRS FIRST_PORT

Prints the ports as JSON ``[[left, right], …]``; what comes in on one side goes out on the other to whoever spoke there last.
No jitter buffer, no codec, no recording, no RTCP, no clock. Ends when standard input closes.
"""

import json
import os
import select
import socket
import sys

_DATAGRAM = 2_048


class Side:
    """One UDP port; ``peer`` is the other side, ``target`` who spoke here last."""

    def __init__(self, port: int) -> None:
        self.wire = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.wire.setblocking(False)
        self.wire.bind(("127.0.0.1", port))
        self.peer = self
        self.target: tuple[str, int] | None = None

    def pass_on(self) -> None:
        try:
            datagram, self.target = self.wire.recvfrom(_DATAGRAM)
            if self.peer.target is not None:
                self.peer.wire.sendto(datagram, self.peer.target)
        except OSError:
            return


def open_sides(count: int, first_port: int) -> list[Side]:
    sides: list[Side] = []
    port = first_port
    while len(sides) < count and port < 65_000:
        try:
            sides.append(Side(port))
        except OSError:
            pass
        port += 2
    return sides


def main(arguments: list[str]) -> int:
    sides = open_sides(2 * int(arguments[0]), int(arguments[1]))
    epoll = select.epoll()
    readers = {}
    for left, right in zip(sides[::2], sides[1::2], strict=True):
        left.peer, right.peer = right, left
        for side in (left, right):
            readers[side.wire.fileno()] = side.pass_on
            epoll.register(side.wire.fileno(), select.EPOLLIN)
    epoll.register(0, select.EPOLLIN)
    ports = [side.wire.getsockname()[1] for side in sides]
    print(json.dumps(list(zip(ports[::2], ports[1::2], strict=True))), flush=True)
    while True:
        for descriptor, _ in epoll.poll():
            if descriptor == 0:
                if not os.read(0, 64):
                    return 0
                continue
            readers[descriptor]()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
