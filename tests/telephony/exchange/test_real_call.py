"""Telephony on loopback: real SIP over UDP, the real media process, the citizen's phone against the exchange."""

import asyncio
import os
import signal
import socket
import wave
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from config.ids import CallId
from config.settings import Acd, Media, Sip, Trunk
from telephony.caller import Caller
from telephony.events import CallEnded, CallOffered, LegMeasured, RecordingFinished, TelephonyEvent
from telephony.exchange import PbxExchange
from telephony.exchange_port import Seat
from telephony.media.fidelity import compare
from telephony.media.port import FRAME_BYTES, FRAME_MS
from telephony.media.process import MediaProcess
from telephony.sip.endpoint import PyVoipEndpoint
from telephony.sip.port import IncomingCall, SipLeg
from tests.telephony.exchange.house import LI, QUEUES, Fact

pytestmark = [pytest.mark.anyio, pytest.mark.protocol]
BOUND_S = 20.0
RATE = 8_000
ACD = Acd(
    offer_s=10, wrap_up_s=1, pause_after_missed=3, prompts=("welcome",), service_level_s=15, service_level_goal=0.8,
    short_abandon_s=5,
)  # fmt: skip


def free_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def sip_settings(port: int) -> Sip:
    return Sip(
        host="127.0.0.1", port=port, user="12345", trunks=(Trunk(name="local", host="127.0.0.1"),), registrars=(),
        max_calls=20, retry_after_s=5, invite_timeout_s=10, stop_timeout_s=1,
    )  # fmt: skip


def media_settings(share: int) -> Media:
    """A share of the ports of this run; the engine passes over a port that is taken."""
    first = 20_000 + os.getpid() % 100 * 100 + share * 100
    return Media(host="127.0.0.1", rtp_ports=(first, first + 99), rtp_timeout_s=20, jitter_max_ms=200, browser_grace_s=10)


def babble(seconds: float, seed: int) -> NDArray[np.int16]:
    """Noise in syllables: active in every frame of a syllable, unlike any other stretch of itself."""
    random = np.random.default_rng(seed)
    noise = random.normal(0, 4000, round(seconds * RATE))
    smooth = np.convolve(noise, np.ones(4) / 4, "same")
    rhythm = 0.6 + 0.4 * np.sin(np.arange(len(smooth)) * 2 * np.pi * 3 / RATE)
    return np.clip(smooth * rhythm, -20000, 20000).astype("<i2")


def write(path: Path, sound: NDArray[np.int16]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, RATE, 0, "NONE", ""))
        file.writeframes(sound.tobytes())
    return path


def read(path: Path) -> NDArray[np.int16]:
    with wave.open(str(path)) as file:
        return np.frombuffer(file.readframes(file.getnframes()), "<i2").reshape(-1, file.getnchannels())


class AnsweringPhone(Caller):
    """A softphone that answers at once."""

    leg: SipLeg

    def __init__(self, sip: PyVoipEndpoint, media: MediaProcess) -> None:
        super().__init__(sip, media, now=lambda: datetime.now(UTC))
        self._endpoint, self._engine = sip, media
        self.uri = f"sip:1001@127.0.0.1:{sip.settings.port}"

    def incoming(self, leg: SipLeg, call: IncomingCall) -> None:
        self.leg = leg
        leg.ring()
        self._answering = asyncio.ensure_future(self._answer(leg))

    async def _answer(self, leg: SipLeg) -> None:
        media = leg.answer(await self._engine.open_rtp(leg.leg_id))
        if media:
            self._engine.connect(leg.leg_id, media)


class Node:
    """An exchange and a citizen's phone, each on ports of its own."""

    def __init__(self, home: Path) -> None:
        prompts = home / "prompts"
        for number, name in enumerate(("welcome", "queue_wait", "ringback", "hold_music", "transfer")):
            write(prompts / f"{name}.wav", babble(1.0, 90 + number))
        self.home, self.port = home, free_port()
        self.facts: list[TelephonyEvent] = []
        self._told = asyncio.Event()

        def now() -> datetime:
            return datetime.now(UTC)

        self.media = MediaProcess(media_settings(0), prompts=prompts, tap=None)
        self.exchange = PbxExchange(
            PyVoipEndpoint(sip_settings(self.port)),
            self.media,
            acd=ACD,
            queues=QUEUES,
            recordings=home / "recordings",
            emit=self.take,
            now=now,
            browser_grace_s=10,
        )
        self.caller = Caller(
            PyVoipEndpoint(sip_settings(free_port())),
            MediaProcess(media_settings(1), prompts=prompts, tap=None),
            now=now,
        )

    @property
    def target(self) -> str:
        return f"sip:12345@127.0.0.1:{self.port}"

    def take(self, fact: TelephonyEvent) -> None:
        self.facts.append(fact)
        self._told.set()

    async def until(self, holds: Callable[[], bool]) -> None:
        async with asyncio.timeout(BOUND_S):
            while not holds():
                self._told.clear()
                await self._told.wait()

    async def told(self, kind: type[Fact]) -> Fact:
        """The newest fact of that kind, within the bound."""
        await self.until(lambda: any(isinstance(fact, kind) for fact in self.facts))
        return [fact for fact in self.facts if isinstance(fact, kind)][-1]


@pytest.fixture
async def node(tmp_path: Path, anyio_backend: str) -> AsyncIterator[Node]:
    node = Node(tmp_path)
    async with AsyncExitStack() as stack:
        await node.exchange.start()
        stack.push_async_callback(node.exchange.stop)
        await node.caller.start()
        stack.push_async_callback(node.caller.stop)
        yield node


async def answer(node: Node) -> CallId:
    node.exchange.sign_in(Seat(agent=LI, name="李", phone="browser", queues=("general",)))
    node.exchange.set_presence(LI, "available")
    offer = await node.told(CallOffered)
    node.exchange.accept(LI, offer.call)
    await node.until(lambda: node.exchange.snapshot().calls[0].state == "answered")
    return offer.call


class Browser:
    """Speaks and hears at the agent's browser leg, 20 ms a frame."""

    def __init__(self) -> None:
        self.heard = bytearray()

    async def talk(self, node: Node, sound: NDArray[np.int16]) -> None:
        audio = await node.exchange.browser_audio(LI)
        audio.on_frame(self.heard.extend)
        loop = asyncio.get_running_loop()
        started, frames = loop.time(), sound.tobytes()
        for number in range(len(frames) // FRAME_BYTES):
            audio.send(frames[number * FRAME_BYTES : (number + 1) * FRAME_BYTES])
            await asyncio.sleep(max(0.0, started + (number + 1) * FRAME_MS / 1000 - loop.time()))


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
