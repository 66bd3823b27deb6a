"""Churn for a long time: is everything given back? Memory, threads, descriptors and ports of every process of the service.

    python -m bench.telephony.soak --minutes 30

Calls of all kinds come and go beside each other: answered and short, long, given up in the queue, cancelled, put on hold,
ended by the agent, taken by a browser. One JSON line for each figure on standard output.
"""

import argparse
import asyncio
import random
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import psutil

from bench.telephony.browser_agent import BrowserAgent
from bench.telephony.compiled import compiled_engine
from bench.telephony.figures import Figure
from bench.telephony.house import MEDIA, NO_SURGE, House, complaints, open_house, say
from bench.telephony.steps import leave
from config.errors import HotlineError

AGENTS = 10
WARM_UP_SHARE = 0.2
SAMPLE_S = 5.0
QUIET_S = 40.0
"""After the last call: transactions linger for 32 s (RFC 3261 §17.1.1.2), a desk's wrap-up ends, sockets close."""
GROUP = 600
MB = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One manner of calling: ``weight`` among the others, times in ms as the generator takes them."""

    weight: int
    hold_ms: tuple[int, int]
    cancel_ms: int = 0
    park_ms: int = 0
    sound: bool = True


KINDS: Mapping[str, Kind] = {
    "short": Kind(weight=40, hold_ms=(500, 4_000)),
    "long": Kind(weight=6, hold_ms=(20_000, 60_000)),
    "given_up": Kind(weight=20, hold_ms=(50, 900), sound=False),
    "cancelled": Kind(weight=14, hold_ms=(1_000, 1_000), cancel_ms=1),
    "on_hold": Kind(weight=10, hold_ms=(5_000, 9_000), park_ms=1_200),
    "dumb": Kind(weight=10, hold_ms=(2_000, 5_000), sound=False),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """What the whole service holds at one moment; ``at_s`` since the start."""

    at_s: float
    memory_mb: float
    threads: int
    descriptors: int
    ports: int


def sampled(processes: Mapping[str, int], at_s: float) -> Sample:
    """Sums over the service's processes; ``ports`` are the media process's UDP sockets."""
    memory = threads = descriptors = ports = 0
    for name, pid in processes.items():
        try:
            process = psutil.Process(pid)
            memory += process.memory_info().rss
            threads += process.num_threads()
            descriptors += process.num_fds()
            ports += len(process.net_connections(kind="udp")) if name == MEDIA else 0
        except psutil.Error:
            continue
    return Sample(at_s=at_s, memory_mb=memory / MB, threads=threads, descriptors=descriptors, ports=ports)


def memory_by_process(processes: Mapping[str, int]) -> str:
    """For people: which process holds how much."""
    return ", ".join(f"{name} {psutil.Process(pid).memory_info().rss / MB:.1f} MB" for name, pid in processes.items())


def growth_mb_per_h(samples: Sequence[Sample]) -> float:
    """The slope of a straight line through the memory of all samples (least squares); 0 for fewer than two."""
    if len(samples) < 2:
        return 0.0
    middle = sum(one.at_s for one in samples) / len(samples)
    level = sum(one.memory_mb for one in samples) / len(samples)
    spread = sum((one.at_s - middle) ** 2 for one in samples)
    return 3600 * sum((one.at_s - middle) * (one.memory_mb - level) for one in samples) / spread if spread else 0.0


async def churn(house: House, seconds: float, rate: float, samples: list[Sample]) -> None:
    """New calls of random kinds at ``rate`` a second on the average, until the time is over."""
    chance = random.Random(12345)
    started = time.monotonic()
    next_sample = 0.0
    while (now := time.monotonic() - started) < seconds:
        kind = chance.choices(list(KINDS.values()), [one.weight for one in KINDS.values()])[0]
        await house.generator.dial(
            GROUP, 1, 1.0, hold_ms=chance.randint(*kind.hold_ms), cancel_ms=kind.cancel_ms, park_ms=kind.park_ms, sound=kind.sound
        )  # fmt: skip
        if chance.random() < 0.05:
            await house.generator.ask("agent_leaves")
        if now >= next_sample:
            next_sample = now + SAMPLE_S
            samples.append(sampled(house.processes, now))
            if len(samples) % 12 == 1:
                say(f"soak: {samples[-1]}, {await house.generator.state()}")
        await asyncio.sleep(chance.expovariate(rate))


async def soak(minutes: float, rate: float) -> list[Figure]:
    async with open_house(AGENTS, legs=300, HOTLINE_MEDIA__RTP_TIMEOUT_S="8", **NO_SURGE) as house:
        browser = await BrowserAgent.at_work(house)
        samples: list[Sample] = []
        await churn(house, min(20.0, minutes * 12), rate, [])
        await _quiet(house)
        before = sampled(house.processes, 0.0)
        say(f"soak: before {before}: {memory_by_process(house.processes)}")
        await churn(house, minutes * 60, rate, samples)
        await _quiet(house)
        after = sampled(house.processes, minutes * 60)
        say(f"soak: after {after}: {memory_by_process(house.processes)}")
        say(f"soak: {browser.calls} calls by browser; complaints: {complaints(house.log)}")
        answer = await house.generator.calls(GROUP)
        say(f"soak: {answer}")
        await browser.leave()
    return figures(before, after, samples, answer, browser.calls)


async def _quiet(house: House) -> None:
    await leave(house.generator, GROUP)
    await asyncio.sleep(QUIET_S)


def figures(
    before: Sample, after: Sample, samples: Sequence[Sample], answer: Mapping[str, float], by_browser: int
) -> list[Figure]:
    """The growth is that of the samples after the first fifth; the others compare two moments without any call."""
    settled = samples[int(len(samples) * WARM_UP_SHARE) :]
    return [
        Figure(name="soak_calls", value=answer["placed"], unit="calls"),
        Figure(name="soak_calls_by_browser", value=by_browser, unit="calls"),
        Figure(name="soak_unanswered", value=answer["unanswered"] + answer["open"], unit="calls", baseline=0),
        Figure(name="soak_memory_growth_mb_per_h", value=growth_mb_per_h(settled), unit="MB/h", baseline=before.memory_mb),
        Figure(name="soak_memory_left_mb", value=after.memory_mb - before.memory_mb, unit="MB", baseline=before.memory_mb),
        Figure(name="soak_threads_delta", value=after.threads - before.threads, unit="threads", baseline=before.threads),
        Figure(
            name="soak_descriptors_delta",
            value=after.descriptors - before.descriptors,
            unit="descriptors",
            baseline=before.descriptors,
        ),
        Figure(name="soak_ports_left", value=after.ports, unit="ports", baseline=before.ports),
    ]


def main(words: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.telephony.soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=30.0)
    parser.add_argument("--rate", type=float, default=4.0, help="new calls a second")
    chosen = parser.parse_args(words)
    try:
        compiled_engine()
        for figure in asyncio.run(soak(chosen.minutes, chosen.rate)):
            print(figure.line(), flush=True)
    except HotlineError as error:
        say(f"soak: {error.what} {error.remedy}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
