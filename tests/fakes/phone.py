"""A phone without telephony behind the console's ports: it keeps agents and calls, and says what it did as live events."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Literal

from agent_console.ports import (
    Audience,
    BrowserAudio,
    BrowserLeg,
    DeskEvent,
    DutyQueues,
    Hearer,
    LiveEvents,
    Phone,
    RecogniserState,
    SupervisedSide,
    SupervisionMode,
)
from config.errors import Conflict, NotFound
from config.ids import CallId, PersonId

WATCHERS = frozenset({"supervisor"})
RECOGNISER = RecogniserState(engine="vosk", model="vosk-model-small-cn-0.22", language="zh", interims=True)


class FakeEvents(LiveEvents):
    """Live events from a test; `publish` may be called from any thread. ``said`` is for other nodes, `word` comes from one."""

    def __init__(self) -> None:
        self.said: list[tuple[str, Mapping[str, Any]]] = []
        self._hearers: dict[str, list[Hearer]] = {}
        self.loop: asyncio.AbstractEventLoop | None = None
        self._readers: set[asyncio.Queue[DeskEvent | None]] = set()

    def say(self, kind: str, data: Mapping[str, Any]) -> None:
        self.said.append((kind, data))

    def hear(self, kind: str, hearer: Hearer) -> None:
        self._hearers.setdefault(kind, []).append(hearer)

    def word(self, kind: str, **data: Any) -> None:
        """Another node says this; on the loop's thread."""
        for hearer in self._hearers.get(kind, ()):
            hearer("other", data)

    @property
    def subscribed(self) -> bool:
        return bool(self._readers)

    def publish(self, event: DeskEvent) -> None:
        if self.loop is not None:
            self.loop.call_soon_threadsafe(self._hand_over, event)

    def break_off(self) -> None:
        """The source of events fails: every reader's iteration ends."""
        for reader in self._readers:
            reader.put_nowait(None)

    def _hand_over(self, event: DeskEvent) -> None:
        for reader in self._readers:
            reader.put_nowait(event)

    async def subscribe(self) -> AsyncIterator[DeskEvent]:
        self.loop = asyncio.get_running_loop()
        reader: asyncio.Queue[DeskEvent | None] = asyncio.Queue()
        self._readers.add(reader)
        try:
            while (event := await reader.get()) is not None:
                yield event
        finally:
            self._readers.discard(reader)


