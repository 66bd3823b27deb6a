"""Which studio fits a matter: by its category, its area, and the words of its specialities. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

DIGITS_A_LEVEL = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """An active studio: beginnings of category codes, unit codes of its area (none: the whole city), words."""

    id: str
    categories: tuple[str, ...]
    areas: tuple[str, ...]
    specialities: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """``areas`` are the street's code and those above it, nearest first; ``text`` all that was said of the matter."""

    category: str | None
    areas: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """What speaks for a studio: the beginning of the category that matched, the area, the words."""

    id: str
    category: str | None
    area: str | None
    words: tuple[str, ...]
    nearness: int

    @property
    def rank(self) -> tuple[int, int, int, str]:
        """Category before words before area: the finer the better."""
        return (-len(self.category or "") // DIGITS_A_LEVEL, -len(self.words), self.nearness, self.id)


def suggest(candidates: Iterable[Candidate], matter: Matter, limit: int) -> list[Fit]:
    """The best first; none whose area is elsewhere, and none for which only the area speaks."""
    fits = (_fit(candidate, matter) for candidate in candidates)
    return sorted((fit for fit in fits if fit), key=lambda fit: fit.rank)[:limit]


def _fit(candidate: Candidate, matter: Matter) -> Fit | None:
    category = _longest(candidate.categories, matter.category or "")
    words = tuple(word for word in candidate.specialities if word and word in matter.text)
    area = next((code for code in matter.areas if code in candidate.areas), None)
    if (candidate.areas and area is None) or not (category or words):
        return None
    nearness = matter.areas.index(area) if area is not None else len(matter.areas)
    return Fit(id=candidate.id, category=category, area=area, words=words, nearness=nearness)


def _longest(beginnings: Sequence[str], code: str) -> str | None:
    return max((one for one in beginnings if one and code.startswith(one)), key=len, default=None)
