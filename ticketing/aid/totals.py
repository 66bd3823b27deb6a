"""What was done, summed by party, partner and year. Pure."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from ticketing.aid.schemas import AidLine, AidSums, Party
from ticketing.figures.rate import Rate, rate

FIGURES = ("money_fen", "jobs", "persons", "goods")
FIGURE_NAMES: Mapping[str, str] = MappingProxyType(
    {"money_fen": "资金（分）", "jobs": "岗位（个）", "persons": "帮扶（人次）", "goods": "物资（件）"}
)
PARTY_NAMES: Mapping[Party, str] = MappingProxyType(
    {
        "government": "职能部门",
        "community": "社区",
        "enterprise": "企业",
        "association": "社会组织",
        "residents": "居民",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """A row of the ledger; one that takes another back has its figures with the sign turned and counts as minus one."""

    partner_id: str
    partner_name: str
    party: Party
    year: int
    sums: AidSums
    takes_back: bool = False


def summed(sums: Iterable[AidSums]) -> AidSums:
    found = list(sums)
    return AidSums(
        persons=sum(one.persons for one in found),
        money_fen=sum(one.money_fen for one in found),
        jobs=sum(one.jobs for one in found),
        goods=sum(one.goods for one in found),
    )


def line(key: str, name: str, deeds: Sequence[Deed]) -> AidLine:
    standing = sum(-1 if deed.takes_back else 1 for deed in deeds)
    partners = {deed.partner_id for deed in deeds}
    return AidLine(key=key, name=name, partners=len(partners), rows=standing, sums=summed(deed.sums for deed in deeds))


def roll_up(deeds: Sequence[Deed], key: Callable[[Deed], tuple[str, str]]) -> tuple[AidLine, ...]:
    """One line for each key, in the order of the keys."""
    groups: dict[tuple[str, str], list[Deed]] = {}
    for deed in deeds:
        groups.setdefault(key(deed), []).append(deed)
    return tuple(line(code, name, group) for (code, name), group in sorted(groups.items()))


def by_party(deed: Deed) -> tuple[str, str]:
    return deed.party, PARTY_NAMES[deed.party]


def by_partner(deed: Deed) -> tuple[str, str]:
    return deed.partner_id, deed.partner_name


def by_year(deed: Deed) -> tuple[str, str]:
    return str(deed.year), str(deed.year)


def fulfilled(promised: AidSums, done: AidSums) -> Rate:
    """How much of the first figure that was promised was done: money, jobs, persons, goods in this order."""
    for figure in FIGURES:
        if getattr(promised, figure):
            return rate(getattr(done, figure), getattr(promised, figure), f"承诺的{FIGURE_NAMES[figure]}")
    return rate(0, 0, "没有承诺数量")
