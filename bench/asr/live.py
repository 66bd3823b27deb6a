"""Calls in real time through the recognition as the service runs it: frames on the tap's socket in, events out.

Each step adds legs until finals come late. A final's lag is the time from the end of the speech that it covers, known from
the layout, to the event in the process that asked for it.
"""

import asyncio
import os
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from asr.port import Event, Final, Gap, StreamFinished
from asr.service import RecognitionClient
from bench.asr.engines import korean
from bench.asr.figures import percentile
from bench.asr.layout import Leg, lay_out
from bench.asr.speech import RATE, calls, utterances
from bench.asr.words import say
from bench.telephony.figures import Figure
from config.settings import Settings, load
from telephony.media.tap import TapFrame, TapKind

FRAME_S = 0.1
FRAME = int(FRAME_S * RATE) * 2
LATE_S = 1.0
TAIL_S = 60.0
SEED = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class LivePlan:
    """``legs`` at each step through the pipeline on ``model``, ``stock_legs`` on the model as it comes with its own options;
    ``seconds`` a step.

    The calls of a step come one after another within ``arrive_s``; counted is what is said from then on until the first one
    ends. After the first step that does not hold comes one more, to show how it degrades.
    """

    model: Path
    legs: tuple[int, ...] = (4, 8, 16, 24, 32, 40, 48, 64)
    stock_legs: tuple[int, ...] = (4, 8, 12)
    seconds: float = 45.0
    arrive_s: float = 15.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """``lags_s`` of the finals, ``put_off_s`` seconds of audio that wait for the recording."""

    stock: bool
    legs: int
    lags_s: tuple[float, ...]
    put_off_s: float
    audio_s: float

    @property
    def p50_s(self) -> float | None:
        return percentile(self.lags_s, 0.5)

    @property
    def p95_s(self) -> float | None:
        return percentile(self.lags_s, 0.95)

    @property
    def held(self) -> bool:
        return self.put_off_s == 0 and self.p95_s is not None and self.p95_s <= LATE_S


@dataclass(frozen=True, slots=True)
class Speaker:
    """One side of a call that comes ``from_s`` after the step began."""

    leg: Leg
    from_s: float


@dataclass(slots=True)
class Listening:
    """What came, with the time on a clock when it came."""

    events: list[tuple[float, Event]] = field(default_factory=list)
    finished: int = 0
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    def __call__(self, event: Event) -> None:
        self.events.append((time.monotonic(), event))
        self.finished += isinstance(event, StreamFinished)
        self.changed.set()

    async def wait_finished(self, count: int) -> None:
        while self.finished < count:
            self.changed.clear()
            await self.changed.wait()


def live(plan: LivePlan) -> list[Step]:
    return asyncio.run(_live(plan))


async def _live(plan: LivePlan) -> list[Step]:
    return [*await _climbed(plan, plan.legs, stock=False), *await _climbed(plan, plan.stock_legs, stock=True)]


async def _climbed(plan: LivePlan, ladder: Sequence[int], *, stock: bool) -> list[Step]:
    steps: list[Step] = []
    for legs in ladder:
        if len(steps) > 1 and not steps[-2].held:
            break
        steps.append(await _stepped(plan, legs, stock=stock))
    return steps


def _settings(plan: LivePlan, home: Path, legs: int, *, stock: bool) -> Settings:
    """As users run it, but that as many streams are let in as the step has: what too many do is what is looked at."""
    settings = load(home=home)
    changed = {"engine": "vosk", "model": str(plan.model), "language": "ko", "max_streams": max(2 * legs, 8), "warm_decoders": 4}
    if stock:
        changed |= {"model": str(korean()), "gate": False, "beam": 0.0, "max_active": 0, "lattice_beam": 0.0, "kept_decoders": 0}
    return settings.model_copy(update={"asr": settings.asr.model_copy(update=changed)})


async def _stepped(plan: LivePlan, legs: int, *, stock: bool) -> Step:
    with tempfile.TemporaryDirectory(prefix="hotline-bench-") as home:
        heard = Listening()
        client = RecognitionClient(_settings(plan, Path(home), legs, stock=stock), heard, tail_s=TAIL_S)
        await client.start()
        try:
            step = await _measured(client, heard, plan, _speakers(plan, legs), stock=stock)
        finally:
            await client.stop()
    say(
        f"live: {legs} legs{' of stock' if stock else ''}: finals p50 {_s(step.p50_s)}, p95 {_s(step.p95_s)}, "
        f"{len(step.lags_s)} of them; {step.put_off_s:.0f} of {step.audio_s:.0f} s put off"
    )
    return step


