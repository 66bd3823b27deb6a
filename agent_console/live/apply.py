"""How a client keeps its picture: ``apply(data, event)`` is the reference for the pages, pure and idempotent.

A snapshot is taken while events go on, so an event may repeat what the snapshot already holds; applying it again must
change nothing. The rule that a test protects: applying the events to an old snapshot gives what a fresh one says.
"""

from collections.abc import Callable, Mapping
from typing import Any

Data = Mapping[str, Any]
WITH_A_CALL = frozenset({"reserved", "talking", "held", "wrap_up"})


def apply(data: Data, type_: str, event: Data) -> Data:
    """The snapshot's ``data`` after one event. Event types that say nothing about the own desk leave it as it is."""
    change = _CHANGES.get(type_)
    return change(data, event) if change else data


def call_at_hand(data: Data) -> str | None:
    """The call whose transcript and draft belong on the desk: the agent's own, else the one that is shown."""
    call = (data["agent"] or {}).get("call") or (data["call"] or {}).get("call")
    return None if call is None else str(call)


def _agent(data: Data, event: Data) -> Data:
    if event["agent"] != data["me"]["id"]:
        return data
    offer = data["offer"] if event["state"] == "reserved" else None
    call = event["call"] if event["state"] in WITH_A_CALL else None
    return _only({**data, "agent": event, "offer": offer}, call)


def _offer(data: Data, event: Data) -> Data:
    return {**data, "offer": event}


def _offer_ended(data: Data, event: Data) -> Data:
    return {**data, "offer": None} if _same_call(data["offer"], event) else data


def _call(data: Data, event: Data) -> Data:
    if event.get("agent") != data["me"]["id"]:
        return data
    data = _only(data, event["call"])
    partials = data["call"]["partials"] if data["call"] else {}
    return {**data, "call": {**event, "partials": partials}, "offer": None}


def _call_ended(data: Data, event: Data) -> Data:
    offer = None if _same_call(data["offer"], event) else data["offer"]
    if not _same_call(data["call"], event):
        return {**data, "offer": offer}
    ended = {**data["call"], "state": "ended", "muted": False, "parties": [], "partials": {}}
    return {**data, "call": ended, "offer": offer}


def _call_transferred(data: Data, event: Data) -> Data:
    """The call goes on without this desk; what was said on it stays for the wrap-up."""
    if event["agent"] != data["me"]["id"] or not _same_call(data["call"], event):
        return data
    left: Data = {"state": "ended", "agent": None, "muted": False, "parties": [], "partials": {}}
    return {**data, "call": {**data["call"], **left}}


def _partial(data: Data, event: Data) -> Data:
    data = _read_along(data, event["call"], lambda call: _with_said(call, event["channel"], event["text"]))
    if not _same_call(data["call"], event):
        return data
    return _with_partials(data, {**data["call"]["partials"], event["channel"]: event["text"]})


def _final(data: Data, event: Data) -> Data:
    data = _read_along(data, event["call"], lambda call: _with_line(call, event))
    if event["call"] != call_at_hand(data):
        return data
    if data["call"]:
        said = data["call"]["partials"]
        data = _with_partials(data, {channel: said[channel] for channel in said if channel != event["channel"]})
    if any(line["segment"] == event["segment"] for line in data["segments"]):
        return data
    return {**data, "segments": sorted([*data["segments"], event], key=lambda line: line["t0"])}


def _transcript_gaps(data: Data, event: Data) -> Data:
    data = _read_along(data, event["call"], lambda call: {**call, "gaps": event["gaps"]})
    return {**data, "gaps": event["gaps"]} if event["call"] == call_at_hand(data) else data


def _draft(data: Data, event: Data) -> Data:
    data = _read_along(data, event["call_id"], lambda call: {**call, "draft": _newer(call["draft"], event)})
    if event["call_id"] != call_at_hand(data):
        return data
    return {**data, "draft": _newer(data["draft"], event)}


def _newer(known: Data | None, draft: Data) -> Data:
    return draft if known is None or draft["version"] >= known["version"] else known


# What a supervisor reads along, and lines on a desk


def _watch(data: Data, event: Data) -> Data:
    """The call as it stood when the reading began."""
    return {**data, "watched": {**data.get("watched", {}), event["call"]: event}}


def _watch_ended(data: Data, event: Data) -> Data:
    others = {call: one for call, one in data.get("watched", {}).items() if call != event["call"]}
    return {**data, "watched": others}


def _read_along(data: Data, call: str, change: Callable[[Data], Data]) -> Data:
    known = data.get("watched", {})
    return {**data, "watched": {**known, call: change(known[call])}} if call in known else data


def _with_said(call: Data, channel: str, text: str) -> Data:
    others = {one: said for one, said in call["partials"].items() if one != channel}
    return {**call, "partials": {**others, channel: text} if text else others}


def _with_line(call: Data, event: Data) -> Data:
    call = _with_said(call, event["channel"], "")
    if any(line["segment"] == event["segment"] for line in call["segments"]):
        return call
    return {**call, "segments": sorted([*call["segments"], event], key=lambda line: line["t0"])}


def _floor_line(data: Data, event: Data) -> Data:
    others = [line for line in data.get("lines", ()) if line["id"] != event["id"]]
    return {**data, "lines": [*others, event]}


def _floor_line_read(data: Data, event: Data) -> Data:
    return {**data, "lines": [line for line in data.get("lines", ()) if line["id"] != event["id"]]}


def _todo(data: Data, event: Data) -> Data:
    return {**data, "todo": event["items"]}


def _recogniser(data: Data, event: Data) -> Data:
    return {**data, "recogniser": event}


def _supervision(data: Data, event: Data) -> Data:
    if event["supervisor"] != data["me"]["id"]:
        return data
    return {**data, "supervision": event if event["mode"] else None}


def _board(data: Data, event: Data) -> Data:
    return {**data, "board": event}


def _only(data: Data, call: str | None) -> Data:
    """The desk without what belongs to any other call; without a call, a clean desk."""
    return {
        **data,
        "call": data["call"] if data["call"] and data["call"]["call"] == call else None,
        "draft": data["draft"] if data["draft"] and data["draft"]["call_id"] == call else None,
        "segments": [line for line in data["segments"] if line["call"] == call],
        "gaps": [gap for gap in data.get("gaps", ()) if gap["call_id"] == call],
    }


def _with_partials(data: Data, partials: Data) -> Data:
    return {**data, "call": {**data["call"], "partials": partials}}


def _same_call(one: Data | None, other: Data) -> bool:
    return one is not None and one["call"] == other["call"]


_CHANGES: Mapping[str, Callable[[Data, Data], Data]] = {
    "agent": _agent,
    "offer": _offer,
    "offer_ended": _offer_ended,
    "call": _call,
    "call_ended": _call_ended,
    "call_transferred": _call_transferred,
    "partial": _partial,
    "final": _final,
    "transcript_gaps": _transcript_gaps,
    "draft": _draft,
    "todo": _todo,
    "recogniser": _recogniser,
    "supervision": _supervision,
    "board": _board,
    "watch": _watch,
    "watch_ended": _watch_ended,
    "floor_line": _floor_line,
    "floor_line_read": _floor_line_read,
}
