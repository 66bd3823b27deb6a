"""How far several who reviewed one call blind lie apart, and from what they agreed on afterwards. Pure; points in hundredths."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ticketing.quality.form import Criterion, FormBody
from ticketing.quality.scoring import Answers, Value, share_of


@dataclass(frozen=True, slots=True, kw_only=True)
class CriterionSpread:
    """``values`` by reviewer in the given order; ``agree`` of ``of`` gave ``common``; ``range`` of the shares in percent."""

    code: str
    values: tuple[Value | None, ...]
    common: Value | None
    agree: int
    of: int
    range: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Deviation:
    """``mean`` is signed (above 0: more generous than agreed), ``absolute`` how far off; both over ``of`` calibrations."""

    mean: int
    absolute: int
    of: int
    within: int


def by_criterion(body: FormBody, papers: Sequence[Answers]) -> tuple[CriterionSpread, ...]:
    return tuple(_of(one, [_value(paper, one.code) for paper in papers]) for one in body.criteria())


def suggested(body: FormBody, papers: Sequence[Answers]) -> dict[str, Value]:
    """What most gave, where more than half did: where the session begins."""
    spreads = by_criterion(body, papers)
    return {one.code: one.common for one in spreads if one.common is not None and 2 * one.agree > one.of}


def deviation(differences: Sequence[int], tolerance: int) -> Deviation:
    """Of a reviewer's scores from the agreed ones; there must be at least one."""
    count = len(differences)
    return Deviation(
        mean=round(sum(differences) / count),
        absolute=round(sum(map(abs, differences)) / count),
        of=count,
        within=sum(abs(one) <= tolerance for one in differences),
    )


def _of(criterion: Criterion, values: list[Value | None]) -> CriterionSpread:
    given = [value for value in values if value is not None]
    counted = Counter(given).most_common()
    common, agree = counted[0] if counted else (None, 0)
    shares = [share for value in given if (share := share_of(criterion, value)) is not None]
    apart = round(100 * (max(shares) - min(shares))) if shares else 0
    return CriterionSpread(code=criterion.code, values=tuple(values), common=common, agree=agree, of=len(given), range=apart)


def _value(paper: Mapping[str, object], code: str) -> Value | None:
    answer = paper.get(code)
    return getattr(answer, "value", None)
