"""How good suggestions are on tickets whose category a person let stand. Pure; what is judged is what a desk would show."""

from collections.abc import Sequence
from dataclasses import dataclass

from ticketing.directory import City
from ticketing.drafting import Turn
from ticketing.drafting.categories import suggest
from ticketing.drafting.scorer import CategoryScorer
from ticketing.drafting.spoken import listen
from ticketing.learning.examples import Lesson

BRANCH = 4
WORST, LEAST_IN_BRANCH = 5, 5


@dataclass(frozen=True, slots=True)
class Branch:
    """A branch of the tree (its first two levels): tickets in it, and how many were first among the suggestions."""

    name: str
    tickets: int
    first: int


@dataclass(frozen=True, slots=True)
class Judgement:
    """Of so many tickets the category was the first suggestion, or among three; ``worst`` branches first."""

    tickets: int
    first: int
    among_three: int
    worst: tuple[Branch, ...] = ()

    def not_worse_than(self, other: "Judgement") -> bool:
        """By the first suggestion, then by the three."""
        return (self.first, self.among_three) >= (other.first, other.among_three)


def judge(lessons: Sequence[Lesson], city: City, scorer: CategoryScorer | None) -> Judgement:
    """Suggest for each ticket's text as drafting does, and compare."""
    first = among = 0
    branches: dict[str, list[bool]] = {}
    for lesson in lessons:
        codes = [one.code for one in suggest(listen([Turn("caller", lesson.text)]), city, (), scorer)]
        hit = codes[:1] == [lesson.code]
        first += hit
        among += lesson.code in codes
        branches.setdefault(lesson.code[:BRANCH], []).append(hit)
    return Judgement(len(lessons), first, among, _worst(branches, city))


def _worst(branches: dict[str, list[bool]], city: City) -> tuple[Branch, ...]:
    names = {code[:BRANCH]: " / ".join(category.path[:2]) for code, category in city.categories.items()}
    found = [
        Branch(names.get(code, code), len(hits), sum(hits)) for code, hits in branches.items() if len(hits) >= LEAST_IN_BRANCH
    ]
    found.sort(key=lambda branch: (branch.first / branch.tickets, -branch.tickets, branch.name))
    return tuple(found[:WORST])
