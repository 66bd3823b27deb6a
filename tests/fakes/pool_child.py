"""A worker of the pool with a scripted recogniser: ``python -m tests.fakes.pool_child``.

Audio of all ``0x7f`` bytes ends the process as a native abort would; a file ``broken`` in the model's folder makes it fail to
load. It says a final for each second of audio.
"""

import os
import sys
from pathlib import Path

from asr.pool.worker import main
from asr.port import Emit, Recognizer, RecognizerInfo
from config.errors import Unavailable
from config.settings import Asr
from tests.fakes.recognizer import ScriptedRecognizer


def _heard(pcm: bytes) -> None:
    if pcm and pcm == b"\x7f" * len(pcm):
        os.abort()


def open_scripted(asr: Asr, folder: Path, info: RecognizerInfo, emit: Emit, anew: bool) -> Recognizer:
    if (folder / "broken").exists():
        raise Unavailable("The Vosk model broken is not whole.", "Install it again.")
    return ScriptedRecognizer(emit, heard=_heard, max_streams=asr.max_streams)


if __name__ == "__main__":
    main(open_with=open_scripted)
    sys.stdout.flush()
    os._exit(0)
