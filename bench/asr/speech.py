"""The shared recordings as a telephone line brings them, with what was said in them."""

import csv
import json
import os
import wave
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import soxr

from config.errors import Unavailable

ROOT = Path(__file__).resolve().parents[2]
RATE = 8000

Samples = npt.NDArray[np.float64]


# Silence before and after the speech of a recording, up to this much of it, is the recording's and not the speaker's.
EDGE_S = 0.1
QUIET_DB = -35.0


@dataclass(frozen=True, slots=True)
class Utterance:
    """``samples`` are at 8 kHz in 16-bit units, from the speech's begin to its end; ``said`` is the manifest's transcript."""

    name: str
    said: str
    samples: Samples

    @property
    def speaker(self) -> str:
        return self.name.split("_")[0]

    @property
    def seconds(self) -> float:
        return len(self.samples) / RATE


def data_folder() -> Path:
    """Where the shared recordings and calls are; raises Unavailable where they are not."""
    folder = Path(os.environ.get("HOTLINE_TEST_DATA", ROOT.parent / "shared" / "data"))
    if not (folder / "speech").is_dir():
        raise Unavailable(f"The shared recordings are not at {folder}.", "Set HOTLINE_TEST_DATA.")
    return folder


def utterances(language: str) -> tuple[Utterance, ...]:
    folder = data_folder() / "speech" / language
    with (folder / "manifest.tsv").open(encoding="utf-8") as file:
        rows = tuple(csv.DictReader(file, delimiter="\t"))
    return tuple(Utterance(row["file"], row["transcript"], _telephone(folder / row["file"])) for row in rows)


def calls() -> tuple[dict[str, Any], ...]:
    """The transcribed calls, for the times of their turns."""
    lines = (data_folder() / "calls-zh.jsonl").read_text(encoding="utf-8").splitlines()
    return tuple(json.loads(line) for line in lines if line)


def _telephone(path: Path) -> Samples:
    with wave.open(str(path)) as file:
        wide = np.frombuffer(file.readframes(file.getnframes()), "<i2").astype(np.float64)
        narrow: Samples = soxr.resample(wide, file.getframerate(), RATE)
        return trimmed(narrow)


def trimmed(samples: Samples) -> Samples:
    """Without the silence at both ends: 20 ms frames that lie `QUIET_DB` below the loudest."""
    frames = samples[: len(samples) // 160 * 160].reshape(-1, 160)
    power = np.mean(frames**2, axis=1)
    (loud,) = np.nonzero(power > power.max() * 10 ** (QUIET_DB / 10))
    edge = round(EDGE_S * RATE)
    return samples[max(0, loud[0] * 160 - edge) : (loud[-1] + 1) * 160 + edge]
