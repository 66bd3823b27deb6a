"""How many answered, bridged and recorded calls hold: 20, 40, 80, … each beside an equal run of the bare loop."""

from collections.abc import Sequence
from dataclasses import dataclass

from bench.telephony.figures import Rung, Step, rung
from bench.telephony.house import MEDIA, House, say
from bench.telephony.rivals import bare_loop
from bench.telephony.steps import house_step, relay_step, undisturbed

GROUPS_FROM = 100
BROKEN = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Climb:
    """``loads`` in calls, ``seconds`` of one window, ``turns`` of bare loop and service at each load."""

    loads: Sequence[int]
    seconds: float
    turns: int


async def climb(house: House, plan: Climb) -> list[Rung]:
    """One rung for each load, up to the second one in a row that does not hold."""
    rungs: list[Rung] = []
    for load in sorted(plan.loads):
        rungs.append(await _rung(house, load, plan))
        say(f"--- {load} calls " + (f"do not hold: {rungs[-1].limit}" if rungs[-1].limit else "hold"))
        if len(rungs) >= BROKEN and not any(one.holds for one in rungs[-BROKEN:]):
            break
    return rungs


async def _rung(house: House, load: int, plan: Climb) -> Rung:
    ours: list[Step] = []
    bare: list[Step] = []
    for _ in range(plan.turns):
        bare.append(await undisturbed("bare loop", lambda: relay_step(house.generator, bare_loop, load, plan.seconds)))
        ours.append(await undisturbed("service", lambda: house_step(house, GROUPS_FROM + load, load, plan.seconds)))
    return rung(load, ours, bare, media=MEDIA)
