"""Stock Vosk and the pipeline in turns on the same layouts, a process for each core; every process holds both models."""

import multiprocessing
import os
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from bench.asr.engines import Pipeline, StockVosk, korean
from bench.asr.figures import Pair
from bench.asr.layout import lay_out
from bench.asr.speech import calls, utterances
from bench.asr.words import say
from config.settings import Asr, load

# Spoken before anything is measured, as a worker has heard calls before the one that is looked at.
FIRST_SEED = 1000
WARM_UP_S = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """``layouts`` calls of ``longest_s`` seconds through stock Vosk and the pipeline on ``model``. The first ``kept`` are also
    read by a stock recogniser that is kept warm, and by the pipeline on the model as it comes."""

    model: Path

    layouts: int = 20
    longest_s: float = 45.0
    kept: int = 4
    processes: int = 2


def compare(plan: Comparison) -> list[Pair]:
    asr = load().asr
    processes = max(1, min(plan.processes, os.cpu_count() or 1, plan.layouts))
    shares = [tuple(range(first, plan.layouts, processes)) for first in range(processes)]
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, mp_context=context) as pool:
        told = pool.map(read_all, [(asr, plan, seeds) for seeds in shares])
        return [pair for pairs in told for pair in pairs]


def read_all(work: tuple[Asr, Comparison, Sequence[int]]) -> list[Pair]:
    """Read the layouts of these seeds in turns; runs in a process of its own."""
    asr, plan, seeds = work
    spoken, turns = utterances("ko"), calls()
    raw, own = StockVosk(), Pipeline(asr, plan.model)
    kept = StockVosk(keep=True, model=raw.model)
    own_graphs = Pipeline(asr, korean()) if plan.model != korean() and min(seeds) < plan.kept else None
    first = lay_out(FIRST_SEED, turns, spoken, WARM_UP_S)
    warmed = [own, *([kept] if min(seeds) < plan.kept else []), *([own_graphs] if own_graphs else [])]
    for engine in warmed:
        engine.read(first)

    def pairs() -> Iterator[Pair]:
        for seed in seeds:
            layout, began = lay_out(seed, turns, spoken, plan.longest_s), time.monotonic()
            pair = Pair(raw.read(layout), own.read(layout))
            if seed < plan.kept:
                pair = replace(pair, kept=kept.read(layout), own_graphs=own_graphs and own_graphs.read(layout))
            say_pair(seed, pair, time.monotonic() - began)
            yield pair

    found = list(pairs())
    own.close()
    if own_graphs:
        own_graphs.close()
    return found


def say_pair(seed: int, pair: Pair, took_s: float) -> None:
    raw, own = pair.raw, pair.pipeline
    say(
        f"layout {seed}: {raw.audio_s:.0f} s of audio, edits {raw.edits} raw, {own.edits} pipeline of {raw.characters}; "
        f"CPU {raw.cpu_s / raw.audio_s:.3f} raw, {own.cpu_s / own.audio_s:.3f} pipeline; {took_s:.0f} s"
    )
