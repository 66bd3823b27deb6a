"""Forty streams on two cores: twenty calls in which all speak at once. The ladder must act, and nothing final be lost."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import psutil
from argon2 import PasswordHasher
from sqlalchemy import func, select

from bench.telephony.house import NO_SURGE, Seat
from config.settings import Asr, load
from hotline.demo.desk import Desk
from hotline.demo.instance import Instance
from hotline.sound import RATE, write_pcm
from tests.faults.crowd import Crowd
from tests.faults.judge import Verdict
from tests.faults.outcome import Outcome, Shown, shown
from tests.faults.sounds import AGENT, CALLER, said
from tests.faults.undisturbed import Undisturbed
from tests.integration.house import until
from ticketing.calls import gaps
from ticketing.calls.models import CallRow
from ticketing.db import Database, open_database
from ticketing.people import passwords
from ticketing.people import service as people
from ticketing.people.schemas import PersonIn

CALLS = 20
SPEAK_S = 24.0
LOOK_EVERY_S = 0.5
READ_WITHIN_S = 600.0
BOSS = ("faultsboss", "faults-boss-secret!")
SETTINGS = {
    "HOTLINE_ACD__PROMPTS": "[]",
    "HOTLINE_ACD__WRAP_UP_S": "0.5",
    "HOTLINE_ACD__CALLS_PER_NUMBER": "0",
    "HOTLINE_ACD__CALLS_PER_HOUR": "0",
    "HOTLINE_LOG__FORMAT": "json",
    **NO_SURGE,
}


@dataclass
class Seen:
    """What the wallboard and the machine showed while calls were served and read: steps in order, most memory, longest lag."""

    steps: list[str] = field(default_factory=list)
    lag_s: float = 0.0
    live: int = 0
    memory: int = 0

    def take(self, board: dict[str, Any], memory: int) -> None:
        step = board["recogniser"]["step"]
        if self.steps[-1:] != [step]:
            self.steps.append(step)
        self.lag_s, self.memory = max(self.lag_s, board["recogniser"]["lag_s"]), max(self.memory, memory)


def seed(home: Path, phone: str) -> list[str]:
    """Make the agents, all at phones of the crowd, and a supervisor; the agents' session tokens."""
    settings = load(home=home)
    passwords._hasher = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    database = open_database(settings.database_url, law=settings.law)
    tokens = []
    try:
        for number in range(CALLS):
            name, secret = f"faults{number:02d}", f"faults-{number:02d}-secret!"
            with database.unit_of_work() as uow:
                person = people.create(
                    uow, PersonIn(username=name, name=name, roles=("agent",), phone=phone, password="first-" + secret)
                )
                people.change_password(uow, person.person.id, "first-" + secret, secret)
                tokens.append(people.sign_in(uow, name, secret, datetime.now(UTC)).token)
        with database.unit_of_work() as uow:
            name, secret = BOSS
            person = people.create(
                uow, PersonIn(username=name, name=name, roles=("supervisor",), phone="browser", password="first-" + secret)
            )
            people.change_password(uow, person.person.id, "first-" + secret, secret)
    finally:
        database.close()
    return tokens


@dataclass
class Hall:
    """The service with its twenty agents, the crowd that calls it, and a supervisor who looks."""

    instance: Instance
    crowd: Crowd
    boss: Desk
    database: Database
    seen: Seen = field(default_factory=Seen)

    def memory(self) -> int:
        """Bytes of all processes of recognition, shared pages counted once for each."""
        total = 0
        with suppress(psutil.Error):
            for child in psutil.Process(self.instance.ready["pid"]).children(recursive=True):
                with suppress(psutil.Error):
                    if any(part.startswith("asr.") for part in child.cmdline()):
                        total += child.memory_info().rss
        return total

    async def watch(self) -> None:
        while True:
            self.seen.take(await self.boss.get("/api/wallboard"), self.memory())
            await asyncio.sleep(LOOK_EVERY_S)

    def unread(self) -> int:
        """Calls of which something is still to be written down."""
        with self.database.reading() as uow:
            live = uow.session.scalar(select(func.count()).select_from(CallRow).where(CallRow.transcribed_at.is_not(None)))
            return CALLS - int(live or 0) + gaps.count_waiting(uow)

    async def calls(self) -> list[dict[str, Any]]:
        listed = await self.boss.get("/api/calls", limit=CALLS * 2)
        return [await self.boss.get(f"/api/calls/{row['id']}") for row in listed["items"]]


