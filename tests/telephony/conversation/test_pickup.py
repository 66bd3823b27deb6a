"""A call that rings at one agent's phone is taken at a colleague's."""

import pytest

from telephony.events import CallAnswered, OfferEnded
from tests.fakes.sip import FakeSipLeg
from tests.telephony.conversation.stages import PHONE
from tests.telephony.exchange.house import LI, WANG, House, settle

pytestmark = pytest.mark.anyio
COLLEAGUE = "sip:1002@127.0.0.1:5071"


async def rings_at_li(house: House) -> tuple[FakeSipLeg, FakeSipLeg]:
    """The caller and the ringing phone."""
    house.seat(LI, phone=PHONE)
    caller, _ = await house.caller_waits()
    return caller, house.sip.dialled[-1]


async def nothing_is_left(house: House, caller: FakeSipLeg) -> None:
    caller.peer_ends()
    await settle()
    house.clock.advance(200)
    await settle()
    assert not house.media.open
    assert house.sip.live_legs() == 0
    assert len(house.exchange._board.plant.ends) == 0


async def test_a_colleague_of_the_same_queue_picks_up_and_the_other_phone_falls_silent(house: House) -> None:
    caller, ringing = await rings_at_li(house)
    house.seat(WANG, phone=COLLEAGUE)
    phone = house.sip.pick_up(ringing, COLLEAGUE)
    await settle()
    assert phone.did == ["answer"]
    assert ringing.over
    assert [(fact.agent, fact.why) for fact in house.told(OfferEnded)] == [(LI, "answered_elsewhere")]
    assert [fact.agent for fact in house.told(CallAnswered)] == [WANG]
    assert (house.agent(WANG).state, house.agent(LI).state, house.agent(LI).missed) == ("talking", "available", 0)
    line = next(iter(house.exchange._board.lines.values()))
    assert line.agent
    assert house.media.bridges[caller.leg_id] == line.agent.leg
    await nothing_is_left(house, caller)


@pytest.mark.parametrize("who", ["another queue", "paused", "nobody's phone", "the ringing phone itself"])
async def test_who_may_not_have_the_call_is_refused_and_it_rings_on(house: House, who: str) -> None:
    caller, ringing = await rings_at_li(house)
    house.seat(WANG, phone=COLLEAGUE, queues=("business",) if who == "another queue" else ("general",))
    if who == "paused":
        house.exchange.set_presence(WANG, "paused", "lunch")
    uris = {"nobody's phone": "sip:1009@127.0.0.1", "the ringing phone itself": PHONE}
    phone = house.sip.pick_up(ringing, uris.get(who, COLLEAGUE))
    await settle()
    assert phone.did == ["reject 486"]
    assert not ringing.over
    assert house.states() == ["offered"]
    ringing.peer_answers()
    assert [fact.agent for fact in house.told(CallAnswered)] == [LI]
    await nothing_is_left(house, caller)


async def test_what_is_answered_or_gone_cannot_be_picked_up(house: House) -> None:
    caller, ringing = await rings_at_li(house)
    ringing.peer_answers()
    house.seat(WANG, phone=COLLEAGUE)
    assert house.sip.pick_up(ringing, COLLEAGUE).did == ["reject 486"]
    await nothing_is_left(house, caller)
    assert house.sip.pick_up(ringing, COLLEAGUE).did == ["reject 486"]


@pytest.mark.parametrize("how", ["media", "gave up", "too late"])
async def test_a_pick_up_that_comes_to_nothing_leaves_the_other_phone_ringing(house: House, how: str) -> None:
    caller, ringing = await rings_at_li(house)
    house.seat(WANG, phone=COLLEAGUE)
    if how == "media":
        house.media.fails.add("open_rtp")
    house.media.gate.clear()
    phone = house.sip.pick_up(ringing, COLLEAGUE)
    await settle()
    if how == "gave up":
        phone.peer_ends(reason="CANCEL")
    if how == "too late":
        ringing.peer_answers()
    house.media.gate.set()
    await settle()
    assert phone.over
    assert [fact.agent for fact in house.told(CallAnswered)] == ([LI] if how == "too late" else [])
    assert not ringing.over
    house.media.fails.clear()
    await nothing_is_left(house, caller)
