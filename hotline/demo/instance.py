"""A private instance of the service: its own process, free ports, its own data folder. Also for killing.

It ends with the process that started it, whatever becomes of that one: its standard input closes.
"""

import asyncio
import contextlib
import json
import os
import signal
import socket
import sys
from pathlib import Path
from typing import Any

from config.errors import Unavailable
from config.settings import Settings
from hotline.ports import free_port, free_rtp_range

START_S = 120.0
STOP_S = 20.0


class Instance:
    """`start`, `kill` or `stop`, `start` again on the same data. ``extra`` are further HOTLINE_ variables.

    ``module`` is what runs as ``hotline``; tests have builds of their own.
    """

    def __init__(
        self, shared: Settings, home: Path, *, rtp_from: int = 42_000, module: str = "hotline.cli", **extra: str
    ) -> None:
        self.home = home
        self._module = module
        self.sip_port = free_port(socket.SOCK_DGRAM)
        self.web_port = free_port(socket.SOCK_STREAM)
        self.ready: dict[str, Any] = {}
        self._process: asyncio.subprocess.Process | None = None
        self._environment = {
            "HOTLINE_HOME": str(home),
            "HOTLINE_SIP__PORT": str(self.sip_port),
            "HOTLINE_WEB__PORT": str(self.web_port),
            "HOTLINE_MEDIA__RTP_PORTS": json.dumps(free_rtp_range(rtp_from)),
            "HOTLINE_FOLDERS__MODELS": str(shared.models.resolve()),
            "HOTLINE_FOLDERS__PROMPTS": str(shared.prompts.resolve()),
            **extra,
        }

    @property
    def url(self) -> str:
        return str(self.ready["web"])

    def sip(self, number: str) -> str:
        return f"sip:{number}@127.0.0.1:{self.sip_port}"

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.returncode is None

    async def start(self) -> None:
        """Wait until the service says that everything answers; Unavailable with its last words when it does not."""
        self.home.mkdir(parents=True, exist_ok=True)
        with (self.home / "service.log").open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                self._module,
                "serve",
                "--json",
                "--until-eof",
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=log,
                env={**os.environ, **self._environment},
                start_new_session=True,
            )
        assert self._process.stdout is not None
        try:
            line = await asyncio.wait_for(self._process.stdout.readline(), START_S)
        except TimeoutError:
            line = b""
        if not line:
            await self.kill()
            tail = (self.home / "service.log").read_text(errors="replace")[-1500:]
            raise Unavailable("The private instance did not start.", f"Its last words: {tail}")
        self.ready = json.loads(line)

    async def kill(self) -> None:
        """SIGKILL, as a power cut would; waits until it is gone."""
        if self._process and self.running:
            self._process.send_signal(signal.SIGKILL)
            await self._process.wait()

    async def stop(self) -> int | None:
        """SIGTERM, then SIGKILL after `STOP_S`; returns the exit code."""
        if self._process is None or self._process.returncode is not None:
            return self._process.returncode if self._process else None
        self._process.send_signal(signal.SIGTERM)
        with contextlib.suppress(TimeoutError):
            return await asyncio.wait_for(self._process.wait(), STOP_S)
        await self.kill()
        return None
