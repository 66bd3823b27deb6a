"""A branch: one phone on our side of a call (an agent's, a third party's, a supervisor's), in the browser or dialled."""

import asyncio
from collections.abc import Callable

from config.ids import CallId, LegId, PersonId, new_id
from telephony.calls.browser import BrowserLine
from telephony.calls.plant import Part, Plant
from telephony.conversation import party as parties
from telephony.conversation.hearing import PartyStage, PartyState, Watch
from telephony.exchange_port import Seat
from telephony.media.port import PipeAudio
from telephony.sip.port import LocalMedia, Party, SipLeg

BROWSER = "browser"


class Branch:
    """The way to one phone for one call. ``leg`` names it for the media engine; ``sip`` is None on a browser phone.

    ``ready``: its audio can flow; ``accepted``: its person wants the call; ``joined``: it takes part in the conversation;
    ``early``: before the answer its network is heard, or, where the phone called us, it hears the other side's.
    """

    def __init__(self, call: CallId, phone: str, plant: Plant) -> None:
        self.call = call
        self.phone = phone
        self.leg = LegId(new_id())
        self.sip: SipLeg | None = None
        self.browser: BrowserLine | None = None
        self.ready = False
        self.accepted = False
        self.joined = False
        self.early = False
        self.dropped = False
        self.cause = ""  # why it ends, in our words: the phone is told (RFC 3326)
        self._plant = plant
        self.settled = asyncio.Event()  # opened, or never will be
        self.called_us = False
        self._local: LocalMedia | None = None
        plant.ends.add(self.leg, call, self)

    @property
    def by_browser(self) -> bool:
        return self.phone == BROWSER

    async def open(self, *, shown: Party | None, lost: Callable[[], None]) -> None:
        """Open the browser's pipe, or dial the phone, which shows ``shown``; closes again when dropped meanwhile."""
        try:
            if self.by_browser:
                await self._open_pipe(lost)
            else:
                await self._dial(shown)
        finally:
            self.settled.set()
        if self.dropped:
            await self._plant.close(self.call, self.leg)

    async def _open_pipe(self, lost: Callable[[], None]) -> None:
        pipe = await self._plant.opened(self.call, self.leg, self._plant.media.open_pipe(self.leg))
        self.browser = BrowserLine(pipe, lost=lost, away=lambda: self._plant.away.add(self.call))
        self.ready = not self.dropped

    async def _dial(self, shown: Party | None) -> None:
        local = await self._plant.opened(self.call, self.leg, self._plant.media.open_rtp(self.leg))
        if self.dropped:
            return
        try:
            self.sip = self._plant.sip.invite(self.phone, local, caller=shown)
        except Exception:
            await self._plant.close(self.call, self.leg)
            raise
        self._plant.ends.add(self.sip.leg_id, self.call, self)

    def take(self, leg: SipLeg) -> None:
        """The phone called us: its dialog is this branch's."""
        self.sip, self.called_us = leg, True
        self._plant.ends.add(leg.leg_id, self.call, self)

    async def open_for_caller(self) -> None:
        """Open media for a phone that called us; `pick_up` comes later."""
        self._local = await self._plant.opened(self.call, self.leg, self._plant.media.open_rtp(self.leg))
        self.ready = not self.dropped
        if self.dropped:
            await self._plant.close(self.call, self.leg)

    def pick_up(self) -> bool:
        """Answer a phone that called us; False where it is gone, or its media is not open yet."""
        media = self.sip.answer(self._local) if self.sip and self._local else None
        if media:
            self._plant.media.connect(self.leg, media)
        return media is not None

    def hear_early(self) -> bool:
        """Let a phone that called us hear before the answer; False where it cannot, or its media is not open."""
        media = self.sip.ring(self._local) if self.sip and self._local and not self.early else None
        if media:
            self._plant.media.connect(self.leg, media)
            self.early = True
        return self.early

    def handed_to(self, taken: "Branch") -> None:
        """The same phone as ``taken`` from now on; this branch is no more."""
        self._plant.ends.remove(taken.leg)
        taken.leg, taken.sip, taken.browser = self.leg, self.sip, self.browser
        taken.ready, taken.accepted = self.ready, self.accepted
        taken.settled.set()
        for leg in (self.leg, self.sip.leg_id if self.sip else None):
            if leg:
                self._plant.ends.add(leg, self.call, taken)

    def connect_browser(self) -> PipeAudio | None:
        return self.browser.connect() if self.browser else None

    @property
    def part(self) -> Part | None:
        """What it is to the call, for its figures; None where those interest nobody."""
        return None

    def drop(self) -> None:
        """End it whatever its state, once; its figures are told when it took part."""
        if self.dropped:
            return
        self.dropped = True
        self.settled.set()
        self._plant.ends.remove(self.leg)
        if self.sip:
            self._plant.ends.remove(self.sip.leg_id)
        try:
            if self.sip:
                self.sip.hang_up(self.cause)
        finally:
            if self.ready or self.sip:
                self._plant.spawn(self.call, self._plant.close(self.call, self.leg, self.part if self.joined else None))


