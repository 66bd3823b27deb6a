"""Other people's softphones, driven by their own control channels: baresip and Linphone, over UDP, TCP or TLS."""

import asyncio
import os
import shutil
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

from config.errors import Unavailable
from hotline.demo.baresip import Baresip

Transport = Literal["udp", "tcp", "tls"]
BOUND_S = 10.0
LOOK_S = 0.05
MOST_CALLS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """An account at a registrar; ``host`` and ``port`` fit the transport, ``authority`` is what a TLS client trusts."""

    user: str
    password: str
    realm: str
    host: str
    port: int
    transport: Transport
    authority: Path | None = None

    def uri(self, number: str) -> str:
        return f"sip:{number}@{self.host}:{self.port};transport={self.transport}"


class Softphone(Protocol):
    """It registers by itself and answers by itself; the rest is its person's hand."""

    async def start(self) -> None: ...

    async def dial(self, number: str) -> None: ...

    async def speak(self) -> None:
        """Say something in the present call."""

    async def hold(self, on: bool) -> None: ...

    async def press(self, digit: str) -> None: ...

    async def transfer(self, number: str) -> None:
        """Blind transfer of the present call."""

    async def hang_up(self) -> None: ...

    async def stop(self) -> None: ...


class BaresipPhone(Softphone):
    """Debian's baresip (libre's SIP stack)."""

    program = "baresip"

    def __init__(self, folder: Path, account: Account, sound: Path) -> None:
        self._account = account
        line = (
            f"<{account.uri(account.user)}>;auth_user={account.user};auth_pass={account.password};regint=60;"
            "answermode=auto;audio_codecs=PCMA"
        )
        trust = [f"sip_cafile {account.authority}"] if account.authority else []
        self._phone = Baresip(folder, sound, account=line, options=["module_app contact.so", *trust])

    async def start(self) -> None:
        await self._phone.start()

    async def dial(self, number: str) -> None:
        await self._phone.command("dial", self._account.uri(number))

    async def speak(self) -> None:
        """It plays its file from the beginning of each call."""

    async def hold(self, on: bool) -> None:
        await self._phone.command("hold" if on else "resume")

    async def press(self, digit: str) -> None:
        await self._phone.command("sndcode", digit)

    async def transfer(self, number: str) -> None:
        await self._phone.command("transfer", self._account.uri(number))

    async def hang_up(self) -> None:
        await self._phone.command("hangup")

    async def stop(self) -> None:
        await self._phone.stop()


class LinphonePhone(Softphone):
    """Debian's linphone-daemon (belle-sip): the stack of Linphone's own softphones, without a sound device."""

    program = "linphone-daemon"

    def __init__(self, folder: Path, account: Account, sound: Path, *, digits_by_info: bool = False) -> None:
        self._folder, self._account, self._sound, self._info = folder, account, sound, digits_by_info
        self._process: asyncio.subprocess.Process | None = None
        self._pipe = Path(tempfile.gettempdir()) / f"hotline-linphone-{os.getpid()}-{account.user}-{account.transport}"
        self._reader: asyncio.StreamReader
        self._writer: asyncio.StreamWriter

    async def start(self) -> None:
        (self._folder / ".local/share/linphone").mkdir(parents=True)
        (self._folder / "linphonerc").write_text(self._settings())
        program = shutil.which(self.program)
        assert program
        with (self._folder / "log").open("wb") as log:
            self._process = await asyncio.create_subprocess_exec(
                program, "--config", str(self._folder / "linphonerc"), "--auto-answer", "--disable-stats-events",
                "--pipe", self._pipe.name, "--log", str(self._folder / "details"), stdin=asyncio.subprocess.DEVNULL,
                stdout=log, stderr=log, cwd=self._folder, env={**os.environ, "HOME": str(self._folder)},
                start_new_session=True,
            )  # fmt: skip
        await self._open()
        one = self._account
        proxy = f"sip:{one.host}:{one.port};transport={one.transport}"
        for command in (
            "ipv6 disable", "audio-codec-disable ALL", "audio-codec-enable 8",
            f"register sip:{one.user}@{one.host}:{one.port} {proxy} {one.password} {one.user} {one.realm}",
        ):  # fmt: skip
            await self._ask(command)

    def _settings(self) -> str:
        one = self._account
        ports = {"udp": (-1, 0, 0), "tcp": (0, -1, 0), "tls": (0, 0, -1)}[one.transport]
        sip = dict(zip(("sip_port", "sip_tcp_port", "sip_tls_port"), ports, strict=True))
        sip |= {"use_info": int(self._info), "use_rfc2833": int(not self._info)}
        lines = [f"{name}={value}" for name, value in sip.items()]
        trust = ["verify_server_certs=1", "verify_server_cn=1", f"root_ca={one.authority}"] if one.authority else []
        own = ["bind_address=127.0.0.1", "use_ipv6=0", "reg_expires=120"]
        return "\n".join(["[sip]", *own, *lines, *trust, "[rtp]", "audio_rtp_port=-1", ""])

    async def _open(self) -> None:
        async with asyncio.timeout(BOUND_S):
            while True:
                with suppress(OSError):
                    self._reader, self._writer = await asyncio.open_unix_connection(str(self._pipe))
                    return
                if self._process and self._process.returncode is not None:
                    raise Unavailable("linphone-daemon did not start.", (self._folder / "log").read_text()[-800:])
                await asyncio.sleep(LOOK_S)

    async def _ask(self, command: str) -> str:
        """Its answer; a refusal is an error of the test."""
        self._writer.write(f"{command}\n".encode())
        await self._writer.drain()
        async with asyncio.timeout(BOUND_S):
            answer = (await self._reader.read(65_536)).decode("utf-8", "replace")
        assert "Status: Error" not in answer, f"{command}: {answer}"
        return answer

    async def dial(self, number: str) -> None:
        await self._ask(f"call {self._account.uri(number)}")

    async def speak(self) -> None:
        call = await self._call()
        await self._state(call, "StreamsRunning")
        await self._ask(f"incall-player-start {self._sound} {call}")

    async def hold(self, on: bool) -> None:
        """The one after the other: it takes a command only when its own state has followed."""
        call = await self._call()
        wanted = "Paused" if on else "StreamsRunning"
        await self._state(call, "StreamsRunning" if on else "Paused")
        await self._ask(f"call-pause {call}" if on else f"call-resume {call}")
        await self._state(call, wanted)

    async def _call(self) -> str:
        """The id of the newest call, which the daemon counts from 1."""
        for number in range(MOST_CALLS, 0, -1):
            with suppress(AssertionError):
                await self._ask(f"call-status {number}")
                return str(number)
        raise AssertionError("linphone has no call")

    async def _state(self, call: str, wanted: str) -> None:
        async with asyncio.timeout(BOUND_S):
            while f"LinphoneCall{wanted}\n" not in await self._ask(f"call-status {call}"):
                await asyncio.sleep(LOOK_S)

    async def press(self, digit: str) -> None:
        await self._ask(f"dtmf {digit}")

    async def transfer(self, number: str) -> None:
        await self._ask(f"call-transfer {await self._call()} {self._account.uri(number)}")

    async def hang_up(self) -> None:
        """It ends the call by itself when a transfer has come off."""
        with suppress(AssertionError):
            await self._ask("terminate")

    async def stop(self) -> None:
        if self._process and self._process.returncode is None:
            self._writer.close()
            self._process.terminate()
            try:
                await asyncio.wait_for(self._process.wait(), BOUND_S)
            except TimeoutError:
                self._process.kill()
                await self._process.wait()
        self._pipe.unlink(missing_ok=True)
