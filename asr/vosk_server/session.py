"""One connection's account: what was sent and is not answered yet, and where its words stand on the call's line. Pure."""

from collections import deque
from dataclasses import dataclass, replace

from asr.decoder import Utterance
from asr.gate.splice import Splice
from asr.port import Word
from asr.vosk_server.backlog import Piece
from asr.vosk_server.protocol import BadReply, Heard


@dataclass(frozen=True, slots=True)
class Sent:
    """A message: the sample up to which it goes, that sample's place on the call's line, its length, when its audio came in."""

    upto: int
    at: int
    samples: int
    arrived: float
    last: bool = False


class Session:
    """Counts messages, since each is answered by exactly one reply. Places are samples on the call's line."""

    def __init__(self, rate: int, window_s: float) -> None:
        self._rate, self._window = rate, int(window_s * rate)
        self._owed: deque[Sent] = deque()
        self._owed_since: float | None = None
        self._fed = 0
        self._splice = Splice()
        self._unanswered = 0
        self._end: Sent | None = None

    @property
    def fed(self) -> bool:
        return self._end is not None

    @property
    def ending(self) -> bool:
        return self._end is not None and self._end.last

    @property
    def has_room(self) -> bool:
        """Whether the server may have one more message before it answers."""
        return self._unanswered < self._window

    def silent_for(self, now: float) -> float:
        """Seconds for which the server has owed a reply without giving any."""
        return now - self._owed_since if self._owed_since is not None else 0.0

    def sent(self, piece: Piece, now: float) -> None:
        samples = piece.end - piece.first
        self._splice.fed(self._fed / self._rate, piece.at / self._rate, samples / self._rate)
        self._fed += samples
        self._owe(Sent(piece.end, piece.at + samples, samples, piece.arrived), now)

    def sent_more(self, now: float, *, last: bool) -> None:
        """Silence after the speech, or the end: messages that stand for no audio of the call."""
        if self._end is not None:
            self._owe(replace(self._end, samples=0, last=last), now)

    def answered(self, now: float) -> Sent:
        """Return the message that a reply answers; raise BadReply when none is waiting for one."""
        if not self._owed:
            raise BadReply("more replies than messages")
        message = self._owed.popleft()
        self._unanswered -= message.samples
        self._owed_since = now if self._owed else None
        return message

    def words(self, heard: Heard, from_s: float, message: Sent) -> tuple[Word, ...]:
        """The words on the call's line, within what was spoken since the utterance began (``from_s``)."""
        until_s = max(message.at / self._rate, from_s)

        def within(t: float) -> float:
            return round(min(max(t, from_s), until_s), 3)

        on_the_line = self._splice.outer(Utterance(heard.words)).words
        return tuple(replace(word, t0=within(word.t0), t1=within(word.t1)) for word in on_the_line)

    def _owe(self, message: Sent, now: float) -> None:
        self._owed.append(message)
        self._unanswered += message.samples
        self._owed_since = now if self._owed_since is None else self._owed_since
        self._end = message
