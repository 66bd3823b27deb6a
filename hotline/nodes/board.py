"""The house's board out of the nodes' boards: what each node knows of its own callers, agents and lines, together. Pure."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

Board = Mapping[str, Any]
Row = dict[str, Any]
WORST = ("failed", "down", "trying", "unknown", "standby", "registered", "up")
"""States of lines; of one line that several nodes see, the worst is told."""


def together(own: Board, others: Sequence[Board]) -> dict[str, Any]:
    """One board in the shape of `hotline.desk_views.board_view`; times are this node's, whose rows come first."""
    boards = [own, *others]
    return {
        **own,
        "queues": _by(boards, "queues", "name", _queues),
        "agents": _by(boards, "agents", "agent", _at_work),
        "calls": _by(boards, "calls", "call", lambda rows: dict(rows[0])),
        "registrations": _by(boards, "registrations", "registrar", _worst),
        "trunks": _by(boards, "trunks", "trunk", _trunks),
        "surge": any(board["surge"] for board in boards),
    }


def _by(boards: Iterable[Board], rows: str, key: str, one: Callable[[Sequence[Mapping[str, Any]]], Row]) -> list[Row]:
    found: dict[str, list[Mapping[str, Any]]] = {}
    for board in boards:
        for row in board[rows]:
            found.setdefault(row[key], []).append(row)
    return [one(same) for same in found.values()]


def _queues(rows: Sequence[Mapping[str, Any]]) -> Row:
    """Callers wait at each node for that node's agents; the house's longest wait is the longest of all."""
    expected = [row["expected_wait_s"] for row in rows if row.get("expected_wait_s") is not None]
    return {
        **rows[0],
        "waiting": sum(row["waiting"] for row in rows),
        "longest_wait_s": max(row["longest_wait_s"] for row in rows),
        "agents_available": sum(row["agents_available"] for row in rows),
        "expected_wait_s": max(expected, default=None),
    }


def _at_work(rows: Sequence[Mapping[str, Any]]) -> Row:
    """Who moves from one node to another while a call ends is shown where the call is."""
    return dict(next((row for row in rows if row["call"]), rows[0]))


def _worst(rows: Sequence[Mapping[str, Any]]) -> Row:
    return dict(min(rows, key=lambda row: WORST.index(row["state"]) if row["state"] in WORST else len(WORST)))


def _trunks(rows: Sequence[Mapping[str, Any]]) -> Row:
    return {**_worst(rows), "calls": sum(row["calls"] for row in rows)}
