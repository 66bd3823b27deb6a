"""G.711 A-law (PCMA) and µ-law (PCMU), exact to ITU-T G.711 in both directions.

PCM is s16le mono. Every word of every call is decoded, by audioop, a fifth of what a look-up of numpy's costs. What is encoded is
rare (sums, tones, concealment): that goes by tables computed once from the segment rules of the recommendation (A-law 13 bit
with even bits inverted, µ-law 14 bit with bias 33).
"""

import warnings
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from telephony.sip.port import Codec

with warnings.catch_warnings():  # it goes with Python 3.13, from which on a package of the same name takes its place
    warnings.simplefilter("ignore", DeprecationWarning)
    import audioop

_U8 = NDArray[np.uint8]
_I16 = NDArray[np.int16]
_ALAW_EVEN_BITS = 0x55
_MULAW_BIAS = 33
_MULAW_CLIP = 8158


def _segment(magnitude: NDArray[np.int64], lowest_bits: int) -> NDArray[np.int64]:
    """Number of the segment: how many bits the magnitude has above those of segment 0."""
    bits = np.floor(np.log2(np.maximum(magnitude, 1))).astype(np.int64) + 1
    return np.maximum(bits - lowest_bits, 0)


def _alaw_encoder() -> _U8:
    sample = np.arange(65_536, dtype=np.int64).astype(np.uint16).view(np.int16).astype(np.int64)
    magnitude = np.where(sample >= 0, sample, ~sample) >> 3
    segment = _segment(magnitude, 5)
    mantissa = (magnitude >> np.maximum(segment, 1)) & 0x0F
    sign = np.where(sample >= 0, 0x80, 0)
    code: _U8 = ((sign | segment << 4 | mantissa) ^ _ALAW_EVEN_BITS).astype(np.uint8)
    return code


def _alaw_decoder() -> _I16:
    code = np.arange(256, dtype=np.int64) ^ _ALAW_EVEN_BITS
    segment, mantissa = code >> 4 & 7, code & 0x0F
    magnitude = ((mantissa << 4) + np.where(segment > 0, 0x108, 8)) << np.maximum(segment - 1, 0)
    samples: _I16 = np.where(code & 0x80, magnitude, -magnitude).astype("<i2")
    return samples


def _mulaw_encoder() -> _U8:
    sample = np.arange(65_536, dtype=np.int64).astype(np.uint16).view(np.int16).astype(np.int64)
    magnitude = np.minimum(np.abs(sample >> 2), _MULAW_CLIP) + _MULAW_BIAS
    segment = _segment(magnitude, 6)
    mantissa = (magnitude >> (segment + 1)) & 0x0F
    sign = np.where(sample >= 0, 0x80, 0)
    code: _U8 = (0x70 - (segment << 4) | 0x0F - mantissa | sign).astype(np.uint8)
    return code


def _mulaw_decoder() -> _I16:
    code = ~np.arange(256, dtype=np.int64) & 0xFF
    magnitude = (((code & 0x0F) << 3) + 4 * _MULAW_BIAS << (code >> 4 & 7)) - 4 * _MULAW_BIAS
    samples: _I16 = np.where(code & 0x80, -magnitude, magnitude).astype("<i2")
    return samples


_ENCODERS: dict[Codec, _U8] = {"PCMA": _alaw_encoder(), "PCMU": _mulaw_encoder()}
LEVELS: dict[Codec, _I16] = {"PCMA": _alaw_decoder(), "PCMU": _mulaw_decoder()}
"""What each of the 256 codes stands for."""
_DECODERS: dict[Codec, Callable[[bytes, int], bytes]] = {"PCMA": audioop.alaw2lin, "PCMU": audioop.ulaw2lin}
_SAMPLE_BYTES = 2


def encode(codec: Codec, pcm: bytes) -> bytes:
    """s16le PCM to one byte a sample."""
    payload: bytes = _ENCODERS[codec][np.frombuffer(pcm, "<u2")].tobytes()
    return payload


def decode(codec: Codec, payload: bytes) -> bytes:
    """One byte a sample to s16le PCM of twice the length."""
    return _DECODERS[codec](payload, _SAMPLE_BYTES)


def _across(codec: Codec, other: Codec) -> bytes:
    """For ``bytes.translate``: each code of one law as the nearest of the other."""
    levels, others = (LEVELS[law].astype(np.int64) for law in (codec, other))
    codes: _U8 = np.argmin(np.abs(levels[:, None] - others[None, :]), axis=1).astype(np.uint8)
    return codes.tobytes()


ACROSS: dict[Codec, bytes] = {"PCMA": _across("PCMA", "PCMU"), "PCMU": _across("PCMU", "PCMA")}
