"""A bulletin on paper: what came in, topics, rates, the ranking within groups; and the paper of a correction. Pure."""

from collections.abc import Iterator, Sequence
from datetime import date

from ticketing.bulletins import words
from ticketing.bulletins.differences import RATE_NAMES, number, of
from ticketing.bulletins.schemas import (
    BulletinFigures,
    FigureDifference,
    HandlingTime,
    NamedCount,
    PerResidents,
    TopicCount,
    UnitFigures,
    UnitGroup,
)
from ticketing.documents.content import Bars, Block, Document, Facts, Heading, Paragraph, Signature, Table
from ticketing.figures.rate import Rate
from ticketing.figures.year_on_year import Change

NUMERALS = "一二三四五六七八九"
DRAFT = "（预览，未发布）"
WIDE = ("monthly", "yearly")
"""Kinds with the units' tables: printed across."""
COLUMNS = (
    "名次",
    "单位",
    "第一责任人",
    "受理",
    "响应率",
    "解决率",
    "满意率",
    "综合得分",
    "按期办结率",
    "退单率",
    "重办率",
    "延期率",
    "平均办理",
    "计分",
)
WIDTHS = (3.2, 11, 6, 4, 7, 7, 7, 5, 7, 6.4, 6.4, 6.4, 7, 4)
MOST_APART = 200


def written(
    figures: BulletinFigures, *, issuer: str, day: date, theme: str = "", remarks: str = "", final: bool = False
) -> Document:
    """The whole bulletin; without ``final`` its title says that it is a draft."""
    title = f"{words.TITLES[figures.kind]}（{figures.name}）"
    parts = list(_parts(figures, theme, remarks))
    blocks: list[Block] = []
    for place, (head, content) in enumerate(parts):
        blocks += [Heading(f"{NUMERALS[place]}、{head}"), *content]
    return Document(
        kind=words.DOCUMENTS[figures.kind],
        title=title if final else f"{title}{DRAFT}",
        issuer=issuer,
        date=day,
        blocks=(*blocks, Signature(issuer, day)),
        landscape=figures.kind in WIDE,
    )


def correction(
    figures: BulletinFigures, number: str, found: Sequence[FigureDifference], reason: str, *, issuer: str, day: date
) -> Document:
    """What was said and what holds instead; the bulletin itself stays as it was issued."""
    rows = tuple((one.what, one.issued, one.now) for one in found)
    return Document(
        kind=words.CORRECTION,
        title=f"关于更正{words.TITLES[figures.kind]}（{figures.name}）的通知",
        issuer=issuer,
        date=day,
        blocks=(
            Paragraph(f"{number}发布后，有关数据发生变化，现更正如下。原通报不变。"),
            Paragraph(f"更正原因：{reason}"),
            Table(("指标", "原发布", "更正为"), rows, (4, 3, 3)),
            Signature(issuer, day),
        ),
    )


def _parts(figures: BulletinFigures, theme: str, remarks: str) -> Iterator[tuple[str, list[Block]]]:
    yield "总体情况", _whole(figures)
    yield "高频事项", [_topics(figures.hot, figures), *_bars(figures.hot)]
    if figures.kind != "daily":
        yield "上升事项", [_topics(figures.rising, figures)]
    yield "重复诉求", [_repeated(figures)]
    yield "督办与预警", [Facts(tuple((one.name, f"{one.count}件") for one in figures.supervision), columns=3)]
    if figures.kind in WIDE:
        yield "单位排名", _ranking(figures)
        yield "万人诉求比", [_residents(figures.territories)]
    if theme:
        yield "每月一题", [Paragraph(theme)]
    if remarks:
        yield "说明", [Paragraph(remarks)]


