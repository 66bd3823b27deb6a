"""Gives every live event the full shape of the protocol, so that an event and a snapshot say the same thing alike."""

from collections.abc import Mapping
from dataclasses import replace

import structlog
from pydantic import BaseModel, ValidationError

from agent_console.live import messages
from agent_console.ports import DeskEvent
from ticketing.floor.schemas import ActOut, FloorLine

SHAPES: Mapping[str, type[BaseModel]] = {
    "agent": messages.AgentState,
    "offer": messages.Offer,
    "offer_ended": messages.OfferEnded,
    "call": messages.LiveCall,
    "call_ended": messages.CallEnded,
    "party_left": messages.PartyLeft,
    "call_transferred": messages.CallTransferred,
    "supervision": messages.SupervisionNow,
    "partial": messages.PartialSaid,
    "final": messages.FinalSaid,
    "transcript_done": messages.TranscriptDone,
    "transcript_gaps": messages.TranscriptGaps,
    "recogniser": messages.RecogniserOut,
    "writing": messages.WritingNow,
    "watch": messages.WatchedCall,
    "watch_ended": messages.WatchEnded,
    "floor_line": FloorLine,
    "floor_line_read": messages.FloorLineRead,
    "floor_act": ActOut,
    "floor_reading": messages.FloorReading,
    "ticket_callers": messages.TicketCallers,
    "early_warning": messages.EarlyWarning,
    "alarm": messages.AlarmTold,
}
_log = structlog.get_logger(__name__)


def shaped(event: DeskEvent) -> DeskEvent:
    """The event with every field of its type; one that does not fit goes out as it came, and the log says so."""
    shape = SHAPES.get(event.type)
    if shape is None:
        return event
    try:
        return replace(event, data=shape.model_validate(event.data).model_dump(mode="json"))
    except ValidationError as error:
        _log.warning("a live event is not of the protocol's shape", event_type=event.type, problems=error.error_count())
        return event
