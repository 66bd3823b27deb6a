"""Telephony on loopback: real SIP over UDP, the real media process, the citizen's phone against the exchange."""

import asyncio
import os
import socket
import wave
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from config.ids import CallId
from config.settings import Acd, Media, Sip, Trunk
from hotline.ports import RTP_SPAN, free_rtp_range
from telephony.caller import Caller
from telephony.events import CallOffered, TelephonyEvent
from telephony.exchange import PbxExchange
from telephony.exchange_port import Seat
from telephony.media.port import FRAME_BYTES, FRAME_MS, PipeAudio
from telephony.media.process import MediaProcess
from telephony.sip.endpoint import PyVoipEndpoint
from telephony.sip.port import IncomingCall, Party, SipLeg
from tests.telephony.exchange.house import LI, QUEUES, Fact

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
    """Ports of this run that others leave alone; the engine passes over one that is taken."""
    ports = free_rtp_range(20_000 + (os.getpid() % 30 + share) * RTP_SPAN)
    return Media(host="127.0.0.1", rtp_ports=ports, rtp_timeout_s=20, jitter_max_ms=200, browser_grace_s=10)


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
    """A softphone that answers at once; ``record`` keeps what it hears."""

    leg: SipLeg

    def __init__(self, sip: PyVoipEndpoint, media: MediaProcess, user: str = "1001", *, record: Path | None = None) -> None:
        self.uri = f"sip:{user}@127.0.0.1:{sip.settings.port}"
        own = Party(number=user, name="", uri=self.uri)
        super().__init__(sip, media, now=lambda: datetime.now(UTC), party=own)
        self._endpoint, self._engine = sip, media
        self.heard_file = record

    @property
    def second_line(self) -> SipLeg:
        """The call that this phone placed itself."""
        assert self._leg
        return self._leg

    def say(self, path: Path) -> None:
        self._engine.play(self.leg.leg_id, [str(path.absolute())], token="")

    async def put_down(self) -> None:
        """End the call; ``heard_file`` is whole afterwards."""
        self.leg.hang_up()
        if self.heard_file:
            self._engine.stop_recording(CallId("heard"))
        await self._engine.close(self.leg.leg_id)

    def incoming(self, leg: SipLeg, call: IncomingCall) -> None:
        self.leg = leg
        leg.ring()
        self._answering = asyncio.ensure_future(self._answer(leg))

    async def _answer(self, leg: SipLeg) -> None:
        media = leg.answer(await self._engine.open_rtp(leg.leg_id))
        if media:
            self._engine.connect(leg.leg_id, media)
            if self.heard_file:
                self._engine.record(CallId("heard"), self.heard_file, left=leg.leg_id)


class Node:
    """An exchange and a citizen's phone, each on ports of its own."""

    def __init__(self, home: Path) -> None:
        prompts = home / "prompts"
        for number, name in enumerate(("welcome", "queue_wait", "ringback", "hold_music", "transfer", "recording_notice")):
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


async def answer(node: Node) -> CallId:
    node.exchange.sign_in(Seat(agent=LI, name="李", phone="browser", queues=("general",)))
    node.exchange.set_presence(LI, "available")
    offer = await node.told(CallOffered)
    node.exchange.accept(LI, offer.call)
    await node.until(lambda: node.exchange.snapshot().calls[0].state == "answered")
    return offer.call


class Browser:
    """Hears and speaks at a browser leg, 20 ms a frame; of the agent's call unless ``audio`` is another's."""

    def __init__(self) -> None:
        self.heard = bytearray()
        self._audio: PipeAudio | None = None

    @property
    def sound(self) -> NDArray[np.int16]:
        return np.frombuffer(bytes(self.heard), "<i2")

    def listen(self, audio: PipeAudio) -> None:
        self._audio = audio
        audio.on_frame(self.heard.extend)

    async def talk(self, node: Node, sound: NDArray[np.int16]) -> None:
        if self._audio is None:
            self.listen(await node.exchange.browser_audio(LI))
        assert self._audio
        loop = asyncio.get_running_loop()
        started, frames = loop.time(), sound.tobytes()
        for number in range(len(frames) // FRAME_BYTES):
            self._audio.send(frames[number * FRAME_BYTES : (number + 1) * FRAME_BYTES])
            await asyncio.sleep(max(0.0, started + (number + 1) * FRAME_MS / 1000 - loop.time()))
