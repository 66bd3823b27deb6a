"""A supervisor takes a call over: the caller and the recording go on, the agent writes up, nobody is left bound."""

import asyncio
import shutil
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path

import pytest

from config.errors import Conflict, NotFound
from config.ids import CallId
from hotline.demo.baresip import Baresip
from telephony.events import CallAnswered, CallEnded, CallTransferred, RecordingFinished, SupervisionEnded, SupervisionStarted
from telephony.exchange_port import CallTarget, Seat
from tests.telephony.conversation.stages import BOSS, PHASES, PHONE, ZHAO, held, nothing_is_left, supervised, talking
from tests.telephony.conversation.test_real_conversation import heard_all, in_turns
from tests.telephony.exchange.house import LI, WANG, House, settle
from tests.telephony.exchange.node import BOUND_S, Browser, Node, answer, babble, read, write

pytestmark = pytest.mark.anyio
AT_PHONE = Seat(agent=ZHAO, name="赵", phone=PHONE, queues=())


async def taken(house: House) -> None:
    await settle()
    await house.exchange.browser_audio(ZHAO)


async def test_the_caller_and_the_recording_go_on_with_the_supervisor(house: House) -> None:
    stage = await talking(house)
    recording, former = house.media.recordings[stage.call][0], stage.agent_leg
    house.exchange.take_over(BOSS, stage.call)
    await taken(house)
    assert stage.agent_leg != former
    assert stage.hears(stage.caller.leg_id) == {stage.agent_leg}
    assert stage.hears(stage.agent_leg) == {stage.caller.leg_id}
    assert (house.media.recordings[stage.call][0], house.media.recordings[stage.call][2]) == (recording, (stage.agent_leg,))
    assert (house.call(stage.call).agent, house.call(stage.call).parties) == (ZHAO, ())
    assert (house.agent(LI).state, house.agent(ZHAO).state) == ("wrap_up", "talking")
    moved = house.told(CallTransferred)[0]
    assert (moved.agent, moved.number, moved.how) == (LI, f"agent:{ZHAO}", "attended")
    assert house.told(CallAnswered)[-1].agent == ZHAO
    house.exchange.hang_up(stage.call, ZHAO)
    await nothing_is_left(house, stage.caller)
    assert all(agent.agent != ZHAO for agent in house.exchange.snapshot().agents), "the seat was for this call alone"


async def test_who_listens_already_takes_over_on_the_same_phone(house: House) -> None:
    stage = await talking(house)
    boss = await supervised(stage)
    house.exchange.take_over(BOSS, stage.call)
    await taken(house)
    assert stage.agent_leg == boss
    assert len(house.told(SupervisionEnded)) == 1
    with pytest.raises(Conflict):
        house.exchange.stop_supervising(ZHAO, stage.call)
    await nothing_is_left(house, stage.caller)


async def test_a_caller_on_hold_is_heard_again(house: House) -> None:
    stage = await talking(house)
    await held(stage)
    house.exchange.take_over(BOSS, stage.call)
    await taken(house)
    assert house.call(stage.call).state == "answered"
    assert stage.hears(stage.caller.leg_id) == {stage.agent_leg}
    await nothing_is_left(house, stage.caller)


async def test_a_phone_that_rings_changes_nothing_until_it_is_answered(house: House) -> None:
    stage = await talking(house)
    house.exchange.take_over(AT_PHONE, stage.call)
    await settle()
    assert (house.call(stage.call).agent, house.agent(LI).state) == (LI, "talking")
    house.sip.dialled[-1].peer_answers()
    await settle()
    assert (house.call(stage.call).agent, house.agent(LI).state) == (ZHAO, "wrap_up")
    assert not house.told(SupervisionStarted)
    await nothing_is_left(house, stage.caller)


@pytest.mark.parametrize("how", ["busy", "never"])
async def test_a_supervisor_who_does_not_answer_leaves_the_call_with_its_agent(house: House, how: str) -> None:
    stage = await talking(house)
    house.exchange.take_over(AT_PHONE, stage.call)
    await settle()
    if how == "busy":
        house.sip.dialled[-1].peer_fails(486)
    else:
        house.clock.advance(45)
    assert (house.call(stage.call).agent, house.call(stage.call).parties) == (LI, ())
    await nothing_is_left(house, stage.caller)


async def test_an_agent_who_consults_meanwhile_keeps_the_call_and_the_supervisor_listens(house: House) -> None:
    stage = await talking(house)
    house.exchange.take_over(AT_PHONE, stage.call)
    await settle()
    phone = house.sip.dialled[-1]
    house.exchange.consult(LI, stage.call, "110")
    await settle()
    phone.peer_answers()
    await settle()
    assert house.call(stage.call).agent == LI
    assert house.told(SupervisionStarted)[-1].supervisor == ZHAO
    await nothing_is_left(house, stage.caller)


