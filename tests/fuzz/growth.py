"""Blows inputs up to the size of the largest datagram, to find what grows with the square of its size."""

import hashlib
import random
import time
import traceback
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.fuzz.targets import TARGETS, timed

LARGEST = 60_000
LONGEST_PIECE = 40
MAX_FAULTS = 5


def grown(data: bytes, dice: random.Random, size: int = LARGEST) -> bytes:
    """A piece of the input, repeated in its place until the size is reached."""
    at = dice.randrange(len(data) + 1)
    piece = data[at : at + dice.randint(1, LONGEST_PIECE)] or b";"
    return data[:at] + piece * (max(size - len(data), 0) // len(piece)) + data[at:]


def grow_for(seconds: float, folders: Mapping[str, Sequence[Path]], crashes: Path) -> list[tuple[str, Path]]:
    """Turn by turn an input of each target; what failed or was too slow, kept as a file under ``crashes``."""
    dice = random.Random()
    inputs = {
        target: sorted(file for folder in found if folder.is_dir() for file in folder.iterdir())
        for target, found in folders.items()
    }
    faults: list[tuple[str, Path]] = []
    rounds, deadline = 0, time.monotonic() + seconds
    while time.monotonic() < deadline:
        for target, files in inputs.items():
            rounds += 1
            data = grown(dice.choice(files).read_bytes(), dice)
            try:
                timed(TARGETS[target], data)
            except Exception:
                print(f"fuzz growth {target}: {traceback.format_exc()}", flush=True)
                faults.append((target, _kept(crashes / target, data)))
                if len(faults) == MAX_FAULTS:
                    return faults
    print(f"fuzz growth: {rounds} inputs of {LARGEST} bytes in {seconds:.0f} s, {len(faults)} faults", flush=True)
    return faults


def _kept(folder: Path, data: bytes) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"grown-{hashlib.sha256(data).hexdigest()[:16]}"
    file.write_bytes(data)
    return file
