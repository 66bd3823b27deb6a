"""What a frozen bulletin said and what the rows say now: later corrections appear as corrections. Pure."""

from collections.abc import Iterator, Mapping

from ticketing.bulletins.schemas import BulletinFigures, BulletinRates, FigureDifference, UnitFigures
from ticketing.figures.rate import Rate

RATE_NAMES: Mapping[str, str] = {
    "response": "响应率",
    "on_time": "按期办结率",
    "returned": "退单率",
    "reworked": "重办率",
    "extended": "延期率",
    "callback": "回访率",
    "resolution": "解决率",
    "satisfaction": "满意率",
}


def differences(issued: BulletinFigures, now: BulletinFigures) -> tuple[FigureDifference, ...]:
    """Figure by figure: the whole city's first, then unit by unit; trend and topics follow from the same tickets."""
    return tuple(one for one in _found(issued, now) if one.issued != one.now)


def _found(issued: BulletinFigures, now: BulletinFigures) -> Iterator[FigureDifference]:
    yield FigureDifference(what="受理量", issued=str(issued.received), now=str(now.received))
    yield FigureDifference(what="直接答复率", issued=of(issued.direct), now=of(now.direct))
    yield from _rates("全市", issued.rates, now.rates)
    before, after = _lines(issued), _lines(now)
    for code in sorted(before.keys() | after.keys()):
        yield from _unit(before.get(code), after.get(code))


def _unit(before: UnitFigures | None, after: UnitFigures | None) -> Iterator[FigureDifference]:
    if before is None or after is None:
        known = before or after
        assert known is not None
        yield FigureDifference(
            what=known.unit.name, issued="未列入" if before is None else "列入", now="未列入" if after is None else "列入"
        )
        return
    yield from _rates(before.unit.name, before.rates, after.rates)
    yield FigureDifference(what=f"{before.unit.name} 综合得分", issued=number(before.score), now=number(after.score))
    yield FigureDifference(what=f"{before.unit.name} 名次", issued=str(before.rank or "–"), now=str(after.rank or "–"))


def _rates(whose: str, before: BulletinRates, after: BulletinRates) -> Iterator[FigureDifference]:
    for name, said in RATE_NAMES.items():
        yield FigureDifference(what=f"{whose} {said}", issued=of(getattr(before, name)), now=of(getattr(after, name)))


def _lines(figures: BulletinFigures) -> Mapping[str, UnitFigures]:
    return {line.unit.code: line for group in figures.groups for line in (*group.ranked, *group.apart)}


def of(rate: Rate) -> str:
    """95.00 %（19/20）, – where the base is empty."""
    return "–" if rate.percent is None else f"{rate.percent:.2f}%（{rate.numerator}/{rate.denominator}）"


def number(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"
