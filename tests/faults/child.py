"""A worker of the pool whose decoder never comes back where a file says so: ``python -m tests.faults.child``.

The first decoder that is given speech while the file that ``HANG_VARIABLE`` names is there takes the file away and hangs.
"""

import os
import sys
import threading
from pathlib import Path

from asr import vosk_engine
from asr.decoder import Utterance
from asr.pool.worker import main
from tests.faults.model import HANG_VARIABLE


class HangingDecoder(vosk_engine.VoskDecoder):
    def accept(self, pcm: bytes) -> Utterance | None:
        if any(pcm) and _taken():
            threading.Event().wait()
        return super().accept(pcm)


def _taken() -> bool:
    try:
        Path(os.environ[HANG_VARIABLE]).unlink()
    except FileNotFoundError:
        return False
    return True


if __name__ == "__main__":
    vosk_engine.VoskDecoder = HangingDecoder  # type: ignore[misc]
    main()
    sys.stdout.flush()
    os._exit(0)
