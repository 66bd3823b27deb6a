"""A ticket taken along the main line without the persons it needs: for tests whose matter is what comes after."""

from datetime import datetime
from typing import cast

from ticketing.people.repository import SYSTEM
from ticketing.tickets import timing
from ticketing.tickets.legs import LegCommand
from ticketing.tickets.moves import locked, move, move_leg
from ticketing.tickets.states import Command
from ticketing.uow import UnitOfWork

OF_LEG = ("sign", "start_handling", "report")


def walk(uow: UnitOfWork, ticket_id: str, *commands: Command, at: datetime, by: str = SYSTEM) -> None:
    """Give these commands one after the other; the lead leg goes along."""
    for command in commands:
        row = locked(uow, ticket_id)
        lead = next((leg for leg in row.legs if leg.role == "lead" and leg.state != "withdrawn"), None)
        if lead is not None and command in OF_LEG:
            move_leg(lead, cast(LegCommand, command), at)
            lead.reported_at = at if command == "report" else None
        move(uow, row, command, by=by, at=at, leg=lead.id if lead else None)
        timing.settle(uow, row, row.legs, at)
