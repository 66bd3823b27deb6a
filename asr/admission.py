"""Which channels are read live, which wait for the recording, and when one may come back. Pure: figures in, answers out.

The caller's channel comes first: agents repeat what matters, and the draft is made of what the caller says.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from asr.ladder import LADDER, StepName
from asr.port import Channel

SPOOL_EVERY_S = 5.0
"""What one spooled stream frees is waited for before the next is taken out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """``streams`` read live at once; agents' channels may fill ``agent_share`` of them; ``return_s``: so long all must be well
    before a channel that was put off is read live again, and between two of them."""

    streams: int
    agent_share: float = 0.75
    return_s: float = 10.0


@dataclass(frozen=True, slots=True)
class Candidate:
    """A stream that is read live: its channel, and when it began (any clock)."""

    name: object
    channel: Channel
    since: float


def admits(channel: Channel, step: StepName, live: int, limits: Limits) -> bool:
    """Whether a new channel is read live, with so many that are: beyond the limit agents wait first, then callers too."""
    if LADDER[step].new_calls_wait or (channel == "agent" and step == "no_interims"):
        return False
    room = limits.streams if channel == "caller" else int(limits.streams * limits.agent_share)
    return live < room


def to_spool(live: Iterable[Candidate]) -> Candidate | None:
    """The stream that is taken out next: of the agents' the newest, without any of the callers'; never the last one."""
    known: Sequence[Candidate] = sorted(live, key=lambda stream: (stream.channel == "agent", stream.since))
    return known[-1] if len(known) > 1 else None


def spools(step: StepName, lag_s: float, lag_before_s: float, waited_s: float) -> bool:
    """Whether another stream must go: the deepest step holds and ``waited_s`` after the last the lag has not shrunk."""
    return LADDER[step].newest_spooled and waited_s >= SPOOL_EVERY_S and lag_s >= lag_before_s


def may_return(channel: Channel, step: StepName, well_for_s: float, live: int, limits: Limits) -> bool:
    """Whether a channel that was put off may be read live again, all being well for so long."""
    return step == "normal" and well_for_s >= limits.return_s and admits(channel, step, live, limits)
