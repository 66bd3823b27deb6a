"""Telephony on loopback: real SIP over UDP, the real media process, the citizen's phone against the exchange."""

import asyncio
import os
import signal
from pathlib import Path

import numpy as np
import pytest

from telephony.events import CallEnded, LegMeasured, RecordingFinished
from telephony.exchange_port import Seat
from telephony.media.fidelity import compare
from telephony.media.process import MediaProcess
from telephony.sip.endpoint import PyVoipEndpoint
from tests.telephony.exchange.house import LI
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


@pytest.mark.realtime
async def test_a_citizen_and_an_agent_hear_each_other_and_both_are_recorded(node: Node, tmp_path: Path) -> None:
    of_caller, of_agent = babble(3.0, 1), babble(3.0, 2)
    speech = write(tmp_path / "speech.wav", of_caller)
    assert await node.caller.dial(node.target, record=tmp_path / "heard.wav") == 200
    call = await answer(node)
    browser = Browser()
    async with asyncio.timeout(BOUND_S), asyncio.TaskGroup() as both:
        both.create_task(browser.talk(node, of_agent))
        both.create_task(node.caller.speak(speech))
    node.caller.hang_up()
    ended = await node.told(CallEnded)
    assert (ended.reason, ended.by, ended.agent) == ("completed", "caller", LI)
    finished = await node.told(RecordingFinished)
    await node.until(lambda: sum(isinstance(fact, LegMeasured) for fact in node.facts) == 2)
    report = await node.caller.report()
    assert report.heard
    recording = read(tmp_path / "recordings" / finished.path)
    assert finished.path.endswith(f"{call}.wav")
    for who, sent, heard in (
        ("the agent hears the caller", of_caller, np.frombuffer(bytes(browser.heard), "<i2")),
        ("the caller hears the agent", of_agent, read(report.heard)[:, 0]),
        ("the recording holds the caller", of_caller, recording[:, 0]),
        ("the recording holds the agent", of_agent, recording[:, 1]),
    ):
        fidelity = compare(sent, heard)
        assert fidelity.share_of_frames >= 0.9, (who, fidelity)
    assert compare(read(tmp_path / "prompts" / "welcome.wav")[:, 0], read(report.heard)[:, 0]).share_of_frames >= 0.9


async def test_the_agents_sip_phone_is_dialled_and_joined(node: Node, tmp_path: Path) -> None:
    phone_sip = PyVoipEndpoint(sip_settings(free_port()))
    phone_media = MediaProcess(media_settings(2), prompts=tmp_path / "prompts", tap=None)
    phone = AnsweringPhone(phone_sip, phone_media)
    await phone.start()
    try:
        node.exchange.sign_in(Seat(agent=LI, name="李", phone=phone.uri, queues=("general",)))
        node.exchange.set_presence(LI, "available")
        assert await node.caller.dial(node.target) == 200
        await node.until(lambda: any(call.state == "answered" for call in node.exchange.snapshot().calls))
        phone.leg.hang_up()
        ended = await node.told(CallEnded)
        assert (ended.by, ended.reason) == ("agent", "completed")
        async with asyncio.timeout(BOUND_S):
            await node.caller.over.wait()
        assert (await node.caller.report()).ended_by == "remote"
    finally:
        await phone.stop()


async def test_a_citizen_who_hangs_up_in_the_queue_is_abandoned(node: Node) -> None:
    await node.caller.dial(node.target)
    await node.until(lambda: node.exchange.snapshot().calls[0].state == "queued")
    node.caller.hang_up()
    assert (await node.told(CallEnded)).reason == "abandoned"
    await node.until(lambda: node.exchange.snapshot().calls == ())


async def test_after_the_media_process_is_killed_in_a_call_the_next_call_is_served(node: Node) -> None:
    await node.caller.dial(node.target)
    call = await answer(node)
    pid = node.media.pid
    assert pid
    os.kill(pid, signal.SIGKILL)
    ended = await node.told(CallEnded)
    assert (ended.call, ended.reason, ended.detail) == (call, "failed", "media engine lost")
    async with asyncio.timeout(BOUND_S):
        await node.caller.over.wait()
    await node.until(lambda: node.exchange.snapshot().agents[0].state == "available")
    assert await node.caller.dial(node.target) == 200
    await node.until(lambda: any(one.state == "offered" for one in node.exchange.snapshot().calls))
