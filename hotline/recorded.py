"""The sound of a call's recording for recognition, which does not know telephony: one channel, from here to there."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from config.errors import Unavailable
from telephony.media.port import RATE
from telephony.media.recording import HEADER_BYTES, frames_in

PIECE_S = 1.0
_FRAME_BYTES = 4
_SIDES = {"caller": 0, "agent": 1}


def mono(path: Path, channel: str, from_s: float, to_s: float | None) -> Iterator[tuple[float, bytes]]:
    """Pieces of at most `PIECE_S`: place in seconds, s16le. What the file does not hold (yet) is left out; the header is not
    asked, for a kill may have come before it was written. Raises Unavailable where there is no file."""
    if not path.is_file():
        raise Unavailable("录音文件不存在。")
    last = frames_in(path) if to_s is None else min(frames_in(path), round(to_s * RATE))
    place = round(from_s * RATE)
    with path.open("rb") as file:
        while place < last:
            count = min(round(PIECE_S * RATE), last - place)
            file.seek(HEADER_BYTES + place * _FRAME_BYTES)
            pairs = np.frombuffer(file.read(count * _FRAME_BYTES), "<i2").reshape(-1, 2)
            if not len(pairs):
                return
            yield place / RATE, pairs[:, _SIDES[channel]].tobytes()
            place += len(pairs)
