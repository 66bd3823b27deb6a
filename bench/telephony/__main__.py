"""Every figure of the telephony in one run; see `bench.telephony`. One JSON object a line on standard output.

--quick          small loads and short windows
--only PART …    of: ladder, setup, flood, per_call, parts
--loads N …      the ladder's loads in calls
--plot FILE      write how the figures grow with the calls as SVG
"""

import argparse
import asyncio
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bench.telephony.compiled import compiled_engine
from bench.telephony.figures import Figure, ladder_figures
from bench.telephony.flood import flood
from bench.telephony.house import NO_SURGE, open_house, say
from bench.telephony.ladder import Climb, climb
from bench.telephony.parts import parts
from bench.telephony.per_call import per_call
from bench.telephony.plot import growth
from bench.telephony.setup_time import set_up
from config.errors import HotlineError

PARTS = ("ladder", "setup", "flood", "per_call", "parts")
MAX_CALLS_IN_FLOOD = "120"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Loads in calls, windows in seconds, turns of each side."""

    loads: tuple[int, ...] = (20, 40, 80, 120, 160)
    seconds: float = 20.0
    turns: int = 2
    set_up_s: float = 30.0
    live: int = 40
    flood_s: float = 60.0
    rivals_at: int = 20
    parts_at: int = 40


QUICK = Plan(loads=(4, 8), seconds=4.0, turns=1, set_up_s=5.0, live=4, flood_s=5.0, rivals_at=4, parts_at=8)


def arguments(words: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.telephony", description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS)
    parser.add_argument("--loads", nargs="+", type=int)
    parser.add_argument("--plot", type=Path)
    return parser.parse_args(words)


def tell(figures: Sequence[Figure]) -> None:
    for figure in figures:
        print(figure.line(), flush=True)


async def _with_agents(plan: Plan, only: Sequence[str], plot: Path | None) -> None:
    most = max(*plan.loads, plan.rivals_at, 60)
    async with open_house(most, legs=2 * most + 40, HOTLINE_SIP__MAX_CALLS=str(2 * most), **NO_SURGE) as house:
        if "ladder" in only:
            rungs = await climb(house, Climb(loads=plan.loads, seconds=plan.seconds, turns=plan.turns))
            tell(ladder_figures(rungs))
            if plot:
                plot.write_text(growth(rungs))
        if "setup" in only:
            tell(await set_up(house, plan.set_up_s))
        if "per_call" in only:
            tell(await per_call(house, plan.rivals_at, plan.seconds, plan.turns))


async def _flooded(plan: Plan) -> None:
    async with open_house(plan.live, legs=2 * plan.live + 40, HOTLINE_SIP__MAX_CALLS=MAX_CALLS_IN_FLOOD) as house:
        tell(await flood(house, plan.live, plan.flood_s))


async def main(words: Sequence[str]) -> int:
    chosen = arguments(words)
    plan = QUICK if chosen.quick else Plan()
    if chosen.loads:
        plan = replace(plan, loads=tuple(chosen.loads))
    await asyncio.to_thread(compiled_engine)
    if {"ladder", "setup", "per_call"} & set(chosen.only):
        await _with_agents(plan, chosen.only, chosen.plot)
    if "flood" in chosen.only:
        await _flooded(plan)
    if "parts" in chosen.only:
        tell(await parts(plan.parts_at, plan.seconds, plan.turns))
    return 0


if __name__ == "__main__":
    try:
        sys.exit(asyncio.run(main(sys.argv[1:])))
    except HotlineError as error:
        say(f"bench: {error.what} {error.remedy}")
        sys.exit(1)
