"""Whatever a part of the house forgets, no agent stays engaged for a call that is gone and no caller waits in no line."""

from pathlib import Path

import pytest

from telephony.events import AgentStateChanged, CallEnded
from telephony.queues import floor as floors
from tests.telephony.exchange.house import ACD, LI, WANG, House, settle

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("held", [False, True])
async def test_an_agent_whose_call_is_forgotten_writes_up_and_is_free(tmp_path: Path, held: bool) -> None:
    async with House(tmp_path) as house:
        leg, call = await house.talk()
        if held:
            house.exchange.hold(LI, call)
        del house.exchange._board.calls[call]
        house.seat(WANG)  # anything that happens
        assert house.agent(LI).state == "wrap_up"
        house.clock.advance(ACD.wrap_up_s)
        assert house.agent(LI).state == "available"
        assert not house.exchange._board.floor.talks
        house.exchange._board.lines[call].release()
        assert leg.did[-1] == "hang_up"


async def test_an_agent_reserved_for_a_call_that_is_forgotten_is_free_at_once(tmp_path: Path) -> None:
    async with House(tmp_path) as house:
        house.seat()
        _, call = await house.caller_waits()
        assert house.agent(LI).state == "reserved"
        del house.exchange._board.calls[call]
        house.seat(WANG)
        assert (house.agent(LI).state, house.agent(LI).missed) == ("available", 0)
        assert house.told(AgentStateChanged)[-1].agent in (LI, WANG)
        house.exchange._board.lines[call].release()
        await settle()


async def test_a_caller_who_fell_out_of_the_line_is_ended_by_the_clock(tmp_path: Path) -> None:
    async with House(tmp_path) as house:
        leg, call = await house.caller_waits()
        board = house.exchange._board
        board.floor = floors.depart(board.floor, call, house.clock.now())
        house.clock.advance(60)
        assert [(fact.reason, fact.detail) for fact in house.told(CallEnded)] == [("failed", "internal error")]
        assert leg.did[-1] == "hang_up"
