"""What the exchange's snapshot does not say and desks show: since when a recording rests, who supervises what, and how."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from config.ids import CallId, PersonId
from telephony.events import (
    CallEnded,
    RecordingContinued,
    RecordingPaused,
    SupervisionEnded,
    SupervisionStarted,
    TelephonyEvent,
)

REMEMBERED = 1_000
"""Calls whose urgent words are known; a draft may be filled anew after its call has ended."""


@dataclass
class LiveNotes:
    """Kept by telephony's events, on the loop's thread; forgotten with the call.

    ``names`` of supervisors by their id; ``contacts`` gives those of the city by their number.
    """

    names: dict[str, str] = field(default_factory=dict)
    contacts: Callable[[], Mapping[str, str]] = dict
    paused: dict[CallId, datetime] = field(default_factory=dict)
    paused_why: dict[CallId, str] = field(default_factory=dict)
    supervised: dict[PersonId, SupervisionStarted] = field(default_factory=dict)
    urgent: dict[CallId, tuple[str, ...]] = field(default_factory=dict)

    def name_of(self, somebody: str) -> str:
        """Of one who is no agent at a desk; empty when nobody knows."""
        return self.names.get(somebody) or self.contacts().get(somebody, "")

    def drafted(self, draft: Mapping[str, Any]) -> None:
        """A call's draft as it was told to its agent: the urgent words in it, each once, for those who watch all calls."""
        call, words = draft.get("call_id"), tuple(dict.fromkeys(hit["word"] for hit in draft.get("urgent", ())))
        if call and (words or call in self.urgent):
            self.urgent.pop(CallId(call), None)
            self.urgent[CallId(call)] = words
            while len(self.urgent) > REMEMBERED:
                del self.urgent[next(iter(self.urgent))]

    def take(self, event: TelephonyEvent) -> None:
        match event:
            case RecordingPaused():
                self.paused[event.call], self.paused_why[event.call] = event.at, event.reason
            case RecordingContinued():
                self._written_again(event.call)
            case SupervisionStarted():
                self.supervised[event.supervisor] = event
            case SupervisionEnded():
                self._no_more(event.supervisor, event.call)
            case CallEnded():
                self._written_again(event.call)
                self.urgent.pop(event.call, None)
                for supervisor in list(self.supervised):
                    self._no_more(supervisor, event.call)
            case _:
                pass

    def supervision_of(self, person: PersonId) -> Mapping[str, str] | None:
        """As the event ``supervision`` of the console's protocol; None when the person supervises nothing."""
        found = self.supervised.get(person)
        if found is None:
            return None
        return {"supervisor": person, "call": found.call, "mode": found.mode, "side": found.side}

    def _written_again(self, call: CallId) -> None:
        self.paused.pop(call, None)
        self.paused_why.pop(call, None)

    def _no_more(self, supervisor: PersonId, call: CallId) -> None:
        if supervisor in self.supervised and self.supervised[supervisor].call == call:
            del self.supervised[supervisor]
