"""From rows to a City: every reference checked, every mistake kept, all or nothing."""

from collections.abc import Mapping, Sequence
from typing import cast

from ticketing.directory.category import Category
from ticketing.directory.city import City
from ticketing.directory.columns import DEFAULTS, LISTS, TableName
from ticketing.directory.contact import contacts_of
from ticketing.directory.duty import (
    BASES,
    DISPATCH_LEVEL_WORDS,
    DISPATCH_LEVELS,
    DISTRICT_BUREAU,
    STREET,
    Basis,
    DispatchLevel,
    DutyRule,
)
from ticketing.directory.responsible import Directory
from ticketing.directory.table import Problems, Row
from ticketing.gazetteer import KINDS as PLACE_KINDS
from ticketing.gazetteer import PlaceEntry, PlaceKind
from ticketing.gazetteer.place import KIND_WORDS as PLACE_WORDS
from ticketing.units import KINDS as UNIT_KINDS
from ticketing.units import LEVELS, Unit, UnitKind, UnitLevel, UnitTree
from ticketing.units.unit import KIND_WORDS as UNIT_WORDS
from ticketing.units.unit import LEVEL_WORDS

WORKING_DAY_LEVELS = ("1", "3", "7", "11")
CATEGORY_DIGITS = 10
CATEGORY_LEVELS = ("level1", "level2", "level3", "level4", "level5")
Rows = Mapping[TableName, Sequence[Row]]
NO_WORDS: Mapping[str, str] = {}


def build(version: str, rows: Rows, problems: Problems) -> City | None:
    """The city of these tables; None when ``problems`` are not empty at the end: what is wrong then stands there."""
    units = _units(rows["units"], problems)
    places = _places(rows["gazetteer"], units, problems)
    categories = _categories(rows["categories"], problems)
    rules = _rules(rows["duty"], units, categories, problems)
    contacts = contacts_of(rows["contacts"], units, problems)
    if problems.found:
        return None
    fallback = next((rule.lead_rule for rule in rules if not rule.category_code), units.root.code)
    return City(
        version=version,
        units=units,
        categories=categories,
        places=places,
        directory=Directory(rules=tuple(rule for rule in rules if rule.category_code), units=units, fallback=fallback),
        contacts=contacts,
        tables={name: tuple(canonical(name, row.values) for row in table) for name, table in rows.items()},
    )


def canonical(table: TableName, values: Mapping[str, str]) -> Mapping[str, str]:
    """A row as it is kept: empty cells that mean something written out, lists with plain semicolons."""
    filled = {name: value or DEFAULTS.get(table, {}).get(name, "") for name, value in values.items()}
    return filled | {name: ";".join(_split(values[name])) for name in LISTS.get(table, ()) if name in values}


def _units(rows: Sequence[Row], problems: Problems) -> UnitTree:
    codes = {row["code"] for row in rows}
    seen: set[str] = set()
    for row in rows:
        _required(row, ("code", "name"), problems)
        _once(row, "code", seen, problems)
        _one_of(row, "kind", UNIT_KINDS, problems, UNIT_WORDS)
        _one_of(row, "level", LEVELS, problems, LEVEL_WORDS)
        if row["parent_code"] and row["parent_code"] not in codes:
            problems.add(row, "parent_code", f"本表没有编码为“{row['parent_code']}”的单位")
        if row["population"] and not (row["population"].isascii() and row["population"].isdigit()):
            problems.add(row, "population", "请填整数，或留空")
    _check_roots(rows, problems)
    return UnitTree(_unit(row) for row in rows)


def _check_roots(rows: Sequence[Row], problems: Problems) -> None:
    if not rows:
        problems.add(Row("units", 1, {}), "code", "一个单位也没有；至少要有市本级一行，上级编码留空")
        return
    roots = [row for row in rows if not row["parent_code"]]
    if len(roots) != 1:
        problems.add(roots[1] if roots else rows[0], "parent_code", "只有市本级一行的上级编码留空")
    parents = {row["code"]: row["parent_code"] for row in rows}
    reaches: dict[str, bool] = {"": True}
    for row in rows:
        if not _reaches_root(row["code"], parents, reaches):
            problems.add(row, "parent_code", "上级编码首尾相接成环")


def _reaches_root(code: str, parents: Mapping[str, str], known: dict[str, bool]) -> bool:
    """Whether the chain of parents ends; what was found is kept in ``known``, so that a deep tree is walked once."""
    way: dict[str, None] = {}
    while code not in known and code not in way:
        way[code] = None
        code = parents.get(code, "")
    found = known.get(code, False)
    known.update(dict.fromkeys(way, found))
    return found


def _unit(row: Row) -> Unit:
    return Unit(
        code=row["code"],
        name=row["name"],
        kind=cast(UnitKind, row["kind"]),
        parent_code=row["parent_code"] or None,
        level=cast(UnitLevel, row["level"]),
        population=int(row["population"]) if row["population"].isdigit() and row["population"].isascii() else None,
        area=row["area"],
        first_responsible=row["first_responsible"],
        responsible_title=row["responsible_title"],
    )


