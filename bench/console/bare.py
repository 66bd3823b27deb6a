"""The yardstick: a bare ``websockets`` server in an asyncio process that sends ready-made frames to all who are connected.

``python -m bench.console.bare CONTROL`` prints its port and ends with its standard input.
"""

import asyncio
import sys

from websockets.asyncio.server import ServerConnection, broadcast, serve
from websockets.exceptions import ConnectionClosed

from bench.console.marks import controlled, ready_made


async def run(control: str) -> None:
    there: set[ServerConnection] = set()

    async def hold(connection: ServerConnection) -> None:
        there.add(connection)
        try:
            async for _ in connection:
                pass
        except ConnectionClosed:
            return
        finally:
            there.discard(connection)

    def publish(what: str, events: int) -> None:
        for number in range(events):
            broadcast(there, ready_made(what, number))

    async with await controlled(control, publish), serve(hold, "127.0.0.1", 0, compression=None) as server:
        print(next(iter(server.sockets)).getsockname()[1], flush=True)
        await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(run(sys.argv[1]))
