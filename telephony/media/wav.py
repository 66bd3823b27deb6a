"""WAV files as operators have them, read into samples between −1 and 1.

PCM of 8, 16, 24 and 32 bits, floating point, G.711 A-law and µ-law, also in the extensible form, with any number of channels
(mixed down). The chunks are walked by hand because the standard library's reader knows integers only.
"""

import struct
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import BinaryIO, NamedTuple

import numpy as np
from numpy.typing import NDArray

from config.errors import BadInput
from telephony.media.form import PCMA, PCMU

MAX_SECONDS = 1_800
_REMEDY = "Store it as a PCM WAV file of 8 to 48 kHz."
_FORMAT = struct.Struct("<HHIIHH")
_CHUNK = struct.Struct("<4sI")
_EXTENSIBLE = 0xFFFE
_SUBFORMAT_AT = 24
_MAX_FORMAT_BYTES = 64

Wave = NDArray[np.float64]


class _Layout(NamedTuple):
    kind: int
    channels: int
    rate: int
    bits: int


def read_wav(path: Path) -> tuple[Wave, int]:
    """Mono samples −1…1 and their rate; raises BadInput that names the file and says what is wrong with it."""
    try:
        with path.open("rb") as file:
            return _read(file)
    except (OSError, ValueError, struct.error) as error:
        raise BadInput(f"{path} cannot be played: {error}.", _REMEDY) from None


def _read(file: BinaryIO) -> tuple[Wave, int]:
    riff, _, kind = struct.unpack("<4sI4s", file.read(12))
    if (riff, kind) != (b"RIFF", b"WAVE"):
        raise ValueError("it is no WAV file")
    layout: _Layout | None = None
    for name, size in _chunks(file):
        if name == b"fmt ":
            layout = _layout(file.read(min(size, _MAX_FORMAT_BYTES)))
        elif name == b"data" and layout is not None:
            return _mono(file, size, layout), layout.rate
    raise ValueError("it has no sound in it")


def _chunks(file: BinaryIO) -> Iterator[tuple[bytes, int]]:
    while len(head := file.read(_CHUNK.size)) == _CHUNK.size:
        name, size = _CHUNK.unpack(head)
        after = file.tell() + size + size % 2
        yield name, size
        file.seek(after)


def _layout(data: bytes) -> _Layout:
    kind, channels, rate, _, _, bits = _FORMAT.unpack_from(data)
    if kind == _EXTENSIBLE:
        (kind,) = struct.unpack_from("<H", data, _SUBFORMAT_AT)
    if not 1 <= channels <= 16 or not 1_000 <= rate <= 400_000:
        raise ValueError(f"{channels} channels at {rate} Hz are not possible")
    if (kind, bits) not in _READERS:
        raise ValueError(f"its kind of sound ({kind}, {bits} bits) is not known")
    return _Layout(kind, channels, rate, bits)


def _mono(file: BinaryIO, size: int, layout: _Layout) -> Wave:
    width = layout.channels * layout.bits // 8
    most = MAX_SECONDS * layout.rate * width
    data = file.read(min(size, most + width))
    if len(data) > most:
        raise ValueError(f"it is longer than {MAX_SECONDS} s")
    samples = _READERS[layout.kind, layout.bits](data[: len(data) // width * width])
    mono: Wave = np.nan_to_num(samples.reshape(-1, layout.channels).mean(axis=1))
    return mono


def _whole(kind: str, zero: int, full: float) -> Callable[[bytes], Wave]:
    return lambda data: (np.frombuffer(data, kind).astype(np.float64) - zero) / full


def _of_24_bits(data: bytes) -> Wave:
    triples = np.frombuffer(data, np.uint8).reshape(-1, 3)
    return np.pad(triples, ((0, 0), (1, 0))).reshape(-1).view("<i4").astype(np.float64) / 2.0**31


_PCM, _FLOAT, _ALAW, _MULAW = 1, 3, 6, 7
_READERS: Mapping[tuple[int, int], Callable[[bytes], Wave]] = {
    (_PCM, 8): _whole("u1", 128, 128.0),
    (_PCM, 16): _whole("<i2", 0, 2.0**15),
    (_PCM, 24): _of_24_bits,
    (_PCM, 32): _whole("<i4", 0, 2.0**31),
    (_FLOAT, 32): _whole("<f4", 0, 1.0),
    (_FLOAT, 64): _whole("<f8", 0, 1.0),
    (_ALAW, 8): lambda data: PCMA.samples(data) / 2.0**15,
    (_MULAW, 8): lambda data: PCMU.samples(data) / 2.0**15,
}
