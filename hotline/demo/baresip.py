"""A real SIP softphone as the agent's phone: Debian's baresip, answering by itself, speaking from a file."""

import asyncio
import json
import os
import shutil
import signal
import socket
from collections.abc import Sequence
from pathlib import Path

from config.errors import Unavailable
from hotline.ports import free_port

START_S = 10.0
COMMAND_S, COMMAND_TRIES = 2.0, 3
CONFIG = """\
poll_method epoll
sip_listen 127.0.0.1:{sip}
net_interface 127.0.0.1
call_local_timeout 120
call_max_calls 2
audio_source aufile,{speech}
audio_player aufile,{player}
audio_alert aufile,/dev/null
audio_srate 8000
audio_channels 1
audio_level no
ausrc_format s16
auplay_format s16
auenc_format s16
audec_format s16
rtp_ports {rtp}-{rtp_end}
jitter_buffer_delay 2-6
module_path {modules}
module g711.so
module aufile.so
module sndfile.so
module_app account.so
module_app menu.so
module_app ctrl_tcp.so
ctrl_tcp_listen 127.0.0.1:{control}
snd_path {folder}
"""


class Baresip:
    """`start`, use `uri` as the agent's phone, `stop`; what it heard is in `heard_file`.

    ``account`` replaces its line in the file of accounts (a registration with digest, another transport), ``options`` are
    further lines of its configuration.
    """

    def __init__(
        self, folder: Path, speech: Path, user: str = "agent", *, account: str = "", options: Sequence[str] = ()
    ) -> None:
        program = shutil.which("baresip")
        modules = next(
            (path for path in map(Path, ("/usr/lib/baresip/modules", "/usr/local/lib/baresip/modules")) if path.is_dir()),
            None,
        )
        if program is None or modules is None:
            raise Unavailable("baresip is not installed.", "apt-get install baresip-core")
        self._program = program
        self._modules = modules
        self._folder = folder
        self._speech = speech
        self._user = user
        self._account, self._options = account, options
        self._port = free_port(socket.SOCK_DGRAM)
        self._control = free_port(socket.SOCK_STREAM)
        self._process: asyncio.subprocess.Process | None = None

    @property
    def uri(self) -> str:
        return f"sip:{self._user}@127.0.0.1:{self._port}"

    @property
    def heard_file(self) -> Path | None:
        """The newest file of decoded audio (what the softphone played to its person)."""
        files = sorted(self._folder.glob("dump-*-dec.wav"), key=lambda path: path.stat().st_mtime)
        return files[-1] if files else None

    async def start(self) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        rtp = 30_000 + (self._port % 500) * 20
        (self._folder / "config").write_text(
            CONFIG.format(
                sip=self._port,
                speech=self._speech,
                player=self._folder / "played.wav",
                rtp=rtp,
                rtp_end=rtp + 19,
                modules=self._modules,
                control=self._control,
                folder=self._folder,
            )
        )
        with (self._folder / "config").open("a") as config:
            config.writelines(f"{line}\n" for line in self._options)
        own = f"<sip:{self._user}@127.0.0.1:{self._port}>;regint=0;answermode=auto;audio_codecs=PCMA"
        (self._folder / "accounts").write_text(f"{self._account or own}\n")
        (self._folder / "contacts").write_text("")
        with (self._folder / "baresip.log").open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                self._program,
                "-f",
                str(self._folder),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self._folder,
                env={**os.environ, "HOME": str(self._folder)},
                start_new_session=True,
            )
        await self._wait_for_control()

    async def _wait_for_control(self) -> None:
        deadline = asyncio.get_running_loop().time() + START_S
        while asyncio.get_running_loop().time() < deadline:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", self._control)
            except OSError:
                await asyncio.sleep(0.1)
                continue
            writer.close()
            return
        raise Unavailable("baresip did not start.", (self._folder / "baresip.log").read_text(errors="replace")[-800:])

    async def command(self, name: str, parameters: str = "") -> None:
        """Send one command (``hangup``, ``dial``) by the control port, a netstring of JSON, and wait until it was taken.

        The port serves one connection; what comes while it still closes the last one is lost without an answer, and sent again.
        """
        body = json.dumps({"command": name, "params": parameters} if parameters else {"command": name}).encode()
        for _ in range(COMMAND_TRIES):
            reader, writer = await asyncio.open_connection("127.0.0.1", self._control)
            try:
                writer.write(str(len(body)).encode() + b":" + body + b",")
                if await _answered(reader):
                    return
            finally:
                writer.close()
        raise Unavailable(f"baresip does not take {name}.", (self._folder / "baresip.log").read_text(errors="replace")[-800:])

    async def stop(self) -> None:
        if self._process and self._process.returncode is None:
            self._process.send_signal(signal.SIGTERM)
            try:
                await asyncio.wait_for(self._process.wait(), 5)
            except TimeoutError:
                self._process.kill()
                await self._process.wait()


async def _answered(reader: asyncio.StreamReader) -> bool:
    """Whether a response comes; events of calls may come before it."""
    heard = b""
    try:
        async with asyncio.timeout(COMMAND_S):
            while b'"response":true' not in heard:
                more = await reader.read(4096)
                if not more:
                    return False
                heard += more
    except (TimeoutError, ConnectionError):
        return False
    return True
