"""What a call sounded like, as one number: the E-model of ITU-T G.107 reduced to delay and loss.

R = 93.2 − Id − Ie,eff. Id is the delay term of G.107 in its usual two-line approximation; Ie,eff takes G.711 without a
packet loss model of its own (G.113 appendix I: Ie 0, Bpl 4.3), which judges our repeat-and-fade concealment harshly
rather than kindly. R becomes MOS by annex B of G.107.
"""

_BASE_R = 93.2
_BPL = 4.3
_KNEE_MS = 177.3


def rating(delay_ms: float, loss: float) -> float:
    """R factor 0–93.2 from the one-way delay mouth to ear in ms and the share 0–1 of frames lost or late."""
    delay = 0.024 * delay_ms + 0.11 * max(delay_ms - _KNEE_MS, 0.0)
    percent = 100.0 * min(max(loss, 0.0), 1.0)
    impairment = 95.0 * percent / (percent + _BPL)
    return max(_BASE_R - delay - impairment, 0.0)


def mos(delay_ms: float, loss: float) -> float:
    """Mean opinion score 1.0–4.5 (G.107 annex B)."""
    r = rating(delay_ms, loss)
    return max(1.0, 1.0 + 0.035 * r + r * (r - 60.0) * (100.0 - r) * 7e-6)
