"""A private instance with its people, ready for bad days: its children by pid, its agents, and citizens who call."""

import asyncio
import json
import wave
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager, suppress
from pathlib import Path
from typing import Any, TypeVar

import httpx
import numpy as np
import psutil
from numpy.typing import NDArray

from config.settings import Folders, load
from hotline.demo.desk import BrowserVoice, Desk
from hotline.demo.instance import Instance
from hotline.demo.speech import Speech
from hotline.demo.stage import Facts, Stage
from hotline.peers import CallerPeer
from hotline.sound import RATE, write_pcm
from telephony.prompts.catalogue import PROMPTS

BOUND_S = 20.0
LOOK_S = 0.05
Sound = NDArray[np.int16]
T = TypeVar("T")
MAX_CALLS, RETRY_AFTER_S = "50", "7"
QUICK = {
    "HOTLINE_ASR__ENGINE": "none",
    "HOTLINE_ACD__OFFER_S": "3.0",
    "HOTLINE_ACD__WRAP_UP_S": "30.0",
    "HOTLINE_ACD__PAUSE_AFTER_MISSED": "2",
    "HOTLINE_ACD__PROMPTS": '["welcome"]',
    "HOTLINE_MEDIA__BROWSER_GRACE_S": "4.0",
    "HOTLINE_MEDIA__RTP_TIMEOUT_S": "4.0",
    "HOTLINE_SIP__MAX_CALLS": MAX_CALLS,
    "HOTLINE_SIP__RETRY_AFTER_S": RETRY_AFTER_S,
    "HOTLINE_LOG__FORMAT": "json",
}


def babble(seconds: float, seed: int) -> Sound:
    """Noise in syllables: sounding in every frame, unlike any other seed's and any other stretch of itself."""
    noise = np.random.default_rng(seed).normal(0, 4000, round(seconds * RATE))
    smooth = np.convolve(noise, np.ones(4) / 4, "same")
    rhythm = 0.6 + 0.4 * np.sin(np.arange(len(smooth)) * 2 * np.pi * 3 / RATE)
    return np.clip(smooth * rhythm, -20000, 20000).astype("<i2")


def two_channels(path: Path) -> Sound:
    """A recording's samples, one column for each side; the header must say what the file holds."""
    with wave.open(str(path)) as file:
        assert file.getnchannels() == 2
        return np.frombuffer(file.readframes(file.getnframes()), "<i2").reshape(-1, 2)


async def until(read: Callable[[], Awaitable[T]], holds: Callable[[T], bool], bound_s: float = BOUND_S) -> T:
    """Read again and again until it holds; the last reading in the failure."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + bound_s
    while not holds(value := await read()):
        assert loop.time() < deadline, f"not within {bound_s} s; last seen: {str(value)[:2000]}"
        await asyncio.sleep(LOOK_S)
    return value


class House:
    """What the tests ask of a running instance."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.number = 16_900_100_000

    @property
    def instance(self) -> Instance:
        return self.stage.instance

    @property
    def sip_address(self) -> tuple[str, int]:
        return "127.0.0.1", self.instance.sip_port

    def person(self, username: str) -> str:
        return str(self.stage.accounts[username].person["id"])

    def fresh_number(self) -> str:
        """A caller's number that no other test used."""
        self.number += 1
        return str(self.number)

    def child(self, module: str) -> psutil.Process:
        """The live child process that runs ``module``."""
        children = psutil.Process(self.instance.ready["pid"]).children()
        found = [child for child in children if module in child.cmdline()]
        assert found, (module, [(child.pid, child.status(), child.cmdline()) for child in children], self.log()[-2000:])
        return found[0]

    def log(self) -> str:
        return (self.instance.home / "service.log").read_text(errors="replace")

    @contextmanager
    def nothing_broken(self) -> Iterator[None]:
        """The service may report what goes wrong, in its own words; an exception that nobody expected is a fault."""
        seen = len(self.log())
        yield
        news = self.log()[seen:]
        assert "Traceback" not in news, news[news.index("Traceback") :][:4000]

    async def running(self) -> None:
        """Whatever the last test left: the service answers."""
        if not self.instance.running:
            await self.instance.start()

    def recording(self, call: str) -> Path:
        return next(self.stage.settings.recordings.rglob(f"{call}.wav"))

    @asynccontextmanager
    async def desk(self, username: str, *, available: bool = True, phone: str | None = None) -> AsyncIterator[Desk]:
        """A person at the desk; at the end signed out, so that the next test finds the seat empty."""
        async with self.stage.desk(username, seat=False) as desk:
            await desk.put("/api/me/phone", phone=phone or "browser")
            try:
                await desk.take_seat()
                if available:
                    await free(desk)
                yield desk
            finally:
                with suppress(httpx.HTTPError):
                    await desk.http.delete("/api/session")

    @asynccontextmanager
    async def caller(self, number: str, *, dialled: str = "12345") -> AsyncIterator[CallerPeer]:
        async with self.stage.caller(number, dialled=dialled) as peer:
            assert peer.status == 200
            yield peer

    @asynccontextmanager
    async def watching(self) -> AsyncIterator[Desk]:
        """A supervisor's API without a seat."""
        async with self.stage.desk("boss1", seat=False) as boss:
            yield boss

    async def live(self, boss: Desk, number: str, state: str) -> dict[str, Any]:
        """Wait until the call of ``number`` is in ``state``; what the wallboard shows of it."""

        def of(board: dict[str, Any]) -> list[dict[str, Any]]:
            return [call for call in board["calls"] if (call["caller_number"], call["state"]) == (number, state)]

        return of(await until(lambda: boss.get("/api/wallboard"), lambda board: bool(of(board))))[0]

    async def ended(self, boss: Desk, call: str) -> dict[str, Any]:
        """Wait until the database has the call's end."""
        found: dict[str, Any] = await until(lambda: boss.get(f"/api/calls/{call}"), lambda one: one["ended_at"] is not None)
        return found


