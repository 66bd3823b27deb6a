"""The recogniser port over a farm: an event loop on a thread of its own, which all events come from, in order."""

import asyncio
import contextlib
import threading
import time
from collections.abc import Callable, Coroutine, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from asr.gate.gate import Gating
from asr.gate.sieve import Sieve
from asr.ladder import Ladder
from asr.port import Channel, Emit, RecognizerInfo, Stream
from asr.voice_detector import RATE_8K, NarrowbandDetector, find_session
from asr.vosk_server import shown
from asr.vosk_server.dial import Dialer
from asr.vosk_server.farm import Farm, Pauses
from asr.vosk_server.keeper import Keeper
from asr.vosk_server.speaker import Speaker
from asr.vosk_server.stream import Bounds, ServerStream
from config.errors import BadInput, Unavailable
from config.ids import CallId

CLOSE_TIMEOUT_S = 10.0


class VoskServerRecognizer:
    """``servers`` are ``ws://`` or ``wss://`` addresses; ``name`` says what they run and may be empty.

    Starts also while no server answers: speech is kept within ``keep_s`` seconds a stream, and desks are told. ``most`` streams
    a server are let in; with a server lost, those it held go to the others whatever they hold. With ``gating`` silence is not
    sent once the server has ended its utterance, where the voice detector is installed.
    Raises BadSetting for an authority (``ca``) that cannot be read.
    """

    def __init__(
        self,
        servers: Sequence[str],
        *,
        name: str,
        language: str,
        emit: Emit,
        partial_interval_s: float,
        ca: Path | None = None,
        most: int = 12,
        connect_s: float = 3.0,
        silent_s: float = 8.0,
        window_s: float = 4.0,
        check_s: float = 15.0,
        keep_s: float = 60.0,
        tail_s: float = 60.0,
        gating: Gating | None = None,
        pauses: Pauses | None = None,
        log: Callable[[str], None] = lambda _: None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.info = RecognizerInfo(engine="vosk-server", model=shown(servers, name), language=language, interims=True)
        self._emit, self._name, self._clock = emit, name, clock
        self._partial_interval_s = partial_interval_s
        self._bounds = Bounds(keep_s=keep_s, window_s=window_s, tail_s=tail_s)
        self._farm = Farm(servers, most=most, every_s=check_s, pauses=pauses)
        self._dialer = Dialer(ca=ca, connect_s=connect_s, silent_s=silent_s)
        self._ladder = Ladder()
        self._gating = gating
        self._detector = None if gating is None else find_session()
        self._streams: set[OpenStream] = set()
        self._lock = threading.Lock()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="asr-farm", daemon=True)
        self._thread.start()
        self._keeper = Keeper(
            self._farm,
            self._dialer,
            emit=emit,
            log=log,
            clock=clock,
            gate="on" if self.gated else "off" if gating is None else "missing",
        )
        self._wait(self._keeper.first_look(), connect_s + silent_s + 1.0)
        self._keeping = asyncio.run_coroutine_threadsafe(self._keeper.run(), self._loop)

    def open(self, call: CallId, channel: Channel, rate: int) -> Stream:
        if rate <= 0:
            raise BadInput(f"An audio rate of {rate} Hz cannot be recognised.", "Send 8000 Hz.")
        with self._lock:
            if not self._farm.has_room(len(self._streams)):
                raise Unavailable(f"语音识别路数已满（{len(self._streams)} 路），这通电话暂不转写，录音照常。")
            inner = ServerStream(
                Speaker(call, channel, emit=self._emit, ladder=self._ladder, partial_interval_s=self._partial_interval_s),
                rate,
                keeper=self._keeper,
                dialer=self._dialer,
                bounds=self._bounds,
                name_of=self._engine_name,
                clock=self._clock,
                sieve=self._sieve(rate),
            )
            stream = OpenStream(inner, self._loop, self._ended, self._clock)
            self._streams.add(stream)
            return stream

    def close(self) -> None:
        """Let the tails be heard for a bounded time, then end the loop; what was not heard is told as a gap."""
        if self._loop.is_closed():
            return
        with self._lock:
            streams = tuple(self._streams)
        for stream in streams:
            stream.finish()
        until = time.monotonic() + CLOSE_TIMEOUT_S
        for stream in streams:
            stream.join(until - time.monotonic())
        self._keeping.cancel()
        self._wait(_cancel_rest(), 2.0)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(CLOSE_TIMEOUT_S)
        if not self._thread.is_alive():
            self._loop.close()

    @property
    def gated(self) -> bool:
        """Whether silence is kept from the servers."""
        return self._detector is not None

    def _sieve(self, rate: int) -> Sieve | None:
        if self._gating is None or self._detector is None or rate != RATE_8K:
            return None
        return Sieve(NarrowbandDetector(self._detector), rate, self._gating)

    def _wait(self, work: Coroutine[Any, Any, None], within_s: float) -> None:
        future = asyncio.run_coroutine_threadsafe(work, self._loop)
        with contextlib.suppress(TimeoutError):
            future.result(within_s)

    def _ended(self, stream: "OpenStream") -> None:
        with self._lock:
            self._streams.discard(stream)

    def _engine_name(self, url: str) -> str:
        return f"vosk-server:{self._name or urlsplit(url).netloc}"


class OpenStream(Stream):
    """Takes a stream's calls from any thread to the loop, in order; ``on_end`` is called there before its last event."""

    def __init__(
        self,
        inner: ServerStream,
        loop: asyncio.AbstractEventLoop,
        on_end: Callable[["OpenStream"], None],
        clock: Callable[[], float],
    ) -> None:
        self._inner, self._loop, self._clock = inner, loop, clock
        self._life = asyncio.run_coroutine_threadsafe(self._live(on_end), loop)

    def push(self, pcm: bytes, time_ms: int | None = None) -> None:
        arrived = self._clock()
        self._there(lambda: self._inner.push(pcm, time_ms, arrived))

    def flush(self) -> None:
        self._there(self._inner.flush)

    def finish(self) -> None:
        self._there(self._inner.finish)

    def join(self, timeout_s: float) -> bool:
        """Wait until the last event is out; return whether it is."""
        with contextlib.suppress(TimeoutError):
            self._life.result(max(0.0, timeout_s))
        return self._life.done()

    async def _live(self, on_end: Callable[["OpenStream"], None]) -> None:
        await self._inner.run(lambda: on_end(self))

    def _there(self, what: Callable[[], None]) -> None:
        with contextlib.suppress(RuntimeError):  # the loop is closed: the recogniser is gone, and so is the stream
            self._loop.call_soon_threadsafe(what)


async def _cancel_rest() -> None:
    """End what still runs, each in its own order, and see it ended."""
    rest = asyncio.all_tasks() - {asyncio.current_task()}
    for task in rest:
        task.cancel()
    await asyncio.gather(*rest, return_exceptions=True)
