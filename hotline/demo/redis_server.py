"""A private Redis on 127.0.0.1 that keeps nothing: the bus of several nodes in tests and demos. It is ended by its own pid."""

import asyncio
import contextlib
import shutil
from pathlib import Path
from socket import SOCK_STREAM

from config.errors import Unavailable
from hotline.ports import free_port

PROGRAM = "redis-server"
START_S = 20.0
LOOK_S = 0.02


def installed() -> bool:
    return shutil.which(PROGRAM) is not None


class RedisServer:
    """`start`, `kill`, `start` again at the same port. ``folder`` is its own."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port(SOCK_STREAM)
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self._folder = folder
        self._process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        """Wait until it listens; Unavailable where it does not within `START_S`."""
        if not installed():
            raise Unavailable("No Redis server is installed (apt package redis-server).", "Install it, or leave the bus out.")
        self._process = await asyncio.create_subprocess_exec(
            PROGRAM, "--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no",
            "--dir", str(self._folder), stdout=asyncio.subprocess.DEVNULL,
        )  # fmt: skip
        try:
            async with asyncio.timeout(START_S):
                while not await self._listens():
                    await asyncio.sleep(LOOK_S)
        except TimeoutError:
            await self.kill()
            raise Unavailable(f"Redis does not listen at port {self.port}.", f"See {self._folder}.") from None

    async def kill(self) -> None:
        """SIGKILL to this process; waits until it is gone."""
        if self._process is not None and self._process.returncode is None:
            self._process.kill()
            await self._process.wait()

    async def _listens(self) -> bool:
        with contextlib.suppress(OSError):
            _, writer = await asyncio.open_connection("127.0.0.1", self.port)
            writer.close()
            return True
        return False
