"""What a model is trained on: the directory's own words, and closed tickets as a person left them. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from ticketing.directory import Category, City
from ticketing.drafting.everyday import EVERYDAY

NAME, BRANCH, KEYWORDS, KEYWORD, PATH, MEANT = 1.0, 0.7, 1.5, 1.0, 0.5, 0.7
TICKET = 2.0
"""A ticket of today against a category's name."""
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Example:
    """``by`` names who said it (a caller's number), empty for the directory: what one person says alone is not learnt."""

    text: str
    code: str
    weight: float
    by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """A closed ticket: what the citizen said, without the place, and the category that a person let stand."""

    text: str
    code: str
    closed_at: datetime
    by: str


def from_directory(city: City, everyday: Mapping[str, tuple[str, ...]] = EVERYDAY) -> list[Example]:
    """Names, branches and keywords of each leaf, and the everyday words that mean one of its keywords."""
    return [example for category in city.categories.values() for example in _of(category, everyday)]


def from_lessons(lessons: Iterable[Lesson], now: datetime, half_life_days: float) -> list[Example]:
    """Recent tickets weigh more: one that was closed ``half_life_days`` ago weighs half."""
    return [
        Example(lesson.text, lesson.code, TICKET * 0.5 ** (max(0.0, (now - lesson.closed_at) / DAY) / half_life_days), lesson.by)
        for lesson in lessons
    ]


def _of(category: Category, everyday: Mapping[str, tuple[str, ...]]) -> Iterator[Example]:
    yield Example(category.name, category.code, NAME)
    yield Example(f"{category.path[3]} {category.name}", category.code, BRANCH)
    yield Example(" ".join(category.path[2:]), category.code, PATH)
    yield Example(" ".join(category.keywords), category.code, KEYWORDS)
    for keyword in category.keywords:
        yield Example(keyword, category.code, KEYWORD)
    for word, meant in everyday.items():
        if any(part in text for part in meant for text in (*category.keywords, category.name)):
            yield Example(word, category.code, MEANT)
