"""From four CSV tables, and a fifth that may be missing, to a City: all or nothing, every reference checked."""

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import cast

import config
from config.errors import BadInput
from ticketing.directory.category import Category
from ticketing.directory.city import City
from ticketing.directory.contact import CONTACT_COLUMNS, contacts_of
from ticketing.directory.duty import BASES, DISPATCH_LEVELS, DISTRICT_BUREAU, STREET, Basis, DispatchLevel, DutyRule
from ticketing.directory.responsible import Directory
from ticketing.directory.table import Problems, Row, read_table
from ticketing.gazetteer import KINDS as PLACE_KINDS
from ticketing.gazetteer import PlaceEntry, PlaceKind
from ticketing.units import KINDS as UNIT_KINDS
from ticketing.units import LEVELS, Unit, UnitKind, UnitLevel, UnitTree

BUILTIN = "builtin"
COLUMNS = {
    "units.csv": ("code", "name", "kind", "parent_code", "level", "population"),
    "gazetteer.csv": ("name", "kind", "street_unit_code", "district"),
    "categories.csv": (
        "code", "level1", "level2", "level3", "level4", "level5", "keywords", "default_level", "urgent",
    ),
    "duty.csv": ("category_code", "place_scope", "lead_rule", "co_units", "basis", "dispatch_level"),
}  # fmt: skip
CONTACTS = "contacts.csv"
WORKING_DAY_LEVELS = ("1", "3", "7", "11")


def city_folder(source: str) -> Path:
    """``builtin`` is the fictional city that ships with the product; anything else is a folder."""
    return Path(config.__file__).parent / "city" if source == BUILTIN else Path(source)


def load_city(source: str) -> City:
    """Read units, gazetteer, categories and duty tables; BadInput lists every mistake by file, line and column."""
    folder = city_folder(source)
    tables = {name: read_table(folder / name, columns) for name, columns in COLUMNS.items()}
    rows = {name: table[0] for name, table in tables.items()}
    problems = Problems()
    units = _units(rows["units.csv"], problems)
    places = _places(rows["gazetteer.csv"], units, problems)
    categories = _categories(rows["categories.csv"], problems)
    rules = _rules(rows["duty.csv"], units, categories, problems)
    contacts = contacts_of(_optional(folder / CONTACTS, CONTACT_COLUMNS), units, problems)
    problems.raise_if_any()
    version = hashlib.sha256(b"\0".join(content for _, content in tables.values())).hexdigest()[:12]
    covered = tuple(rule for rule in rules if rule.category_code)
    fallback = next((rule.lead_rule for rule in rules if not rule.category_code), units.root.code)
    return City(
        version=version,
        units=units,
        categories=categories,
        places=places,
        directory=Directory(rules=covered, units=units, fallback=fallback),
        contacts=contacts,
    )


def _optional(path: Path, columns: Sequence[str]) -> Sequence[Row]:
    return read_table(path, columns)[0] if path.is_file() else ()


def _units(rows: Sequence[Row], problems: Problems) -> UnitTree:
    codes = {row["code"] for row in rows}
    seen: set[str] = set()
    for row in rows:
        _required(row, ("code", "name"), problems)
        _once(row, "code", seen, problems)
        _one_of(row, "kind", UNIT_KINDS, problems)
        _one_of(row, "level", LEVELS, problems)
        if row["parent_code"] and row["parent_code"] not in codes:
            problems.add(row, "parent_code", f"no unit {row['parent_code']!r} in this table")
        if row["population"] and not row["population"].isdigit():
            problems.add(row, "population", "write a whole number or leave it empty")
    _check_roots(rows, problems)
    return UnitTree(_unit(row) for row in rows)


def _check_roots(rows: Sequence[Row], problems: Problems) -> None:
    if not rows:
        raise BadInput("units.csv holds no unit.", "Write at least the city itself, with an empty parent_code.")
    roots = [row for row in rows if not row["parent_code"]]
    if len(roots) != 1:
        problems.add(roots[1] if roots else rows[0], "parent_code", "exactly one unit, the city, has none")
    parents = {row["code"]: row["parent_code"] for row in rows}
    for row in rows:
        if _in_circle(row["code"], parents):
            problems.add(row, "parent_code", "the chain of parents goes in a circle")


def _in_circle(code: str, parents: dict[str, str]) -> bool:
    seen = set()
    while code:
        if code in seen:
            return True
        seen.add(code)
        code = parents.get(code, "")
    return False


