"""``python -m asr.models.smoke FOLDER``: one short decode, in a process that may die of a damaged model."""

import sys
from pathlib import Path

import numpy as np

RATE = 8000


def sound() -> bytes:
    """Two seconds of rising hum and hiss, the same each time: enough for every part of a model to be used."""
    time_s = np.arange(2 * RATE) / RATE
    hiss = np.random.default_rng(12345).normal(0, 800, time_s.size)
    hum = 6000 * np.sin(2 * np.pi * (120 + 40 * time_s) * time_s) * (np.sin(2 * np.pi * 3 * time_s) > 0)
    return (hum + hiss).astype("<i2").tobytes()


def main() -> int:
    from asr.vosk_engine import decode_once

    try:
        decode_once(Path(sys.argv[1]), sound(), RATE)
    except Exception as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
