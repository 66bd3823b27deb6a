"""Recognition as a service of its own process: started, watched and restarted from the event loop.

The native library aborts its process on some faults, and decoding must not take time from the audio; so it lives in a
child (`asr.worker`). What the child was doing when it died is told as a Gap and StreamFinished of each stream; the tap finds
the next child, and the gap is told again with its end.
"""

import asyncio
import contextlib
import socket
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any

from asr import tap_folder, wire
from asr.losses import Losses
from asr.port import Event, GapWhy, RecognizerInfo
from asr.process import environment
from config.errors import BadInput, HotlineError, Unavailable
from config.ids import CallId
from config.settings import Settings

START_TIMEOUT_S = 180.0
TAIL_S = 15.0
RESTARTS_WITHIN_S = 120.0
RESTART_PAUSE_S = 0.5
LONGEST_PAUSE_S = 60.0
WORKER: tuple[str, ...] = (sys.executable, "-m", "asr.worker")

OnInfo = Callable[[RecognizerInfo, str], None]


class RecognitionClient:
    """The asyncio side. All callbacks come on the loop's thread.

    ``on_event`` gets each event; ``on_info`` what runs and a sentence for the log (empty when all is well): at the start,
    when the child was lost, when it is back. ``decoder`` names the decoder of the tap's frames (``module:class``).
    """

    def __init__(
        self,
        settings: Settings,
        on_event: Callable[[Event], None],
        *,
        decoder: str = "telephony.media.tap:TapDecoder",
        on_info: OnInfo = lambda _info, _what: None,
        on_notice: Callable[[str], None] = lambda _: None,
        command: Sequence[str] = (),
        tail_s: float = TAIL_S,
    ) -> None:
        self._settings, self._on_event, self._on_info, self._on_notice = settings, on_event, on_info, on_notice
        self._command, self._decoder, self._tail_s = tuple(command) or WORKER, decoder, tail_s
        self._folder: tap_folder.TapFolder | None = None
        self._child: asyncio.subprocess.Process | None = None
        self._writer: asyncio.StreamWriter | None = None
        self._keeper: asyncio.Task[None] | None = None
        self._losses = Losses()
        self._stopping = False
        self.info = RecognizerInfo(engine="none", model="", language=settings.asr.language, interims=False)

    @property
    def tap_path(self) -> str:
        """The Unix socket where the child hears speech; stays the same over restarts. Short: its limit is 107 bytes."""
        if self._folder is None:
            raise Unavailable("Recognition is not started.", "Call start() first.")
        return self._folder.socket

    async def start(self) -> RecognizerInfo:
        """Start the child and wait until its model is loaded; raise what the child says is wrong."""
        self._folder = self._claim_folder()
        try:
            reader = await self._spawn()
        except BaseException:
            await self._put_down()
            raise
        self._keeper = asyncio.create_task(self._keep(reader), name="recognition")
        return self.info

    def _claim_folder(self) -> tap_folder.TapFolder:
        try:
            return tap_folder.claim(self._settings.home)
        except OSError as error:
            where = self._settings.home / "run"
            raise Unavailable(f"The recogniser's socket cannot be made in {where}: {error}.", "Make it writable.") from None

    async def stop(self) -> None:
        """Let the tails be decoded (at most ``tail_s`` seconds), then end the child."""
        self._stopping = True
        if self._writer is not None and self._keeper is not None:
            with contextlib.suppress(OSError):
                self._writer.write(wire.encode({"op": "stop", "tail_s": self._tail_s}))
                await self._writer.drain()
            await asyncio.wait([self._keeper], timeout=self._tail_s + 2.0)
        if self._keeper is not None:
            self._keeper.cancel()
            await asyncio.gather(self._keeper, return_exceptions=True)
        self._tell_missing("interrupted")
        await self._put_down()

    async def _spawn(self) -> asyncio.StreamReader:
        """Start a child on a fresh control socket; return when it is ready."""
        ours, theirs = socket.socketpair()
        with theirs:
            fd = theirs.fileno()
            arguments = (*self._command, "--control", str(fd), "--decoder", self._decoder)
            self._child = await asyncio.create_subprocess_exec(*arguments, pass_fds=(fd,), env=environment())
        reader, self._writer = await asyncio.open_unix_connection(sock=ours, limit=wire.MAX_LINE)
        asr = self._settings.asr.model_dump(mode="json")
        begin = {"asr": asr, "models": str(self._settings.models.absolute()), "tap": self.tap_path}
        self._writer.write(wire.encode(begin))
        try:
            async with asyncio.timeout(START_TIMEOUT_S):
                self.info = await self._ready(reader)
        except TimeoutError:
            raise Unavailable(f"Recognition was not ready within {START_TIMEOUT_S:.0f} s.", "See the log.") from None
        self._on_info(self.info, "")
        return reader

    async def _ready(self, reader: asyncio.StreamReader) -> RecognizerInfo:
        while line := await reader.readline():
            message = wire.decode(line)
            if "ready" in message:
                return wire.info_in(message["ready"])
            if "failed" in message:
                raise wire.error_in(message["failed"])
            self._take(message)
        raise Unavailable("The recognition process died while it loaded its model.", "Run: hotline doctor.")

    async def _keep(self, reader: asyncio.StreamReader) -> None:
        """Pass events on; when the child is lost, start another, after pauses that grow."""
        starts: list[float] = []
        while True:
            await self._listen(reader)
            if self._stopping:
                return
            self._tell_lost()
            reader = await self._again(starts)

    async def _listen(self, reader: asyncio.StreamReader) -> None:
        try:
            while line := await reader.readline():
                message = wire.decode(line)
                if message.get("stopped"):
                    return
                self._take(message)
        except (OSError, ValueError, BadInput) as error:
            self._on_notice(f"The line to the recognition process broke: {error}")

    def _take(self, message: dict[str, Any]) -> None:
        if "event" in message:
            event = wire.event_in(message)
            self._losses.take(event)
            self._on_event(event)
        elif "stream" in message:
            self._place(message)
        elif "notice" in message:
            self._on_notice(str(message["notice"]))

    def _place(self, told: dict[str, Any]) -> None:
        """A stream opens, begins or ends somewhere on its call's line."""
        key = CallId(told["call"]), told["channel"]
        match told["stream"]:
            case "opened":
                self._losses.opened(key)
            case "heard":
                for event in self._losses.heard(key, told["at_s"]):
                    self._on_event(event)
            case "ended":
                self._losses.ended(key, told["at_s"])

    def _tell_lost(self) -> None:
        none = RecognizerInfo(engine="none", model="", language=self._settings.asr.language, interims=False)
        self.info = none
        self._on_info(none, "The recognition process was lost and is started again.")
        self._tell_missing("lost")

    def _tell_missing(self, why: GapWhy) -> None:
        for event in self._losses.lost(why):
            self._on_event(event)

    async def _again(self, starts: list[float]) -> asyncio.StreamReader:
        while True:
            now = time.monotonic()
            starts[:] = [*(at for at in starts if now - at < RESTARTS_WITHIN_S), now]
            await self._end_child()
            await asyncio.sleep(min(RESTART_PAUSE_S * 2 ** (len(starts) - 1), LONGEST_PAUSE_S))
            try:
                return await self._spawn()
            except (HotlineError, OSError) as error:
                self._on_notice(f"Recognition cannot be started again: {error}")

    async def _put_down(self) -> None:
        await self._end_child()
        if self._folder is not None:
            self._folder.close()
            self._folder = None

    async def _end_child(self) -> None:
        writer, self._writer = self._writer, None
        if writer is not None:
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()
        child, self._child = self._child, None
        if child is None:
            return
        try:
            await asyncio.wait_for(child.wait(), 2.0)
        except TimeoutError:
            with contextlib.suppress(ProcessLookupError):
                child.kill()
            await child.wait()
