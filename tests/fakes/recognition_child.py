"""The recognition process with a scripted recogniser: ``python -m tests.fakes.recognition_child``.

Audio of all ``0x7f`` bytes kills the process as a native abort would; the model name ``broken`` fails to load.
"""

import os
import sys
from collections.abc import Callable
from pathlib import Path

from asr.port import Emit, Recognizer
from asr.worker import main
from config.errors import Unavailable
from config.settings import Asr
from tests.fakes.recognizer import ScriptedRecognizer


def _heard(pcm: bytes) -> None:
    if pcm and pcm == b"\x7f" * len(pcm):
        os.abort()


def open_scripted(asr: Asr, models: Path, emit: Emit, progress: Callable[[str], None]) -> Recognizer:
    progress("Loading the script")
    if asr.model == "broken":
        raise Unavailable("The Vosk model broken is not whole.", "Install it again.")
    return ScriptedRecognizer(emit, heard=_heard)


if __name__ == "__main__":
    code = main(open_with=open_scripted)
    sys.stdout.flush()
    os._exit(code)
