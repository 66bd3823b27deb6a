"""One established call between a raw phone and an agent's desk, each speaking a tone of its own all the while.

What hostile packets carry is a third tone: it must never be heard, and the two others must go on.
"""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace

import numpy as np

from hotline.demo.desk import BrowserVoice
from tests.integration.house import House, answer, free
from tests.torture.answer import Answer
from tests.torture.pen import Address
from tests.torture.uac import Uac, follow_up, uac

RATE, FRAME = 8_000, 160
CALLER_HZ, AGENT_HZ, HOSTILE_HZ = 1_000, 600, 2_400
PRESENT, ABSENT = 1_500.0, 400.0
"""Amplitudes of a tone that counts as heard, and of one that counts as not heard; the tones are sent with 8,000."""
IN_A_ROW = 8
DELAYED_FRAMES = 20
"""More than the buffers on the way hold: what a case has sent has been heard when so many frames were."""
AGAIN_S = 4.0
"""So soon both must hear each other again, whatever came."""
SPOKEN_S = 240
PCMA, EVENTS = 8, 101
_SEGMENTS = np.array([0, 32, 64, 128, 256, 512, 1024, 2048])


def tone(hertz: int, samples: int = FRAME, start: int = 0) -> np.ndarray:
    at = (np.arange(samples) + start) * (2 * np.pi * hertz / RATE)
    return np.asarray(np.round(8_000 * np.sin(at)), np.int16)


def alaw(pcm: np.ndarray) -> bytes:
    """G.711 A-law, written from its table of segments (ITU-T G.711 §2)."""
    negative = pcm < 0
    size = np.minimum(np.where(negative, ~pcm.astype(np.int32), pcm) >> 3, 4_095)
    segment = np.searchsorted(_SEGMENTS, size, "right") - 1
    mantissa = np.where(segment < 2, size >> 1, size >> np.maximum(segment, 1)) & 15
    return bytes(((segment << 4 | mantissa) ^ np.where(negative, 0x55, 0xD5)).astype(np.uint8))


def linear(payload: bytes) -> np.ndarray:
    code = np.frombuffer(payload, np.uint8).astype(np.int32) ^ 0x55
    segment, mantissa = code >> 4 & 7, code & 15
    size = np.where(segment == 0, mantissa * 2 + 1, (mantissa * 2 + 33) << np.maximum(segment - 1, 0)) << 3
    return np.where(code & 0x80, size, -size).astype(np.int16)


def level(frame: np.ndarray, hertz: int) -> float:
    """The amplitude of one tone in a frame."""
    at = np.arange(len(frame)) * (2j * np.pi * hertz / RATE)
    return float(2 * abs(np.dot(frame, np.exp(at))) / max(len(frame), 1))


