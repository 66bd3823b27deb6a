"""What is said in the scenes: Korean sentences of two speakers with the pauses that end an utterance."""

import os
from pathlib import Path

import numpy as np

from config.errors import Unavailable
from hotline.sound import RATE, read_pcm, write_pcm
from tests.integration.house import Sound

CALLER = ("fv01_t01_s01", "fv01_t01_s02", "fv01_t02_s50")
AGENT = ("m003_0040", "m006_0011", "m006_0018", "m006_0008", "m006_0023", "m006_0001")
PAUSE_S = 0.9


def data() -> Path:
    """The folder of the shared data; Unavailable where it is absent."""
    folder = Path(os.environ.get("HOTLINE_TEST_DATA", Path(__file__).resolve().parents[3] / "shared" / "data"))
    if not (folder / "speech" / "ko").is_dir():
        raise Unavailable(f"The shared recordings are not at {folder}.", "Set HOTLINE_TEST_DATA.")
    return folder


def said(names: tuple[str, ...]) -> Sound:
    """These sentences one after the other, with a pause after each."""
    pause = np.zeros(round(PAUSE_S * RATE), np.int16)
    parts = [read_pcm(data() / "speech" / "ko" / f"{name}.16k.wav") for name in names]
    return np.concatenate([pause, *(one for part in parts for one in (part, pause))])


def caller_file(folder: Path) -> Path:
    """The caller's sentences as a file that a phone plays."""
    path = folder / "caller.wav"
    write_pcm(path, said(CALLER))
    return path