class FakePhone(Phone):
    """``done`` lists the commands in order. `ring` and `caller_hangs_up` are what the outside does."""

    def __init__(self, events: FakeEvents, now: Callable[[], datetime]) -> None:
        self._events = events
        self._now = now
        self.agents: dict[PersonId, dict[str, Any]] = {}
        self.calls: dict[CallId, dict[str, Any]] = {}
        self.done: list[tuple[Any, ...]] = []
        self.supervisions: dict[PersonId, dict[str, Any]] = {}
        self.fails: Exception | None = None
        self.needs_seat = False
        self.rings_supervisors = False

    def ring(self, person: PersonId, call: CallId, number: str = "15412345678") -> None:
        """A call is offered to a seated agent."""
        self.calls[call] = self._new_call(call, person, number)
        self._becomes(person, "reserved", call)
        keys = ("call", "queue", "caller_number", "caller_name", "expires_at")
        self._tell("offer", {key: self.calls[call][key] for key in keys}, person)

    def caller_hangs_up(self, call: CallId) -> None:
        person = self.calls.pop(call)["agent"]
        over = {"call": call, "reason": "completed", "by": "caller", "waited_s": 1.0, "talked_s": 2.0, "queue": "general"}
        self._tell("call_ended", over, person, watchers=True)
        self._becomes(person, "wrap_up", call)

    def says(self, call: CallId, channel: str, text: str) -> None:
        """Interim text, as recognition would publish it."""
        self.calls[call].setdefault("partials", {})[channel] = text
        self._tell("partial", {"call": call, "channel": channel, "text": text, "t0": 0.5}, self.calls[call]["agent"])

    async def sign_in(self, person: PersonId) -> None:
        self._did("sign_in", person)
        if person not in self.agents:
            self._becomes(person, "paused", None, "signed_in")

    def sign_out(self, person: PersonId) -> None:
        self._did("sign_out", person)
        self.agents.pop(person, None)

    def set_presence(self, person: PersonId, presence: Literal["available", "paused"], reason: str) -> None:
        if self.needs_seat and person not in self.agents:
            raise NotFound("您尚未签入坐席。", "请先签入。")
        self._did("set_presence", person, presence, reason)
        self._becomes(person, presence, None, reason)

    def accept(self, person: PersonId, call: CallId) -> None:
        self._did("accept", person, call)
        self._known(call).update(state="answered", answered_at=self._at(), expires_at=None)
        self._becomes(person, "talking", call)
        self._tell_call(call)

    def decline(self, person: PersonId, call: CallId) -> None:
        self._did("decline", person, call)
        self._known(call)["agent"] = None
        self._tell("offer_ended", {"call": call, "why": "declined"}, person)
        self._becomes(person, "available", None)

    def hold(self, person: PersonId, call: CallId) -> None:
        self._did("hold", person, call)
        self._known(call)["state"] = "held"
        self._becomes(person, "held", call)
        self._tell_call(call)

    def resume(self, person: PersonId, call: CallId) -> None:
        self._did("resume", person, call)
        self._known(call)["state"] = "answered"
        self._becomes(person, "talking", call)
        self._tell_call(call)

    def mute(self, person: PersonId, call: CallId, on: bool) -> None:
        self._did("mute", person, call, on)
        self._known(call)["muted"] = on
        self._tell_call(call)

    def hang_up(self, person: PersonId, call: CallId) -> None:
        self._did("hang_up", person, call)
        self._known(call)
        self.caller_hangs_up(call)

    def end_wrap_up(self, person: PersonId) -> None:
        self._did("end_wrap_up", person)
        if self.agents[person]["state"] != "wrap_up":
            raise Conflict("现在没有需要整理的通话。")
        self._becomes(person, "available", None)

    def transfer_to_queue(self, person: PersonId, call: CallId, queue: str) -> None:
        self._did("transfer_to_queue", person, call, queue)
        self._known(call).update(state="queued", queue=queue, agent=None)
        self._becomes(person, "wrap_up", call)

    def transfer_to_number(self, person: PersonId, call: CallId, number: str) -> None:
        self._did("transfer_to_number", person, call, number)
        self._left(person, call, number, "blind")

    def consult(self, person: PersonId, call: CallId, number: str) -> None:
        self._did("consult", person, call, number)
        if self._known(call)["parties"]:
            raise Conflict("已经有第三方在通话中。", "请先结束第三方。")
        party = {"party": "p1", "number": number, "role": "consulted", "state": "calling", "mode": None, "name": ""}
        self._known(call)["parties"] = [party]
        self._tell_call(call)

    def party_answers(self, call: CallId) -> None:
        """The one who is consulted picks up."""
        self.calls[call]["parties"][0]["state"] = "consulting"
        self._tell_call(call)

    def join_party(self, person: PersonId, call: CallId) -> None:
        self._did("join_party", person, call)
        self._known(call)["parties"][0].update(role="third_party", state="joined")
        self._tell_call(call)

    def drop_party(self, person: PersonId, call: CallId) -> None:
        self._did("drop_party", person, call)
        gone = self._known(call)["parties"].pop()
        self._tell("party_left", {"call": call, "number": gone["number"], "name": "", "why": "dropped"}, person)
        self._tell_call(call)

    def complete_transfer(self, person: PersonId, call: CallId) -> None:
        self._did("complete_transfer", person, call)
        self._left(person, call, self._known(call)["parties"][0]["number"], "attended")

    def pause_recording(self, person: PersonId, call: CallId, on: bool, reason: str) -> None:
        self._did("pause_recording", person, call, on, reason)
        self._known(call).update(recording_paused=on, recording_paused_at=self._at() if on else None)
        self._tell_call(call)

    def send_digits(self, person: PersonId, call: CallId, digits: str) -> None:
        self._did("send_digits", person, call, digits)
        self._known(call)

    def dial(self, person: PersonId, number: str, *, entry: str = "") -> CallId:
        self._did("dial", person, number, entry)
        call = CallId(f"out-{len(self.done)}")
        self.calls[call] = {**self._new_call(call, person, number), "state": "ringing", "direction": "out", "queue": None}
        self._becomes(person, "reserved", call)
        self._tell_call(call)
        return call

    def citizen_answers(self, call: CallId) -> None:
        """Whom we call picks up."""
        self.calls[call].update(state="answered", answered_at=self._at())
        self._becomes(self.calls[call]["agent"], "talking", call)
        self._tell_call(call)

    async def supervise(self, person: PersonId, call: CallId, mode: SupervisionMode, side: SupervisedSide) -> None:
        self._did("supervise", person, call, mode, side)
        self._known(call)
        self.supervisions[person] = {"supervisor": person, "call": call, "mode": mode, "side": side}
        self._tell("supervision", self.supervisions[person], person)

    def stop_supervising(self, person: PersonId, call: CallId) -> None:
        self._did("stop_supervising", person, call)
        if self.supervisions.pop(person, None) is None:
            raise Conflict("您没有在监听这通电话。", "请刷新页面。")
        self._tell("supervision", {"supervisor": person, "call": call, "mode": None, "side": "both"}, person)

    def move_agent(
        self, person: PersonId, queues: Sequence[str], levels: Mapping[str, int], *, until: datetime | None, lasting: bool
    ) -> None:
        self._did("move_agent", person, tuple(queues), dict(levels), until, lasting)
        if person not in self.agents:
            raise NotFound("这位坐席没有签入。", "请刷新页面后再试。")
        end = None if lasting else (until or self._now() + timedelta(hours=8)).isoformat()
        self.agents[person] |= {"queues": list(queues), "levels": dict(levels), "moved_until": end}

    def force(self, person: PersonId, to: Literal["available", "paused", "offline"], reason: str) -> None:
        self._did("force", person, to, reason)
        if person not in self.agents:
            raise NotFound("这位坐席没有签入。", "请刷新页面后再试。")
        if self.agents[person]["state"] in ("talking", "held"):
            self.agents[person] |= {"next": to, "next_reason": reason}
        elif to == "offline":
            del self.agents[person]
        else:
            self._becomes(person, to, None, reason)

    async def take_over(self, person: PersonId, call: CallId) -> None:
        self._did("take_over", person, call)
        self._known(call)
        if not self.rings_supervisors:
            self.supervisor_answers(person, call)

    def supervisor_answers(self, person: PersonId, call: CallId) -> None:
        """Who takes a call over picks up the own phone."""
        known = self._known(call)
        self._becomes(known["agent"], "wrap_up", call)
        known["agent"] = person
        self._becomes(person, "talking", call)
        self._tell_call(call)

    def end_call(self, call: CallId) -> None:
        self._did("end_call", call)
        self._known(call)
        self.caller_hangs_up(call)

    def move_call(self, call: CallId, *, queue: str = "", agent: PersonId | None = None) -> None:
        self._did("move_call", call, queue, agent)
        self._known(call).update(queue=queue or self._known(call)["queue"], agent=agent)

    def said_now(self, call: CallId) -> Mapping[str, str]:
        return dict(self._known(call).get("partials", {}))

    def block(self, numbers: Mapping[str, str]) -> None:
        self._did("block", dict(numbers))

    def desk(self, person: PersonId) -> Mapping[str, Any]:
        agent = self.agents.get(person)
        call = self.calls.get(agent["call"]) if agent and agent["call"] else None
        return {
            "agent": agent,
            "call": {"partials": {}, **call} if call else None,
            "supervision": self.supervisions.get(person),
            "recogniser": {},
        }

    def board(self) -> Mapping[str, Any]:
        return {
            "at": self._at(),
            "queues": [{"name": "general", "title": "综合话务", "waiting": 0, "longest_wait_s": 0.0, "agents_available": 1}],
            "agents": list(self.agents.values()),
            "calls": list(self.calls.values()),
            "registrations": [],
            "trunks": [],
            "surge": False,
        }

    def _new_call(self, call: CallId, person: PersonId, number: str) -> dict[str, Any]:
        return {
            "call": call, "state": "offered", "queue": "general", "caller_number": number, "caller_name": "",
            "dialled": "12345", "agent": person, "arrived_at": self._at(), "queued_at": self._at(),
            "answered_at": None, "expires_at": self._at(), "position": None, "muted": False, "parties": [],
        }  # fmt: skip

    def _left(self, person: PersonId, call: CallId, number: str, how: str) -> None:
        """The caller goes on with ``number``; the agent wraps the call up."""
        self._known(call)["agent"] = None
        self._tell("call_transferred", {"call": call, "agent": person, "number": number, "how": how}, person, watchers=True)
        self._becomes(person, "wrap_up", call)

    def _did(self, *what: Any) -> None:
        if self.fails is not None:
            raise self.fails
        self.done.append(what)

    def _known(self, call: CallId) -> dict[str, Any]:
        if call not in self.calls:
            raise NotFound("这通电话已经不在了。", "请等待下一通电话。")
        return self.calls[call]

    def _becomes(self, person: PersonId, state: str, call: CallId | None, reason: str = "") -> None:
        self.agents[person] = {
            "agent": person, "name": person, "phone": "browser", "queues": ["general"], "state": state, "reason": reason,
            "since": self._at(), "until": None, "call": call, "missed": 0, "next": None,
        }  # fmt: skip
        self._tell("agent", dict(self.agents[person]), person, watchers=True)

    def _tell_call(self, call: CallId) -> None:
        known = {key: value for key, value in self.calls[call].items() if key != "partials"}
        self._tell("call", known, known["agent"], watchers=True)

    def _tell(self, type_: str, data: Mapping[str, Any], person: PersonId, watchers: bool = False) -> None:
        audience = Audience(people=frozenset({person}), roles=WATCHERS if watchers else frozenset())
        self._events.publish(DeskEvent(type=type_, data=data, audience=audience))

    def _at(self) -> str:
        return self._now().isoformat()


