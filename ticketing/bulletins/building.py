"""A bulletin's figures put together: the whole city, topics, groups of units, territories by residents."""

from collections.abc import Mapping
from datetime import datetime

from ticketing.bulletins import counting, tallies, topics, words
from ticketing.bulletins.periods import Period, before, last_year, moments, name
from ticketing.bulletins.ranking import GROUPS, cases, group_of, ranked, score
from ticketing.bulletins.schemas import BulletinFigures, NamedCount, PerResidents, RepeatedMatter, UnitFigures, UnitGroup
from ticketing.bulletins.tallies import Tallies
from ticketing.duty import service as duty
from ticketing.evaluation import reading as evaluation
from ticketing.evaluation.figures import EvaluationFigures
from ticketing.figures.rate import Rate, rate
from ticketing.figures.year_on_year import change
from ticketing.privacy.masks import mask_text
from ticketing.schema import Coded
from ticketing.supervision.clusters.reading import repeated
from ticketing.supervision.rungs import LADDER, RUNG_NAMES, Rung
from ticketing.tickets.models import TicketRow
from ticketing.uow import UnitOfWork

LONG = ("monthly", "yearly")
"""Bulletins that also say how the leaders' duty sessions stand."""


def figures(uow: UnitOfWork, shown: Period, now: datetime) -> BulletinFigures:
    """Everything of the period, as the rows say it at ``now``."""
    rules, found = uow.law.bulletins, counting.tallies(uow, shown)
    called = {line.key: line for line in evaluation.by_unit(uow, shown.first, shown.last)}
    number, whole = counting.number(uow, shown), found.total()
    kinds, earlier, year_ago = (
        counting.by(uow, one, TicketRow.category_code) for one in (shown, before(shown), last_year(shown))
    )
    names = counting.category_names(uow, shown)
    known = {code: count for code, count in kinds.items() if code}
    return BulletinFigures(
        kind=shown.kind,
        first=shown.first,
        last=shown.last,
        name=name(shown),
        counted_at=now,
        received=number,
        on_before=change(number, sum(earlier.values())),
        on_last_year=change(number, sum(year_ago.values())),
        direct=rate(counting.direct(uow, shown), number, words.RECEIVED),
        connection=counting.connection(uow, shown),
        duty=_duty(uow, shown, now),
        rates=tallies.rates(whole, called.get("total")),
        handling=tallies.handling(whole),
        trend=counting.trend(uow, shown),
        channels=_shares(counting.by(uow, shown, TicketRow.channel), words.CHANNELS),
        types=_shares(counting.by(uow, shown, TicketRow.type), words.TYPES),
        hot=topics.hot(known, earlier, year_ago, names, rules.topics),
        rising=topics.rising(known, earlier, year_ago, names, least=rules.rising_least, most=rules.topics),
        repeated=_repeated(uow, shown),
        supervision=_supervision(counting.papers(uow, shown)),
        groups=_groups(uow, shown, found, called),
        territories=_territories(uow, counting.by(uow, shown, TicketRow.street_code)),
        least_cases=rules.least_cases,
        weights=(rules.weights.response, rules.weights.resolution, rules.weights.satisfaction),
    )


def _duty(uow: UnitOfWork, shown: Period, now: datetime) -> Rate | None:
    """The year's on-the-spot rate up to the period's end."""
    if shown.kind not in LONG:
        return None
    return duty.figures(uow, min(now, moments(shown, uow.calendar.timezone)[1])).total.rate


def _shares(counts: Mapping[str, int], names: Mapping[str, str]) -> tuple[NamedCount, ...]:
    ordered = sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    return tuple(NamedCount(code=code, name=names.get(code, code) or words.UNKNOWN, count=count) for code, count in ordered)


def _repeated(uow: UnitOfWork, shown: Period) -> tuple[RepeatedMatter, ...]:
    since, until = moments(shown, uow.calendar.timezone)
    return tuple(
        RepeatedMatter(
            title=mask_text(one.title),
            reports=one.reports,
            concentrated=one.why == "concentrated",
            cluster=one.cluster or "",
            units=one.units,
            root_cause=mask_text(one.note),
        )
        for one in repeated(uow, since, until, uow.law.bulletins.topics)
    )


def _supervision(counts: Mapping[str, int]) -> tuple[NamedCount, ...]:
    rungs: tuple[Rung, ...] = (*LADDER, "opinion")
    names = (("early_warning", "预警"), *((rung, RUNG_NAMES[rung]) for rung in rungs), ("false_closure", "虚假办结"))
    return tuple(NamedCount(code=code, name=said, count=counts.get(code, 0)) for code, said in names)


def _groups(uow: UnitOfWork, shown: Period, found: Tallies, called: Mapping[str, EvaluationFigures]) -> tuple[UnitGroup, ...]:
    """Every unit that had anything in the period, among its like."""
    taken, rules = counting.points(uow, shown), uow.law.bulletins
    lines: dict[str, list[UnitFigures]] = {}
    for unit in uow.city.units:
        if unit.code not in found.units and unit.code not in called and unit.code not in taken:
            continue
        tally = found.of(unit.code)
        rates = tallies.rates(tally, called.get(unit.code))
        line = UnitFigures(
            unit=Coded(code=unit.code, name=unit.name),
            first_responsible=unit.first_responsible,
            received=tally.received,
            rates=rates,
            handling=tallies.handling(tally),
            points=taken.get(unit.code, 0.0),
            cases=cases(rates),
            score=score(rates, rules.weights),
        )
        lines.setdefault(group_of(unit), []).append(line)
    placed = ((code, ranked(lines[code], rules.least_cases)) for code in GROUPS if code in lines)
    return tuple(UnitGroup(code=code, name=GROUPS[code], ranked=best, apart=apart) for code, (best, apart) in placed)


def _territories(uow: UnitOfWork, streets: Mapping[str, int]) -> tuple[PerResidents, ...]:
    """万人诉求比 of territories with residents: tickets of a place count for each territory that it lies in."""
    counts: dict[str, int] = {}
    for street, number in streets.items():
        for unit in uow.city.units.ancestors(street) if street in uow.city.units else ():
            counts[unit.code] = counts.get(unit.code, 0) + number
    wanted = [
        unit for unit in uow.city.units if unit.kind == "territory" and unit.population and unit.level in ("district", "street")
    ]
    lines = [
        PerResidents(
            unit=Coded(code=unit.code, name=unit.name),
            tickets=counts.get(unit.code, 0),
            population=unit.population or 0,
            per_10k=tallies.per_residents(counts, unit.population or 0, unit.code),
        )
        for unit in wanted
    ]
    return tuple(sorted(lines, key=lambda line: (-(line.per_10k or 0.0), line.unit.code)))
