"""From a node's live board to the figures that alarms watch. Pure."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from agent_console.ports import RecogniserState
from ticketing.alerts.kinds import HOUSE, STEPS
from ticketing.alerts.merging import Figures

Rows = Sequence[Mapping[str, Any]]
LOST = {"failed": 1.0, "down": 1.0, "registered": 0.0, "standby": 0.0, "up": 0.0}
"""How a line stands; one that is being tried, or that nobody has asked yet, is not known."""


def figures_of(
    board: Mapping[str, Any], recogniser: RecogniserState, channels: Callable[[str], int], disk_free: float | None
) -> Figures:
    """By kind and subject; ``disk_free`` in percent of the disk that recordings are written to."""
    found: dict[str, Mapping[str, float]] = {
        **_queues(board["queues"]),
        "agents_free": _free(board),
        "trunk_use": _trunk_use(board["trunks"], channels),
        "line_lost": _lines(board),
    }
    if recogniser.engine not in ("", "none"):
        found["recogniser_step"] = {HOUSE: float(len(STEPS) - 1 if recogniser.lost else STEPS.index(recogniser.step))}
    if disk_free is not None:
        found["disk_free"] = {HOUSE: disk_free}
    return found


def titles_of(board: Mapping[str, Any]) -> Mapping[str, str]:
    queues = {queue["name"]: queue["title"] for queue in board["queues"]}
    trunks = {trunk["trunk"]: f"中继 {trunk['trunk']}" for trunk in board["trunks"]}
    lines = {line["registrar"]: f"线路 {line['registrar']}" for line in board["registrations"]}
    return {**lines, **trunks, **queues}


def _queues(queues: Rows) -> dict[str, Mapping[str, float]]:
    waiting = {queue["name"]: float(queue["waiting"]) for queue in queues}
    longest = {queue["name"]: float(queue["longest_wait_s"]) if queue["waiting"] else 0.0 for queue in queues}
    return {
        "queue_waiting": {**waiting, HOUSE: sum(waiting.values())},
        "longest_wait": {**longest, HOUSE: max(longest.values(), default=0.0)},
    }


def _free(board: Mapping[str, Any]) -> Mapping[str, float]:
    """A leader in a call is no trouble: queues of duty sessions have one seat."""
    by_queue = {queue["name"]: float(queue["agents_available"]) for queue in board["queues"] if not queue.get("duty_session")}
    return {**by_queue, HOUSE: float(sum(agent["state"] == "available" for agent in board["agents"]))}


def _trunk_use(trunks: Rows, channels: Callable[[str], int]) -> Mapping[str, float]:
    room = {trunk["trunk"]: channels(trunk["trunk"]) for trunk in trunks}
    if not room:
        return {}
    calls = {trunk["trunk"]: trunk["calls"] for trunk in trunks}
    used = {name: round(100 * calls[name] / room[name], 1) for name in room}
    return {**used, HOUSE: round(100 * sum(calls.values()) / sum(room.values()), 1)}


def _lines(board: Mapping[str, Any]) -> Mapping[str, float]:
    states = {line["registrar"]: line["state"] for line in board["registrations"]}
    states |= {trunk["trunk"]: trunk["state"] for trunk in board["trunks"]}
    return {name: LOST[state] for name, state in states.items() if state in LOST}
