"""Conversations with real SIP, real media and a real softphone: who hears whom is measured in what they heard."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from hotline.demo.baresip import Baresip
from telephony.events import (
    CallAnswered,
    CallEnded,
    CallHeld,
    CallTransferred,
    PartyAnswered,
    PartyJoined,
    RecordingFinished,
    SupervisionStarted,
)
from telephony.exchange_port import Seat
from telephony.media.fidelity import compare
from telephony.media.process import MediaProcess
from telephony.sip.endpoint import PyVoipEndpoint
from tests.telephony.conversation.stages import BOSS, ZHAO
from tests.telephony.exchange.house import LI, WANG
from tests.telephony.exchange.node import (
    BOUND_S,
    AnsweringPhone,
    Browser,
    Node,
    answer,
    babble,
    free_port,
    media_settings,
    read,
    sip_settings,
    write,
)

pytestmark = [pytest.mark.anyio, pytest.mark.protocol]
TURN_S, REST_S = 1.2, 0.5
ENOUGH = 0.85
Sound = NDArray[np.int16]


def in_turns(count: int) -> list[Sound]:
    """Sounds of one length in which one after another speaks while the others are silent.

    All rest between the turns: nothing ties the players to each other, and who begins later than the others must neither talk
    into their turns nor be cut off by their end.
    """
    rest, quiet = (np.zeros(len(babble(seconds, 0)), "<i2") for seconds in (REST_S, TURN_S))
    turns = [[babble(TURN_S, 10 + one) if one == turn else quiet for turn in range(count)] for one in range(count)]
    return [np.concatenate([part for turn in line for part in (turn, rest)]) for line in turns]


@asynccontextmanager
async def a_phone(node: Node, share: int, user: str, *, record: Path | None = None) -> AsyncIterator[AnsweringPhone]:
    endpoint = PyVoipEndpoint(sip_settings(free_port()))
    phone = AnsweringPhone(
        endpoint, MediaProcess(media_settings(share), prompts=node.home / "prompts", tap=None), user, record=record
    )
    await phone.start()
    try:
        yield phone
    finally:
        await phone.stop()


def heard_all(who: str, heard: Sound, *spoken: Sound) -> None:
    for number, sent in enumerate(spoken):
        fidelity = compare(sent, heard)
        assert fidelity.share_of_frames >= ENOUGH, (who, number, fidelity)


@pytest.mark.realtime
async def test_in_three_way_everybody_hears_the_two_others_and_a_supervisor_all(node: Node, tmp_path: Path) -> None:
    of_caller, of_agent, of_party = in_turns(3)
    files = [write(tmp_path / f"{name}.wav", sound) for name, sound in (("caller", of_caller), ("party", of_party))]
    async with a_phone(node, 2, "police", record=tmp_path / "party-heard.wav") as police:
        assert await node.caller.dial(node.target, record=tmp_path / "caller-heard.wav") == 200
        call = await answer(node)
        agent, boss = Browser(), Browser()
        agent.listen(await node.exchange.browser_audio(LI))
        node.exchange.consult(LI, call, police.uri)
        await node.told(PartyAnswered)
        node.exchange.supervise(BOSS, call, "monitor", "both")
        boss.listen(await node.exchange.supervisor_audio(ZHAO))
        await node.told(SupervisionStarted)
        node.exchange.join_party(LI, call)
        async with asyncio.timeout(20), asyncio.TaskGroup() as all_three:
            police.say(files[1])
            all_three.create_task(agent.talk(node, of_agent))
            all_three.create_task(node.caller.speak(files[0]))
        node.exchange.complete_transfer(LI, call)
        node.caller.hang_up()
        assert (await node.told(CallEnded)).agent is None
        finished = await node.told(RecordingFinished)
        report = await node.caller.report()
        await police.put_down()
    assert report.heard
    recording = read(tmp_path / "recordings" / finished.path)
    heard_all("the caller", read(report.heard)[:, 0], of_agent, of_party)
    heard_all("the agent", agent.sound, of_caller, of_party)
    heard_all("the party", read(tmp_path / "party-heard.wav")[:, 0], of_caller, of_agent)
    heard_all("the supervisor", boss.sound, of_caller, of_agent, of_party)
    heard_all("the recording of our side", recording[:, 1], of_agent, of_party)
    heard_all("the recording of the caller", recording[:, 0], of_caller)


async def test_a_citizen_is_called_back_and_both_hear_each_other(node: Node, tmp_path: Path) -> None:
    of_agent, of_citizen = in_turns(2)
    speech = write(tmp_path / "citizen.wav", of_citizen)
    async with a_phone(node, 2, "citizen", record=tmp_path / "citizen-heard.wav") as citizen:
        node.exchange.sign_in(Seat(agent=LI, name="李", phone="browser", queues=("general",)))
        node.exchange.set_presence(LI, "available")
        node.exchange.dial(LI, citizen.uri)
        assert (await node.told(CallAnswered)).agent == LI
        agent = Browser()
        citizen.say(speech)
        await agent.talk(node, of_agent)
        await citizen.put_down()
        ended = await node.told(CallEnded)
        assert (ended.reason, ended.by) == ("completed", "caller")
    notice = read(node.home / "prompts" / "recording_notice.wav")[:, 0]
    heard_all("the citizen", read(tmp_path / "citizen-heard.wav")[:, 0], notice, of_agent)
    heard_all("the agent", agent.sound, of_citizen)


async def on_the_phone(node: Node, phone: str) -> None:
    node.exchange.sign_in(Seat(agent=LI, name="李", phone=phone, queues=("general",)))
    node.exchange.set_presence(LI, "available")
    assert await node.caller.dial(node.target) == 200
    await node.until(lambda: any(call.state == "answered" for call in node.exchange.snapshot().calls))


@pytest.mark.skipif(not shutil.which("baresip"), reason="baresip is not installed (apt-get install baresip-core)")
async def test_a_real_softphone_transfers_its_caller_by_refer(node: Node, tmp_path: Path) -> None:
    phone = Baresip(tmp_path / "phone", write(tmp_path / "speech.wav", babble(2.0, 7)))
    async with a_phone(node, 2, "duty") as duty, AsyncExitStack() as stack:
        await phone.start()
        stack.push_async_callback(phone.stop)
        await on_the_phone(node, phone.uri)
        await phone.command("transfer", duty.uri)
        fact = await node.told(CallTransferred)
        assert (fact.agent, fact.number, fact.how) == (LI, duty.uri, "blind")
        await node.told(PartyJoined)
        assert next(one.state for one in node.exchange.snapshot().agents) == "wrap_up"
        duty.leg.hang_up()
        assert (await node.told(CallEnded)).reason == "completed"


async def test_a_softphone_consults_on_a_second_line_and_joins_both_by_replaces(node: Node) -> None:
    async with a_phone(node, 2, "1002") as colleague, a_phone(node, 3, "1001") as phone:
        node.exchange.sign_in(Seat(agent=WANG, name="王", phone=colleague.uri, queues=()))
        node.exchange.set_presence(WANG, "available")
        await on_the_phone(node, phone.uri)
        phone.leg.hold(True)
        await node.told(CallHeld)
        assert await phone.dial(f"sip:1002@127.0.0.1:{node.port}") == 200
        assert (await node.told(PartyAnswered)).number == f"agent:{WANG}"
        phone.leg.refer(colleague.uri, replaces=phone.second_line)
        fact = await node.told(CallTransferred)
        assert (fact.agent, fact.number, fact.how) == (LI, f"agent:{WANG}", "attended")
        assert (await node.told(CallAnswered)).agent == WANG
        async with asyncio.timeout(BOUND_S):
            await phone.over.wait()
        node.caller.hang_up()
        assert (await node.told(CallEnded)).agent == WANG