class AgentLeg(Branch):
    """The phone of an agent to whom the call is offered, or who has it."""

    def __init__(self, call: CallId, seat: Seat, plant: Plant) -> None:
        super().__init__(call, seat.phone, plant)
        self.seat = seat
        self.on_hold_by_phone = False

    @property
    def agent(self) -> PersonId:
        return self.seat.agent

    @property
    def part(self) -> Part:
        return Part(side="agent", person=self.agent)


class SecondLine(Branch):
    """An agent's own phone once more: on it the agent speaks with a third party whom the phone called by itself."""

    def __init__(self, call: CallId, agent: AgentLeg, plant: Plant) -> None:
        super().__init__(call, agent.phone, plant)
        self._agent = agent.agent

    @property
    def part(self) -> Part:
        return Part(side="agent", person=self._agent)


class PartyLeg(Branch):
    """A third party: ``seat`` is set for another agent; ``via`` is the second line of an agent's phone that called it itself.

    ``muted``: a colleague has switched the own microphone off. ``with_agent`` is False once the call's agent has left the caller
    to it.
    """

    def __init__(self, call: CallId, number: str, plant: Plant, *, seat: Seat | None = None) -> None:
        super().__init__(call, seat.phone if seat else number, plant)
        self.party = new_id()
        self.number = number
        self.seat = seat
        self.progress: parties.State = "calling"
        self.via: SecondLine | None = None
        self.with_agent = True
        self.muted = False
        self.accepted = seat is None

    @property
    def state(self) -> PartyState:
        """Of a party that is there; who is gone is no party of the line any more."""
        if self.progress == "gone":
            raise RuntimeError(f"{self.number} has left the call {self.call}")
        return self.progress

    @property
    def stage(self) -> PartyStage:
        return "early" if self.early and self.state == "calling" else self.state

    def tell(self, fact: parties.Fact) -> None:
        """Move along the table, and say so."""
        self.progress = parties.step(self.progress, fact)
        self._plant.emit(fact)

    def as_agent(self) -> AgentLeg:
        """The same phone as the call's agent; this branch is no more."""
        if self.seat is None:
            raise RuntimeError(f"{self.number} is no agent")
        taken = AgentLeg(self.call, self.seat, self._plant)
        self.handed_to(taken)
        return taken

    @property
    def agent(self) -> PersonId | None:
        return self.seat.agent if self.seat else None

    @property
    def part(self) -> Part:
        return Part(side=parties.side(self.state, with_agent=self.with_agent), number=self.number, person=self.agent)

    def drop(self) -> None:
        super().drop()
        if self.via:
            self.via.drop()


class WatchLeg(Branch):
    """A supervisor's phone. ``takes_over``: the supervisor is to have the call once this phone stands."""

    def __init__(self, call: CallId, seat: Seat, watch: Watch, plant: Plant) -> None:
        super().__init__(call, seat.phone, plant)
        self.seat = seat
        self.watch = watch
        self.accepted = True
        self.takes_over = False

    def as_party(self, number: str) -> PartyLeg:
        """The same phone as a third party that is there; this branch is no more."""
        taken = PartyLeg(self.call, number, self._plant, seat=self.seat)
        self.handed_to(taken)
        taken.joined = True
        return taken

    @property
    def part(self) -> Part:
        return Part(side="supervisor", person=self.watch.supervisor)
