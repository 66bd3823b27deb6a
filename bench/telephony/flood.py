"""Two hundred INVITEs a second beside live calls: does every one get an answer, and do the live ones notice?

The same live calls are measured twice, first in peace; the flood's callers hold on for a second when they are answered.
"""

import asyncio

from bench.telephony.figures import Figure, Step
from bench.telephony.house import House, complaints, hold_calls, say
from bench.telephony.steps import described, leave, window_of

LIVE_GROUP, FLOOD_GROUP = 400, 401
RATE = 200.0
HOLD_MS = 1_000
PATIENCE_S = 36.0
"""Timer B of RFC 3261 §17.1.1.2 is 32 s; after it a caller without a word counts as unanswered."""


async def flood(house: House, live: int, seconds: float) -> list[Figure]:
    generator = house.generator
    held = await hold_calls(house, LIVE_GROUP, live)
    peace = await _window(house, live, held, seconds)
    say(described("peace", peace))
    await generator.dial(FLOOD_GROUP, round(RATE * seconds), RATE, hold_ms=HOLD_MS, sound=False)
    storm = await _window(house, live, held, seconds)
    say(described("flood", storm))
    answer = await _answers(house)
    say(f"     flood: {answer}; complaints: {complaints(house.log)}")
    state = await generator.state()
    await leave(generator, LIVE_GROUP)
    return _figures(answer, peace, storm, live - int(state["both_ways"]))


async def _window(house: House, live: int, held: int, seconds: float) -> Step:
    window, cpu, stolen = await window_of(house.generator, house.processes, seconds)
    return Step(calls=live, held=held, window=window, cpu=cpu, stolen=stolen)


async def _answers(house: House) -> dict[str, float]:
    """What became of the flood, when nobody is left who may still be answered."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + PATIENCE_S
    while True:
        answer = await house.generator.calls(FLOOD_GROUP)
        if answer["open"] == 0 or loop.time() > deadline:
            return answer
        await asyncio.sleep(0.5)


def _figures(answer: dict[str, float], peace: Step, storm: Step, live_gone: int) -> list[Figure]:
    unanswered = answer["unanswered"] + answer["open"]
    before, during = peace.window, storm.window
    return [
        Figure(name="flood_unanswered", value=unanswered, unit="calls", baseline=0),
        Figure(name="flood_live_frames_lost", value=during.lost - before.lost, unit="frames", baseline=before.lost),
        Figure(name="flood_live_frames_late", value=during.late - before.late, unit="frames", baseline=before.late),
        Figure(name="flood_live_calls_gone", value=live_gone, unit="calls", baseline=0),
        Figure(name="flood_invites", value=answer["placed"], unit="calls"),
        Figure(name="flood_taken", value=answer["answered"], unit="calls"),
        Figure(name="flood_busy", value=answer["busy"], unit="calls"),
        Figure(name="flood_first_word_p99_ms", value=answer["first_word_p99_ms"], unit="ms"),
        Figure(name="flood_invites_sent_again", value=answer["resent"], unit="calls", baseline=0),
    ]
