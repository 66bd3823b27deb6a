"""The media process without some of its parts, to see what each costs. Started by `bench.telephony.parts` alone.

``BENCH_WITHOUT`` in the environment names them, with commas: codec, jitter_buffer, rtcp.
"""

import os
import sys
from typing import Any

WITHOUT = "BENCH_WITHOUT"
FRAME = 160


class OneFrame:
    """What a jitter buffer would be without jitter: the newest frame, once."""

    target_ms = depth_ms = 20
    jitter = 0.0
    concealed = 0

    def __init__(self, *_: Any, form: Any, **__: Any) -> None:
        self.form = form
        self._frame: bytes | None = None
        self._taken: Any = None

    def push(self, ssrc: int, timestamp: int, pcm: bytes, arrival_ms: float) -> Any:
        from telephony.media.jitter import Fate

        self._frame = pcm
        return Fate.TAKEN

    def change_form(self, form: Any) -> None:
        self.form = form

    def rest(self) -> None: ...

    def pop(self, now_ms: float) -> bytes | None:
        frame, self._frame = self._frame, None
        return frame

    def drain(self) -> list[bytes]:
        return []


def strip(parts: frozenset[str]) -> None:
    """Replace the parts where the legs look them up; AttributeError when the engine no longer has them there."""
    from telephony.media import g711, rtp_leg

    if "codec" in parts:
        for name, instead in (("decode", lambda codec, data: data + data), ("encode", lambda codec, frame: frame[:FRAME])):
            getattr(g711, name)
            setattr(g711, name, instead)
    if "jitter_buffer" in parts:
        rtp_leg.JitterBuffer = OneFrame  # type: ignore[assignment, misc]
    if "rtcp" in parts:
        leg: Any = rtp_leg.RtpLeg
        leg.watch = lambda self, now_s: None
        leg.receive_reports = lambda self, now_s: self.rtcp.recv(2_048)


def main(arguments: list[str]) -> int:
    from telephony.media import engine

    strip(frozenset(filter(None, os.environ.get(WITHOUT, "").split(","))))
    return engine.main(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
