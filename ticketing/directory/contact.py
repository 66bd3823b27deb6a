"""Numbers that agents call during a call: the receivers of transfers and three-way calls, kept beside the city's tables."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ticketing.directory.table import Problems, Row
from ticketing.units import UnitTree

CONTACT_COLUMNS = ("name", "number", "unit_code", "quick")
_NUMBER = re.compile(r"(?:\+?[0-9]{2,20}|sips?:[^\s@]+@[^\s@]+)\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """``number`` is dialled as it stands (digits, or a SIP URI); ``quick`` ones have a key of their own on the desk (110)."""

    name: str
    number: str
    unit_code: str | None
    quick: bool


def contacts_of(rows: Sequence[Row], units: UnitTree, problems: Problems) -> tuple[Contact, ...]:
    """The rows of ``contacts.csv``; what is wrong with them goes into ``problems``."""
    for row in rows:
        if not row["name"]:
            problems.add(row, "name", "must not be empty")
        if not _NUMBER.match(row["number"]):
            problems.add(row, "number", "write digits or a SIP URI")
        if row["unit_code"] and row["unit_code"] not in units:
            problems.add(row, "unit_code", f"no unit {row['unit_code']!r} in units.csv")
        if row["quick"] not in ("", "yes", "no"):
            problems.add(row, "quick", "write yes or no")
    return tuple(
        Contact(name=row["name"], number=row["number"], unit_code=row["unit_code"] or None, quick=row["quick"] == "yes")
        for row in rows
    )
