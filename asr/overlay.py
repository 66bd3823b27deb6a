"""A model folder of our own over somebody else's: other end-pointing and beams without touching the model's files.

Vosk 0.3.45 has no setter for them; it reads ``conf/model.conf`` and ``conf/mfcc.conf`` when the model is loaded.
"""

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Tuning:
    """End-pointing in seconds of silence (rule 2: after speech) and of length (rule 5), beams, frames that the network reads
    at once (10 ms each); None keeps the model's."""

    end_silence_s: float = 0.5
    longest_utterance_s: float = 20.0
    beam: float | None = None
    max_active: int | None = None
    lattice_beam: float | None = None
    frames_per_chunk: int | None = None
    dither: float | None = None

    def model_conf(self) -> Mapping[str, str]:
        wanted = {
            "--endpoint.rule2.min-trailing-silence": self.end_silence_s,
            "--endpoint.rule5.min-utterance-length": self.longest_utterance_s,
            "--beam": self.beam,
            "--max-active": self.max_active,
            "--lattice-beam": self.lattice_beam,
            "--frames-per-chunk": self.frames_per_chunk,
        }
        return {key: str(value) for key, value in wanted.items() if value is not None}

    def mfcc_conf(self) -> Mapping[str, str]:
        """Telephone audio has 8 kHz: the front end must be allowed to resample it."""
        wanted = {"--allow-upsample": "true", "--allow-downsample": "true"}
        return wanted if self.dither is None else {**wanted, "--dither": str(self.dither)}


class Options(Protocol):
    """What is written over a model's option files."""

    def model_conf(self) -> Mapping[str, str]: ...

    def mfcc_conf(self) -> Mapping[str, str]: ...


def amended(text: str, options: Mapping[str, str]) -> str:
    """Return a Kaldi option file with these options set, replacing their old lines, keeping the others."""
    kept = [line for line in text.splitlines() if line.split("=")[0].strip() not in options]
    return "\n".join([*kept, *(f"{key}={value}" for key, value in options.items())]) + "\n"


@contextmanager
def overlaid(model: Path, tuning: Options) -> Iterator[Path]:
    """Yield a temporary folder that looks like ``model`` with ``tuning`` applied; needed only while it is loaded."""
    with tempfile.TemporaryDirectory(prefix="hotline-model-") as name:
        folder = Path(name)
        for entry in model.iterdir():
            if entry.name != "conf":
                (folder / entry.name).symlink_to(entry.resolve())
        _overlay_conf(model / "conf", folder / "conf", tuning)
        yield folder


def _overlay_conf(source: Path, target: Path, tuning: Options) -> None:
    target.mkdir()
    changed = {"model.conf": tuning.model_conf(), "mfcc.conf": tuning.mfcc_conf()}
    for entry in source.iterdir():
        if entry.name not in changed:
            (target / entry.name).symlink_to(entry.resolve())
    for name, options in changed.items():
        (target / name).write_text(amended((source / name).read_text(), options))
