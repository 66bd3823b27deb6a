"""What a leg hears: nothing, one other untouched, or the saturating sum of several."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np

from telephony.media.form import Form, Samples, converted


class Speaker(Protocol):
    """``heard`` is what came from it at this tick, written in ``form``."""

    heard: bytes
    form: Form

    def samples(self) -> Samples: ...


def heard_from(speakers: Sequence[Speaker], form: Form) -> bytes:
    """One frame in ``form``; silence adds nothing, so one who speaks alone passes as he came."""
    if len(speakers) > 1:
        speakers = [speaker for speaker in speakers if speaker.heard is not speaker.form.silence]
    if not speakers:
        return form.silence
    if len(speakers) == 1:
        return converted(speakers[0].heard, speakers[0].form, form)
    return form.written(added([speaker.samples() for speaker in speakers]))


def added(tracks: Sequence[Samples]) -> Samples:
    """The sum, clipped to 16 bit: who shouts together is loud, never wrapped round."""
    total = np.sum(tracks, axis=0, dtype=np.int32)
    return np.clip(total, -32_768, 32_767).astype(np.int16)