def frames(pcm: bytes) -> list[np.ndarray]:
    samples = np.frombuffer(pcm[: len(pcm) // 2 * 2], np.int16)
    return [samples[at : at + FRAME] for at in range(0, len(samples) - FRAME + 1, FRAME)]


def last_row(heard: Sequence[np.ndarray], hertz: int) -> int:
    """In how many frames up to the newest the tone has sounded without a break."""
    return next((n for n, frame in enumerate(reversed(heard)) if level(frame, hertz) <= PRESENT), len(heard))


@dataclass(frozen=True, slots=True)
class Packet:
    """One RTP packet of the caller's stream, to be built right or bent (`dataclasses.replace`)."""

    sequence: int
    timestamp: int
    ssrc: int
    payload: bytes
    payload_type: int = PCMA
    first: int = 0x80
    marker: bool = False
    middle: bytes = b""

    def build(self) -> bytes:
        head = bytes((self.first & 0xFF, self.payload_type & 0x7F | self.marker << 7)) + (self.sequence & 0xFFFF).to_bytes(
            2, "big"
        )
        numbers = (self.timestamp & 0xFFFFFFFF).to_bytes(4, "big") + (self.ssrc & 0xFFFFFFFF).to_bytes(4, "big")
        return head + numbers + self.middle + self.payload


Dress = Callable[[Packet], Sequence[bytes]]


def plain(packet: Packet) -> Sequence[bytes]:
    return (packet.build(),)


class Talk:
    """The caller's side on sockets of its own; `dress` shapes each packet of the good stream."""

    def __init__(self, voice: BrowserVoice, sockets: tuple[socket.socket, socket.socket], to: Address) -> None:
        self.voice, self.to = voice, to
        self.rtp, self.rtcp = sockets
        self.sequence, self.timestamp, self.ssrc, self.sent = 65_500, 0xFFFF_FF00, 0x4C414D50, 0
        self.dress: Dress = plain
        self.heard = bytearray()
        self.theirs = 0
        self._said = 0
        loop = asyncio.get_running_loop()
        loop.add_reader(self.rtp, self._take)
        self._speaking = asyncio.create_task(self._speak())

    def _take(self) -> None:
        with suppress(BlockingIOError):
            while True:
                data = self.rtp.recv(2_048)
                if len(data) >= 12 and data[1] & 0x7F == PCMA:
                    self.theirs = int.from_bytes(data[8:12], "big")
                    self.heard += linear(data[12:]).tobytes()

    def packet(self, hertz: int = CALLER_HZ) -> Packet:
        """The packet that is due next, with the caller's tone or another."""
        return Packet(self.sequence, self.timestamp, self.ssrc, alaw(tone(hertz, start=self._said)))

    def last(self, hertz: int) -> Packet:
        """The newest packet that was sent, with another tone in it."""
        return Packet(self.sequence - 1, self.timestamp - FRAME, self.ssrc, alaw(tone(hertz)))

    async def _speak(self) -> None:
        loop = asyncio.get_running_loop()
        due = loop.time()
        while True:
            for data in self.dress(self.packet()):
                self.send(data)
            self.sent += 1
            self.sequence, self.timestamp, self._said = self.sequence + 1, self.timestamp + FRAME, self._said + FRAME
            due += FRAME / RATE
            await asyncio.sleep(max(0.0, due - loop.time()))

    def send(self, data: bytes) -> None:
        with suppress(OSError):
            self.rtp.sendto(data, self.to)

    def report(self, data: bytes) -> None:
        """To the RTCP port, from ours."""
        with suppress(OSError):
            self.rtcp.sendto(data, (self.to[0], self.to[1] + 1))

    async def spoken(self, packets: int) -> None:
        """Until so many more frames of the good stream were due."""
        until = self.sent + packets
        while self.sent < until:
            await asyncio.sleep(FRAME / RATE)

    def marks(self) -> tuple[int, int]:
        return len(self.voice.heard), len(self.heard)

    async def survives(self, since: tuple[int, int]) -> str:
        """Both hear each other at the end, within the bound, and nobody heard the hostile tone; else the sentence why not."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + AGAIN_S
        while True:
            agent, caller = frames(bytes(self.voice.heard[since[0] :])), frames(bytes(self.heard[since[1] :]))
            rows = last_row(agent, CALLER_HZ), last_row(caller, AGENT_HZ)
            heard_enough = min(len(agent), len(caller)) >= DELAYED_FRAMES and min(rows) >= IN_A_ROW
            if heard_enough or loop.time() > deadline:
                break
            await asyncio.sleep(FRAME / RATE)
        loudest = max((level(frame, HOSTILE_HZ) for frame in (*agent, *caller)), default=0.0)
        if not heard_enough:
            return f"expected {IN_A_ROW} frames in a row both ways in {AGAIN_S} s, got {rows} at agent and caller"
        return f"expected nothing of the hostile tone, got {loudest:.0f}" if loudest > ABSENT else ""

    async def close(self) -> None:
        self._speaking.cancel()
        await asyncio.gather(self._speaking, return_exceptions=True)
        asyncio.get_running_loop().remove_reader(self.rtp)


def pair(host: str = "127.0.0.1") -> tuple[socket.socket, socket.socket]:
    """RTP on an even port and RTCP on the one behind it, both not blocking."""
    for _ in range(200):
        rtp, rtcp = (socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(2))
        rtp.bind((host, 0))
        port = rtp.getsockname()[1]
        with suppress(OSError):
            if port % 2 == 0:
                rtcp.bind((host, port + 1))
                rtp.setblocking(False)
                rtcp.setblocking(False)
                return rtp, rtcp
        rtp.close()
        rtcp.close()
    raise OSError("no even port with a free one behind it")


def media_of(ok: Answer) -> Address:
    """Where the 200 wants our sound."""
    lines = ok.body.decode("utf-8", "replace").splitlines()
    host = next(line.split()[2] for line in lines if line.startswith("c="))
    return host, next(int(line.split()[1]) for line in lines if line.startswith("m=audio"))


@asynccontextmanager
async def talk(house: House, before: Callable[[Address], None] | None = None) -> AsyncIterator[tuple[Talk, Uac, Answer]]:
    """Dial, be answered by agent1 in the browser, speak; at the end hang up and leave the desk free.

    ``before`` does something to the service's port for sound before the caller has said a word.
    """
    sockets = pair()
    try:
        async with house.desk("agent1") as desk, uac(house.sip_address) as phone:
            pen = phone.pen()
            phone.send(pen.invite(body=pen.offer("a=ptime:20", port=sockets[0].getsockname()[1])))
            ok = await phone.final(pen.call_id)
            assert ok is not None, "the INVITE of a good call was not answered"
            assert ok.status == 200, ok.start
            phone.send(follow_up("ACK", ok, phone.address))
            if before:
                before(media_of(ok))
            _, voice = await answer(desk, pen.number)
            voice.say(np.tile(tone(AGENT_HZ), SPOKEN_S * RATE // FRAME).tobytes())
            going = Talk(voice, sockets, media_of(ok))
            try:
                yield going, phone, ok
            finally:
                await going.close()
                await phone.settle()
                await voice.close()
            await free(desk)
    finally:
        for one in sockets:
            one.close()


def bent(packet: Packet, **changes: object) -> bytes:
    return replace(packet, **changes).build()  # type: ignore[arg-type]
