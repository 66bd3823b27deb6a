"""Rests of the recording, and of the transcription with it, while an ID or card number is spoken; each has its bound."""

from datetime import timedelta

from config.errors import Conflict
from config.ids import PersonId
from telephony.calls.line import Line
from telephony.events import RecordingContinued, RecordingPaused
from telephony.switchboard import Switchboard

ALARM = "recording pause"


class Writing:
    """``pause_max_s``: a pause that nobody ends goes on no longer."""

    def __init__(self, board: Switchboard, *, pause_max_s: float) -> None:
        self._board = board
        self._pause_max_s = pause_max_s

    def pause(self, line: Line, agent: PersonId, reason: str) -> None:
        board = self._board
        if line.recording_paused:
            raise Conflict("录音已经暂停。", "可点击“继续录音”。")
        line.pause_recording(True)
        until = board.now() + timedelta(seconds=self._pause_max_s)
        board.alarms.set(line.call, ALARM, until, lambda: self.go_on(line, None))
        board.emit(RecordingPaused(at=board.now(), call=line.call, agent=agent, reason=reason))

    def go_on(self, line: Line, agent: PersonId | None) -> None:
        """Write again; ``agent`` None: by the bound, or because who paused has left the call."""
        if line.recording_paused:
            line.pause_recording(False)
            self._board.alarms.clear(line.call, ALARM)
            self._board.emit(RecordingContinued(at=self._board.now(), call=line.call, agent=agent))