def _speakers(plan: LivePlan, legs: int) -> dict[str, Speaker]:
    """Both sides of so many calls, by the name of their stream."""
    spoken, turns, count = utterances("ko"), calls(), (legs + 1) // 2
    layouts = [lay_out(SEED + number, turns, spoken, plan.seconds) for number in range(count)]
    return {
        f"bench-{layout.seed}/{leg.channel}": Speaker(leg, number * plan.arrive_s / count)
        for number, layout in enumerate(layouts)
        for leg in layout.legs
    }


async def _measured(
    client: RecognitionClient, heard: Listening, plan: LivePlan, speakers: Mapping[str, Speaker], *, stock: bool
) -> Step:
    _, writer = await asyncio.open_unix_connection(client.tap_path)
    began = time.monotonic()
    await asyncio.gather(*(_speak(writer, name, one.leg, began + one.from_s) for name, one in speakers.items()))
    try:
        async with asyncio.timeout(TAIL_S):
            await heard.wait_finished(len(speakers))
    except TimeoutError:
        say("live: some streams did not end in time")
    writer.close()
    events = [(at - began, event) for at, event in heard.events]
    return _step(events, speakers, (plan.arrive_s, plan.seconds), stock=stock)


async def _speak(writer: asyncio.StreamWriter, name: str, leg: Leg, began: float) -> None:
    """Write a frame when its last sample would have been heard."""
    await asyncio.sleep(began - time.monotonic())
    writer.write(TapFrame(TapKind.OPEN, name, 0).encode())
    for number, at in enumerate(range(0, len(leg.pcm), FRAME)):
        await asyncio.sleep(began + (number + 1) * FRAME_S - time.monotonic())
        writer.write(TapFrame(TapKind.AUDIO, name, round(number * FRAME_S * 1000), leg.pcm[at : at + FRAME]).encode())
        await writer.drain()
    writer.write(TapFrame(TapKind.END, name, round(leg.seconds * 1000)).encode())


def _step(
    events: Sequence[tuple[float, Event]], speakers: Mapping[str, Speaker], counted: tuple[float, float], *, stock: bool
) -> Step:
    """Judge events by the seconds since the step began; ``counted`` are those between which the end of speech counts."""
    lags: list[float] = []
    put_off: dict[tuple[str, str, float], float] = {}
    for at, event in events:
        if isinstance(event, Final):
            one = speakers[f"{event.call}/{event.channel}"]
            end = _speech_end(one.leg, event)
            if end is not None and counted[0] <= end + one.from_s <= counted[1]:
                lags.append(at - one.from_s - end)
        elif isinstance(event, Gap):
            until = speakers[f"{event.call}/{event.channel}"].leg.seconds if event.to_s is None else event.to_s
            put_off[event.call, event.channel, event.from_s] = until - event.from_s
    return Step(
        stock=stock,
        legs=len(speakers),
        lags_s=tuple(lags),
        put_off_s=sum(put_off.values()),
        audio_s=sum(one.leg.seconds for one in speakers.values()),
    )


def _speech_end(leg: Leg, final: Final) -> float | None:
    """Where the last phrase that this final covers ends; None for a final of noise."""
    ends = [one.t1 for one in leg.spoken if one.t0 < final.t1 and one.t1 > final.t0]
    return max(ends) if ends else None


def limit(steps: Sequence[Step]) -> float | None:
    """Legs until finals lag `LATE_S`: between the last step that held and the first that did not, in proportion."""
    held: Step | None = None
    for step in steps:
        if not step.held:
            if held is None:
                return None
            low, high = held.p95_s or 0.0, max(step.p95_s or LATE_S, LATE_S)
            share = 0.0 if step.put_off_s or high <= low else (LATE_S - low) / (high - low)
            return held.legs + share * (step.legs - held.legs)
        held = step
    return None if held is None else float(held.legs)


def live_figures(steps: Sequence[Step]) -> list[Figure]:
    """The lag at the lowest load; the streams a core carries, beside those of stock options (null: not reached or not run)."""
    own, stock = [one for one in steps if not one.stock], [one for one in steps if one.stock]
    cores = os.cpu_count() or 1
    carried, before = limit(own), limit(stock)
    each, each_before = (None if legs is None else legs / cores for legs in (carried, before))
    return [
        Figure(name="final_lag_p50_s", value=own[0].p50_s, unit="s", baseline=stock[0].p50_s if stock else None),
        Figure(name="final_lag_p95_s", value=own[0].p95_s, unit="s", baseline=stock[0].p95_s if stock else None),
        Figure(
            name="streams_in_real_time_per_core",
            value=each,
            unit="streams",
            baseline=each_before,
            ratio=each / each_before if each and each_before else None,
        ),
    ]


def _s(seconds: float | None) -> str:
    return "none" if seconds is None else f"{seconds:.2f} s"
