"""Who hears whom, told by pitch: each speaks with a tone of their own, and every ear is asked for the tones of the others."""

import numpy as np
from numpy.typing import NDArray

from hotline.sound import RATE

AGENT_HZ, CALLER_HZ, PARTY_HZ = 500, 900, 1400
CALLS_A_SECOND = 4
LOUD = 9_000
EITHER_SIDE_HZ = 12
BAND_HZ = (300, 3_400)
HEARD_DB, GONE_DB = 25.0, -30.0
"""A tone that is there stands so far out of the rest; one that is not there stays so far under the loudest."""
EAR = """() => {
  const connect = AudioNode.prototype.connect;
  AudioNode.prototype.connect = function (to, ...rest) {
    if (to instanceof AudioDestinationNode && this instanceof AudioWorkletNode && this.numberOfInputs === 0) {
      window.__ear = new AnalyserNode(this.context, { fftSize: 32768, smoothingTimeConstant: 0 });
      connect.call(this, window.__ear);
    }
    return connect.call(this, to, ...rest);
  };
  window.__sounds = () => {
    const sound = new Float32Array(window.__ear.fftSize);
    window.__ear.getFloatTimeDomainData(sound);
    return { rate: window.__ear.context.sampleRate, sound: Array.from(sound) };
  };
}"""
"""Put into a page before it loads: what its headset plays, the last half second and more, as numbers."""


def calls(hz: int, seconds: float) -> NDArray[np.int16]:
    """A tone that comes and goes, as no line's hum does."""
    at = np.arange(int(seconds * RATE)) / RATE
    return (LOUD * np.sin(2 * np.pi * hz * at) * (np.sin(2 * np.pi * CALLS_A_SECOND * at) > 0)).astype(np.int16)


def stands_out(sound: NDArray[np.float64], hz: int, rate: int = RATE) -> float:
    """Decibels by which the strongest line near ``hz`` is over the median of telephony's band; -inf in silence."""
    power, near = _lines(sound, hz, rate)
    return _decibels(near, float(np.median(power)) if len(power) else 0.0)


def under_loudest(sound: NDArray[np.float64], hz: int, rate: int = RATE) -> float:
    """Decibels of the strongest line near ``hz`` against the strongest of the band: what comes and goes has lines everywhere."""
    power, near = _lines(sound, hz, rate)
    return _decibels(near, float(power.max()) if len(power) else 0.0)


def _lines(sound: NDArray[np.float64], hz: int, rate: int) -> tuple[NDArray[np.float64], float]:
    if not len(sound) or not np.any(sound):
        return np.zeros(0), 0.0
    power = np.abs(np.fft.rfft(sound * np.hanning(len(sound)))) ** 2
    at = np.fft.rfftfreq(len(sound), 1 / rate)
    return power[(at > BAND_HZ[0]) & (at < BAND_HZ[1])], float(power[np.abs(at - hz) <= EITHER_SIDE_HZ].max())


def _decibels(power: float, beside: float) -> float:
    return float(10 * np.log10(power / max(beside, 1e-12))) if power > 0 else float("-inf")