def _places(rows: Sequence[Row], units: UnitTree, problems: Problems) -> tuple[PlaceEntry, ...]:
    seen: set[str] = set()
    for row in rows:
        _required(row, ("name", "district"), problems)
        _once(row, "name", seen, problems)
        _one_of(row, "kind", PLACE_KINDS, problems, PLACE_WORDS)
        if row["street_unit_code"] not in units:
            problems.add(row, "street_unit_code", f"单位表没有编码为“{row['street_unit_code']}”的单位")
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
    names: dict[str, str] = {}
    for row in rows:
        _required(row, CATEGORY_LEVELS, problems)
        _once(row, "code", seen, problems)
        if len(row["code"]) != CATEGORY_DIGITS or not (row["code"].isascii() and row["code"].isdigit()):
            problems.add(row, "code", "请填十位数字，每级两位")
        else:
            _check_names(row, names, problems)
        _one_of(row, "default_level", WORKING_DAY_LEVELS, problems)
        _one_of(row, "urgent", ("", "0", "1"), problems, {"0": "否", "1": "是"})
    return {row["code"]: _category(row) for row in rows}


def _check_names(row: Row, names: dict[str, str], problems: Problems) -> None:
    """One code has one name at each level, or the tree would have two branches of one number."""
    for level, column in enumerate(CATEGORY_LEVELS[:-1], start=1):
        first = names.setdefault(row["code"][: 2 * level], row[column])
        if first != row[column]:
            problems.add(row, column, f"编码 {row['code'][: 2 * level]} 在前面的行里叫“{first}”")


def _category(row: Row) -> Category:
    return Category(
        code=row["code"],
        path=(row["level1"], row["level2"], row["level3"], row["level4"], row["level5"]),
        keywords=_split(row["keywords"]),
        default_level=int(row["default_level"]) if row["default_level"] in WORKING_DAY_LEVELS else 0,
        urgent=row["urgent"] == "1",
    )


def _rules(rows: Sequence[Row], units: UnitTree, categories: Mapping[str, Category], problems: Problems) -> tuple[DutyRule, ...]:
    seen: set[tuple[str, str]] = set()
    prefixes = {code[:length] for code in categories for length in range(len(code) + 1)}
    for row in rows:
        _check_scope(row, seen, prefixes, units, problems)
        _one_of(row, "place_scope", DISPATCH_LEVELS, problems, DISPATCH_LEVEL_WORDS)
        _one_of(row, "dispatch_level", DISPATCH_LEVELS, problems, DISPATCH_LEVEL_WORDS)
        _one_of(row, "basis", tuple(BASES), problems, {str(code): word for code, word in BASES.items()})
        for column, written in (("lead_rule", row["lead_rule"]), *(("co_units", c) for c in _split(row["co_units"]))):
            _check_written(row, column, written, units, problems)
    return tuple(_rule(row) for row in rows)


def _check_scope(row: Row, seen: set[tuple[str, str]], prefixes: set[str], units: UnitTree, problems: Problems) -> None:
    code, place = row["category_code"], row["place"]
    if (code, place) in seen:
        problems.add(row, "category_code", f"“{code}”在前面的行里已有（同一适用地区）")
    seen.add((code, place))
    if len(code) % 2 or code not in prefixes:
        problems.add(row, "category_code", f"没有以“{code}”开头的事项分类（每级两位）")
    if place and (place not in units or units.get(place).kind != "territory"):
        problems.add(row, "place", f"“{place}”不是属地单位的编码")
    if place and not code:
        problems.add(row, "place", "兜底单位的一行适用全市，请留空")


def _check_written(row: Row, column: str, written: str, units: UnitTree, problems: Problems) -> None:
    if not row["category_code"] and written not in units:
        problems.add(row, column, "事项编码为空的一行是兜底单位，请填单位编码")
    elif written.startswith(DISTRICT_BUREAU):
        if units.counterpart(written.removeprefix(DISTRICT_BUREAU), None) is None:
            problems.add(row, column, f"没有简称为“{written.removeprefix(DISTRICT_BUREAU)}”的市级主管单位")
    elif written != STREET and written not in units:
        problems.add(row, column, f"“{written}”不是单位编码，也不是 street 或 district:简称")


def _rule(row: Row) -> DutyRule:
    return DutyRule(
        category_code=row["category_code"],
        place_scope=cast(DispatchLevel, row["place_scope"]),
        lead_rule=row["lead_rule"],
        co_units=_split(row["co_units"]),
        basis=cast(Basis, row["basis"]),
        dispatch_level=cast(DispatchLevel, row["dispatch_level"]),
        place=row["place"],
    )


def _split(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.replace("；", ";").split(";") if part.strip())


def _required(row: Row, columns: Sequence[str], problems: Problems) -> None:
    for column in columns:
        if not row[column]:
            problems.add(row, column, "不能为空")


def _once(row: Row, column: str, seen: set[str], problems: Problems) -> None:
    if row[column] in seen:
        problems.add(row, column, f"“{row[column]}”在前面的行里已有")
    seen.add(row[column])


def _one_of(row: Row, column: str, allowed: Sequence[str], problems: Problems, words: Mapping[str, str] = NO_WORDS) -> None:
    if row[column] not in allowed:
        known = "、".join(words.get(code, code) for code in allowed if code)
        problems.add(row, column, f"“{row[column]}”不在允许的取值内：{known}")
