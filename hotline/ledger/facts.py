"""Facts as they go to the ledger's process: what each is called, what it writes, and who is told after the commit."""

import dataclasses
import re
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from agent_console.ports import Audience, DeskEvent
from asr.port import Final, Gap
from config.ids import CallId, PersonId
from hotline import desk_events
from hotline.readable import readable_final
from telephony.events import CallEvent, TelephonyEvent
from ticketing.calls import gaps
from ticketing.calls import service as calls
from ticketing.calls.fact import Told
from ticketing.calls.holding import FIRST_FACTS
from ticketing.calls.models import LIVE
from ticketing.drafts import service as drafts
from ticketing.todo import service as todo
from ticketing.uow import UnitOfWork

Events = tuple[DeskEvent, ...]


def fact_name(event: object) -> str:
    """``CallAnswered`` → ``call_answered``: the kind of row in the queue log."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", type(event).__name__).lower()


def jsonable(value: Any) -> Any:
    """Dataclasses to dicts, times to ISO 8601, tuples to lists; everything else as it is."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: jsonable(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): jsonable(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [jsonable(item) for item in value]
    return value


class Fact(ABC):
    """Immutable and picklable. Written twice (the process was lost between commit and answer) it counts once."""

    __slots__ = ()

    @property
    def name(self) -> str:
        return fact_name(self)

    @property
    def data(self) -> Mapping[str, Any]:
        """JSON-ready: as it is kept where the database refuses it."""
        fields: Mapping[str, Any] = jsonable(self)
        return fields

    @abstractmethod
    def write(self, uow: UnitOfWork) -> Events:
        """Write it; what desks are told once it is committed."""

    @classmethod
    def write_all(cls, uow: UnitOfWork, facts: "Facts") -> Events:
        """Several of one kind, in their order."""
        return tuple(event for fact in facts for event in fact.write(uow))


class Passing(Fact):
    """Stores nothing: it only has desks told after what came before it. Where it is refused or too late, it is let go."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Happened(Fact):
    """Something in telephony: a row of the queue log, its call brought up to date, a draft when an agent answered."""

    event: TelephonyEvent
    node: str = ""
    """Which node has the call: said with its first fact, so that after a crash each node ends its own calls alone."""

    @property
    def name(self) -> str:
        return fact_name(self.event)

    @property
    def data(self) -> Mapping[str, Any]:
        fields: Mapping[str, Any] = jsonable(self.event)
        return {**fields, "node": self.node} if self.node and self.name in FIRST_FACTS else fields

    def write(self, uow: UnitOfWork) -> Events:
        return self.write_all(uow, (self,))

    @classmethod
    def write_all(cls, uow: UnitOfWork, facts: "Facts") -> Events:
        """Many cost little more than one: their calls are brought up to date once."""
        calls.record_all(uow, [fact.told for fact in facts if isinstance(fact, Happened)])
        return ()

    @property
    def told(self) -> Told:
        call = self.event.call if isinstance(self.event, CallEvent) else None
        return Told(kind=self.name, at=self.event.at, call_id=call, data=self.data)


@dataclass(frozen=True, slots=True)
class Spoken(Fact):
    """A finished utterance: stored as ``segment``, told to the agent's desk, and the draft filled anew."""

    final: Final
    agent: PersonId
    at: datetime
    segment: str

    def write(self, uow: UnitOfWork) -> Events:
        said = self.final
        shown = readable_final(said, uow.city)
        stored = calls.add_segment(
            uow, said.call, said.channel, said.text, said.t0, said.t1, said.confidence, jsonable(said.words), said.engine,
            segment_id=self.segment, readable=shown.text, spans=shown.spans,
        )  # fmt: skip
        drafts.refill(uow, said.call, self.at)
        return (desk_events.from_final(said, self.agent, str(stored.id), shown),)


@dataclass(frozen=True, slots=True)
class TranscriptDone(Fact):
    """Nothing more comes of the live pass: kept, and told after all that was said, unless something was put off.

    ``second_pass`` names the engine that is to read the recording anew, if one is.
    """

    call: CallId
    agent: PersonId
    at: datetime
    second_pass: str = ""

    def write(self, uow: UnitOfWork) -> Events:
        waits = gaps.transcribed(uow, self.call, self.at, second_pass=self.second_pass)
        return (_gaps_event(uow, self.call, self.agent),) if waits else (_done_event(self.call, self.agent),)


