"""A resolution that names the unit of a problem ticket takes effect through dispatching."""

from collections.abc import Callable
from datetime import datetime
from importlib import import_module
from importlib.util import find_spec

from ticketing.uow import UnitOfWork

NameUnit = Callable[[UnitOfWork, str, str, str, str, datetime], object]
"""``(uow, ticket_id, unit, resolution_id, by, at)``; raises where the ticket is no problem ticket."""
DISPATCHING = "ticketing.dispatching.service"


def of_dispatching() -> NameUnit | None:
    """``name_unit`` of dispatching; None in a house without it, where a dispatcher names the unit by hand."""
    if find_spec(DISPATCHING) is None:
        return None
    named: NameUnit | None = getattr(import_module(DISPATCHING), "name_unit", None)
    return named
