"""Who may do what in joint handling: the hotline's conveners, and the units that take part. Pure."""

from collections.abc import Collection

from config.errors import NotAllowed
from ticketing.tickets.actor import Actor

CONVENERS = frozenset({"dispatcher", "supervisor", "inspector"})
"""They plan, minute, decide and close; everybody else acts for the own unit."""


def convenes(actor: Actor) -> bool:
    return bool(CONVENERS & actor.roles)


def require_convener(actor: Actor) -> None:
    """NotAllowed for whoever does not convene for the hotline."""
    if not convenes(actor):
        raise NotAllowed("只有热线的派单员、值班长和督办员可以进行这项操作。", "需要时请联系热线。")


def require_part(actor: Actor, units: Collection[str | None], people: Collection[str | None] = ()) -> None:
    """NotAllowed unless the person convenes, is of one of the units, or is one of the people."""
    if convenes(actor) or actor.id in people or (actor.unit is not None and actor.unit in units):
        return
    raise NotAllowed("这件事与您的单位无关。", "需要时请联系热线。")