@dataclass(frozen=True, slots=True)
class GapTold(Fact):
    """A stretch that is not read live: kept, so that no restart forgets it, and told to the agent's desk."""

    gap: Gap
    agent: PersonId
    at: datetime

    def write(self, uow: UnitOfWork) -> Events:
        told = self.gap
        gaps.tell(uow, told.call, told.channel, told.from_s, told.to_s, told.why, self.at)
        return (_gaps_event(uow, told.call, self.agent),)


@dataclass(frozen=True, slots=True)
class GapDecoded(Fact):
    """What a gap held, all of it in one transaction: stored under ``segments``, told, and the draft filled anew."""

    gap: str
    call: CallId
    finals: tuple[Final, ...]
    segments: tuple[str, ...]
    at: datetime

    def write(self, uow: UnitOfWork) -> Events:
        said = [_segment(final, segment, uow) for final, segment in zip(self.finals, self.segments, strict=True)]
        closed, stored = gaps.decoded(uow, self.gap, said, self.at)
        if closed is None:
            return ()
        drafts.refill(uow, self.call, self.at)
        agent = gaps.agent_of(uow, self.call)
        if closed.version != LIVE:
            done = [_done_event(self.call, agent, "second")] if gaps.shown(uow, self.call) == "second" else []
            return (*done, _gaps_event(uow, self.call, agent))
        fresh = {one.id for one in stored}
        told = (
            desk_events.from_final(final, agent, segment, readable_final(final, uow.city))
            for final, segment in zip(self.finals, self.segments, strict=True)
            if segment in fresh
        )
        done = [] if gaps.live_pass_waits(uow, self.call) else [_done_event(self.call, agent)]
        return (*told, _gaps_event(uow, self.call, agent), *done)


@dataclass(frozen=True, slots=True)
class GapVain(Fact):
    """A gap could not be decoded, for the reason ``what`` (Chinese); after ``most_tries`` it is given up."""

    gap: str
    call: CallId
    what: str
    at: datetime
    most_tries: int

    def write(self, uow: UnitOfWork) -> Events:
        if gaps.failed(uow, self.gap, self.what, self.at, most_tries=self.most_tries) is None:
            return ()
        return (_gaps_event(uow, self.call, gaps.agent_of(uow, self.call)),)


def _segment(said: Final, segment: str, uow: UnitOfWork) -> dict[str, Any]:
    """Keywords of `calls.add_segment`."""
    shown = readable_final(said, uow.city)
    return {
        "text": said.text,
        "t0": said.t0,
        "t1": said.t1,
        "confidence": said.confidence,
        "words": jsonable(said.words),
        "engine": said.engine,
        "segment_id": segment,
        "readable": shown.text,
        "spans": shown.spans,
    }


def _done_event(call: CallId, agent: PersonId, version: str = "live") -> DeskEvent:
    data = {"call": call} if version == "live" else {"call": call, "version": version}
    return DeskEvent(type="transcript_done", data=data, audience=Audience(people=frozenset({agent})))


def _gaps_event(uow: UnitOfWork, call: CallId, agent: PersonId) -> DeskEvent:
    known = [gap.model_dump(mode="json") for gap in gaps.of_call(uow, call)]
    return DeskEvent(type="transcript_gaps", data={"call": call, "gaps": known}, audience=Audience(people=frozenset({agent})))


@dataclass(frozen=True, slots=True)
class HistoryAsked(Passing):
    """The offer told again with what is known of the caller; asked in the order of facts, so that the call is there."""

    call: CallId
    offer: DeskEvent

    def write(self, uow: UnitOfWork) -> Events:
        return (desk_events.with_history(self.offer, drafts.history(uow, self.call)),)


@dataclass(frozen=True, slots=True)
class ListsAsked(Passing):
    """The to-do lists of these people as they stand by then, each for its own desk."""

    people: frozenset[PersonId]
    at: datetime

    @property
    def data(self) -> Mapping[str, Any]:
        return {"people": sorted(self.people), "at": self.at.isoformat()}

    def write(self, uow: UnitOfWork) -> Events:
        return tuple(
            DeskEvent(type="todo", data=listed.model_dump(mode="json"), audience=Audience(people=frozenset({PersonId(person)})))
            for person, listed in todo.lists(uow, self.people, self.at)
        )


Facts = Sequence[Fact]
