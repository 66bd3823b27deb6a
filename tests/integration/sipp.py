"""Callers and phones of a real sipp, with a socket of ours for their sound: who heard which prompt, and who pressed which key."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from socket import SOCK_DGRAM
from typing import cast

import numpy as np

from hotline.ports import free_port
from hotline.sound import read_pcm
from telephony.media import rtp
from telephony.media.fidelity import compare
from telephony.media.g711 import decode
from tests.integration.house import House, Sound

SCENARIOS = Path(__file__).with_name("scenarios")
PCMA, EVENTS, KEYS = 8, 101, "0123456789*#"
HEARD = 0.8
"""Share of a prompt's frames that must have come."""
BOUND_S, LOOK_S = 10.0, 0.05
Address = tuple[str, int]


class Ear(asyncio.DatagramProtocol):
    """The sound of one sipp: each of its calls has a stream of its own, known by where it comes from."""

    def __init__(self, prompts: Path | None) -> None:
        self.streams: dict[Address, list[Sound]] = {}
        self._prompts = prompts
        self._sequence = 0
        self._transport: asyncio.DatagramTransport

    @property
    def port(self) -> int:
        return int(self._transport.get_extra_info("sockname")[1])

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.DatagramTransport, transport)

    def datagram_received(self, data: bytes, addr: Address) -> None:
        packet = rtp.parse(data)
        if packet and packet.payload_type == PCMA:
            self.streams.setdefault(addr, []).append(np.frombuffer(decode("PCMA", packet.payload), "<i2"))

    def has_heard(self, prompt: str, stream: Address) -> bool:
        assert self._prompts
        sent, heard = read_pcm(self._prompts / f"{prompt}.wav"), self.streams.get(stream, [])
        return bool(heard) and compare(sent, np.concatenate(heard)).share_of_frames >= HEARD

    async def hears(self, prompt: str, stream: Address | None = None) -> Address:
        """Wait until this stream (any, where none is named) has brought the prompt; which it was."""
        async with asyncio.timeout(BOUND_S):
            while True:
                for one in [stream] if stream else list(self.streams):
                    if self.has_heard(prompt, one):
                        return one
                await asyncio.sleep(LOOK_S)

    def press(self, key: str, stream: Address) -> None:
        """One key as a phone sends it, its end three times (RFC 4733 §2.5.1)."""
        began = self._sequence * 160
        for duration, end in ((160, False), (320, False), (480, True), (480, True), (480, True)):
            self._sequence += 1
            payload = bytes((KEYS.index(key), end << 7 | 10)) + duration.to_bytes(2, "big")
            self._transport.sendto(rtp.build(EVENTS, duration == 160, self._sequence, began, 7, payload), stream)


class Sipp:
    """One sipp process: ``over`` waits for its end and fails with its own words."""

    def __init__(self, process: asyncio.subprocess.Process, folder: Path, ear: Ear, port: int) -> None:
        self.ear, self.port = ear, port
        self._process, self._folder = process, folder

    async def over(self) -> None:
        async with asyncio.timeout(BOUND_S):
            words, _ = await self._process.communicate()
        errors = "".join(path.read_text(errors="replace") for path in self._folder.glob("*errors*"))
        assert self._process.returncode == 0, words.decode("utf-8", "replace")[-1500:] + errors[-1500:]


@asynccontextmanager
async def sipp(house: House | None, folder: Path, scenario: str, *options: str, **words: object) -> AsyncIterator[Sipp]:
    """Run ``scenario`` with ``words`` put in for its capitals; killed at the end where it is not over.

    ``house`` is who plays prompts to it, where somebody asks which.
    """
    folder = folder / f"{scenario}-{len(list(folder.iterdir()))}"
    folder.mkdir()
    text = (SCENARIOS / f"{scenario}.xml").read_text()
    for word, value in words.items():
        assert word in text
        text = text.replace(word, str(value))
    (folder / "scenario.xml").write_text(text)
    loop = asyncio.get_running_loop()
    prompts = house.stage.settings.prompts if house else None
    transport, ear = await loop.create_datagram_endpoint(lambda: Ear(prompts), local_addr=("127.0.0.1", 0))
    port = free_port(SOCK_DGRAM)
    given = {option for option in options if option.startswith("-")}
    common = {"-i": "127.0.0.1", "-mi": "127.0.0.1", "-p": str(port), "-m": "1", "-timeout": "30"}
    chosen = [word for name, value in common.items() if name not in given for word in (name, value)]
    process = await asyncio.create_subprocess_exec(
        "sipp", "-sf", "scenario.xml", "-nostdin", "-trace_err", "-error_file", "errors", "-key", "ear", str(ear.port),
        *chosen, *options, cwd=folder, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    try:
        yield Sipp(process, folder, ear, port)
    finally:
        if process.returncode is None:
            process.kill()
            await process.communicate()
        transport.close()


@asynccontextmanager
async def callers(
    house: House, folder: Path, dialled: str = "12345", *, count: int = 1, patience_s: float = 20.0, answer_s: float = 2.0
) -> AsyncIterator[tuple[Sipp, Sequence[str]]]:
    """So many callers at once, and their numbers; each must be answered within ``answer_s``."""
    house.number += 10
    prefix = str(house.number)
    options = ("-m", str(count), "-r", "100", "-key", "dialled", dialled, "-key", "prefix", prefix)
    target = ":".join(map(str, house.sip_address))
    times = {"ANSWER_MS": round(answer_s * 1000), "PATIENCE_MS": round(patience_s * 1000)}
    async with sipp(house, folder, "caller", target, *options, **times) as running:
        yield running, [f"{prefix}{one}" for one in range(1, count + 1)]


def phone_of(one: Sipp) -> str:
    return f"sip:phone@127.0.0.1:{one.port}"