def _whole(figures: BulletinFigures) -> list[Block]:
    """One paragraph that says it, the rates beside each other, the course of the period as bars."""
    before, year = words.BEFORE[figures.kind], figures.on_last_year
    said = (
        f"{figures.name}，热线共受理诉求{figures.received}件，"
        f"比{before}（{figures.on_before.last}件）{_moved(figures.on_before)}，"
        f"比去年同期（{year.last}件）{_moved(year)}。"
        f"来电接通率{of(figures.connection)}，直接答复率{of(figures.direct)}。"
    )
    if figures.duty is not None:
        said += f"领导带班接听本年累计在线解答率{of(figures.duty)}。"
    pairs = [(name, of(getattr(figures.rates, code))) for code, name in RATE_NAMES.items()]
    pairs.append(("平均办理时长", _hours(figures.handling)))
    shares: list[Block] = [
        Facts((("受理渠道", _listed(figures.channels)), ("诉求类型", _listed(figures.types))), columns=1),
        Bars(tuple((point.label, float(point.count), f"{point.count}件") for point in figures.trend), "受理走势"),
    ]
    return [Paragraph(said), Facts(tuple(pairs), columns=3 if figures.kind in WIDE else 2), *shares]


def _topics(found: Sequence[TopicCount], figures: BulletinFigures) -> Block:
    if not found:
        return Paragraph("本期没有。")
    before = words.BEFORE[figures.kind]
    rows = tuple(
        (
            str(place),
            topic.category.name,
            str(topic.count),
            f"{topic.on_before.last}（{topic.on_before.words}）",
            f"{topic.on_last_year.last}（{topic.on_last_year.words}）",
        )
        for place, topic in enumerate(found, start=1)
    )
    return Table(("序号", "事项", "件数", f"{before}（环比）", "去年同期（同比）"), rows, (1, 4, 1.2, 2.4, 2.4))


def _bars(found: Sequence[TopicCount]) -> list[Block]:
    return [Bars(tuple((topic.category.name, float(topic.count), f"{topic.count}件") for topic in found))] if found else []


def _repeated(figures: BulletinFigures) -> Block:
    if not figures.repeated:
        return Paragraph("本期没有。")
    rows = tuple(
        (
            "集中" if one.concentrated else "重复",
            one.title,
            str(one.reports),
            "、".join(unit.name for unit in one.units) or "–",
            one.root_cause or "–",
        )
        for one in figures.repeated
    )
    return Table(("类别", "诉求", "次数", "承办单位", "根源与措施"), rows, (1, 4, 1, 3, 3))


def _ranking(figures: BulletinFigures) -> list[Block]:
    response, resolution, satisfaction = figures.weights
    how = (
        f"综合得分 = 响应率×{response:g} + 解决率×{resolution:g} + 满意率×{satisfaction:g}（按权重之和折算）。"
        f"三项基数中最小的不足{figures.least_cases}件的单位单列，不参加排名。"
    )
    return [Paragraph(how), *map(_group, figures.groups)]


def _group(group: UnitGroup) -> Block:
    rows = [_unit_row(line) for line in (*group.ranked, *group.apart[:MOST_APART])]
    return Table(COLUMNS, tuple(rows), WIDTHS, group.name)


def _unit_row(line: UnitFigures) -> tuple[str, ...]:
    rates = line.rates
    return (
        str(line.rank) if line.rank else "单列",
        line.unit.name,
        line.first_responsible or "–",
        str(line.received),
        *(_in_cell(rate) for rate in (rates.response, rates.resolution, rates.satisfaction)),
        number(line.score),
        *(_in_cell(rate) for rate in (rates.on_time, rates.returned, rates.reworked, rates.extended)),
        _hours(line.handling, "\n"),
        f"{line.points:g}",
    )


def _residents(lines: Sequence[PerResidents]) -> Block:
    rows = tuple((one.unit.name, str(one.tickets), str(one.population), number(one.per_10k)) for one in lines)
    return Table(("属地", "诉求件数", "常住人口", "万人诉求比"), rows, (4, 2, 2, 2))


def _listed(shares: Sequence[NamedCount]) -> str:
    return "、".join(f"{one.name}{one.count}件" for one in shares) or "–"


def _in_cell(rate: Rate) -> str:
    """The share above, what it is made of below."""
    return "–" if rate.percent is None else f"{rate.percent:.2f}%\n{rate.numerator}/{rate.denominator}"


def _hours(one: HandlingTime, between: str = "，") -> str:
    if one.calendar_h is None:
        return "–"
    return f"自然{one.calendar_h:g}小时{between}工作{one.working_h:g}小时"


def _moved(change: Change) -> str:
    if change.percent is None:
        return "无可比数据"
    if change.percent == 0:
        return "持平"
    return f"{'上升' if change.percent > 0 else '下降'}{abs(change.percent):.2f}%"
