"""What a live engine must do for one stream; the serial stream around it does the rest (times, interims, tail)."""

from dataclasses import dataclass
from typing import Protocol

from asr.port import Word


@dataclass(frozen=True, slots=True)
class Utterance:
    """A finished piece of speech; word times are seconds of audio fed to the decoder since it was made."""

    words: tuple[Word, ...]

    @property
    def confidence(self) -> float:
        return sum(word.confidence for word in self.words) / len(self.words) if self.words else 0.0


class Decoder(Protocol):
    """Used by one thread at a time. Raises whatever the engine raises; the stream turns that into StreamFailed."""

    def accept(self, pcm: bytes) -> Utterance | None:
        """Take whole s16le samples; return the utterance that they ended, if they ended one."""

    def partial(self) -> str:
        """Return the interim text of what is being spoken, empty in silence."""

    def finish_utterance(self) -> Utterance | None:
        """Decode what is left and return it; the decoder can be fed again afterwards."""

    def fed_s(self) -> float:
        """Return seconds of audio fed since the decoder was made (the zero of its word times)."""

    def close(self) -> None:
        """Free what it holds."""
