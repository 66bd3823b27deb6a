"""What a call's log amounts to: a pure fold over its facts, so that late, doubled or swapped facts change nothing."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from ticketing.calls import company
from ticketing.calls.fact import Fact
from ticketing.calls.schemas import CallState

INTERRUPTED = "interrupted"
DUTY_QUEUE = "duty:"

# Facts of one instant are folded in this order, which is that of a call's life.
KINDS: Mapping[str, int] = {
    kind: rank
    for rank, kind in enumerate(
        (
            "call_arrived", "call_placed", "call_queued", "call_offered", "offer_ended", "call_answered",
            "recording_started", "call_held", "call_resumed", "recording_failed", "recording_resumed",
            "recording_paused", "recording_continued", "party_called", "party_answered", "party_joined", "party_left",
            "call_transferred", "supervision_started", "supervision_ended", "call_ended", "recording_finished",
            "leg_measured", "wrap_up_ended", "surge_began", "surge_ended", "agent_state_changed", "agent_moved",
        )
    )
}  # fmt: skip


@dataclass(slots=True, kw_only=True)
class CallFacts:
    """The columns of a call that derive from its log; times in seconds."""

    state: CallState = "ringing"
    caller_number: str = ""
    caller_name: str = ""
    dialled: str = ""
    trunk: str = ""
    queue: str | None = None
    duty_session_id: str | None = None
    duty_answered_at: datetime | None = None
    agent_id: str | None = None
    arrived_at: datetime
    queued_at: datetime | None = None
    answered_at: datetime | None = None
    ended_at: datetime | None = None
    reason: str | None = None
    ended_by: str | None = None
    detail: str = ""
    waited_s: float = 0.0
    talked_s: float = 0.0
    held_s: float = 0.0
    wrap_up_s: float = 0.0
    recording: str | None = None
    recording_finished: bool = False
    quality: dict[str, Any] = field(default_factory=dict)
    direction: Literal["in", "out"] = "in"
    callback_id: str | None = None
    parties: list[dict[str, Any]] = field(default_factory=list)
    transfers: list[dict[str, Any]] = field(default_factory=list)
    pauses: list[dict[str, Any]] = field(default_factory=list)
    supervisions: list[dict[str, Any]] = field(default_factory=list)
    held_since: datetime | None = None
    ringing: set[str] = field(default_factory=set)


def project(facts: Iterable[Fact]) -> CallFacts:
    """Fold the facts of one call, in whatever order they came; there must be at least one."""
    ordered = sorted(facts, key=lambda fact: (fact.at, KINDS[fact.kind]))
    call = CallFacts(arrived_at=ordered[0].at)
    for fact in ordered:
        _FOLDS.get(fact.kind, _nothing)(call, fact)
    company.fold(call, ordered)
    if call.ended_at:
        _end_hold(call, call.ended_at)
        call.state = "wrap_up" if _wraps_up(call, ordered) else "ended"
    return call


def _wraps_up(call: CallFacts, ordered: Sequence[Fact]) -> bool:
    """Whether the agent who had the call last still writes; an agent whose line broke never says that it is done."""
    last = next((fact for fact in reversed(ordered) if fact.kind in ("call_answered", "call_queued")), None)
    if last is None or last.kind == "call_queued":
        return False
    return not any(
        fact.kind == "wrap_up_ended" and fact.at >= last.at and fact.data.get("agent") == call.agent_id for fact in ordered
    )


def duty_session_of(queue: str | None) -> str | None:
    """``duty:ID`` is the queue of the duty session ID."""
    return queue.removeprefix(DUTY_QUEUE) if queue and queue.startswith(DUTY_QUEUE) else None


def _arrived(call: CallFacts, fact: Fact) -> None:
    call.arrived_at = fact.at
    for name in ("caller_number", "caller_name", "dialled", "trunk"):
        setattr(call, name, str(fact.data.get(name, "")))


def _placed(call: CallFacts, fact: Fact) -> None:
    """A call that we made: its citizen stands where a caller would, so that histories find it by the number."""
    call.arrived_at, call.direction = fact.at, "out"
    call.caller_number = str(fact.data.get("number", ""))
    call.agent_id = fact.data.get("agent")
    call.callback_id = fact.data.get("entry") or None


def _queued(call: CallFacts, fact: Fact) -> None:
    call.state = "queued"
    call.ringing.clear()
    call.queued_at = call.queued_at or fact.at
    _enter(call, fact.data.get("queue"))


def _offered(call: CallFacts, fact: Fact) -> None:
    call.state = "offered"
    call.ringing.add(str(fact.data.get("agent")))


def _offer_ended(call: CallFacts, fact: Fact) -> None:
    """Back in the queue, unless other phones ring on."""
    call.ringing.discard(str(fact.data.get("agent")))
    call.state = "offered" if call.ringing else "queued"


def _answered(call: CallFacts, fact: Fact) -> None:
    """The first answer sets the waiting time; the last agent is the one who must say what became of the call."""
    call.state = "answered"
    call.ringing.clear()
    if call.answered_at is None:
        call.answered_at = fact.at
        call.waited_s = float(fact.data.get("waited_s", 0.0))
    call.agent_id = fact.data.get("agent")
    _enter(call, fact.data.get("queue"))
    if call.duty_session_id and call.duty_answered_at is None:
        call.duty_answered_at = fact.at


def _held(call: CallFacts, fact: Fact) -> None:
    call.state, call.held_since = "held", fact.at


def _resumed(call: CallFacts, fact: Fact) -> None:
    call.state = "answered"
    _end_hold(call, fact.at)


def _ended(call: CallFacts, fact: Fact) -> None:
    call.ended_at = fact.at
    call.reason = fact.data.get("reason")
    call.ended_by = fact.data.get("by")
    call.detail = str(fact.data.get("detail", ""))
    call.talked_s = float(fact.data.get("talked_s", 0.0))
    if call.answered_at is None:
        call.waited_s = float(fact.data.get("waited_s", 0.0))
    if call.queue is None:
        _enter(call, fact.data.get("queue"))


def _wrap_up_ended(call: CallFacts, fact: Fact) -> None:
    call.wrap_up_s += float(fact.data.get("wrap_up_s", 0.0))


def _recording_started(call: CallFacts, fact: Fact) -> None:
    call.recording = fact.data.get("path")


def _recording_finished(call: CallFacts, fact: Fact) -> None:
    call.recording, call.recording_finished = fact.data.get("path"), True


def _measured(call: CallFacts, fact: Fact) -> None:
    """One entry a leg, named by what it was to the call: ``caller``, ``agent``, and ``agent_2`` for a second agent."""
    side = str(fact.data.get("side"))
    known = sum(name == side or name.startswith(f"{side}_") for name in call.quality)
    whose = {name: fact.data[name] for name in ("number", "person") if fact.data.get(name)}
    call.quality[f"{side}_{known + 1}" if known else side] = {**(fact.data.get("quality") or {}), **whose}


def _enter(call: CallFacts, queue: str | None) -> None:
    """A call that a duty session's seat has answered stays that session's, also when it is transferred afterwards."""
    call.queue = queue or call.queue
    if call.duty_answered_at is None:
        call.duty_session_id = duty_session_of(call.queue)


def _end_hold(call: CallFacts, at: datetime) -> None:
    if call.held_since:
        call.held_s += (at - call.held_since).total_seconds()
        call.held_since = None


def _nothing(call: CallFacts, fact: Fact) -> None: ...


_FOLDS: Mapping[str, Callable[[CallFacts, Fact], None]] = {
    "call_arrived": _arrived,
    "call_placed": _placed,
    "call_queued": _queued,
    "call_offered": _offered,
    "offer_ended": _offer_ended,
    "call_answered": _answered,
    "call_held": _held,
    "call_resumed": _resumed,
    "call_ended": _ended,
    "wrap_up_ended": _wrap_up_ended,
    "recording_started": _recording_started,
    "recording_finished": _recording_finished,
    "leg_measured": _measured,
}
