"""Every phase of a conversation × everything that may happen: who is there afterwards, and that nobody is left bound."""

from collections.abc import Awaitable, Callable
from typing import cast

import pytest

from telephony.events import CallEnded, CallTransferred, PartyLeft, SupervisionEnded, SupervisionStarted
from tests.fakes.sip import FakeSipLeg
from tests.telephony.conversation.stages import PHASES, Stage, nothing_is_left, supervised, talking
from tests.telephony.exchange.house import LI, WANG, House, settle

pytestmark = pytest.mark.anyio
Happening = Callable[[Stage], Awaitable[None]]


async def caller_leaves(stage: Stage) -> None:
    stage.caller.peer_ends()


async def caller_falls_silent(stage: Stage) -> None:
    stage.house.media.time_out(stage.caller.leg_id)


async def party_leaves(stage: Stage) -> None:
    """A party that rings says no."""
    if stage.colleague:
        stage.house.exchange.hang_up(stage.call, WANG)
    elif "answered" in _peer(stage):
        cast(FakeSipLeg, stage.party).peer_ends()
    else:
        cast(FakeSipLeg, stage.party).peer_fails(486)


def _peer(stage: Stage) -> str:
    line = stage.house.exchange._board.lines[stage.call]
    return "answered" if line.party and line.party.joined else "rings"


async def party_falls_silent(stage: Stage) -> None:
    """A colleague's browser is gone for longer than the grace; a phone sends no sound any more."""
    if stage.colleague:
        (await stage.house.exchange.browser_audio(WANG)).close()
        stage.house.clock.advance(11)
    else:
        stage.house.media.time_out(stage.party_leg)


async def nobody_answers(stage: Stage) -> None:
    stage.house.clock.advance(61)


async def agent_hangs_up_at_the_desk(stage: Stage) -> None:
    stage.house.exchange.hang_up(stage.call, LI)


async def agent_puts_the_phone_down(stage: Stage) -> None:
    cast(FakeSipLeg, stage.agent_phone).peer_ends()


async def agent_falls_silent(stage: Stage) -> None:
    stage.house.media.time_out(stage.agent_leg)


async def agent_sends_to_a_queue(stage: Stage) -> None:
    stage.house.exchange.transfer_to_queue(LI, stage.call, "business")


async def engine_dies(stage: Stage) -> None:
    stage.house.media.die()


# happening → phase → the call's state afterwards ("" gone), who has it, and the third party's state.
ALL = tuple(PHASES)
WITH_AGENT = ("talking", "held", "calling", "consulting", "alternating", "three_way", "private")
GONE = ("", None, None)
AGAIN = ("answered", LI, None)
WAITS = ("queued", None, None)
RINGS_ON = ("answered", None, "calling")
STAYS = ("answered", None, "joined")
OFFERED_AGAIN = ("offered", LI, None)  # first in line, and the agent's wrap-up is over by now
WRITTEN_UP = ("wrap_up", LI, None)

EXPECTED: dict[Happening, dict[str, tuple[str, str | None, str | None]]] = {
    caller_leaves: dict.fromkeys(WITH_AGENT, WRITTEN_UP) | {"transferring": GONE, "transferred": GONE},
    caller_falls_silent: dict.fromkeys(WITH_AGENT, WRITTEN_UP) | {"transferring": GONE, "transferred": GONE},
    party_leaves: {
        "calling": AGAIN, "consulting": AGAIN, "alternating": AGAIN, "three_way": AGAIN, "private": AGAIN,
        "transferring": WAITS, "transferred": GONE,
    },
    party_falls_silent: {
        "consulting": AGAIN, "alternating": AGAIN, "three_way": AGAIN, "private": AGAIN, "transferred": GONE,
    },
    nobody_answers: {
        "talking": AGAIN, "held": ("held", LI, None), "calling": AGAIN, "consulting": ("held", LI, "consulting"),
        "alternating": ("answered", LI, "consulting"), "three_way": ("answered", LI, "joined"),
        "private": ("held", LI, "joined"), "transferring": OFFERED_AGAIN, "transferred": STAYS,
    },
    agent_hangs_up_at_the_desk: dict.fromkeys(WITH_AGENT, WRITTEN_UP),
    agent_puts_the_phone_down: {
        "talking": WRITTEN_UP, "held": WRITTEN_UP, "calling": RINGS_ON, "consulting": STAYS, "alternating": STAYS,
        "three_way": STAYS, "private": STAYS,
    },
    agent_falls_silent: {
        "talking": WAITS, "held": WAITS, "calling": WAITS, "consulting": WAITS, "alternating": WAITS, "three_way": STAYS,
        "private": WAITS,
    },
    agent_sends_to_a_queue: dict.fromkeys(WITH_AGENT, WAITS),
    engine_dies: dict.fromkeys(WITH_AGENT, WRITTEN_UP) | {"transferring": GONE, "transferred": GONE},
}  # fmt: skip
CASES = [(phase, happening) for happening, phases in EXPECTED.items() for phase in phases]


