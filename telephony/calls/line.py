"""The legs and sounds of one call: what the effects of `telephony.calls.state` do to signalling and media.

A shell without decisions: when a call moves is the switchboard's business.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Literal

import structlog

from config.ids import CallId, LegId, PersonId
from telephony.calls.branch import AgentLeg, Branch, PartyLeg, WatchLeg
from telephony.calls.plant import CALLER, Plant
from telephony.conversation.arrangement import Arrangement
from telephony.conversation.hearing import Phase, Place, Watch, agent_is_silenced, spoken_on_our_side
from telephony.events import EndReason, RecordingFinished, RecordingStarted
from telephony.exchange_port import Seat
from telephony.sip.port import IncomingCall, LocalMedia, Negotiated, SipLeg
from telephony.waiting.wait import Wait

log = structlog.get_logger(__name__)

ON_SECOND_LINE = frozenset({Phase.CALLING_HEARD, Phase.CONSULTING, Phase.THREE_WAY})
Sound = Literal["setup", "greeting", "consent", "ringback", "notice", "music", "farewell"]
# How long a sound may take before the call goes on without hearing of its end.
SOUND_MAX_S: dict[Sound, float] = {"setup": 40.0, "greeting": 90.0, "consent": 30.0, "notice": 30.0, "farewell": 30.0}


class Line:
    """One call's legs: ``ringing`` those of the agents it is offered to, ``agent`` the one it is joined to.

    ``party`` is a third party, ``watchers`` are supervisors; ``referred``: the trunk was asked to connect the caller itself.
    ``parting`` is set while the last announcement plays: the reason that the call will end with.

    ``unwritten`` says why the recording cannot be written at present.
    """

    def __init__(self, call: CallId, leg: SipLeg, incoming: IncomingCall, plant: Plant) -> None:
        self.call = call
        self.leg = leg
        self.incoming = incoming
        self.agent: AgentLeg | None = None
        self.ringing: dict[PersonId, AgentLeg] = {}
        self.party: PartyLeg | None = None
        self.watchers: dict[PersonId, WatchLeg] = {}
        self.recording_paused = False
        self.referred = False
        self.digits = ""
        self.muted = False
        self.connected = False
        self.released = False
        self.parting: tuple[EndReason, str] | None = None
        self.wait = Wait()
        self.recording: str | None = None
        self.unwritten = ""
        self.caller_leg: LegId = leg.leg_id
        self._plant = plant
        self._arrangement = Arrangement(plant.media)
        self._spoken: tuple[LegId, ...] = ()
        self._silenced: dict[LegId, bool] = {}
        self._opened = False
        self._unanswered: LocalMedia | None = None
        self._sound: Sound = "setup"
        self._sounds = 0
        self.sound_until: datetime | None = plant.now() + timedelta(seconds=SOUND_MAX_S["setup"])
        plant.ends.add(self.caller_leg, call)

    @property
    def placed(self) -> bool:
        """Whether we called the citizen."""
        return not self.incoming.source[0]

    # The caller's leg and what the caller hears

    async def open_caller(self) -> LocalMedia | None:
        """Bind the caller's media; None when the call ended meanwhile."""
        local = await self._plant.opened(self.call, self.caller_leg, self._plant.media.open_rtp(self.caller_leg))
        if self.released:
            await self._plant.close(self.call, self.caller_leg)
            return None
        self._opened = True
        return local

    def let_hear(self, local: LocalMedia) -> Negotiated | None:
        """Answer the caller; with early media only let them hear, and answer when an agent comes (`join`)."""
        media = self.leg.ring(local) if self._plant.early_media else None
        self._unanswered = local if media else None
        return media or self.leg.answer(local)

    @property
    def early(self) -> bool:
        """Whether the answer is still to come, ours or that of whom we call: many phones send no sound of theirs before."""
        return self._unanswered is not None or (self.placed and not self.connected)

    def _answer_at_last(self) -> None:
        local, self._unanswered = self._unanswered, None
        media = self.leg.answer(local) if local else None
        if media:
            self._plant.media.connect(self.caller_leg, media)  # the time without sound begins anew

    def connect_caller(self, media: Negotiated) -> bool:
        """Set where the caller's audio goes; True the first time."""
        self._plant.media.connect(self.caller_leg, media)
        first, self.connected = not self.connected, True
        return first

    def dialled(self, leg: SipLeg) -> None:
        """Of a call that we place: the citizen's dialog; the media leg stands already."""
        self.leg = leg
        self._plant.ends.add(leg.leg_id, self.call)

    def play(self, sound: Sound, prompts: Sequence[str], *, loop: bool = False) -> None:
        self._sounds += 1
        self._sound = sound
        bound = SOUND_MAX_S.get(sound)
        self.sound_until = self._plant.now() + timedelta(seconds=bound) if bound else None
        self._plant.media.play(self.caller_leg, prompts, token=self._token, loop=loop)

    @property
    def _token(self) -> str:
        return f"{self._sound}-{self._sounds}"

    def sound_over(self, token: str | None = None) -> Sound | None:
        """Which sound has ended, by its token or (None) by its bound; None for one that was replaced meanwhile."""
        if token not in (None, self._token):
            return None
        self.sound_until = None
        return self._sound

    def announce_wait(self, *, somebody_free: bool) -> None:
        """All are busy: say so, then music; where somebody is free, let it ring."""
        if somebody_free:
            self.play("ringback", ["ringback"], loop=True)
        else:
            self.play("notice", ["queue_wait"])

    @property
    def hears_music(self) -> bool:
        """Whether nothing is being said that an announcement would cut off."""
        return self._sound == "music"

    def nobody_came(self) -> None:
        """An offer came to nothing: a caller who heard it ring is told to wait; music goes on undisturbed."""
        if self._sound == "ringback":
            self.announce_wait(somebody_free=False)

    def music(self) -> None:
        self.play("music", ["hold_music"], loop=True)

    # The agent's leg

    def new_agent_leg(self, seat: Seat) -> AgentLeg:
        agent = self.ringing[seat.agent] = AgentLeg(self.call, seat, self._plant)
        return agent

    def leg_of(self, agent: PersonId) -> AgentLeg | None:
        """That agent's leg: the one joined, or one that is being called."""
        return self.agent if self.agent and self.agent.agent == agent else self.ringing.get(agent)

    @property
    def agent_legs(self) -> Sequence[AgentLeg]:
        """Every leg to an agent: the one joined and those being called."""
        return (*((self.agent,) if self.agent else ()), *self.ringing.values())

    async def open_agent(self, agent: AgentLeg, *, lost: Callable[[], None]) -> None:
        """Open the browser's pipe, or dial the agent's SIP phone; closes again when the offer ended meanwhile."""
        await agent.open(shown=self.incoming.caller, lost=lost)

    def join(self, chosen: PersonId, at: datetime) -> None:
        """The chosen agent takes part; recording and taps begin, or go on with the new agent."""
        self._take_in(self.ringing.pop(chosen), at)

    def take_over(self, at: datetime) -> None:
        """The third party, another agent, is the call's agent from now on."""
        party, self.party = self.party, None
        if party is None or party.seat is None:
            raise RuntimeError(f"call {self.call} has no agent to take it over")
        self.muted = party.muted
        self._take_in(party.as_agent(), at)

    def _take_in(self, agent: AgentLeg, at: datetime) -> None:
        self.agent = agent
        self._answer_at_last()
        self.sound_until, agent.joined = None, True
        self._sounds += 1  # what was playing is over: its end says nothing any more
        if agent.browser:
            agent.browser.expect(at)
        self._record(agent, at)
        self._plant.media.tap(agent.leg, f"{self.call}/agent")

    def _record(self, agent: AgentLeg, at: datetime) -> None:
        if self.recording is not None:
            return
        relative = f"{at:%Y/%m/%d}/{self.call}.wav"
        self._spoken = (agent.leg,)
        self._plant.media.record(self.call, self._plant.recordings / relative, left=self.caller_leg, right=self._spoken)
        self.recording = relative
        self._plant.media.tap(self.caller_leg, f"{self.call}/caller")
        self._plant.emit(RecordingStarted(at=at, call=self.call, path=relative))

    def pause_recording(self, on: bool) -> None:
        """Silence instead of what is said, in the recording and the taps together."""
        self.recording_paused = on
        self._plant.media.pause_recording(self.call, on)

    def send_digits(self, digits: str) -> None:
        """Keys towards the third party where one hears us, else towards the caller."""
        leg = self.party.leg if self.party and self.party.joined else self.caller_leg
        self._plant.media.send_digits(leg, digits)

    # Who hears whom

    def arrange(self, phase: Phase) -> None:
        """Everybody hears what the phase of the conversation gives them, and the recording what is said."""
        legs, watches = self._places(phase), self._watches()
        for leg, sound in self._arrangement.arrange(phase, legs, watches).items():
            if leg != self.caller_leg:
                self._plant.media.play(leg, [sound], token="", loop=True)
            elif sound == "ringback":
                self.play("ringback", ["ringback"], loop=True)
            else:
                self.music()
        self._silence(phase)
        self._write_down([legs[place] for place in spoken_on_our_side(phase, watches) if place in legs])

    def _watches(self) -> list[Watch]:
        return [one.watch for one in self.watchers.values() if one.joined]

    def _places(self, phase: Phase) -> Mapping[Place, LegId]:
        legs: dict[Place, LegId] = {"caller": self.caller_leg}
        if self.agent:
            legs["agent"] = self.agent.leg
        if self.party and (self.party.joined or self.party.early):
            legs["party"] = self.party.leg
            via = self.party.via
            if via and (via.joined or via.early) and phase in ON_SECOND_LINE:
                legs["agent"] = via.leg
        return legs | {one.watch: one.leg for one in self.watchers.values() if one.joined}

    def mute(self, person: PersonId, on: bool) -> None:
        """The agent, or the colleague who is consulted, switches the own microphone off or on (`arrange` follows)."""
        if self.party and self.party.agent == person:
            self.party.muted = on
        else:
            self.muted = on

    def _silence(self, phase: Phase) -> None:
        if self.agent:
            self._silence_leg(self.agent.leg, self.muted or agent_is_silenced(phase))
        if self.party and self.party.joined:
            self._silence_leg(self.party.leg, self.party.muted)

    def _silence_leg(self, leg: LegId, on: bool) -> None:
        if self._silenced.get(leg, False) != on:
            self._plant.media.mute(leg, on)
            self._silenced[leg] = on

    def _write_down(self, spoken: Sequence[LegId]) -> None:
        chosen = tuple(sorted(spoken))
        if self.recording is None or not chosen or chosen == self._spoken:
            return
        self._spoken = chosen
        self._plant.media.record(self.call, self._plant.recordings / self.recording, left=self.caller_leg, right=chosen)

    def audible_leg_of(self, agent: PersonId) -> Branch | None:
        """The leg on which this agent speaks, or hears it ring in a call that the agent places."""
        if self.party and self.party.agent == agent:
            return self.party if self.party.joined else None
        leg = self.leg_of(agent)
        return leg if leg and (leg.joined or (self.placed and leg.accepted)) else None

    def drop_agent(self, which: PersonId | None = None, cause: str = "") -> None:
        """End the leg of the joined agent, or of the one named who is being called, for ``cause``; the caller stays."""
        if which:
            agent = self.ringing.pop(which, None)
        else:
            agent, self.agent, self.muted = self.agent, None, False
            if self.party:
                self.party.with_agent = False
        if agent:
            agent.cause = cause
            self._drop(agent)

    def drop_party(self) -> None:
        party, self.party = self.party, None
        if party:
            self._drop(party)
            if party.via:
                self._arrangement.forget(party.via.leg)

    def drop_watcher(self, supervisor: PersonId) -> None:
        watcher = self.watchers.pop(supervisor, None)
        if watcher:
            self._drop(watcher)

    def _drop(self, branch: Branch) -> None:
        self._arrangement.forget(branch.leg)
        self._silenced.pop(branch.leg, None)
        branch.drop()

    def branches(self) -> Iterator[Branch]:
        """Every phone on our side."""
        yield from self.agent_legs
        yield from (one for one in (self.party, self.party.via if self.party else None) if one)
        yield from self.watchers.values()

    # The end

    def release(self, cause: str = "") -> None:
        """End all legs; the figures and the recording's end follow when the engine has answered. Never raises."""
        if self.released:
            return
        self.released, self.sound_until = True, None
        self._plant.ends.remove(self.caller_leg)
        self._plant.ends.remove(self.leg.leg_id)
        for branch in list(self.branches()):
            try:
                branch.drop()
            except Exception:
                log.exception("a leg on our side did not end cleanly", call=self.call)
        self.agent, self.party = None, None
        self.ringing.clear()
        self.watchers.clear()
        try:
            self.leg.hang_up(cause)
        except Exception:
            log.exception("a caller's leg did not end cleanly", call=self.call)
        self._plant.spawn(self.call, self._finish())

    async def _finish(self) -> None:
        if self.recording:
            self._plant.media.stop_recording(self.call)
        if self._opened:
            await self._plant.close(self.call, self.caller_leg, CALLER)
        if self.recording:
            self._plant.emit(RecordingFinished(at=self._plant.now(), call=self.call, path=self.recording))
