"""The engine's heart: all legs of one node, what joins them, and one step for each 20 ms.

No loop and no clock here: ``set_time`` tells the tick and the time; packets come by the readers that the legs register with
``Watch``. Commands are those of `telephony.media.port.MediaEngine`.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, Protocol

from config.errors import Conflict
from config.ids import CallId, LegId
from config.settings import Media
from telephony.media.clip import ClipShelf
from telephony.media.disk import Disk
from telephony.media.hearing import Hearing
from telephony.media.leg import Emit, Leg, PipeLeg
from telephony.media.playlist import Playlist
from telephony.media.port import LegClosed, RecordingTroubled
from telephony.media.ports import PortPool
from telephony.media.recorder import Recorder
from telephony.media.rtp_leg import RtpLeg
from telephony.media.tap_line import TapLine
from telephony.media.tap_link import TapLink
from telephony.sip.port import Negotiated

# Each leg is looked after once in so many ticks, at each tick another part of them.
_WATCH_EVERY = 25


class Watch(Protocol):
    """Who calls back when a socket can be read (the loop)."""

    def add(self, descriptor: int, reader: Callable[[float, float], None]) -> None: ...

    def remove(self, descriptor: int) -> None: ...


class Switch:
    """``now`` and ``tick`` are those of the present step; commands between two steps count as of the next one."""

    def __init__(
        self,
        media: Media,
        *,
        shelf: ClipShelf,
        disk: Disk,
        tap: TapLink | None,
        watch: Watch,
        emit: Emit,
        report: Callable[[str], None],
    ) -> None:
        self._media = media
        self._ports = PortPool(media.host, *media.rtp_ports)
        self._shelf = shelf
        self._tap = tap
        self._watch = watch
        self._emit = emit
        self._report = report
        self._legs: dict[LegId, Leg] = {}
        self._used_ports: dict[LegId, int] = {}
        self._pipes: dict[int, PipeLeg] = {}
        self._last_pipe = 0
        self._hearing = Hearing(self._legs)
        self._recorder = Recorder(disk, self._legs, self._trouble)
        self._tick = 0
        self._now = 0.0

    def __len__(self) -> int:
        return len(self._legs)

    # legs

    def open_rtp(self, leg: LegId) -> dict[str, Any]:
        self._refuse_twice(leg)
        port, *sockets = self._ports.bind()
        opened = RtpLeg(
            leg,
            (sockets[0], sockets[1]),
            max_ms=self._media.jitter_max_ms,
            timeout_s=self._media.rtp_timeout_s,
            emit=self._emit,
        )
        self._watch.add(opened.rtp.fileno(), opened.receive)
        self._watch.add(opened.rtcp.fileno(), opened.receive_reports)
        self._legs[leg] = opened
        self._used_ports[leg] = port
        self._recorder.leg_changed(leg)
        return {"host": self._media.host, "port": port}

    def open_pipe(self, leg: LegId) -> dict[str, Any]:
        self._refuse_twice(leg)
        self._last_pipe += 1
        opened = PipeLeg(leg, self._last_pipe, self._media.jitter_max_ms, self._emit)
        self._legs[leg] = self._pipes[opened.number] = opened
        self._recorder.leg_changed(leg)
        return {"pipe": opened.number}

    def _refuse_twice(self, leg: LegId) -> None:
        if leg in self._legs:
            raise Conflict(f"The leg {leg} is open already.", "Close it first.")

    def connect(self, leg: LegId, media: dict[str, Any]) -> None:
        target = self._legs.get(leg)
        if isinstance(target, RtpLeg):
            target.connect(Negotiated(**media), self._now)

    def close(self, leg: LegId) -> dict[str, Any] | None:
        """Figures of the leg, None when it is not there."""
        closing = self._legs.get(leg)
        if closing is None:
            return None
        self.unbridge(leg)
        self._tap_rest(closing)
        self.untap(leg)
        quality = closing.quality()
        self._forget(closing)
        self._emit(LegClosed(leg=leg, quality=quality))
        return asdict(quality)

    def _forget(self, leg: Leg) -> None:
        del self._legs[leg.leg_id]
        if isinstance(leg, PipeLeg):
            del self._pipes[leg.number]
        if isinstance(leg, RtpLeg):
            self._watch.remove(leg.rtp.fileno())
            self._watch.remove(leg.rtcp.fileno())
        leg.close()
        if leg.leg_id in self._used_ports:
            self._ports.release(self._used_ports.pop(leg.leg_id))
        self._recorder.leg_changed(leg.leg_id)

    # what is heard

    def play(self, leg: LegId, prompts: Sequence[str], token: str, loop: bool) -> None:
        if leg in self._legs:
            self._legs[leg].playlist = Playlist([self._shelf.get(name) for name in prompts], token=token, loop=loop)

    def stop_play(self, leg: LegId) -> None:
        if leg in self._legs:
            self._legs[leg].playlist = None

    def hear(self, leg: LegId, sources: Sequence[LegId]) -> None:
        self._flush(self._hearing.hear(leg, sources))

    def bridge(self, a: LegId, b: LegId) -> None:
        self._flush(self._hearing.bridge(a, b))

    def unbridge(self, leg: LegId) -> None:
        self._flush(self._hearing.unbridge(leg))

    def mute(self, leg: LegId, on: bool) -> None:
        if leg in self._legs:
            self._legs[leg].muted = on

    def send_digits(self, leg: LegId, digits: str) -> None:
        refused = self._legs[leg].keys.press(digits) if leg in self._legs else ""
        if refused:
            self._report(f"leg {leg}: {len(refused)} keys were not pressed: they are none, or too many wait")

    # recording and tap

    def record(self, call: CallId, path: str, left: LegId, right: Sequence[LegId]) -> None:
        self._recorder.record(call, Path(path), left, right, self._tick)

    def pause_recording(self, call: CallId, on: bool) -> None:
        self._recorder.pause(call, on)

    def stop_recording(self, call: CallId) -> int:
        return self._recorder.stop(call)

    def _trouble(self, call: CallId, what: str) -> None:
        self._emit(RecordingTroubled(leg=LegId(""), call=call, what=what))

    def tap(self, leg: LegId, stream: str) -> None:
        if self._tap is None or leg not in self._legs:
            return
        self.untap(leg)
        tapped = self._legs[leg]
        first = self._recorder.first_tick(leg)
        tapped.tap = TapLine(stream, self._tick if first is None else first, tapped.keep())
        self._tap.put(tapped.tap.open(self._tick))

    def untap(self, leg: LegId) -> None:
        target = self._legs.get(leg)
        if target is None or target.tap is None or self._tap is None:
            return
        for frame in target.tap.end(self._tick):
            self._tap.put(frame)
        target.keep_no_more(target.tap.track)
        target.tap = None

    def _tap_rest(self, leg: Leg) -> None:
        """What the jitter buffer still holds of a leg that closes belongs to its last words."""
        if leg.tap is None or self._tap is None or leg.muted or leg.hushed:
            return
        for late, frame in enumerate(leg.jitter.drain()):
            leg.tap.track.frames.append(frame)
            piece = leg.tap.piece(self._tick + late)
            if piece is not None:
                self._tap.put(piece)

    def _flush(self, legs: Iterable[Leg]) -> None:
        for leg in legs:
            if leg.tap is not None and self._tap is not None:
                for frame in leg.tap.flush(self._tick):
                    self._tap.put(frame)

    # time

    def set_time(self, tick: int, now_s: float) -> None:
        self._tick, self._now = tick, now_s

    def take_audio(self, number: int, frame: bytes) -> None:
        """A frame from a browser, by the number of its pipe."""
        if number in self._pipes:
            self._pipes[number].receive(frame, self._now)

    def step(self, due_s: float) -> Iterator[tuple[int, bytes]]:
        """One tick, due at ``due_s``: all legs speak, then all hear. Yields the frames for the browsers."""
        due_ms = due_s * 1000.0
        for leg in list(self._legs.values()):
            try:
                leg.listen(due_ms)
            except Exception as error:
                self._end_broken(leg, error)
        legs = list(self._legs.values())
        for leg in legs:
            try:
                leg.speak()
            except Exception as error:
                self._end_broken(leg, error)
        for pipe in self._pipes.values():
            yield pipe.number, pipe.told
        self._recorder.tick()
        self._tap_tick(legs)
        self._watch_legs(legs)

    def _end_broken(self, leg: Leg, error: Exception) -> None:
        """A fault of ours in one leg ends that leg, not the engine."""
        self._report(f"leg {leg.leg_id} closed after {type(error).__name__}: {error}")
        self.close(leg.leg_id)

    def _tap_tick(self, legs: Sequence[Leg]) -> None:
        if self._tap is None:
            return
        for leg in legs:
            if leg.tap is not None:
                piece = leg.tap.piece(self._tick)
                if piece is not None:
                    self._tap.put(piece)
        self._tap.pump(self._now)

    def _watch_legs(self, legs: Sequence[Leg]) -> None:
        for leg in legs[self._tick % _WATCH_EVERY :: _WATCH_EVERY]:
            if isinstance(leg, RtpLeg):
                leg.watch(self._now)

    def skip(self, ticks: int) -> None:
        """So many ticks were missed altogether (the machine slept): silence takes their place everywhere."""
        self._flush(self._legs.values())
        for leg in self._legs.values():
            if isinstance(leg, RtpLeg):
                leg.skip(ticks)
        self._recorder.skip(ticks)

    def shut_down(self) -> None:
        """End everything in order: legs, taps, recordings."""
        for leg in list(self._legs):
            self.close(leg)
        self._recorder.stop_all()
        if self._tap is not None:
            self._tap.close()
