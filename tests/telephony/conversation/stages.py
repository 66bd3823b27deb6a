"""A house brought to each phase of a conversation, and what is left of it when everybody has gone."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from config.ids import CallId, LegId, PersonId
from telephony.exchange_port import Seat
from tests.fakes.sip import FakeSipLeg
from tests.telephony.exchange.house import LI, WANG, House, settle

ZHAO = PersonId("zhao")
POLICE = "110"
PHONE = "sip:1001@127.0.0.1:5070"
LI_BY_WANG = f"agent:{WANG}"
BOSS = Seat(agent=ZHAO, name="赵", phone="browser", queues=())


@dataclass
class Stage:
    """``caller`` and ``party`` are their SIP legs; ``party`` is None before it was dialled, or for a colleague's browser."""

    house: House
    caller: FakeSipLeg
    call: CallId
    agent_phone: FakeSipLeg | None
    colleague: bool

    @property
    def party(self) -> FakeSipLeg | None:
        return next((leg for leg in reversed(self.house.sip.dialled) if leg.remote.number == POLICE), None)

    @property
    def agent_leg(self) -> LegId:
        line = self.house.exchange._board.lines[self.call]
        assert line.agent
        return line.agent.leg

    @property
    def party_leg(self) -> LegId:
        line = self.house.exchange._board.lines[self.call]
        assert line.party
        return line.party.leg

    def hears(self, leg: LegId) -> frozenset[LegId]:
        return self.house.media.heard.get(leg, frozenset())

    async def party_answers(self) -> None:
        if self.colleague:
            self.house.exchange.accept(WANG, self.call)
        else:
            assert self.party
            self.party.peer_answers()
        await settle()
        if self.colleague:
            await self.house.exchange.browser_audio(WANG)


async def talking(house: House, *, phone: bool = False, colleague: bool = False) -> Stage:
    house.seat(LI, phone=PHONE if phone else "browser")
    caller, call = await house.caller_waits()
    await settle()
    agent_phone = house.sip.dialled[0] if phone else None
    if agent_phone:
        agent_phone.peer_answers()
    else:
        house.exchange.accept(LI, call)
    await settle()
    if not phone:
        await house.exchange.browser_audio(LI)
    house.seat(WANG, queues=())
    return Stage(house, caller, call, agent_phone, colleague)


async def held(stage: Stage) -> None:
    stage.house.exchange.hold(LI, stage.call)


async def calling(stage: Stage) -> None:
    stage.house.exchange.consult(LI, stage.call, LI_BY_WANG if stage.colleague else POLICE)
    await settle()


async def consulting(stage: Stage) -> None:
    await calling(stage)
    await stage.party_answers()


async def alternating(stage: Stage) -> None:
    await consulting(stage)
    stage.house.exchange.resume(LI, stage.call)


async def three_way(stage: Stage) -> None:
    await consulting(stage)
    stage.house.exchange.join_party(LI, stage.call)


async def private(stage: Stage) -> None:
    """Three-way with the caller on hold."""
    await three_way(stage)
    stage.house.exchange.hold(LI, stage.call)


async def transferring(stage: Stage) -> None:
    stage.house.exchange.transfer_to_number(LI, stage.call, LI_BY_WANG if stage.colleague else POLICE)
    await settle()


async def transferred(stage: Stage) -> None:
    await three_way(stage)
    stage.house.exchange.complete_transfer(LI, stage.call)


async def nothing_more(stage: Stage) -> None: ...


PHASES: dict[str, Callable[[Stage], Awaitable[None]]] = {
    "talking": nothing_more,
    "held": held,
    "calling": calling,
    "consulting": consulting,
    "alternating": alternating,
    "three_way": three_way,
    "private": private,
    "transferring": transferring,
    "transferred": transferred,
}


async def supervised(stage: Stage, mode: str = "monitor") -> LegId:
    """A supervisor listens in the browser; the result is the supervisor's leg."""
    stage.house.exchange.supervise(BOSS, stage.call, mode, "both")  # type: ignore[arg-type]
    await settle()
    await stage.house.exchange.supervisor_audio(ZHAO)
    return stage.house.exchange._board.lines[stage.call].watchers[ZHAO].leg


async def nothing_is_left(house: House, caller: FakeSipLeg) -> None:
    """When the caller has gone and every wrap-up is over: nobody is bound, no leg is open, nothing is remembered."""
    if not caller.over:
        caller.peer_ends()
    await settle()
    house.clock.advance(120)
    await settle()
    board = house.exchange._board
    assert house.exchange.snapshot().calls == ()
    assert {agent.state for agent in house.exchange.snapshot().agents} <= {"available", "paused"}
    assert all(agent.call is None for agent in house.exchange.snapshot().agents)
    assert not house.media.open
    assert house.sip.live_legs() == 0
    assert (len(board.plant.ends), len(board.alarms), board.lines) == (0, 0, {})