@asynccontextmanager
async def hall(folder: Path, asr: dict[str, str]) -> AsyncIterator[Hall]:
    async with AsyncExitStack() as stack:
        home, settings = folder / "instance", load()
        callers, agents = folder / "caller.wav", folder / "agent.wav"
        write_pcm(callers, _cut(said(CALLER)))
        write_pcm(agents, _cut(said(AGENT)))
        crowd = Crowd(settings, callers_sound=callers, agents_sound=agents)
        stack.push_async_callback(crowd.stop)
        await crowd.start()
        home.mkdir(parents=True)
        tokens = await asyncio.to_thread(seed, home, f"sip:agent@127.0.0.1:{crowd.port}")
        instance = Instance(settings, home, rtp_from=30_000, **SETTINGS, **asr)
        stack.push_async_callback(instance.stop)
        await instance.start()
        boss = Desk(instance.url)
        stack.push_async_callback(boss.close)
        await boss.sign_in(*BOSS)
        await boss.take_seat()
        for token in tokens:
            seat = await Seat.taken(instance.url, token)
            stack.push_async_callback(seat.close)
        database = open_database(load(home=home).database_url, lock=False)
        stack.callback(database.close)
        yield Hall(instance, crowd, boss, database)


def _cut(sound: np.ndarray) -> np.ndarray:
    """Said again until `SPEAK_S`."""
    return np.resize(sound, round(SPEAK_S * RATE))


async def forty_streams(folder: Path, asr: Asr, settings: dict[str, str]) -> Outcome:
    undisturbed = Undisturbed(asr)
    try:
        async with hall(folder, settings) as one:
            return await _served(one, undisturbed)
    finally:
        undisturbed.close()


async def _served(one: Hall, undisturbed: Undisturbed) -> Outcome:
    began = time.monotonic()
    watching = asyncio.create_task(one.watch())
    try:
        for number in range(CALLS):
            await one.crowd.dial(one.instance.sip("12345"), str(16_900_200_000 + number))
        await one.crowd.until_talking(2 * CALLS, 60.0)
        await asyncio.sleep(SPEAK_S)
        one.crowd.hang_up()
        over = time.monotonic()
        await until(lambda: asyncio.to_thread(one.unread), lambda left: not left, READ_WITHIN_S)
        read_s, calls = time.monotonic() - over, await one.calls()
    finally:
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)
    return await _judged(one, undisturbed, calls, shown(one.boss.events, began), read_s)


async def _judged(one: Hall, undisturbed: Undisturbed, calls: list[dict[str, Any]], desk: Shown, read_s: float) -> Outcome:
    verdict, spoken_s = Verdict(), 0.0
    for call in calls:
        recording = next((one.instance.home / "recordings").rglob(f"{call['id']}.wav"))
        verdict += await undisturbed.compare(recording, call)
        spoken_s += 2 * (recording.stat().st_size - 44) / 4 / RATE
    told = [gap for call in calls for gap in call["gaps"]]
    return Outcome(
        fault=f"{2 * CALLS} streams on this machine's cores",
        spoken_s=spoken_s,
        verdict=verdict,
        desk=desk,
        cut=2 * len(told),
        gaps=len(told),
        gaps_open=sum(gap["state"] != "done" for gap in told),
        more={
            "steps_on_the_wallboard": one.seen.steps,
            "longest_lag_s": round(one.seen.lag_s, 1),
            "read_whole_after_s": round(read_s, 1),
            "memory_mb": one.seen.memory >> 20,
            "gaps_why": {why: sum(gap["why"] == why for gap in told) for why in sorted({gap["why"] for gap in told})},
        },
        wrong=() if set(one.seen.steps) - {"normal"} else ("the ladder did not act",),
    )
