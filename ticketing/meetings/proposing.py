"""Which tickets a joint study should talk about: concentrated, repeated and hard matters, and why. Pure."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from config.settings.joint import Joint

HARD_STATES = {"problem_ticket": "疑难工单", "suspended": "挂账未解决", "transferred": "已移送"}


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenMatter:
    """What the rule looks at of an open ticket. ``callers`` counts all who reported it; ``overdue`` by its deadline now."""

    id: str
    category: str | None
    street: str | None
    state: str
    callers: int
    returns: int
    reworks: int
    overdue: bool
    flags: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """``kinds`` are of concentrated, repeated, hard; ``tickets`` the ids that belong to it, the one to speak of first."""

    tickets: tuple[str, ...]
    kinds: tuple[str, ...]
    why: tuple[str, ...]
    weight: int


def propose(matters: Sequence[OpenMatter], rule: Joint) -> tuple[Proposal, ...]:
    """One proposal for each cluster or single ticket that deserves one, the weightiest first."""
    places = Counter((one.category, one.street) for one in matters if one.category and one.street)
    crowded = {place for place, count in places.items() if count >= rule.concentrated_from}
    clusters = [_cluster([one for one in matters if (one.category, one.street) == place], rule) for place in crowded]
    single = [one for one in matters if (one.category, one.street) not in crowded]
    found = [*clusters, *(proposal for one in single if (proposal := _of_one(one, rule)))]
    return tuple(sorted(found, key=lambda proposal: (-proposal.weight, proposal.tickets[0])))


def _cluster(matters: Sequence[OpenMatter], rule: Joint) -> Proposal:
    ranked = sorted(matters, key=lambda one: (-one.callers, one.id))
    single = [proposal for one in ranked if (proposal := _of_one(one, rule))]
    kinds = dict.fromkeys(["concentrated", *(kind for proposal in single for kind in proposal.kinds)])
    why = dict.fromkeys([f"同一街道同类在办工单 {len(ranked)} 件", *(word for proposal in single for word in proposal.why)])
    weight = len(ranked) + max((proposal.weight for proposal in single), default=0)
    return Proposal(tickets=tuple(one.id for one in ranked), kinds=tuple(kinds), why=tuple(why), weight=weight)


def _of_one(one: OpenMatter, rule: Joint) -> Proposal | None:
    repeated = [f"{one.callers} 人反映同一事项"] if one.callers >= rule.repeated_from or "repeated" in one.flags else []
    hard = list(_hard(one, rule))
    if not repeated and not hard:
        return None
    kinds = (*(["repeated"] if repeated else []), *(["hard"] if hard else []))
    weight = (one.callers if repeated else 0) + 2 * len(hard)
    return Proposal(tickets=(one.id,), kinds=kinds, why=(*repeated, *hard), weight=weight)


def _hard(one: OpenMatter, rule: Joint) -> Iterable[str]:
    if one.state in HARD_STATES:
        yield HARD_STATES[one.state]
    if one.returns >= rule.hard_returns:
        yield f"退回或改派 {one.returns} 次"
    if one.reworks * 2 >= rule.hard_returns:
        yield f"重办 {one.reworks} 次"
    if one.overdue:
        yield "已超期"
