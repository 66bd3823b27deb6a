"""When a browser's audio line is over: a pure rule over live events, so that the page need not guess."""

from agent_console.ports import DeskEvent
from config.ids import CallId, PersonId

WITH_AUDIO = frozenset({"talking", "held"})


def ends_listening(event: DeskEvent, person: PersonId, call: CallId | None) -> bool:
    """Whether this person supervises the call no longer."""
    if event.type == "call_ended":
        return call is not None and event.data["call"] == call
    return event.type == "supervision" and event.data["supervisor"] == person and event.data["mode"] is None


def ends_audio(event: DeskEvent, person: PersonId, call: CallId | None) -> bool:
    """Whether the event takes the call away from this person: it ended, or its agent talks on it no longer.

    Who calls a citizen hears it ring while still reserved for the call.
    """
    if event.type == "call_ended":
        return call is not None and event.data["call"] == call
    if event.type == "agent" and event.data["agent"] == person:
        rings = event.data["state"] == "reserved" and event.data.get("call") == call
        return event.data["state"] not in WITH_AUDIO and not (rings and call is not None)
    return False
