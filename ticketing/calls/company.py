"""Who else was in a call, where it went, and when it was not written down: folds over its facts. Pure.

Each list holds JSON-ready entries in the order of time, times as ISO 8601; ``until`` or ``left_at`` is None while it lasts,
and what lasts until the end of the call ends with it.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from ticketing.calls.fact import Fact

Entry = dict[str, Any]


class Company(Protocol):
    """The part of a call that is filled here."""

    ended_at: datetime | None
    parties: list[Entry]
    transfers: list[Entry]
    pauses: list[Entry]
    supervisions: list[Entry]


def fold(call: Company, ordered: Sequence[Fact]) -> None:
    """Fill the lists from all facts of the call, which come in the order of time."""
    for fact in ordered:
        _FOLDS.get(fact.kind, _nothing)(call, fact)
    if call.ended_at is not None:
        _close(call, call.ended_at.isoformat())


def _close(call: Company, at: str) -> None:
    for party in call.parties:
        if party["left_at"] is None:
            party["left_at"], party["why"] = at, "call_ended"
    for entry in (*call.pauses, *call.supervisions):
        if entry["until"] is None:
            entry["until"] = at


def _party_called(call: Company, fact: Fact) -> None:
    call.parties.append(_party(fact) | {"called_at": fact.at.isoformat()})


def _party_answered(call: Company, fact: Fact) -> None:
    _present_party(call, fact)["answered_at"] = fact.at.isoformat()


def _party_joined(call: Company, fact: Fact) -> None:
    _present_party(call, fact)["joined_at"] = fact.at.isoformat()


def _party_left(call: Company, fact: Fact) -> None:
    _present_party(call, fact).update(left_at=fact.at.isoformat(), why=str(fact.data.get("why", "")))


def _present_party(call: Company, fact: Fact) -> Entry:
    """The entry of this party; one whose call was never told of (the fact was refused) begins here."""
    for party in reversed(call.parties):
        if party["party"] == fact.data.get("party") and party["left_at"] is None:
            return party
    call.parties.append(_party(fact))
    return call.parties[-1]


def _party(fact: Fact) -> Entry:
    named = {name: str(fact.data.get(name, "")) for name in ("party", "number")}
    return named | {"called_at": None, "answered_at": None, "joined_at": None, "left_at": None, "why": ""}


def _transferred(call: Company, fact: Fact) -> None:
    kept = {name: fact.data.get(name) for name in ("agent", "number", "how")}
    call.transfers.append(kept | {"at": fact.at.isoformat()})


def _paused(call: Company, fact: Fact) -> None:
    _end_last(call.pauses, fact)
    kept = {"agent": fact.data.get("agent"), "reason": str(fact.data.get("reason", ""))}
    call.pauses.append(kept | {"at": fact.at.isoformat(), "until": None})


def _continued(call: Company, fact: Fact) -> None:
    _end_last(call.pauses, fact)


def _supervised(call: Company, fact: Fact) -> None:
    """Again with another mode or side: the former entry ends where the next begins."""
    _supervised_no_more(call, fact)
    kept = {name: fact.data.get(name) for name in ("supervisor", "mode", "side")}
    call.supervisions.append(kept | {"at": fact.at.isoformat(), "until": None})


def _supervised_no_more(call: Company, fact: Fact) -> None:
    of_this_one = [entry for entry in call.supervisions if entry["supervisor"] == fact.data.get("supervisor")]
    _end_last(of_this_one, fact)


def _end_last(entries: Sequence[Entry], fact: Fact) -> None:
    if entries and entries[-1]["until"] is None:
        entries[-1]["until"] = fact.at.isoformat()


def _nothing(call: Company, fact: Fact) -> None: ...


_FOLDS: Mapping[str, Callable[[Company, Fact], None]] = {
    "party_called": _party_called,
    "party_answered": _party_answered,
    "party_joined": _party_joined,
    "party_left": _party_left,
    "call_transferred": _transferred,
    "recording_paused": _paused,
    "recording_continued": _continued,
    "supervision_started": _supervised,
    "supervision_ended": _supervised_no_more,
}
