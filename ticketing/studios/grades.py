"""What callbacks said of tickets, as a studio's figures need it."""

from collections.abc import Sequence
from dataclasses import dataclass

from ticketing.tickets.models import TicketRow
from ticketing.uow import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """None where the callback did not say."""

    solved: bool | None
    satisfied: bool | None


def said_of(uow: UnitOfWork, tickets: Sequence[TicketRow]) -> dict[str, Said]:
    """By ticket."""
    return {row.id: Said(solved=_solved(row), satisfied=None) for row in tickets}


def _solved(row: TicketRow) -> bool | None:
    return None if row.solved is None else row.solved == "solved"
