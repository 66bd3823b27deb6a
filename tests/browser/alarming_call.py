"""The recognition process with one written call in which gas escapes: ``python -m tests.browser.alarming_call``.

What the caller says comes out of the port's finals at the pace of the call's own sound and goes all the way that a model's words
go: tap, transcript, draft, desk.
"""

import os
import sys
from collections.abc import Callable
from pathlib import Path

from asr.port import Emit, Recognizer
from asr.worker import main
from bench.console.replaying import Replayed
from bench.draft.calls import Utterance
from config.settings import Asr

SAID = (
    Utterance("caller", "您好，我家厨房煤气泄漏了，味道很重", 0.4, 2.4),
    Utterance("caller", "在阳光花园三号楼，请快点派人来", 2.8, 60.0),
)


def open_written(asr: Asr, models: Path, emit: Emit, progress: Callable[[str], None]) -> Recognizer:
    progress("Reading the written call")
    return Replayed([SAID], emit)


if __name__ == "__main__":
    code = main(open_with=open_written)
    sys.stdout.flush()
    os._exit(code)
