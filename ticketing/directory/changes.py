"""What a new table would change in an old one, row by row and cell by cell."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

Values = Mapping[str, str]
Key = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RowChange:
    """``cells``: of a changed row, what each changed cell was and becomes; of an added or removed one, nothing."""

    what: Literal["added", "changed", "removed"]
    key: Key
    values: Values
    cells: Mapping[str, tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    rows: tuple[RowChange, ...]

    def of(self, what: Literal["added", "changed", "removed"]) -> list[RowChange]:
        return [row for row in self.rows if row.what == what]

    @property
    def counts(self) -> dict[str, int]:
        return {what: len(self.of(what)) for what in ("added", "changed", "removed")}


def key_of(values: Values, columns: Sequence[str]) -> Key:
    return tuple(values.get(column, "") for column in columns)


def compare(old: Sequence[Values], new: Sequence[Values], key: Sequence[str]) -> Changes:
    """Removed rows first, then changed and added ones in the new table's order. The order of rows is no change."""
    was = {key_of(values, key): values for values in old}
    becomes = {key_of(values, key): values for values in new}
    found = [RowChange(what="removed", key=k, values=values, cells={}) for k, values in was.items() if k not in becomes]
    for k, values in becomes.items():
        if k not in was:
            found.append(RowChange(what="added", key=k, values=values, cells={}))
        elif cells := _cells(was[k], values):
            found.append(RowChange(what="changed", key=k, values=values, cells=cells))
    return Changes(rows=tuple(found))


def _cells(was: Values, becomes: Values) -> dict[str, tuple[str, str]]:
    names = dict.fromkeys((*becomes, *was))
    return {name: (was.get(name, ""), becomes.get(name, "")) for name in names if was.get(name, "") != becomes.get(name, "")}
