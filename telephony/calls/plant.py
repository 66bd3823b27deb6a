"""What every line works with: signalling, media, time, and the index of whose each leg is."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import structlog

from config.ids import CallId, LegId, PersonId
from telephony.events import LegMeasured, LegSide, TelephonyEvent
from telephony.media.port import MediaEngine
from telephony.sip.port import SipEndpoint

if TYPE_CHECKING:
    from telephony.calls.branch import Branch

log = structlog.get_logger(__name__)

Opened = TypeVar("Opened")
LEG_OPEN_S = 10.0  # the media engine's answer to open and close; a lost engine is started anew within it


class Ends:
    """Which call a leg belongs to, by signalling's or the engine's name, and (on our side) whose branch it is."""

    def __init__(self) -> None:
        self._ends: dict[LegId, tuple[CallId, Branch | None]] = {}

    def __len__(self) -> int:
        return len(self._ends)

    def add(self, leg: LegId, call: CallId, branch: "Branch | None" = None) -> None:
        self._ends[leg] = (call, branch)

    def remove(self, leg: LegId) -> None:
        self._ends.pop(leg, None)

    def get(self, leg: LegId) -> "tuple[CallId, Branch | None] | None":
        return self._ends.get(leg)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Whose leg it was, for its figures (`LegMeasured`)."""

    side: LegSide
    number: str = ""
    person: PersonId | None = None


CALLER = Part(side="caller")


@dataclass(frozen=True, slots=True, kw_only=True)
class Plant:
    """``spawn`` runs a coroutine beside the loop's other work, for one call.

    With ``early_media`` callers hear prompts and music before the answer, which comes with the agent. ``away``: calls on
    which a browser may be waited for; who looks strikes out those where none is.
    """

    sip: SipEndpoint
    media: MediaEngine
    recordings: Path
    emit: Callable[[TelephonyEvent], None]
    now: Callable[[], datetime]
    spawn: Callable[[CallId, Coroutine[Any, Any, None]], None]
    ends: Ends = field(default_factory=Ends)
    away: set[CallId] = field(default_factory=set)
    early_media: bool = False

    async def opened(self, call: CallId, leg: LegId, opening: Coroutine[Any, Any, Opened]) -> Opened:
        """What the engine answers to ``opening`` within the bound; else the leg is closed again and the failure raised."""
        try:
            return await asyncio.wait_for(opening, LEG_OPEN_S)
        except Exception:
            await self.close(call, leg)
            raise

    async def close(self, call: CallId, leg: LegId, part: Part | None = None) -> None:
        """Close a media leg; its figures are told where it had a ``part`` in the call. Never raises."""
        try:
            quality = await asyncio.wait_for(self.media.close(leg), LEG_OPEN_S)
        except Exception as error:
            log.warning("a media leg did not close", call=call, leg=leg, error=repr(error))
            return
        if part:
            told = LegMeasured(at=self.now(), call=call, side=part.side, quality=quality, number=part.number, person=part.person)
            self.emit(told)
