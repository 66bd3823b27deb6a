"""All that the rules know of one city in one version, never changed: units, places, categories, duties."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from rapidfuzz import fuzz

from config.errors import NotFound
from ticketing.directory.category import Category
from ticketing.directory.contact import Contact
from ticketing.directory.responsible import Directory, Responsible
from ticketing.gazetteer import Place, PlaceEntry, PlaceNames
from ticketing.units import Unit, UnitTree
from ticketing.units.tree import short_place_name

if TYPE_CHECKING:
    from ticketing.directory.columns import TableName

T = TypeVar("T")
SEARCH_LIMIT = 20
FUZZY_FLOOR = 60.0


@dataclass(frozen=True, eq=False, kw_only=True)
class City:
    """``version`` names these tables: a dispatch stores it, so that its reason can be read again later."""

    version: str
    units: UnitTree
    categories: Mapping[str, Category]
    places: tuple[PlaceEntry, ...]
    directory: Directory
    contacts: tuple[Contact, ...] = ()
    tables: Mapping["TableName", tuple[Mapping[str, str], ...]] = field(default_factory=dict)
    """The rows that all this was made of, as they are kept and exported."""

    @property
    def name(self) -> str:
        """临江市 of 临江市人民政府."""
        return short_place_name(self.units.root.name)

    def unit(self, code: str) -> Unit:
        """NotFound when there is no such unit."""
        return self.units.get(code)

    def category(self, code: str) -> Category:
        """NotFound when there is no such leaf."""
        try:
            return self.categories[code]
        except KeyError:
            raise NotFound(f"没有编码为“{code}”的事项分类。", "请从分类列表中选择。") from None

    def responsible(
        self,
        category_code: str,
        place: Place | None = None,
        *,
        first_receiver: str | None = None,
        named: str | None = None,
    ) -> Responsible:
        """Who leads and who helps. Never fails: what no row covers ends at the fallback unit, and ``why`` says so."""
        return self.directory.responsible(category_code, place, first_receiver=first_receiver, named=named)

    @cached_property
    def place_names(self) -> PlaceNames:
        """The search structure over all places and areas; built at the first use (about 0.1 s for 300 names)."""
        return PlaceNames(self.places, self.units)

    @cached_property
    def contact_names(self) -> Mapping[str, str]:
        """By number: what a desk shows of whom a call is joined with."""
        return {contact.number: contact.name for contact in self.contacts}

    def place_named(self, name: str) -> PlaceEntry | None:
        return next((entry for entry in self.places if entry.name == name), None)

    def search_categories(self, q: str, limit: int = SEARCH_LIMIT) -> list[Category]:
        """By code prefix, name, keyword or path; best first. An empty question lists the first ones."""
        return _search(q, self.categories.values(), lambda c: (c.name, *c.keywords, "".join(c.path)), lambda c: c.code, limit)

    def search_units(self, q: str, limit: int = SEARCH_LIMIT) -> list[Unit]:
        return _search(q, self.units, lambda u: (u.name,), lambda u: u.code, limit)

    def search_contacts(self, q: str, limit: int = SEARCH_LIMIT) -> list[Contact]:
        """By name, by the name of their unit, or by the beginning of the number."""
        return _search(q, self.contacts, self._contact_texts, lambda contact: contact.number, limit)

    def _contact_texts(self, contact: Contact) -> tuple[str, ...]:
        return (contact.name, self.units.get(contact.unit_code).name) if contact.unit_code else (contact.name,)

    def search_places(self, q: str, limit: int = SEARCH_LIMIT) -> list[PlaceEntry]:
        return _search(q, self.places, lambda p: (p.name,), lambda p: p.name, limit)


def _search(q: str, items: Iterable[T], texts: Callable[[T], tuple[str, ...]], code: Callable[[T], str], limit: int) -> list[T]:
    q = q.strip()
    if not q:
        return list(items)[:limit]
    scored = ((_fit(q, texts(item), code(item)), position, item) for position, item in enumerate(items))
    best = sorted((entry for entry in scored if entry[0] >= FUZZY_FLOOR), key=lambda entry: (-entry[0], entry[1]))
    return [item for _, _, item in best[:limit]]


def _fit(q: str, texts: tuple[str, ...], code: str) -> float:
    """100 and more: the question stands in the text as it is; below: how much of it is there, in order or nearly."""
    if code.upper().startswith(q.upper()) or texts[0] == q:
        return 200.0
    if q in texts[0]:
        return 150.0 - len(texts[0]) / 10
    if any(q in text for text in texts[1:]):
        return 120.0
    return max(fuzz.partial_ratio(q, text) if len(text) >= len(q) else fuzz.ratio(q, text) for text in texts) * 0.9
