"""Which unit is the body of a level, and who acts for it: the unit itself and those that it lies in."""

from ticketing.deliberation.levels import Level
from ticketing.meetings.who import require_part
from ticketing.tickets.actor import Actor
from ticketing.uow import UnitOfWork


def chain(uow: UnitOfWork, code: str) -> list[str]:
    """The unit and its parents' codes, upwards; only itself when the city's table has it no more."""
    return [unit.code for unit in uow.city.units.ancestors(code)] if code in uow.city.units else [code]


def require_body(uow: UnitOfWork, actor: Actor, code: str) -> None:
    """NotFound for an unknown unit; NotAllowed unless the person convenes or is of the unit or one above it."""
    uow.city.unit(code)
    require_part(actor, chain(uow, code))


def unit_at(uow: UnitOfWork, code: str, level: Level) -> str:
    """The unit of ``level`` in which ``code`` lies; ``code`` itself where the table has none (a building has its grid's)."""
    if code not in uow.city.units:
        return code
    return next((unit.code for unit in uow.city.units.ancestors(code) if unit.level == level), code)
