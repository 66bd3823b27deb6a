"""Which calls are written down, whose voices, and which are to be hushed for a while; one `tick` every 20 ms."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from config.ids import CallId, LegId
from telephony.media.call_recording import CallRecording
from telephony.media.disk import Disk
from telephony.media.leg import Leg

Trouble = Callable[[CallId, str], None]


class Recorder:
    """All recordings of the engine. ``legs`` is the switch's own table of legs."""

    def __init__(self, disk: Disk, legs: Mapping[LegId, Leg], trouble: Trouble) -> None:
        self._disk = disk
        self._legs = legs
        self._trouble = trouble
        self._recordings: dict[CallId, CallRecording] = {}
        self._sides: dict[CallId, tuple[tuple[LegId, ...], tuple[LegId, ...]]] = {}

    def record(self, call: CallId, path: Path, left: LegId, right: Sequence[LegId], tick: int) -> None:
        """Begin, or go on with other voices; who comes in during a pause is hushed as the others are."""
        if call not in self._recordings:
            self._recordings[call] = CallRecording(path, tick, self._disk)
        self._sides[call] = (left,), tuple(right)
        self._give_voices(call)

    def leg_changed(self, leg: LegId) -> None:
        """A leg was opened or has closed: those who wanted it have it, or have it no longer."""
        for call, (left, right) in self._sides.items():
            if leg in left or leg in right:
                self._give_voices(call)

    def _give_voices(self, call: CallId) -> None:
        recording = self._recordings[call]
        recording.voices(*(self._known(side) for side in self._sides[call]))
        if recording.paused:
            self._hush(recording, True)

    def _known(self, legs: Sequence[LegId]) -> list[Leg]:
        return [self._legs[leg] for leg in dict.fromkeys(legs) if leg in self._legs]

    def pause(self, call: CallId, on: bool) -> None:
        """Silence in the file and in the taps of its legs, from the same tick on, until the same tick."""
        recording = self._recordings.get(call)
        if recording is not None:
            recording.paused = on
            self._hush(recording, on)

    def _hush(self, recording: CallRecording, on: bool) -> None:
        for leg in recording.legs:
            leg.hushed = on

    def stop(self, call: CallId) -> int:
        """Finish the file; returns how many pieces the disk was too slow for. A hushed leg stays so until it closes."""
        recording = self._recordings.pop(call, None)
        if recording is None:
            return 0
        del self._sides[call]
        recording.finish()
        return recording.left_out

    def stop_all(self) -> None:
        for call in list(self._recordings):
            self.stop(call)

    def first_tick(self, leg: LegId) -> int | None:
        """The tick that is 0 on the time line of the call that this leg is recorded in; None for none."""
        calls = (call for call, (left, right) in self._sides.items() if leg in left or leg in right)
        return next((self._recordings[call].first_tick for call in calls), None)

    def tick(self) -> None:
        for call, recording in self._recordings.items():
            recording.tick()
            news = recording.news()
            if news is not None:
                self._trouble(call, news)

    def skip(self, ticks: int) -> None:
        for recording in self._recordings.values():
            recording.skip(ticks)
