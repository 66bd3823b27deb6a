"""Every figure of the desks in one run; see `bench.console`. One JSON object a line on standard output.

--quick      60 desks, 4 wallboards, 6 calls, short windows
--seconds S  the window in which delays are taken (60)
"""

import argparse
import asyncio
import sys
from dataclasses import dataclass
from statistics import median

from bench.console.crowd import Crowd, Visit
from bench.console.house import BROWSER, Bare, Place, cpu_s, memory_kb, open_bare, open_place
from bench.console.loading import chromium, first_load, long_tasks, signed_in
from bench.console.measure import Control, Delays, delays, percentile, rate
from bench.telephony.figures import Figure, compared
from bench.telephony.house import hold_calls, say
from bench.telephony.machine import Watch
from bench.telephony.steps import leave
from config.errors import HotlineError

GROUP, ALONE = 1, 2
SETTLE_S = 3.0
WARM = 10
LITTLE = 0.005
GOAL_MS, TASK_GOAL_MS = 200.0, 100.0
OFFER_MS = 20_000
MODULE = "bench.console.service"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Seconds of the window, of one turn of the rate, of the watched transcript; turns and loads of each."""

    agents: int = 500
    boards: int = 20
    calls: int = 60
    seconds: float = 60.0
    turn_s: float = 4.0
    turns: int = 5
    loads: int = 3
    watched_s: float = 30.0


QUICK = Plan(agents=60, boards=4, calls=6, seconds=10.0, turn_s=1.0, turns=2, loads=1, watched_s=8.0)


def show(*figures: Figure) -> None:
    for figure in figures:
        print(figure.line(), flush=True)


async def run(plan: Plan) -> None:
    async with open_place(plan.agents, plan.boards, plan.calls) as place, open_bare() as bare:
        ours, theirs = await _connected(place, bare)
        held = await hold_calls(place.house, GROUP, plan.calls)
        show(compared("console_calls_held", held, "calls", plan.calls))
        await _delays(plan, place, bare, ours, theirs)
        await _rates(plan, place.control, bare.control, ours, theirs)
        show(Figure(name="console_desks_cut", value=ours.tally.closed, unit="desks", baseline=0))
        await leave(place.house.generator, GROUP)
        theirs.leave()
        await _browser(plan, place, ours)
        ours.leave()


async def _connected(place: Place, bare: Bare) -> tuple[Crowd, Crowd]:
    """Both crowds, and what a socket costs in memory on either side."""
    visits = place.accounts.visits()
    await _warm(place, bare, visits)
    before, bare_before = memory_kb(place.pid), memory_kb(bare.pid)
    ours = await Crowd.of(place.house.instance.url, visits)
    theirs = await Crowd.of(bare.url, [Visit()] * len(visits))
    await asyncio.sleep(SETTLE_S)
    each = (memory_kb(place.pid) - before) / len(visits)
    show(compared("memory_per_socket_kb", each, "kB", (memory_kb(bare.pid) - bare_before) / len(visits)))
    return ours, theirs


async def _warm(place: Place, bare: Bare, visits: list[Visit]) -> None:
    """The first desks of a service's life bring what all later ones share: code, caches, the database's connections."""
    some = visits[:WARM] + visits[-WARM:]
    for crowd in (await Crowd.of(place.house.instance.url, some), await Crowd.of(bare.url, [Visit()] * len(some))):
        await asyncio.sleep(SETTLE_S)
        crowd.leave()
    await asyncio.sleep(SETTLE_S)


async def _delays(plan: Plan, place: Place, bare: Bare, ours: Crowd, theirs: Crowd) -> None:
    processes = place.house.processes
    tally, watch, before = ours.tally, Watch(), cpu_s(processes)
    frames, octets = tally.frames, tally.octets
    seen = await delays(place.control, ours, plan.seconds)
    seconds, stolen = watch.seconds, watch.stolen()
    cpu = {name: used / seconds for name, used in cpu_s(processes, before).items()}
    said = ", ".join(f"{name} {share:.2f}" for name, share in cpu.items() if share > LITTLE)
    say(f"cores while {plan.calls} calls run: {said}")
    beside = await delays(bare.control, theirs, plan.seconds / 4)
    show(
        *_delay_figures("event_to_desk", seen, beside),
        compared("event_to_desk_p99_of_goal_ms", _ms(seen.last_s, 0.99), "ms", GOAL_MS),
        Figure(name="events_incomplete", value=seen.incomplete, unit="events", baseline=0),
        Figure(name="console_cpu_cores", value=cpu[MODULE], unit="cores"),
        Figure(name="desk_frames_per_s", value=(tally.frames - frames) / seconds, unit="1/s"),
        Figure(name="desk_kb_per_s", value=(tally.octets - octets) / seconds / 1024, unit="kB/s"),
        Figure(name="machine_stolen", value=stolen, unit="share"),
    )


def _delay_figures(name: str, ours: Delays, bare: Delays) -> list[Figure]:
    shares = {"p50": 0.5, "p95": 0.95, "p99": 0.99}
    return [
        compared(f"{name}_{word}_ms", _ms(ours.last_s, share), "ms", _ms(bare.last_s, share)) for word, share in shares.items()
    ]


def _ms(values: tuple[float, ...], share: float) -> float:
    return percentile(values, share) * 1000


async def _rates(plan: Plan, ours_control: Control, bare_control: Control, ours: Crowd, theirs: Crowd) -> None:
    """Turn by turn, so that what the machine does meanwhile falls on both."""
    pairs = []
    for _ in range(plan.turns):
        bare = await rate(bare_control, theirs, plan.turn_s)
        pairs.append((await rate(ours_control, ours, plan.turn_s), bare))
        say(f"frames a second: ours {pairs[-1][0]:,.0f}, bare {pairs[-1][1]:,.0f}")
    own, beside = median(one for one, _ in pairs), median(one for _, one in pairs)
    ratio = median(one / other for one, other in pairs)
    show(Figure(name="rate_over_bare_broadcast", value=own, unit="frames/s", baseline=beside, ratio=ratio))


async def _browser(plan: Plan, place: Place, crowd: Crowd) -> None:
    """All other agents rest, so that the one call that comes goes to the browser."""
    url = place.house.instance.url
    for client in crowd.clients:
        client.say({"id": 2, "type": "presence", "presence": "paused", "reason": "break"})
    async with chromium() as browser:
        found = []
        for _ in range(plan.loads):
            context = await signed_in(browser, url, BROWSER)
            found.append(await first_load(context, url))
            await context.close()
        show(
            Figure(name="desk_first_load_kb", value=median(one.kb for one in found), unit="kB"),
            Figure(name="desk_first_load_requests", value=median(one.requests for one in found), unit="requests"),
            Figure(name="desk_usable_ms", value=median(one.usable_ms for one in found), unit="ms"),
            Figure(name="desk_interactive_ms", value=median(one.interactive_ms for one in found), unit="ms"),
        )
        await _streaming(plan, place, await signed_in(browser, url, BROWSER), url)


async def _streaming(plan: Plan, place: Place, context: object, url: str) -> None:
    """A call is answered in the browser, and its transcript streams."""
    page = await context.new_page()  # type: ignore[attr-defined]
    await page.goto(f"{url}/desk")
    await page.get_by_test_id("presence-available").click()
    await page.locator("[data-testid=agent-state][data-state=available]").wait_for(timeout=OFFER_MS)
    await place.house.generator.dial(ALONE, 1, 1)
    await page.locator("[data-testid=agent-state][data-state=reserved]").wait_for(timeout=OFFER_MS)
    await page.keyboard.press("F2")
    await page.locator("[data-testid=agent-state][data-state=talking]").wait_for(timeout=OFFER_MS)
    await page.get_by_test_id("transcript-final").first.wait_for(timeout=OFFER_MS)
    tasks = await long_tasks(page, plan.watched_s)
    lines = await page.get_by_test_id("transcript-final").count()
    say(f"the transcript has {lines} lines; {len(tasks)} tasks above 50 ms")
    show(
        compared("desk_longest_task_ms", max(tasks, default=0.0), "ms", TASK_GOAL_MS),
        Figure(name="desk_tasks_over_100ms", value=sum(task > TASK_GOAL_MS for task in tasks), unit="tasks", baseline=0),
    )
    await place.house.generator.hang_up(ALONE)


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench.console", description="The desks in numbers.")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--seconds", type=float)
    options = parser.parse_args()
    plan = QUICK if options.quick else Plan()
    if options.seconds:
        plan = Plan(**{name: getattr(plan, name) for name in Plan.__slots__} | {"seconds": options.seconds})
    try:
        asyncio.run(run(plan))
    except HotlineError as error:
        print(error, file=sys.stderr)


if __name__ == "__main__":
    main()
