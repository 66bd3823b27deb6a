"""Host names into IPv4 addresses, on threads of their own and each for a bounded time: peers write names into their Contacts.

A slow name server holds up neither the loop nor the threads that the rest of the program works on.
"""

import asyncio
import socket
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

LOOK_UP_S = 5.0
THREADS = 4
LookUp = Callable[[str], str]
"""A host's IPv4 address; raises OSError (nobody has the name) or UnicodeError (it is none, RFC 1035 §2.3.4)."""


def ipv4_of(host: str) -> str:
    """What the system's resolver says first."""
    return str(socket.getaddrinfo(host, None, family=socket.AF_INET, type=socket.SOCK_DGRAM)[0][4][0])


class Names:
    """Look-ups of one endpoint. ``known`` has the addresses of the configured names alone, and is read by others."""

    def __init__(self, configured: frozenset[str], look_up: LookUp = ipv4_of) -> None:
        self.known: dict[str, str] = {}
        self._configured, self._look_up = configured, look_up
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="names")

    async def find(self, host: str) -> str | None:
        """The address; None when nobody has the name, or no answer came in time."""
        looking = asyncio.get_running_loop().run_in_executor(self._threads, self._look_up, host)
        try:
            found = await asyncio.wait_for(looking, LOOK_UP_S)
        except (OSError, UnicodeError, TimeoutError):
            return None
        if host in self._configured:
            self.known[host] = found
        return found

    def forget(self, host: str) -> None:
        self.known.pop(host, None)

    def close(self) -> None:
        """Nobody waits for a look-up that still runs."""
        self._threads.shutdown(wait=False, cancel_futures=True)
