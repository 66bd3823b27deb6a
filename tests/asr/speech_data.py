"""The shared recordings, as 8 kHz s16le the way a telephone line brings them."""

import csv
import os
import wave
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
import soxr

ROOT = Path(__file__).resolve().parents[2]
RATE = 8000
CHUNK = 1600


@dataclass(frozen=True)
class Utterance:
    said: str
    pcm: bytes

    def chunks(self) -> list[bytes]:
        return [self.pcm[i : i + CHUNK] for i in range(0, len(self.pcm), CHUNK)]


def utterances(language: str, wanted: list[str]) -> list[Utterance]:
    """Return the utterances of these files; skip the test where the shared data are absent."""
    data = Path(os.environ.get("HOTLINE_TEST_DATA", ROOT.parent / "shared" / "data"))
    folder = data / "speech" / language
    if not folder.is_dir():
        pytest.skip(f"the shared recordings are not at {folder}; set HOTLINE_TEST_DATA")
    with (folder / "manifest.tsv").open(encoding="utf-8") as file:
        said = {row["file"]: row["transcript"] for row in csv.DictReader(file, delimiter="\t")}
    return [Utterance(said[name], _telephone(folder / name)) for name in wanted]


def _telephone(path: Path) -> bytes:
    with wave.open(str(path)) as file:
        samples = np.frombuffer(file.readframes(file.getnframes()), "<i2")
        return soxr.resample(samples, file.getframerate(), RATE).astype("<i2").tobytes()
