"""From what was read to the figures that are printed. Pure; the resampling's random numbers come from a seed."""

import random
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

from bench.telephony.figures import Figure

RESAMPLES = 2000
GOAL = 1.8


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One layout through one engine: edits against ``characters`` said, processor seconds for seconds of audio."""

    edits: int
    characters: int
    cpu_s: float
    audio_s: float


@dataclass(frozen=True, slots=True)
class Pair:
    """The same layout through both; ``kept`` is stock Vosk with a recogniser that earlier calls have warmed, ``own_graphs`` the
    pipeline on the model as it comes, where ``pipeline`` ran on its composed graph."""

    raw: Reading
    pipeline: Reading
    kept: Reading | None = None
    own_graphs: Reading | None = None


def edits(said: str, read: str) -> tuple[int, int]:
    """Edits and characters said; spaces and marks do not count, since Korean recognisers set spaces as they like."""
    wanted, heard = (
        "".join(c for c in unicodedata.normalize("NFC", text) if unicodedata.category(c)[0] in "LN") for text in (said, read)
    )
    return Levenshtein.distance(wanted, heard), len(wanted)


def error_rate(readings: Sequence[Reading]) -> float:
    return sum(one.edits for one in readings) / sum(one.characters for one in readings)


def cpu_per_audio_s(readings: Sequence[Reading]) -> float:
    return sum(one.cpu_s for one in readings) / sum(one.audio_s for one in readings)


def difference(pairs: Sequence[Pair]) -> float:
    return error_rate([one.pipeline for one in pairs]) - error_rate([one.raw for one in pairs])


def legs_ratio(pairs: Sequence[Pair]) -> float:
    return cpu_per_audio_s([one.raw for one in pairs]) / cpu_per_audio_s([one.pipeline for one in pairs])


def interval(pairs: Sequence[Pair], measure: Callable[[Sequence[Pair]], float], seed: int = 12345) -> tuple[float, float]:
    """The middle 95 % of ``measure`` over layouts drawn again with replacement."""
    chance = random.Random(seed)
    drawn = sorted(measure(chance.choices(pairs, k=len(pairs))) for _ in range(RESAMPLES))
    return drawn[round(0.025 * (RESAMPLES - 1))], drawn[round(0.975 * (RESAMPLES - 1))]


def comparison(pairs: Sequence[Pair]) -> list[Figure]:
    """Every figure of the comparison; ``baseline`` is stock Vosk's, for the legs the goal."""
    raw, own = [one.raw for one in pairs], [one.pipeline for one in pairs]
    kept = [one for one in pairs if one.kept]
    low, high = interval(pairs, difference)
    least, most = interval(pairs, legs_ratio)
    cer, cer_raw, cpu, cpu_raw = error_rate(own), error_rate(raw), cpu_per_audio_s(own), cpu_per_audio_s(raw)
    legs = legs_ratio(pairs)
    found = [
        Figure(name="layouts", value=len(pairs), unit="count"),
        Figure(name="cer_raw", value=cer_raw, unit="ratio"),
        Figure(name="cer_pipeline", value=cer, unit="ratio", baseline=cer_raw, ratio=cer / cer_raw if cer_raw else None),
        Figure(name="cer_difference_abs", value=cer - cer_raw, unit="ratio", baseline=0.01),
        Figure(name="cer_difference_low", value=low, unit="ratio"),
        Figure(name="cer_difference_high", value=high, unit="ratio"),
        Figure(name="cpu_per_audio_s_raw", value=cpu_raw, unit="s/s"),
        Figure(name="cpu_per_audio_s_pipeline", value=cpu, unit="s/s", baseline=cpu_raw, ratio=cpu / cpu_raw),
        Figure(name="legs_per_core_raw_vosk", value=1 / cpu_raw, unit="legs"),
        Figure(name="legs_per_core", value=1 / cpu, unit="legs", baseline=1 / cpu_raw, ratio=legs),
        Figure(name="legs_per_core_over_raw_vosk", value=legs, unit="ratio", baseline=GOAL, ratio=legs / GOAL),
        Figure(name="legs_per_core_over_raw_vosk_low", value=least, unit="ratio"),
        Figure(name="legs_per_core_over_raw_vosk_high", value=most, unit="ratio"),
    ]
    if kept:
        warm = cpu_per_audio_s([one.kept for one in kept if one.kept])
        found.append(
            Figure(
                name="legs_per_core_over_raw_vosk_kept_warm",
                value=warm / cpu_per_audio_s([one.pipeline for one in kept]),
                unit="ratio",
            )
        )
    lazy = [one for one in pairs if one.own_graphs]
    found.append(Figure(name="graph_composed", value=float(bool(lazy)), unit="bool"))
    if lazy:
        cpu_lazy = cpu_per_audio_s([one.own_graphs for one in lazy if one.own_graphs])
        found.append(
            Figure(
                name="legs_per_core_over_raw_vosk_own_graphs",
                value=cpu_per_audio_s([one.raw for one in lazy]) / cpu_lazy,
                unit="ratio",
                baseline=GOAL,
            )
        )
    return found


def percentile(values: Sequence[float], share: float) -> float | None:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else None
