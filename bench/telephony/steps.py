"""One step of a measurement: so many calls, a window of seconds, the processes' CPU; again where the host took the machine."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping

from bench.telephony.figures import Step
from bench.telephony.generator import Generator, Window
from bench.telephony.house import LEDGER, SERVICE, House, hold_calls, say
from bench.telephony.machine import STEAL_LIMIT, Watch
from bench.telephony.rivals import Opener, pyvoip

TRIES = 2
WINDOWS = 4
CALM_TRIES, CALM_SHARE = 20, 0.05
SENT_LATE_LIMIT = 0.001
"""Above this share the generator itself got no processor; frames in bunches make every jitter buffer grow."""
LEAD_S = 10.0
"""Seconds before a window in which the machine must have been left alone too: a buffer that grew needs them to come back."""
SETTLE_S = 2.0
LEAVE_S = 40.0
PYVOIP_RATE = 8.0


Measured = tuple[Window, Mapping[str, float], float]
"""Frames, each process's share of a core, and the share that was stolen, of the same seconds."""


async def undisturbed(name: str, measure: Callable[[], Awaitable[Step]]) -> Step:
    """Measure until a step was hardly disturbed (see `_disturbance`), `TRIES` times at most; the least disturbed one."""
    seen: list[Step] = []
    for _ in range(TRIES):
        seen.append(await measure())
        say(described(name, seen[-1]))
        if _left_alone(_of(seen[-1])):
            break
    return min(seen, key=lambda step: _disturbance(_of(step)))


def _of(step: Step) -> Measured:
    return step.window, step.cpu, step.stolen


def described(name: str, step: Step) -> str:
    window = step.window
    cpu = ", ".join(f"{process} {share:.3f}" for process, share in step.cpu.items() if share >= 0.0005)
    return (
        f"{name:>10} {step.calls:4d} calls: held {step.held}, lost {window.lost}, late {window.late} of {window.counted} frames,"
        f" delay p50 {window.delay_p50_ms:.1f} p99 {window.delay_p99_ms:.1f} max {window.delay_max_ms:.1f} ms,"
        f" sent late {window.sent_late_share:.3%}, stolen {step.stolen:.1%}; cores: {cpu}"
    )


async def window_of(generator: Generator, processes: dict[str, int], seconds: float) -> Measured:
    """Frames, CPU and steal of the same seconds."""
    watch = Watch(processes.items())
    window = await generator.window(seconds)
    return window, watch.used(), watch.stolen()


async def calm_window_of(generator: Generator, processes: dict[str, int], seconds: float) -> Measured:
    """While the calls stand: windows until one and what led to it were left alone, `WINDOWS` at most; the least disturbed."""
    seen: list[tuple[float, Measured]] = []
    lead = await window_of(generator, processes, min(LEAD_S, seconds))
    for _ in range(WINDOWS):
        measured = await window_of(generator, processes, seconds)
        seen.append((_disturbance(lead) + _disturbance(measured), measured))
        if _left_alone(lead) and _left_alone(measured):
            break
        lead = measured
    return min(seen, key=lambda one: one[0])[1]


def _left_alone(measured: Measured) -> bool:
    window, _, stolen = measured
    return stolen <= STEAL_LIMIT and window.sent_late_share <= SENT_LATE_LIMIT


def _disturbance(measured: Measured) -> float:
    """What was taken from the machine, and what the generator could not keep: both say nothing of what is measured."""
    window, _, stolen = measured
    return stolen + window.sent_late_share


async def relay_step(generator: Generator, opener: Opener, calls: int, seconds: float) -> Step:
    """A relay without signalling carries ``calls``."""
    legs = await generator.raw(2 * calls)
    pairs = list(zip(legs[::2], legs[1::2], strict=True))
    try:
        async with opener([(left[1], right[1]) for left, right in pairs]) as relay:
            for ends, ports in zip(pairs, relay.ports, strict=True):
                for leg, port in zip(ends, ports, strict=True):
                    await generator.aim(leg[0], port)
            await asyncio.sleep(SETTLE_S)
            window, cpu, stolen = await calm_window_of(generator, {"relay": relay.pid}, seconds)
    finally:
        await generator.unraw()
        await asyncio.sleep(0.2)
    held = (window.legs - window.legs_ended) // 2
    return Step(calls=calls, held=held, window=window, cpu=cpu, stolen=stolen)


async def house_step(house: House, group: int, calls: int, seconds: float) -> Step:
    """The service answers, bridges and records ``calls``; they leave afterwards."""
    generator = house.generator
    before = house.recordings
    held = await hold_calls(house, group, calls)
    await calm(house)
    window, cpu, stolen = await calm_window_of(generator, house.processes, seconds)
    state = await generator.state()
    recorded = house.recordings - before
    if recorded < calls:
        say(f"only {recorded} of {calls} calls have a recording")
    await leave(generator, group)
    held = min(held, int(state["both_ways"]), recorded)
    return Step(calls=calls, held=held, window=window, cpu=cpu, stolen=stolen)


async def calm(house: House) -> None:
    """Wait, within bounds, until what the calls' beginnings left to write is written: standing calls are measured here."""
    for _ in range(CALM_TRIES):
        watch = Watch((name, house.processes[name]) for name in (SERVICE, LEDGER))
        await asyncio.sleep(1.0)
        if sum(watch.used().values()) < CALM_SHARE:
            return
    say("the service is still writing; measured all the same")


async def leave(generator: Generator, group: int) -> None:
    """All of a group hang up; wait until nobody is left."""
    await generator.hang_up(group)
    await generator.until("talking", 0, LEAVE_S, most=0)
    await generator.until("leaving", 0, LEAVE_S, most=0)
    await generator.until("agents", 0, LEAVE_S, most=0)
    await asyncio.sleep(1.0)


async def pyvoip_step(calls: int, seconds: float, own_port: int, first_port: int) -> Step:
    """Stock pyVoIP answers two legs for each call and pumps the sound across."""
    async with (
        Generator.running(("127.0.0.1", own_port), 2 * calls, first_port=first_port) as generator,
        pyvoip(own_port, generator.callers_port) as pid,
    ):
        await generator.dial(1, 2 * calls, PYVOIP_RATE)
        await generator.until("both_ways", 2 * calls, 2 * calls / PYVOIP_RATE + 5)
        await asyncio.sleep(SETTLE_S)
        window, cpu, stolen = await calm_window_of(generator, {"pyvoip": pid}, seconds)
        state = await generator.state()
        return Step(calls=calls, held=int(state["both_ways"]) // 2, window=window, cpu=cpu, stolen=stolen)
