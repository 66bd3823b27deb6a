"""A media engine without sound: keeps what the exchange asked for, leg by leg, and plays the engine's events."""

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path

from config.ids import CallId, LegId
from telephony.media.port import (
    DigitPressed,
    EngineLost,
    LegQuality,
    MediaEngine,
    MediaEvent,
    PipeAudio,
    PlayFinished,
    RecordingTroubled,
    RtpTimedOut,
)
from telephony.sip.port import LocalMedia, Negotiated


class FakePipe(PipeAudio):
    def __init__(self) -> None:
        self.sent: list[bytes] = []
        self.listener: Callable[[bytes], None] | None = None
        self.closed = False

    def send(self, frame: bytes) -> None:
        self.sent.append(frame)

    def on_frame(self, callback: Callable[[bytes], None]) -> None:
        self.listener = callback

    def close(self) -> None:
        self.closed = True

    def hear(self, frame: bytes) -> None:
        """The engine has a frame for the agent's ear."""
        if self.listener:
            self.listener(frame)


class FakeMediaEngine(MediaEngine):
    """``fails`` names methods that raise; ``gate`` (cleared) holds back all opening until a test sets it."""

    def __init__(self) -> None:
        self.open: set[LegId] = set()
        self.pipes: dict[LegId, FakePipe] = {}
        self.connected: dict[LegId, Negotiated] = {}
        self.playing: dict[LegId, tuple[tuple[str, ...], str, bool]] = {}
        self.heard: dict[LegId, frozenset[LegId]] = {}
        self.asked: list[tuple[LegId, frozenset[LegId]]] = []
        self.digits: list[tuple[LegId, str]] = []
        self.paused: set[CallId] = set()
        self.muted: set[LegId] = set()
        self.taps: dict[LegId, str] = {}
        self.recordings: dict[CallId, tuple[Path, LegId, tuple[LegId, ...]]] = {}
        self.finished_recordings: list[CallId] = []
        self.closed: list[LegId] = []
        self.fails: set[str] = set()
        self.stopped = False
        self.gate = asyncio.Event()
        self.gate.set()
        self._tell: Callable[[MediaEvent], None]

    def _may_fail(self, method: str) -> None:
        if method in self.fails:
            raise OSError(f"{method} fails as the test asks")

    async def start(self, on_event: Callable[[MediaEvent], None]) -> None:
        self._tell = on_event

    async def open_rtp(self, leg: LegId) -> LocalMedia:
        await self.gate.wait()
        self._may_fail("open_rtp")
        self.open.add(leg)
        return LocalMedia(host="127.0.0.1", port=40000 + 2 * len(self.open))

    async def open_pipe(self, leg: LegId) -> PipeAudio:
        await self.gate.wait()
        self._may_fail("open_pipe")
        self.open.add(leg)
        self.pipes[leg] = FakePipe()
        return self.pipes[leg]

    def connect(self, leg: LegId, media: Negotiated) -> None:
        self._may_fail("connect")
        self.connected[leg] = media

    def play(self, leg: LegId, prompts: Sequence[str], *, token: str, loop: bool = False) -> None:
        self._may_fail("play")
        self.playing[leg] = (tuple(prompts), token, loop)

    def stop_play(self, leg: LegId) -> None:
        self.playing.pop(leg, None)

    def hear(self, leg: LegId, sources: Sequence[LegId]) -> None:
        self._may_fail("hear")
        self.playing.pop(leg, None)
        self.heard[leg] = frozenset(sources) - {leg}
        self.asked.append((leg, self.heard[leg]))

    def bridge(self, a: LegId, b: LegId) -> None:
        self.hear(a, [b])
        self.hear(b, [a])

    def unbridge(self, leg: LegId) -> None:
        self.heard.pop(leg, None)
        self.heard = {other: sources - {leg} for other, sources in self.heard.items()}

    def send_digits(self, leg: LegId, digits: str) -> None:
        self._may_fail("send_digits")
        self.digits.append((leg, digits))

    def mute(self, leg: LegId, on: bool) -> None:
        self._may_fail("mute")
        (self.muted.add if on else self.muted.discard)(leg)

    def record(self, call: CallId, path: Path, *, left: LegId, right: LegId | Sequence[LegId] | None = None) -> None:
        self._may_fail("record")
        ours = (LegId(right),) if isinstance(right, str) else tuple(right or ())
        self.recordings[call] = (path, left, ours)

    def pause_recording(self, call: CallId, on: bool) -> None:
        self._may_fail("pause_recording")
        (self.paused.add if on else self.paused.discard)(call)

    def stop_recording(self, call: CallId) -> None:
        self.finished_recordings.append(call)

    def tap(self, leg: LegId, stream: str) -> None:
        self._may_fail("tap")
        self.taps[leg] = stream

    def untap(self, leg: LegId) -> None:
        self.taps.pop(leg, None)

    async def close(self, leg: LegId) -> LegQuality:
        self._may_fail("close")
        self.open.discard(leg)
        self.unbridge(leg)
        self.taps.pop(leg, None)
        self.closed.append(leg)
        return LegQuality(leg=leg, packets_received=1)

    async def stop(self) -> None:
        self.stopped = True

    # What the engine says

    @property
    def bridges(self) -> dict[LegId, LegId]:
        """Pairs who hear each other and nobody else."""
        pairs = {leg: next(iter(sources)) for leg, sources in self.heard.items() if len(sources) == 1}
        return {leg: other for leg, other in pairs.items() if pairs.get(other) == leg}

    def sound(self, leg: LegId) -> tuple[str, ...]:
        """What plays to the leg now."""
        return self.playing[leg][0] if leg in self.playing else ()

    def play_to_end(self, leg: LegId) -> None:
        _, token, loop = self.playing.pop(leg)
        assert not loop, "a loop never ends"
        self._tell(PlayFinished(leg=leg, token=token))

    def press(self, leg: LegId, digit: str) -> None:
        self._tell(DigitPressed(leg=leg, digit=digit))

    def time_out(self, leg: LegId) -> None:
        self._tell(RtpTimedOut(leg=leg))

    def trouble(self, call: CallId, what: str) -> None:
        self._tell(RecordingTroubled(leg=LegId(""), call=call, what=what))

    def die(self) -> None:
        self._tell(EngineLost(leg=LegId("")))