async def free(desk: Desk) -> None:
    """Ready for a call, whatever the last one left behind."""
    with suppress(Exception):
        await desk.command("end_wrap_up")
    await desk.command("presence", presence="available", reason="")


async def offered(desk: Desk, number: str, bound_s: float = BOUND_S) -> str:
    event = await desk.event("offer", bound_s, lambda data: data["caller_number"] == number)
    return str(event["data"]["call"])


async def answer(desk: Desk, number: str) -> tuple[str, BrowserVoice]:
    """Take the call of ``number`` in the browser; its id and the open audio."""
    call = await offered(desk, number)
    await desk.command("accept", call=call)
    await state_of(desk, call, "answered")
    return call, await desk.voice()


async def state_of(desk: Desk, call: str, state: str) -> None:
    await desk.event("call", BOUND_S, lambda data: (data["call"], data["state"]) == (call, state))


async def state_is(desk: Desk, *states: str) -> dict[str, Any]:
    """Wait until the newest state that the desk was told of its own agent is one of these."""

    def newest() -> dict[str, Any] | None:
        told = [event["data"] for event in desk.events if event["event"] == "agent" and event["data"]["agent"] == desk.me["id"]]
        return told[-1] if told else desk.snapshot["agent"]

    async def read() -> dict[str, Any]:
        return newest() or {}

    return await until(read, lambda agent: agent.get("state") in states)


async def told_since(desk: Desk, seen: int, kind: str, match: Callable[[dict[str, Any]], bool], bound_s: float = BOUND_S) -> None:
    """Wait for an event behind the first ``seen`` ones."""

    async def read() -> list[dict[str, Any]]:
        return [event["data"] for event in desk.events[seen:] if event["event"] == kind]

    await until(read, lambda told: any(match(data) for data in told), bound_s)


async def silent(voice: BrowserVoice) -> None:
    """Wait until all that the agent had to say has been sent, and half a second more for the way to the caller's ear."""
    voice.say(bytes(RATE))

    async def speaking() -> bool:
        return voice.speaking

    await until(speaking, lambda speaks: not speaks)


def short_prompts(folder: Path) -> Path:
    """A sound of a third of a second for each prompt, so that callers reach the queue at once."""
    folder.mkdir()
    for seed, name in enumerate(PROMPTS):
        write_pcm(folder / f"{name}.wav", babble(0.3, 900 + seed))
    return folder


@asynccontextmanager
async def open_house(
    folder: Path, kind: type[Stage] = Stage, /, *, rtp_from: int = 36_000, module: str = "hotline.cli", **settings: str
) -> AsyncIterator[House]:
    """An instance with four people on free ports; ``settings`` are further HOTLINE_ variables, ``module`` is what runs."""
    prompts = short_prompts(folder / "prompts")
    recordings = folder / "instance" / "recordings"
    ours = load(folders=Folders(recordings=str(recordings), models=str(load().models), prompts=str(prompts)))
    stage = kind(ours, folder, Facts(), Speech(folder / "speech"))
    stage.instance = Instance(ours, folder / "instance", rtp_from=rtp_from, module=module, **{**QUICK, **settings})
    async with AsyncExitStack() as stack:
        stack.push_async_callback(stage.close)
        await stage.open()
        yield House(stage)


def sound_file(folder: Path, seconds: float, seed: int) -> tuple[Path, Sound]:
    sound = babble(seconds, seed)
    path = folder / f"babble-{seed}.wav"
    write_pcm(path, sound)
    return path, sound


def said_in_log(log: str, event: str) -> list[dict[str, Any]]:
    """The log lines whose event holds these words."""
    lines = [line for line in log.splitlines() if line.startswith("{")]
    return [found for found in map(json.loads, lines) if event in str(found.get("event"))]
