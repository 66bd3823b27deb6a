"""The ways a frame of sound is written inside the engine: as it came from the line, or as linear samples.

A leg keeps the law of its line (G.711 A-law or µ-law, one byte a sample), a browser's leg linear 16 bit (RFC 3551's L16, but
little-endian). Between two legs of the same law a frame passes untouched; between the two laws it costs one byte table; only
sums, recordings and taps need samples, and the last two convert half a second at once.
"""

from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from telephony.media import g711
from telephony.sip.port import Codec

Samples = NDArray[np.int16]
FRAME_SAMPLES = 160
_QUIET = 400


@dataclass(frozen=True, slots=True, eq=False)
class Form:
    """``frame_bytes`` is the size of 20 ms; ``silence`` such a frame, recognised by identity."""

    name: Literal["PCMA", "PCMU", "L16"]
    law: Codec | None
    sample_bytes: int
    silence: bytes = field(init=False, repr=False)
    _loud: bytes = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "silence", self.written(np.zeros(FRAME_SAMPLES, np.int16)))
        levels = np.zeros(256) if self.law is None else self.samples(bytes(range(256)))
        object.__setattr__(self, "_loud", (np.abs(levels.astype(np.int64)) >= _QUIET).astype(np.uint8).tobytes())

    @property
    def frame_bytes(self) -> int:
        return FRAME_SAMPLES * self.sample_bytes

    def is_quiet(self, data: bytes) -> bool:
        """Whether no sample of it is louder than a room in which nobody speaks."""
        if self.law is None:
            return int(np.abs(self.samples(data).astype(np.int32)).max()) < _QUIET
        return 1 not in data.translate(self._loud)

    def linear(self, data: bytes) -> bytes:
        """Any whole number of samples as s16le PCM."""
        return data if self.law is None else g711.decode(self.law, data)

    def samples(self, data: bytes) -> Samples:
        """The same as 16-bit linear samples."""
        return np.frombuffer(self.linear(data), "<i2")

    def written(self, samples: Samples) -> bytes:
        """Linear samples in this form."""
        pcm = samples.astype("<i2", copy=False).tobytes()
        return pcm if self.law is None else g711.encode(self.law, pcm)


PCMA = Form("PCMA", "PCMA", 1)
PCMU = Form("PCMU", "PCMU", 1)
L16 = Form("L16", None, 2)
FORMS: dict[Codec, Form] = {"PCMA": PCMA, "PCMU": PCMU}


def converted(data: bytes, form: Form, target: Form) -> bytes:
    """The same sound in another form; untouched when it is the same one."""
    if form is target:
        return data
    if form.law is not None and target.law is not None:
        return data.translate(g711.ACROSS[form.law])
    return target.written(form.samples(data))
