"""One agent at a browser: takes every offer, speaks through the WebSocket, and lets the caller end the call."""

import asyncio
import contextlib
from typing import Self

import httpx
from websockets.exceptions import WebSocketException

from bench.telephony.house import House
from config.errors import HotlineError
from hotline.demo.desk import Desk

OFFER_S = 3600.0
BABBLE = bytes(range(256)) * 5


class BrowserAgent:
    """`calls` counts those whose sound was open."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._work = asyncio.create_task(self._serve())
        self.calls = 0

    @classmethod
    async def at_work(cls, house: House) -> Self:
        """Sign in as the house's agent for browsers and be available."""
        desk = Desk(house.instance.url)
        await desk.sign_in(*house.browser_account)
        await desk.take_seat()
        await desk.command("presence", presence="available", reason="")
        return cls(desk)

    async def _serve(self) -> None:
        seen = 0
        while True:
            await self._desk._until(lambda known=seen: len(self._desk.events) > known, "an event", OFFER_S)  # type: ignore[misc]
            news, seen = self._desk.events[seen:], len(self._desk.events)
            for event in news:
                if event["event"] == "offer":
                    with contextlib.suppress(HotlineError, WebSocketException, OSError, TimeoutError):
                        await self._talk(event["data"]["call"])
            if seen > 1_000:
                del self._desk.events[:seen]
                seen = 0

    async def _talk(self, call: str) -> None:
        """Until the call leaves the state of talking; then the wrap-up is ended at once."""
        await self._desk.command("accept", call=call)
        await self._desk.event("call", 5, lambda data: data["call"] == call and data["state"] == "answered")
        voice = await self._desk.voice()
        self.calls += 1
        try:
            voice.say(BABBLE)
            await self._desk.event("call_ended", OFFER_S, lambda data: data["call"] == call)
        finally:
            await voice.close()
            with contextlib.suppress(HotlineError):
                await self._desk.command("end_wrap_up")

    async def leave(self) -> None:
        self._work.cancel()
        with contextlib.suppress(asyncio.CancelledError, HotlineError, httpx.HTTPError):
            await self._work
        await self._desk.close()
