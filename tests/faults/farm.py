"""Two vosk-servers with the real library behind them: gone for a while, gone for long, one dead, both until after the call."""

import asyncio
from typing import Any

from asr.overlay import Tuning
from asr.vosk_engine import load_model
from tests.asr.vosk_server.server import VoskServer
from tests.asr.vosk_server.test_real_ears import VoskEars
from tests.faults.outcome import Outcome
from tests.faults.stand import Stand, Talk, both_speak, hang_up, talking, written
from tests.integration.house import free

REPLAY_S = 10.0
SHORT_S, LONG_S = 5.0, REPLAY_S + 6.0
TAIL_S = 2.0
"""A stream that has ended waits for a server for as long as its audio is kept; then its rest is a gap."""
GONE = "都连不上"


class Farm:
    """Servers that can be killed and started again on their ports."""

    def __init__(self, model: Any, count: int = 2) -> None:
        self._ears = lambda: VoskEars(model)
        self._servers = [VoskServer(self._ears, 0, None) for _ in range(count)]
        self._up = [True] * count

    @classmethod
    def of(cls, folder: Any) -> "Farm":
        return cls(load_model(folder, Tuning(dither=0.0)))

    @property
    def urls(self) -> list[str]:
        return [server.url for server in self._servers]

    async def kill(self, *numbers: int) -> None:
        """Connections break without a word."""
        for number in numbers:
            self._up[number] = False
            await asyncio.to_thread(self._servers[number].stop)

    async def start(self) -> None:
        """All that are down, on their old ports."""
        for number, up in enumerate(self._up):
            if not up:
                self._servers[number] = await asyncio.to_thread(VoskServer, self._ears, self._servers[number].port, None)
                self._up[number] = True

    def close(self) -> None:
        for server in self._servers:
            server.stop()


class FarmScenes:
    def __init__(self, farm: Farm) -> None:
        self._farm = farm

    async def one_of_two(self, stand: Stand) -> Outcome:
        async with talking(stand) as talk:
            async with both_speak(talk):
                await talk.mid_utterance()
                talk.struck(GONE)
                await self._farm.kill(0)
            await hang_up(talk)
            await self._farm.start()
            return await self._outcome("one of two vosk-servers killed", talk, told=False)

    async def gone_for_short(self, stand: Stand) -> Outcome:
        return await self._gone(stand, f"all vosk-servers gone for {SHORT_S:.0f} s", SHORT_S)

    async def gone_for_long(self, stand: Stand) -> Outcome:
        name = f"all vosk-servers gone for {LONG_S:.0f} s, {REPLAY_S:.0f} s are kept"
        return await self._gone(stand, name, LONG_S)

    async def dead_until_after_the_call(self, stand: Stand) -> Outcome:
        """What is missing is read from the recording when one is back, with no try spent meanwhile."""
        async with talking(stand) as talk:
            async with both_speak(talk):
                await talk.heard("final", lambda data: data["channel"] == "caller")
                seen = len(talk.desk.events)
                talk.struck(GONE)
                await self._farm.kill(0, 1)
                await talk.notice(GONE, seen)
            seen = len(talk.desk.events)
            await talk.caller.hang_up()
            await asyncio.sleep(REPLAY_S + TAIL_S)
            await self._farm.start()
            await talk.well(seen)
            await free(talk.desk)
            return await self._outcome("all vosk-servers dead until after the call", talk)

    async def _gone(self, stand: Stand, name: str, seconds: float) -> Outcome:
        async with talking(stand) as talk:
            async with both_speak(talk):
                await talk.mid_utterance()
                seen = len(talk.desk.events)
                talk.struck(GONE)
                await self._farm.kill(0, 1)
                await asyncio.sleep(seconds)
                await talk.notice(GONE, seen)
                seen = len(talk.desk.events)
                await self._farm.start()
                await talk.well(seen)
            await hang_up(talk)
            return await self._outcome(name, talk)

    async def _outcome(self, name: str, talk: Talk, *, told: bool = True) -> Outcome:
        whole = await written(talk.stand, talk.desk, talk.call)
        return Outcome(
            fault=name,
            spoken_s=whole.seconds,
            verdict=whole.verdict,
            desk=talk.shown(),
            cut=2 + 2 * whole.gaps,
            gaps=whole.gaps,
            gaps_open=whole.gaps_open,
            needs_notice=told,
            more={"gaps": whole.whys},
        )
