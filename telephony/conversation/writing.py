"""Rests of the recording, and of the transcription with it, while an ID or card number is spoken; each has its bound."""

from datetime import timedelta

from config.errors import Conflict
from config.ids import PersonId
from telephony.calls.line import Line
from telephony.events import RecordingPaused
from telephony.switchboard import RECORDING_PAUSE, Switchboard


class Writing:
    """``pause_max_s``: a pause that nobody ends goes on no longer."""

    def __init__(self, board: Switchboard) -> None:
        self._board = board

    def pause(self, line: Line, agent: PersonId, reason: str) -> None:
        board = self._board
        if line.recording_paused:
            raise Conflict("录音已经暂停。", "可点击“继续录音”。")
        line.pause_recording(True)
        until = board.now() + timedelta(seconds=board.floor.acd.pause_recording_max_s)
        board.alarms.set(line.call, RECORDING_PAUSE, until, lambda: board.write_again(line))
        board.emit(RecordingPaused(at=board.now(), call=line.call, agent=agent, reason=reason))

    def go_on(self, line: Line, agent: PersonId) -> None:
        """Write again, as the agent says."""
        self._board.write_again(line, agent)