def _unit(row: Row) -> Unit:
    return Unit(
        code=row["code"],
        name=row["name"],
        kind=cast(UnitKind, row["kind"]),
        parent_code=row["parent_code"] or None,
        level=cast(UnitLevel, row["level"]),
        population=int(row["population"]) if row["population"].isdigit() else None,
    )


def _places(rows: Sequence[Row], units: UnitTree, problems: Problems) -> tuple[PlaceEntry, ...]:
    seen: set[str] = set()
    for row in rows:
        _required(row, ("name", "district"), problems)
        _once(row, "name", seen, problems)
        _one_of(row, "kind", PLACE_KINDS, problems)
        if row["street_unit_code"] not in units:
            problems.add(row, "street_unit_code", f"no unit {row['street_unit_code']!r} in units.csv")
    return tuple(
        PlaceEntry(
            name=row["name"],
            kind=cast(PlaceKind, row["kind"]),
            street_code=row["street_unit_code"],
            district=row["district"],
        )
        for row in rows
    )


def _categories(rows: Sequence[Row], problems: Problems) -> dict[str, Category]:
    seen: set[str] = set()
    for row in rows:
        _required(row, ("level1", "level2", "level3", "level4", "level5"), problems)
        _once(row, "code", seen, problems)
        if len(row["code"]) != 10 or not row["code"].isdigit():
            problems.add(row, "code", "write ten digits, two a level")
        _one_of(row, "default_level", WORKING_DAY_LEVELS, problems)
        _one_of(row, "urgent", ("0", "1"), problems)
    return {row["code"]: _category(row) for row in rows}


def _category(row: Row) -> Category:
    return Category(
        code=row["code"],
        path=(row["level1"], row["level2"], row["level3"], row["level4"], row["level5"]),
        keywords=_split(row["keywords"]),
        default_level=int(row["default_level"]) if row["default_level"].isdigit() else 0,
        urgent=row["urgent"] == "1",
    )


def _rules(rows: Sequence[Row], units: UnitTree, categories: dict[str, Category], problems: Problems) -> tuple[DutyRule, ...]:
    seen: set[str] = set()
    for row in rows:
        _once(row, "category_code", seen, problems)
        if not any(code.startswith(row["category_code"]) for code in categories):
            problems.add(row, "category_code", f"no category begins with {row['category_code']!r}")
        _one_of(row, "place_scope", DISPATCH_LEVELS, problems)
        _one_of(row, "dispatch_level", DISPATCH_LEVELS, problems)
        _one_of(row, "basis", tuple(BASES), problems)
        for column, written in (("lead_rule", row["lead_rule"]), *(("co_units", c) for c in _split(row["co_units"]))):
            _check_written(row, column, written, units, problems)
    return tuple(_rule(row) for row in rows)


def _check_written(row: Row, column: str, written: str, units: UnitTree, problems: Problems) -> None:
    if not row["category_code"] and written not in units:
        problems.add(row, column, "the row without a category names the fallback unit by its code")
    elif written.startswith(DISTRICT_BUREAU):
        if units.counterpart(written.removeprefix(DISTRICT_BUREAU), None) is None:
            problems.add(row, column, f"no bureau of the city is called {written.removeprefix(DISTRICT_BUREAU)!r}")
    elif written != STREET and written not in units:
        problems.add(row, column, f"{written!r} is no unit's code, not “street” and not “district:NAME”")


def _rule(row: Row) -> DutyRule:
    return DutyRule(
        category_code=row["category_code"],
        place_scope=cast(DispatchLevel, row["place_scope"]),
        lead_rule=row["lead_rule"],
        co_units=_split(row["co_units"]),
        basis=cast(Basis, row["basis"]),
        dispatch_level=cast(DispatchLevel, row["dispatch_level"]),
    )


def _split(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.replace("；", ";").split(";") if part.strip())


def _required(row: Row, columns: Sequence[str], problems: Problems) -> None:
    for column in columns:
        if not row[column]:
            problems.add(row, column, "must not be empty")


def _once(row: Row, column: str, seen: set[str], problems: Problems) -> None:
    if row[column] in seen:
        problems.add(row, column, f"{row[column]!r} stands in an earlier row too")
    seen.add(row[column])


def _one_of(row: Row, column: str, allowed: Sequence[str], problems: Problems) -> None:
    if row[column] not in allowed:
        problems.add(row, column, f"{row[column]!r} is none of {', '.join(allowed)}")
