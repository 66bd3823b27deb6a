"""The media process without some of its parts, to see what each costs. Started by `bench.telephony.parts` alone.

``BENCH_WITHOUT`` in the environment names them, with commas: codec, jitter_buffer, rtcp.
"""

import os
import sys
from typing import Any

WITHOUT = "BENCH_WITHOUT"


class OneFrame:
    """What a jitter buffer would be without jitter: the newest frame, once. As far as the legs use it."""

    target_ms = depth_ms = 20
    jitter = 0.0
    concealed = 0

    def __init__(self, max_ms: int, floor_ms: int = 40, form: Any = None) -> None:
        from telephony.media.form import L16
        from telephony.media.jitter import Fate

        self.form = form or L16
        self._taken = Fate.TAKEN
        self._frame: bytes | None = None

    def push(self, ssrc: int, timestamp: int, data: bytes, arrival_ms: float) -> Any:
        self._frame = data
        return self._taken

    def follow(self, ssrc: int, timestamp: int, data: bytes, arrival_ms: float) -> bool:
        self._frame = data
        return True

    def pop(self, now_ms: float) -> bytes | None:
        frame, self._frame = self._frame, None
        return frame

    def change_form(self, form: Any) -> None:
        self.form = form

    def rest(self) -> None: ...

    def drain(self) -> list[bytes]:
        return []


def strip(parts: frozenset[str]) -> None:
    """Replace the parts where the legs look them up; AttributeError when the engine no longer has them there."""
    from telephony.media import g711, rtp_leg

    known: Any = rtp_leg
    laws: Any = g711
    if "codec" in parts:
        assert laws.decode
        laws.decode = lambda codec, payload: bytes(2 * len(payload))
    if "jitter_buffer" in parts:
        assert known.JitterBuffer
        known.JitterBuffer = OneFrame
    if "rtcp" in parts:
        leg = known.RtpLeg
        assert leg.watch
        assert leg.receive_reports
        leg.watch = lambda self, now_s: None
        leg.receive_reports = lambda self, now_s, wall_s: self.rtcp.recv(2_048)


def main(arguments: list[str]) -> int:
    from telephony.media import engine

    strip(frozenset(filter(None, os.environ.get(WITHOUT, "").split(","))))
    return engine.main(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