def present(house: House) -> tuple[str, str | None, str | None]:
    calls = house.exchange.snapshot().calls
    if not calls:
        return GONE
    third = [party.state for party in calls[0].parties if party.role != "supervisor"]
    return calls[0].state, calls[0].agent, third[0] if third else None


@pytest.mark.parametrize("watched", [False, True], ids=["alone", "watched"])
@pytest.mark.parametrize(("phase", "happening"), CASES, ids=[f"{phase}-{one.__name__}" for phase, one in CASES])
async def test_with_a_party_outside(house: House, phase: str, happening: Happening, watched: bool) -> None:
    stage = await talking(house, phone=True)
    if watched:
        await supervised(stage)
    await PHASES[phase](stage)
    await settle()
    await happening(stage)
    await settle()
    assert present(house) == EXPECTED[happening][phase]
    await nothing_is_left(house, stage.caller)
    assert len(house.told(CallEnded)) == 1
    assert len(house.told(SupervisionEnded)) == len(house.told(SupervisionStarted)) == int(watched)


# A colleague who has the call in the end is its agent; who is only asked is free again at once.
BY_COLLEAGUE: dict[Happening, dict[str, tuple[str, str | None, str | None]]] = {
    caller_leaves: dict.fromkeys(WITH_AGENT, WRITTEN_UP)
    | {"transferring": GONE, "transferred": ("wrap_up", WANG, None)},
    party_leaves: {
        "calling": AGAIN, "consulting": AGAIN, "alternating": AGAIN, "three_way": AGAIN, "private": AGAIN,
        "transferring": WAITS, "transferred": ("wrap_up", WANG, None),
    },
    party_falls_silent: {
        "consulting": AGAIN, "alternating": AGAIN, "three_way": AGAIN, "private": AGAIN, "transferred": WAITS,
    },
    nobody_answers: {"calling": AGAIN, "transferring": OFFERED_AGAIN},
    agent_puts_the_phone_down: {
        "calling": WRITTEN_UP, "consulting": ("answered", WANG, None), "alternating": ("answered", WANG, None),
        "three_way": ("answered", WANG, None), "private": ("answered", WANG, None),
    },
    agent_falls_silent: {
        "calling": WAITS, "consulting": WAITS, "alternating": WAITS, "three_way": ("answered", WANG, None), "private": WAITS,
    },
    agent_sends_to_a_queue: dict.fromkeys(("calling", "consulting", "three_way"), WAITS),
    engine_dies: {
        "calling": WRITTEN_UP, "consulting": WRITTEN_UP, "three_way": WRITTEN_UP, "transferring": GONE,
        "transferred": ("wrap_up", WANG, None),
    },
}  # fmt: skip
COLLEAGUES = [(phase, happening) for happening, phases in BY_COLLEAGUE.items() for phase in phases]


@pytest.mark.parametrize(("phase", "happening"), COLLEAGUES, ids=[f"{phase}-{one.__name__}" for phase, one in COLLEAGUES])
async def test_with_a_colleague(house: House, phase: str, happening: Happening) -> None:
    stage = await talking(house, phone=True, colleague=True)
    await PHASES[phase](stage)
    await settle()
    await happening(stage)
    await settle()
    assert present(house) == BY_COLLEAGUE[happening][phase]
    free = house.agent(WANG)
    assert (free.state in ("available", "paused")) == (free.call is None)
    await nothing_is_left(house, stage.caller)
    assert len(house.told(CallEnded)) == 1


@pytest.mark.parametrize("colleague", [False, True], ids=["outside", "colleague"])
@pytest.mark.parametrize("phase", ALL)
async def test_the_service_stops_in_any_phase_and_closes_every_leg(house: House, phase: str, colleague: bool) -> None:
    stage = await talking(house, phone=True, colleague=colleague)
    await supervised(stage)
    await PHASES[phase](stage)
    await house.exchange.stop()
    assert not house.media.open
    assert house.sip.live_legs() == 0
    assert house.exchange.snapshot().agents == ()


@pytest.mark.parametrize("phase", ALL)
async def test_each_third_party_that_was_called_is_said_to_have_left_once(house: House, phase: str) -> None:
    stage = await talking(house, phone=True)
    await PHASES[phase](stage)
    stage.caller.peer_ends()
    left = house.told(PartyLeft)
    assert [fact.why for fact in left] == ([] if phase in ("talking", "held") else ["call_ended"])
    assert len(house.told(CallTransferred)) == int(phase in ("transferring", "transferred"))
