"""Units by code and by kinship: which district a street lies in, which counterpart a bureau has in a district."""

from collections.abc import Iterable, Iterator
from functools import cached_property

from config.errors import NotFound
from ticketing.units.unit import Unit


class UnitTree:
    """All units of one city, immutable after building; codes are unique (the loader checks)."""

    def __init__(self, units: Iterable[Unit]) -> None:
        self._by_code = {unit.code: unit for unit in units}

    def __iter__(self) -> Iterator[Unit]:
        return iter(self._by_code.values())

    def __len__(self) -> int:
        return len(self._by_code)

    def __contains__(self, code: object) -> bool:
        return code in self._by_code

    def get(self, code: str) -> Unit:
        """Return the unit; NotFound (in Chinese, it reaches a screen) when there is none of that code."""
        try:
            return self._by_code[code]
        except KeyError:
            raise NotFound(f"没有编码为“{code}”的单位。", "请从单位列表中选择。") from None

    @cached_property
    def root(self) -> Unit:
        """The city: the unit without a parent."""
        return next(unit for unit in self if unit.parent_code is None)

    def ancestors(self, code: str) -> Iterator[Unit]:
        """The unit itself, then its parents up to the city."""
        unit: Unit | None = self.get(code)
        while unit is not None:
            yield unit
            unit = self._by_code.get(unit.parent_code) if unit.parent_code else None

    def district_of(self, code: str) -> Unit | None:
        """The district a territory lies in (itself if it is one); None for the city and for bureaus of the city."""
        return next((u for u in self.ancestors(code) if u.kind == "territory" and u.level == "district"), None)

    def district_named(self, name: str) -> Unit | None:
        """The district of that short name: ``城东区`` finds 城东区人民政府."""
        districts = (u for u in self if u.kind == "territory" and u.level == "district")
        return next((u for u in districts if name and u.name.startswith(name)), None)

    def counterpart(self, short_name: str, district: Unit | None) -> Unit | None:
        """The bureau that ``short_name`` (城管局) means in a district, or in the city when ``district`` is None.

        A short name keeps some characters of the full one in their order; the shortest full name that has them wins.
        """
        if district is None:
            bureaus = [u for u in self if u.kind == "industry" and u.level == "city"]
            place = ""
        else:
            bureaus = [u for u in self if u.level == "district" and u.code.startswith(f"{district.code}-")]
            place = short_place_name(district.name)
        fitting = [u for u in bureaus if _abbreviates(short_name, u.name.removeprefix(place))]
        return min(fitting, key=lambda u: (len(u.name), u.code), default=None)


def short_place_name(name: str) -> str:
    """城东区人民政府 → 城东区."""
    return name.removesuffix("人民政府")


def _abbreviates(short: str, full: str) -> bool:
    rest = iter(full)
    return all(character in rest for character in short)
