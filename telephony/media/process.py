"""The exchange's side of the media engine: the port's commands, its events, and a new child when the old one died."""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import structlog

from config.errors import Unavailable
from config.ids import CallId, LegId
from config.settings import Media
from telephony.media import wire
from telephony.media.link import EngineLink, EnginePipe
from telephony.media.port import EngineLost, LegQuality, MediaEngine, MediaEvent, PipeAudio
from telephony.sip.port import LocalMedia, Negotiated

_READY_S = 30.0
_STOP_S = 5.0
# How often the child is asked for a sign of life, and how many times in a row it may fail to answer.
_HEARTBEAT_S = 5.0
_MAX_SILENT = 2
# A child that died is replaced at once; each further death within a minute doubles the pause before that.
_DEATHS_WITHIN_S = 60.0
_REMEMBERED_DEATHS = 10
_PAUSE_S = 0.5
_MAX_PAUSE_S = 30.0

log = structlog.get_logger(__name__)


class MediaProcess(MediaEngine):
    """`MediaEngine` in a child process. ``prompts`` is the folder of sounds, ``tap`` the listener's Unix socket path.

    ``native`` is the folder in which set-up leaves compiled modules; what stands there is used where ``media.compiled`` allows.

    When the child dies an `EngineLost` is emitted, its legs are gone, and a new one is started at once (later and later when it
    dies again and again). A child that no longer answers is killed, so that it can be replaced.
    """

    def __init__(self, media: Media, *, prompts: Path, tap: str | None, native: Path | None = None) -> None:
        self._settings = {"media": media.model_dump(mode="json"), "prompts": str(prompts.absolute()), "tap": tap}
        self._native = native.absolute() if native is not None and media.compiled == "auto" else None
        self._on_event: Callable[[MediaEvent], None] = lambda event: None
        self._link: EngineLink | None = None
        self._starting = asyncio.Lock()
        self._stopping = False
        self._pipes: dict[LegId, EnginePipe] = {}
        self._tasks: set[asyncio.Future[Any]] = set()
        self._deaths: deque[float] = deque(maxlen=_REMEMBERED_DEATHS)
        self._restarts = 0

    @property
    def pid(self) -> int | None:
        """Process id of the child while it lives."""
        return self._link.process.pid if self._link else None

    async def start(self, on_event: Callable[[MediaEvent], None]) -> None:
        self._on_event = on_event
        self._stopping = False
        try:
            await self._live()
        except BaseException:
            self._stopping = True
            raise

    async def stop(self) -> None:
        self._stopping = True
        for task in self._tasks:
            if isinstance(task, asyncio.Task):
                task.cancel()
        link = self._link
        if link is not None:
            link.send({"do": "stop"})
            done, _ = await asyncio.wait([link.ended], timeout=_STOP_S)
            if not done:
                link.kill()
                await link.ended
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _live(self) -> EngineLink:
        """The running child, started when there is none."""
        async with self._starting:
            if self._link is None:
                link = self._link = EngineLink(self._take, self._lost, self._native)
                link.send(self._settings)
                try:
                    await asyncio.wait_for(link.ready, _READY_S)
                except TimeoutError:
                    link.kill()
                    raise Unavailable("The media process does not start.", "Look at the load of the machine.") from None
                self._keep(asyncio.ensure_future(self._guard(link)))
            return self._link

    def _keep(self, task: "asyncio.Future[Any]") -> None:
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _guard(self, link: EngineLink) -> None:
        """Ask the child now and then how it is; end it when it has been silent twice."""
        silent = 0
        while link is self._link and silent < _MAX_SILENT:
            await asyncio.sleep(_HEARTBEAT_S)
            try:
                await link.ask({"do": "figures"})
                silent = 0
            except Unavailable:
                silent += 1
        if link is self._link:
            log.error("media process does not answer and is ended", pid=link.process.pid)
            link.kill()

    async def _revive(self) -> None:
        now = asyncio.get_running_loop().time()
        self._deaths.append(now)
        recent = sum(now - death < _DEATHS_WITHIN_S for death in self._deaths)
        await asyncio.sleep(min(_PAUSE_S * (2 ** (recent - 1) - 1), _MAX_PAUSE_S))
        try:
            await self._live()
            self._restarts += 1
        except Unavailable as error:
            log.error("media process not restarted", what=error.what)

    def _take(self, message: wire.Message) -> None:
        if "log" in message:
            log.warning("media engine", what=message["log"])
            return
        self._tell(wire.event_of(message))

    def _tell(self, event: MediaEvent) -> None:
        try:
            self._on_event(event)
        except Exception:
            log.exception("media event not taken", event_kind=type(event).__name__, leg=event.leg)

    def _lost(self) -> None:
        link, self._link = self._link, None
        self._pipes.clear()
        if link is None:
            return
        self._keep(asyncio.get_running_loop().run_in_executor(None, link.process.wait))
        if not self._stopping:
            log.error("media process lost", pid=link.process.pid)
            self._tell(EngineLost(leg=LegId("")))
            self._keep(asyncio.ensure_future(self._revive()))

    def _do(self, command: str, **fields: Any) -> None:
        if self._link is not None:
            self._link.send({"do": command, **fields})

    # legs

    async def open_rtp(self, leg: LegId) -> LocalMedia:
        return LocalMedia(**await (await self._live()).ask({"do": "open_rtp", "leg": leg}))

    async def open_pipe(self, leg: LegId) -> PipeAudio:
        link = await self._live()
        number = (await link.ask({"do": "open_pipe", "leg": leg}))["pipe"]
        pipe = self._pipes[leg] = link.pipes[number] = EnginePipe(number, link)
        return pipe

    def connect(self, leg: LegId, media: Negotiated) -> None:
        self._do("connect", leg=leg, media=asdict(media))

    async def close(self, leg: LegId) -> LegQuality:
        pipe = self._pipes.pop(leg, None)
        if pipe is not None:
            pipe.close()
        if self._link is None:
            return LegQuality(leg=leg)
        try:
            figures = await self._link.ask({"do": "close", "leg": leg})
        except Unavailable:
            return LegQuality(leg=leg)
        return LegQuality(**figures) if figures else LegQuality(leg=leg)

    # what is heard

    def play(self, leg: LegId, prompts: Sequence[str], *, token: str, loop: bool = False) -> None:
        self._do("play", leg=leg, prompts=list(prompts), token=token, loop=loop)

    def stop_play(self, leg: LegId) -> None:
        self._do("stop_play", leg=leg)

    def hear(self, leg: LegId, sources: Sequence[LegId]) -> None:
        self._do("hear", leg=leg, sources=list(sources))

    def bridge(self, a: LegId, b: LegId) -> None:
        self._do("bridge", a=a, b=b)

    def unbridge(self, leg: LegId) -> None:
        self._do("unbridge", leg=leg)

    def send_digits(self, leg: LegId, digits: str) -> None:
        self._do("send_digits", leg=leg, digits=digits)

    def mute(self, leg: LegId, on: bool) -> None:
        self._do("mute", leg=leg, on=on)

    # recording and tap

    def record(self, call: CallId, path: Path, *, left: LegId, right: LegId | Sequence[LegId] | None = None) -> None:
        sides = [] if right is None else [right] if isinstance(right, str) else list(right)
        self._do("record", call=call, path=str(path.absolute()), left=left, right=sides)

    def pause_recording(self, call: CallId, on: bool) -> None:
        self._do("pause_recording", call=call, on=on)

    def stop_recording(self, call: CallId) -> None:
        self._do("stop_recording", call=call)

    def tap(self, leg: LegId, stream: str) -> None:
        self._do("tap", leg=leg, stream=stream)

    def untap(self, leg: LegId) -> None:
        self._do("untap", leg=leg)

    async def figures(self) -> wire.Message:
        """How the engine fares: ``legs``, ``tap_dropped``, ``tap_pending_bytes``, ``restarts``, ``pace`` (see `PaceFigures`).

        ``compiled`` tells whether its busiest modules run as machine code.
        """
        answer: wire.Message = await (await self._live()).ask({"do": "figures"})
        return {**answer, "restarts": self._restarts}
