"""An exchange over fakes and virtual time, with the few moves that most tests need."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

from config.ids import CallId, PersonId
from config.settings import Acd
from telephony.events import CallStateName, TelephonyEvent
from telephony.exchange import PbxExchange
from telephony.exchange_port import LiveAgent, LiveCall, QueueSpec, Seat
from telephony.waiting.hours import Hours, always_open
from tests.fakes.clock import FakeClock
from tests.fakes.media import FakeMediaEngine
from tests.fakes.sip import FakeSipEndpoint, FakeSipLeg

Fact = TypeVar("Fact", bound=TelephonyEvent)

ACD = Acd(
    offer_s=20,
    wrap_up_s=30,
    pause_after_missed=3,
    prompts=("welcome", "recording_notice"),
    service_level_s=15,
    service_level_goal=0.8,
    short_abandon_s=5,
)
QUEUES = (
    QueueSpec(name="general", title="综合话务", numbers=("12345",), digit="0"),
    QueueSpec(name="business", title="企业专席", digit="1", overflow_to="general"),
    QueueSpec(name="duty:1", title="领导接听", numbers=("12346",), weight=10, overflow_to="general", duty_session="1"),
)
ALL_QUEUES = tuple(queue.name for queue in QUEUES)
LI = PersonId("li")
WANG = PersonId("wang")


async def settle() -> None:
    """Let everything run that can run without time passing."""
    for _ in range(20):
        await asyncio.sleep(0)


class House:
    def __init__(
        self,
        recordings: Path,
        *,
        acd: Acd = ACD,
        queues: Sequence[QueueSpec] = QUEUES,
        hours: Hours = always_open,
        early_media: bool = False,
    ) -> None:
        self.clock = FakeClock()
        self.sip = FakeSipEndpoint()
        self.media = FakeMediaEngine()
        self.facts: list[TelephonyEvent] = []
        self.exchange = PbxExchange(
            self.sip,
            self.media,
            acd=acd,
            queues=queues,
            recordings=recordings,
            emit=self.facts.append,
            now=self.clock.now,
            loop=self.clock,
            browser_grace_s=10.0,
            hours=hours,
            early_media=early_media,
        )

    async def __aenter__(self) -> "House":
        await self.exchange.start()
        return self

    async def __aexit__(self, *error: object) -> None:
        self.media.gate.set()
        await self.exchange.stop()

    def told(self, kind: type[Fact]) -> list[Fact]:
        return [fact for fact in self.facts if isinstance(fact, kind)]

    def agent(self, agent: PersonId) -> LiveAgent:
        return next(one for one in self.exchange.snapshot().agents if one.agent == agent)

    def call(self, call: CallId) -> LiveCall:
        return next(one for one in self.exchange.snapshot().calls if one.call == call)

    def states(self) -> list[CallStateName]:
        return [call.state for call in self.exchange.snapshot().calls]

    def seat(self, agent: PersonId = LI, *, phone: str = "browser", queues: tuple[str, ...] = ALL_QUEUES) -> None:
        """Sign in and be ready for calls."""
        self.exchange.sign_in(Seat(agent=agent, name=str(agent), phone=phone, queues=queues))
        self.exchange.set_presence(agent, "available")

    async def caller_in_prompts(self, number: str = "16400000001", *, dialled: str = "12345") -> tuple[FakeSipLeg, CallId]:
        leg = self.sip.call_in(number, dialled=dialled)
        await settle()
        return leg, self.exchange.snapshot().calls[-1].call

    async def caller_waits(self, number: str = "16400000001", *, dialled: str = "12345") -> tuple[FakeSipLeg, CallId]:
        """A caller who has heard the prompts; offered at once where an agent is free."""
        leg, call = await self.caller_in_prompts(number, dialled=dialled)
        self.media.play_to_end(leg.leg_id)
        await settle()
        return leg, call

    async def talk(self, agent: PersonId = LI) -> tuple[FakeSipLeg, CallId]:
        """A caller with an agent at the browser, audio up."""
        self.seat(agent)
        leg, call = await self.caller_waits()
        self.exchange.accept(agent, call)
        await settle()
        await self.exchange.browser_audio(agent)
        return leg, call
