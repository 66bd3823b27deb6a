"""Who may do what with a pool: command → roles with their relation to the pool's unit. One table. Pure.

``any`` needs nothing more; ``inside``: the person's unit is the pool's or lies within it; ``above``: it is the pool's or the
pool lies within it; ``own``: it is the pool's; ``near``: inside or above.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

from config.errors import NotAllowed
from ticketing.people.schemas import Role
from ticketing.tickets.actor import Actor
from ticketing.units import UnitTree

Relation = Literal["any", "own", "inside", "above", "near"]
FundCommand = Literal[
    "read", "set_budget", "close_pool", "request", "approve", "refuse", "withdraw", "pay", "record_output", "settle"
]
Rule = tuple[tuple[Role, Relation], ...]

HOTLINE: tuple[Role, Relation] = ("supervisor", "any")
WORKERS: Rule = (("handler", "inside"), HOTLINE)
APPROVERS: Rule = (("leader", "above"), HOTLINE)
PERMISSIONS: Mapping[FundCommand, Rule] = MappingProxyType(
    {
        "read": (
            ("handler", "near"),
            ("leader", "near"),
            ("inspector", "any"),
            ("analyst", "any"),
            ("dispatcher", "any"),
            HOTLINE,
        ),
        "set_budget": (HOTLINE,),
        "close_pool": (HOTLINE,),
        "request": WORKERS,
        "approve": APPROVERS,
        "refuse": APPROVERS,
        "withdraw": WORKERS,
        "pay": (("handler", "own"), HOTLINE),
        "record_output": WORKERS,
        "settle": WORKERS,
    }
)


def may(command: FundCommand, actor: Actor, pool_unit: str, units: UnitTree) -> bool:
    return any(role in actor.roles and holds(relation, actor.unit, pool_unit, units) for role, relation in PERMISSIONS[command])


def require(command: FundCommand, actor: Actor, pool_unit: str, units: UnitTree) -> None:
    """NotAllowed unless the table lets the person do it with a pool of that unit."""
    if not may(command, actor, pool_unit, units):
        raise NotAllowed("您的角色或单位不能对这个资金池进行这项操作。", "请联系资金池所属单位或值班长。")


def require_second_pair_of_eyes(actor: Actor, requested_by: str) -> None:
    """Nobody decides on the own request."""
    if actor.id == requested_by:
        raise NotAllowed("不能审批自己提出的用款申请。", "请由另一位审批人办理。")


def holds(relation: Relation, unit: str | None, pool_unit: str, units: UnitTree) -> bool:
    if relation == "any":
        return True
    if unit is None:
        return False
    inside, above = _within(unit, pool_unit, units), _within(pool_unit, unit, units)
    return {"own": unit == pool_unit, "inside": inside, "above": above, "near": inside or above}[relation]


def _within(code: str, other: str, units: UnitTree) -> bool:
    """Whether ``code`` is ``other`` or lies in it; a unit that the tables have dropped is only itself."""
    if code not in units:
        return code == other
    return any(unit.code == other for unit in units.ancestors(code))
