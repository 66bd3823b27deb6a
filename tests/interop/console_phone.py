"""Debian's linphonec as an agent's SIP phone without a registrar or a sound device, driven by what its person would type.

It can do what linphone-daemon cannot: send a caller on to the party of its second call (REFER with Replaces).
"""

import asyncio
import os
import shutil
from pathlib import Path

from tests.telephony.sip.ends import free_port

PROGRAM = "linphonec"
STOP_S, SAYS_S, LOOK_S = 5.0, 10.0, 0.05
SETTINGS = """\
[sip]
sip_port={port}
sip_tcp_port=0
sip_tls_port=0
bind_address=127.0.0.1
use_ipv6=0
contact="{user}" <sip:{user}@127.0.0.1:{port}>
[rtp]
audio_rtp_port=-1
[sound]
playback_dev_id=
capture_dev_id=
"""


def installed() -> bool:
    return shutil.which(PROGRAM) is not None


class ConsolePhone:
    """Answers by itself. `type_in` takes linphonec's commands; its calls are counted from 1."""

    def __init__(self, folder: Path, user: str) -> None:
        self._folder, self._user, self._port = folder, user, free_port()
        self._process: asyncio.subprocess.Process | None = None

    @property
    def uri(self) -> str:
        return f"sip:{self._user}@127.0.0.1:{self._port}"

    async def start(self) -> None:
        (self._folder / ".local/share/linphone").mkdir(parents=True)
        settings = self._folder / "linphonerc"
        settings.write_text(SETTINGS.format(port=self._port, user=self._user))
        program = shutil.which(PROGRAM)
        assert program
        with (self._folder / "said").open("wb") as said:
            self._process = await asyncio.create_subprocess_exec(
                program, "-a", "-c", str(settings), "-l", str(self._folder / "details"), stdin=asyncio.subprocess.PIPE,
                stdout=said, stderr=said, cwd=self._folder, env={**os.environ, "HOME": str(self._folder)},
                start_new_session=True,
            )  # fmt: skip
        await self.type_in("ipv6 disable")

    async def type_in(self, command: str) -> None:
        assert self._process
        assert self._process.stdin
        self._process.stdin.write(f"{command}\n".encode())
        await self._process.stdin.drain()

    async def says(self, words: str) -> None:
        """Wait until that stands on its console."""
        console = self._folder / "said"
        async with asyncio.timeout(SAYS_S):
            while words not in console.read_text(errors="replace"):
                await asyncio.sleep(LOOK_S)

    async def stop(self) -> None:
        if self._process is None or self._process.returncode is not None:
            return
        await self.type_in("quit")
        try:
            await asyncio.wait_for(self._process.wait(), STOP_S)
        except TimeoutError:
            self._process.kill()
            await self._process.wait()
