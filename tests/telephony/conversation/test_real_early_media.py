"""What a called network says before the answer reaches the agent, and goes on through the answer without a hole."""

import asyncio
import shutil
from pathlib import Path

import pytest

from telephony.events import CallAnswered, CallEnded
from telephony.exchange_port import Seat
from telephony.media import g711
from telephony.media.fidelity import compare
from tests.telephony.exchange.house import LI
from tests.telephony.exchange.node import Browser, Node, babble, free_port
from tests.telephony.sip.test_sipp import sipp

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.protocol,
    pytest.mark.skipif(not shutil.which("sipp"), reason="sipp is not installed (apt-get install sip-tester)"),
]
SPOKEN_S, BOUND_S, LOOK_S = 2.4, 10.0, 0.3
ENOUGH, LONGEST_GAP_MS = 0.9, 100.0


@pytest.mark.realtime
async def test_the_agent_hears_the_network_and_then_the_citizen_without_a_gap(node: Node, tmp_path: Path) -> None:
    speech = babble(SPOKEN_S, 31)
    (tmp_path / "speech.alaw").write_bytes(g711.encode("PCMA", speech.tobytes()))
    port = free_port()
    network = asyncio.ensure_future(sipp("uas_early_sound.xml", tmp_path, 0, "-p", str(port)))
    node.exchange.sign_in(Seat(agent=LI, name="李", phone="browser", queues=("general",)))
    node.exchange.set_presence(LI, "available")
    agent = Browser()
    call = node.exchange.dial(LI, f"sip:citizen@127.0.0.1:{port}")
    agent.listen(await node.exchange.browser_audio(LI))
    answered = await node.told(CallAnswered)
    assert answered.agent == LI
    async with asyncio.timeout(BOUND_S):
        while compare(speech, agent.sound).share_of_frames < ENOUGH:
            await asyncio.sleep(LOOK_S)
    node.exchange.hang_up(call, LI)
    await network
    assert (await node.told(CallEnded)).reason == "completed"
    heard = compare(speech, agent.sound)
    assert heard.longest_gap_ms <= LONGEST_GAP_MS, heard
