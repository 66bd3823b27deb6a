"""How often a ticket came back, and when that makes it a problem ticket (疑难工单). The rule is pure.

Source: the domain notes: three rejected objections or three changes of the unit; then the joint study names the unit, and that
unit is the last: neither an objection nor a redispatch comes after it.
"""

from dataclasses import dataclass

from sqlalchemy import func, select

from config.errors import Conflict
from config.settings.dispatching import Dispatching
from ticketing.dispatching.models import ObjectionRow
from ticketing.tickets.models import TicketStepRow
from ticketing.uow import UnitOfWork

CHANGED = "changed_from"
"""In a step's detail: the unit that the ticket was taken from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """Rejected objections, changes of the lead unit, and whether a joint study has named the unit."""

    rejections: int
    changes: int
    named: bool


def is_problem(tally: Tally, limits: Dispatching) -> bool:
    """Whether the ticket has come back often enough, and nobody has named the last unit yet."""
    if tally.named:
        return False
    return tally.rejections >= limits.rejections_to_problem or tally.changes >= limits.changes_to_problem


def problem_reason(tally: Tally, limits: Dispatching) -> str:
    """In words for the history."""
    if tally.rejections >= limits.rejections_to_problem:
        return f"派单异议已{tally.rejections}次被驳回，列为疑难工单，由联席研判指定承办单位。"
    return f"承办单位已更换{tally.changes}次，列为疑难工单，由联席研判指定承办单位。"


def tally_of(uow: UnitOfWork, ticket_id: str) -> Tally:
    """Counted from the rows, which nobody edits."""
    rejected = select(func.count()).where(ObjectionRow.ticket_id == ticket_id, ObjectionRow.state == "rejected")
    steps = select(TicketStepRow.command, TicketStepRow.detail).where(
        TicketStepRow.ticket_id == ticket_id, TicketStepRow.command.in_(("redispatch", "name_unit"))
    )
    found = uow.session.execute(steps).all()
    return Tally(
        rejections=uow.session.scalar(rejected) or 0,
        changes=sum(command == "redispatch" and bool(detail.get(CHANGED)) for command, detail in found),
        named=any(command == "name_unit" for command, _ in found),
    )


def refuse_if_named(tally: Tally, what: str) -> None:
    """Conflict once a joint study has named the unit."""
    if tally.named:
        raise Conflict(f"联席研判已指定承办单位，不再{what}。", "请由指定单位办理；确需变更的，先列为疑难工单重新研判。")
