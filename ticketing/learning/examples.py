"""What a model is trained on: the directory's own words, and closed tickets as a person left them. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from ticketing.directory import Category, City
from ticketing.drafting.corpus import Topic, topics
from ticketing.drafting.everyday import EVERYDAY
from ticketing.learning.words import pairs

NAME, BRANCH, KEYWORDS, KEYWORD, PATH, MEANT = 1.0, 0.7, 1.5, 1.0, 0.5, 0.7
TICKET = 2.0
"""A ticket of today against a category's name."""
SENTENCE = 1.0
ALIKE = 0.5
"""A leaf is a topic's where names and words agree so far (1: the same name)."""
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


def from_sentences(city: City, told: Sequence[Topic] | None = None) -> list[Example]:
    """What people say of each leaf: of the topic with its name, else of the one that is most alike."""
    leaves = list(city.categories.values())
    found = ((topic, _leaf(topic, leaves)) for topic in (topics() if told is None else told))
    return [Example(one.text, leaf.code, SENTENCE) for topic, leaf in found if leaf for one in topic.spoken]


def _leaf(topic: Topic, leaves: Sequence[Category]) -> Category | None:
    best = max(leaves, key=lambda leaf: (_likeness(topic, leaf), leaf.code), default=None)
    return best if best and _likeness(topic, best) >= ALIKE else None


def _likeness(topic: Topic, leaf: Category) -> float:
    if topic.name == leaf.name:
        return 1.0
    ours, theirs = pairs(topic.name), pairs(leaf.name)
    named = 2 * len(ours & theirs) / (len(ours) + len(theirs) or 1)
    known = sum(any(word in text for text in (*leaf.keywords, leaf.name)) for word in topic.words)
    return 0.6 * named + 0.4 * known / (len(topic.words) or 1)


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
