"""Who handles what citizens report: units (单位) and how they hang together."""

from ticketing.units.tree import UnitTree
from ticketing.units.unit import KINDS, LEVELS, Unit, UnitKind, UnitLevel

__all__ = ["KINDS", "LEVELS", "Unit", "UnitKind", "UnitLevel", "UnitTree"]
