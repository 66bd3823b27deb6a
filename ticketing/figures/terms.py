"""What counts as in time and how much of it is the goal: the house's, or a queue's own where it has one. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from config.settings import Settings
from ticketing.figures.schemas import Variant
from ticketing.figures.service_level import DEFAULT, Counts, service_level

PLACES = 4


@dataclass(frozen=True, slots=True)
class Term:
    """Answered within ``threshold_s`` seconds, in at least the share ``goal`` of calls."""

    threshold_s: float
    goal: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Counting:
    """The house's terms, what gave up at once, and the variant that goals go by; ``queues``: those with their own terms."""

    threshold_s: float = 15.0
    short_abandon_s: float = 5.0
    goal: float = 0.8
    variant: Variant = DEFAULT
    connection_goal: float = 0.95
    queues: Mapping[str, Term] = field(default_factory=dict)

    @classmethod
    def by(cls, settings: Settings) -> "Counting":
        acd, figures = settings.acd, settings.figures
        house = Term(acd.service_level_s, acd.service_level_goal)
        terms = {
            queue.name: Term(
                house.threshold_s if queue.service_level_s is None else queue.service_level_s,
                house.goal if queue.service_level_goal is None else queue.service_level_goal,
            )
            for queue in settings.queues
        }
        return cls(
            threshold_s=house.threshold_s,
            short_abandon_s=acd.short_abandon_s,
            goal=house.goal,
            variant=figures.variant,
            connection_goal=figures.connection_goal,
            queues={name: term for name, term in terms.items() if term != house},
        )

    def of(self, queue: str | None) -> Term:
        """The queue's own, else the house's."""
        return self.queues.get(queue or "", Term(self.threshold_s, self.goal))

    @property
    def house_threshold_s(self) -> float | None:
        """The seconds of a figure over all queues; None where each is counted by its own."""
        return None if any(term.threshold_s != self.threshold_s for term in self.queues.values()) else self.threshold_s


def goal_over(counted: Iterable[tuple[str, Counts]], counting: Counting, variant: Variant) -> float:
    """The goal of several queues (name, calls) together: each queue's own, by the calls that count in ``variant``."""
    weighted = [(counting.of(queue).goal, service_level(counts, variant).denominator) for queue, counts in counted]
    calls = sum(weight for _, weight in weighted)
    return round(sum(goal * weight for goal, weight in weighted) / calls, PLACES) if calls > 0 else counting.goal