class FakeLeg(BrowserLeg):
    """``sent`` is what the browser said; `play` is what the agent must hear."""

    def __init__(self) -> None:
        self.sent: list[bytes] = []
        self.closed = False
        self._hears: Callable[[bytes], None] | None = None

    @property
    def listened_to(self) -> bool:
        return self._hears is not None

    def send(self, frame: bytes) -> None:
        self.sent.append(frame)

    def on_frame(self, callback: Callable[[bytes], None]) -> None:
        self._hears = callback

    def play(self, frame: bytes) -> None:
        if self._hears is not None:
            self._hears(frame)

    def close(self) -> None:
        self.closed = True


class FakeAudio(BrowserAudio):
    """Legs that have been opened; Conflict unless the person is in ``talking``, or for listening in ``listening``."""

    def __init__(self) -> None:
        self.talking: set[PersonId] = set()
        self.listening: set[PersonId] = set()
        self.legs: list[FakeLeg] = []

    async def open(self, person: PersonId) -> BrowserLeg:
        if person not in self.talking:
            raise Conflict("现在没有接通的电话。")
        self.legs.append(FakeLeg())
        return self.legs[-1]

    async def listen(self, person: PersonId) -> BrowserLeg:
        if person not in self.listening:
            raise Conflict("您没有在监听电话。")
        self.legs.append(FakeLeg())
        return self.legs[-1]


class FakeDutyQueues(DutyQueues):
    def __init__(self) -> None:
        self.open: dict[str, PersonId] = {}

    def opened(self, session_id: str, title: str, number: str, leader: PersonId, deputy: PersonId | None = None) -> None:
        self.open[session_id] = leader

    def closed(self, session_id: str) -> None:
        self.open.pop(session_id, None)
