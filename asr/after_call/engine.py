"""The recogniser that reads recordings: that of the live calls, or a larger one, with one model in this process alone."""

from collections.abc import Callable
from pathlib import Path

from asr.after_call.job import LIVE_ENGINE
from asr.after_call.reading import AHEAD_S
from asr.choose import choose, open_recognizer, sound_folder
from asr.pool.worker import open_vosk
from asr.port import Emit, Recognizer
from config.errors import Unavailable
from config.settings import Asr

KEPT_S = 4 * AHEAD_S


def settings_for(asr: Asr, engine: str) -> Asr:
    """The settings under which this engine is chosen: ``whisper`` and ``vosk:MODEL`` replace what calls use.

    One stream at a time: no more recognisers are warmed. A recording is given ahead of its decoding, so a farm must keep more
    than that, however little live calls keep.
    """
    one = asr.model_copy(update={"max_streams": 1, "replay_s": max(asr.replay_s, KEPT_S)})
    if engine == LIVE_ENGINE:
        return one
    kind, _, model = engine.partition(":")
    return one.model_copy(update={"engine": kind, "model": model, "default_model": model or asr.default_model})


def open_engine(asr: Asr, models: Path, engine: str, emit: Emit, progress: Callable[[str], None]) -> Recognizer:
    """Load it; raises BadSetting or Unavailable with the remedy. A farm of servers is asked as live calls ask it."""
    asr = settings_for(asr, engine)
    choice = choose(asr, models)
    if choice.info.engine == "none":
        raise Unavailable("没有可用的语音识别模型。", "Run: hotline models install.")
    if choice.info.engine == "vosk":
        folder = sound_folder(choice, progress)
        progress(f"Loading the model {choice.info.model} for recordings")
        return open_vosk(asr, folder, choice.info, emit, False)
    return open_recognizer(asr, models, emit, progress)
