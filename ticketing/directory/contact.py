"""Numbers that agents call during a call: the receivers of transfers and three-way calls, kept beside the city's tables."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ticketing.directory.table import Problems, Row
from ticketing.units import UnitTree

_NUMBER = re.compile(r"(?:\+?[0-9]{2,20}|sips?:[^\s@]+@[^\s@]+)\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """``number`` is dialled as it stands (digits, or a SIP URI); ``quick`` ones have a key of their own on the desk (110).

    ``duty``: the unit's contact on duty (值班联系人), ``person`` who it is; ``public``: may be shown to citizens.
    """

    name: str
    number: str
    unit_code: str | None
    quick: bool
    person: str = ""
    duty: bool = False
    public: bool = False
    hours: str = ""
    address: str = ""


def contacts_of(rows: Sequence[Row], units: UnitTree, problems: Problems) -> tuple[Contact, ...]:
    """The rows of the contacts' table; what is wrong with them goes into ``problems``."""
    seen: set[tuple[str, str]] = set()
    for row in rows:
        _check(row, units, problems)
        if (row["unit_code"], row["name"]) in seen:
            problems.add(row, "name", f"同一单位的“{row['name']}”在前面的行里已有")
        seen.add((row["unit_code"], row["name"]))
    return tuple(map(_contact, rows))


def _check(row: Row, units: UnitTree, problems: Problems) -> None:
    if not row["name"]:
        problems.add(row, "name", "不能为空")
    if not _NUMBER.match(row["number"]):
        problems.add(row, "number", "请填数字号码或 sip: 开头的地址")
    if row["unit_code"] and row["unit_code"] not in units:
        problems.add(row, "unit_code", f"单位表没有编码为“{row['unit_code']}”的单位")
    for column in ("quick", "duty", "public"):
        if row[column] not in ("", "yes", "no"):
            problems.add(row, column, "请填 yes 或 no（是、否）")


def _contact(row: Row) -> Contact:
    return Contact(
        name=row["name"],
        number=row["number"],
        unit_code=row["unit_code"] or None,
        quick=row["quick"] == "yes",
        person=row["person"],
        duty=row["duty"] == "yes",
        public=row["public"] == "yes",
        hours=row["hours"],
        address=row["address"],
    )
