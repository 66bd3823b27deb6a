"""Which calls are written down, whose voices, and which are to be hushed for a while; one `tick` every 20 ms."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from config.ids import CallId, LegId
from telephony.media.call_recording import CallRecording
from telephony.media.disk import Disk
from telephony.media.form import L16, Form
from telephony.media.leg import Leg
from telephony.media.mix import heard_from

Trouble = Callable[[CallId, str], None]


class Recorder:
    """All recordings of the engine. ``legs`` is the switch's own table of legs."""

    def __init__(self, disk: Disk, legs: Mapping[LegId, Leg], trouble: Trouble) -> None:
        self._disk = disk
        self._legs = legs
        self._trouble = trouble
        self._recordings: dict[CallId, CallRecording] = {}

    def record(self, call: CallId, path: Path, left: LegId, right: Sequence[LegId], tick: int) -> None:
        """Begin, or go on with other voices; who comes in during a pause is hushed as the others are."""
        recording = self._recordings.get(call)
        if recording is None:
            recording = self._recordings[call] = CallRecording(path, tick, self._disk)
        recording.left, recording.right = left, tuple(right)
        if recording.paused:
            self._hush(recording, True)

    def pause(self, call: CallId, on: bool) -> None:
        """Silence in the file and in the taps of its legs, from the same tick on, until the same tick."""
        recording = self._recordings.get(call)
        if recording is not None:
            recording.paused = on
            self._hush(recording, on)

    def _hush(self, recording: CallRecording, on: bool) -> None:
        for leg in recording.legs:
            if leg in self._legs:
                self._legs[leg].hushed = on

    def stop(self, call: CallId) -> int:
        """Finish the file; returns how many pieces the disk was too slow for. A hushed leg stays so until it closes."""
        recording = self._recordings.pop(call, None)
        if recording is None:
            return 0
        recording.finish()
        return recording.left_out

    def stop_all(self) -> None:
        for call in list(self._recordings):
            self.stop(call)

    def first_tick(self, leg: LegId) -> int | None:
        """The tick that is 0 on the time line of the call that this leg is recorded in; None for none."""
        return next((one.first_tick for one in self._recordings.values() if leg in one.legs), None)

    def tick(self) -> None:
        for call, recording in self._recordings.items():
            if recording.paused:
                recording.add_silence()
            else:
                left, left_form = self._voice(recording.left)
                right, right_form = self._side(recording.right)
                recording.add(left, right, left_form, right_form)
            news = recording.news()
            if news is not None:
                self._trouble(call, news)

    def _voice(self, leg_id: LegId | None) -> tuple[bytes, Form]:
        leg = self._legs.get(leg_id) if leg_id is not None else None
        return (L16.silence, L16) if leg is None else (leg.heard, leg.form)

    def _side(self, legs: tuple[LegId, ...]) -> tuple[bytes, Form]:
        if len(legs) == 1:
            return self._voice(legs[0])
        speakers = [self._legs[leg] for leg in legs if leg in self._legs]
        return heard_from(speakers, L16), L16

    def skip(self, ticks: int) -> None:
        for recording in self._recordings.values():
            recording.skip(ticks)

    def __iter__(self) -> Iterator[CallId]:
        return iter(self._recordings)