@pytest.mark.parametrize("phase", ["calling", "consulting", "three_way", "transferring", "transferred"])
async def test_with_a_third_party_or_without_an_agent_it_is_refused(house: House, phase: str) -> None:
    stage = await talking(house)
    await PHASES[phase](stage)
    before = house.exchange.snapshot().calls
    with pytest.raises(Conflict):
        house.exchange.take_over(BOSS, stage.call)
    await settle()
    assert house.exchange.snapshot().calls == before
    await nothing_is_left(house, stage.caller)


async def test_a_call_that_waits_or_is_gone_is_not_taken_over(house: House) -> None:
    _, waiting = await house.caller_waits()
    with pytest.raises(Conflict):
        house.exchange.take_over(BOSS, waiting)
    with pytest.raises(NotFound):
        house.exchange.take_over(BOSS, CallId("gone"))


@pytest.mark.parametrize("browser_comes", [True, False])
async def test_a_supervisor_whose_line_breaks_gives_the_caller_back_to_the_queue(house: House, browser_comes: bool) -> None:
    stage = await talking(house)
    house.exchange.take_over(BOSS, stage.call)
    await settle()
    if browser_comes:
        (await house.exchange.browser_audio(ZHAO)).close()
    house.clock.advance(11)
    await settle()
    assert house.call(stage.call).state in ("queued", "offered")
    assert all(agent.agent != ZHAO for agent in house.exchange.snapshot().agents)


async def test_a_waiting_call_is_moved_and_one_that_rings_rings_no_more(house: House) -> None:
    _, call = await house.caller_waits()
    house.exchange.move_call(call, CallTarget(queue="business"))
    assert (house.call(call).queue, house.call(call).position) == ("business", 1)
    house.seat(LI, queues=("business",))
    await settle()
    assert house.call(call).offered_to == (LI,)
    house.seat(WANG, queues=())
    with pytest.raises(Conflict):
        house.exchange.move_call(call, CallTarget())
    with pytest.raises(Conflict):
        house.exchange.move_call(call, CallTarget(agent=LI))
    house.exchange.move_call(call, CallTarget(agent=WANG))
    await settle()
    assert house.call(call).offered_to == (WANG,)
    assert (house.agent(LI).state, house.agent(LI).missed) == ("available", 0)
    house.exchange.end_call(call)
    assert [(fact.reason, fact.by) for fact in house.told(CallEnded)] == [("rejected", "system")]
    with pytest.raises(NotFound):
        house.exchange.move_call(call, CallTarget(queue="general"))


async def test_a_moved_agent_returns_by_the_clock(house: House) -> None:
    house.seat(LI, queues=("general",))
    house.exchange.move_agent(LI, ["business"], {"business": 2}, until=house.clock.now() + timedelta(hours=1))
    assert (house.agent(LI).queues, house.agent(LI).levels) == (("business",), {"business": 2})
    house.clock.advance(3601)
    assert (house.agent(LI).queues, house.agent(LI).moved_until) == (("general",), None)


@pytest.mark.protocol
@pytest.mark.realtime
async def test_the_recording_holds_agent_and_supervisor_one_after_the_other(node: Node, tmp_path: Path) -> None:
    of_agent, of_boss = in_turns(2)
    assert await node.caller.dial(node.target, record=tmp_path / "caller.wav") == 200
    call = await answer(node)
    agent, boss = Browser(), Browser()
    agent.listen(await node.exchange.browser_audio(LI))
    async with asyncio.timeout(BOUND_S):
        await agent.talk(node, of_agent)
    node.exchange.take_over(BOSS, call)
    await node.until(lambda: any(one.agent == ZHAO and one.state == "talking" for one in node.exchange.snapshot().agents))
    boss.listen(await node.exchange.browser_audio(ZHAO))
    async with asyncio.timeout(BOUND_S):
        await boss.talk(node, of_boss)
    node.exchange.hang_up(call, ZHAO)
    finished = await node.told(RecordingFinished)
    report = await node.caller.report()
    assert report.heard
    heard_all("the caller", read(report.heard)[:, 0], of_agent, of_boss)
    heard_all("the recording of our side", read(tmp_path / "recordings" / finished.path)[:, 1], of_agent, of_boss)


@pytest.mark.protocol
@pytest.mark.skipif(not shutil.which("baresip"), reason="baresip is not installed (apt-get install baresip-core)")
async def test_a_real_softphone_takes_a_call_over(node: Node, tmp_path: Path) -> None:
    phone = Baresip(tmp_path / "phone", write(tmp_path / "speech.wav", babble(2.0, 7)))
    async with AsyncExitStack() as stack:
        await phone.start()
        stack.push_async_callback(phone.stop)
        assert await node.caller.dial(node.target) == 200
        call = await answer(node)
        Browser().listen(await node.exchange.browser_audio(LI))
        node.exchange.take_over(Seat(agent=ZHAO, name="赵", phone=phone.uri, queues=()), call)
        assert (await node.told(CallTransferred)).agent == LI
        assert (await node.told(CallAnswered)).agent == ZHAO
        assert next(one.state for one in node.exchange.snapshot().agents if one.agent == LI) == "wrap_up"
        node.caller.hang_up()
        assert (await node.told(CallEnded)).agent == ZHAO
