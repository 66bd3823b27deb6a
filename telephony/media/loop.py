"""The engine's one loop: commands are read when they come, packets once a tick."""

import select
import time
from collections.abc import Callable

# Called with the loop's time and the wall clock at that time.
Reader = Callable[[float, float], None]
# Packets taken from one socket at one tick.
_ROUNDS = 32


class Loop:
    """Readers by file descriptor. A reader that fails is told to ``report`` and called again next time.

    Commands are read when they come. Packets wait for `read_packets`, which is called at each tick, just before they are
    needed (when they came is told by the kernel's stamps): to be woken for each of twelve thousand packets a second would cost
    more than all that is done with them.
    """

    def __init__(self, report: Callable[[str], None]) -> None:
        self._report = report
        self._prompt = select.epoll()
        self._packets = select.epoll()
        self._readers: dict[int, Reader] = {}

    def add_prompt(self, descriptor: int, reader: Reader) -> None:
        self._readers[descriptor] = reader
        self._prompt.register(descriptor, select.EPOLLIN)

    def add(self, descriptor: int, reader: Reader) -> None:
        self._readers[descriptor] = reader
        self._packets.register(descriptor, select.EPOLLIN)

    def remove(self, descriptor: int) -> None:
        del self._readers[descriptor]
        self._packets.unregister(descriptor)

    def wait(self, timeout_s: float) -> None:
        """Sleep at most so long, then call the readers of commands."""
        self._read(self._prompt.poll(max(timeout_s, 0.0)), time.monotonic(), time.time())

    def read_packets(self, now_s: float, wall_s: float) -> None:
        """Call the readers of all sockets in which something waits, until nothing does, or a bound is reached."""
        for _ in range(_ROUNDS):
            ready = self._packets.poll(0)
            if not ready:
                return
            self._read(ready, now_s, wall_s)

    def _read(self, ready: list[tuple[int, int]], now_s: float, wall_s: float) -> None:
        readers = self._readers
        for descriptor, _ in ready:
            reader = readers.get(descriptor)
            if reader is not None:
                try:
                    reader(now_s, wall_s)
                except Exception as error:  # one leg's packet must not end all calls
                    self._report(f"reading failed: {type(error).__name__}: {error}")
