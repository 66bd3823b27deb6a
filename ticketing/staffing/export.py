"""A day's plan as a table that a spreadsheet opens. Pure."""

import csv
import io

from ticketing.staffing.schemas import DayPlan, Served, Terms

HEADS = (
    "时段", "来电数", "平均处理(秒)", "话务量(爱尔兰)", "需要坐席", "服务水平(%)", "平均等待(秒)", "占用率(%)", "放弃率(%)",
    "应排人数(含损耗)", "计划坐席", "计划服务水平(%)", "缺口",
)  # fmt: skip
MARK = "\ufeff"
"""By it spreadsheets know UTF-8."""


def as_csv(plan: DayPlan, terms: Terms) -> bytes:
    """One line a half-hour, and the goal and its model above."""
    text = io.StringIO()
    write = csv.writer(text, lineterminator="\r\n").writerow
    model = "Erlang C" if terms.patience_s is None else f"Erlang A，平均耐心 {terms.patience_s:g} 秒"
    write([f"目标：{terms.goal * 100:g}% 在 {terms.within_s:g} 秒内应答；损耗 {terms.shrinkage * 100:g}%；{model}"])
    write(HEADS)
    for one in plan.half_hours:
        planned = "" if one.planned is None else one.planned.agents
        reached = "" if one.planned is None else _percent(one.planned.answered_within)
        lacking = "" if one.lacking is None else one.lacking
        write(
            [clock(one.half_hour), f"{one.calls:g}", f"{one.handling_s:g}", one.erlangs, *_served(one.needed), one.seats,
             planned, reached, lacking]
        )  # fmt: skip
    return (MARK + text.getvalue()).encode()


def clock(half_hour: int) -> str:
    return f"{half_hour // 2:02d}:{half_hour % 2 * 30:02d}"


def _served(served: Served) -> list[object]:
    wait = "" if served.mean_wait_s is None else served.mean_wait_s
    lost = "" if served.abandoned is None else _percent(served.abandoned)
    return [served.agents, _percent(served.answered_within), wait, _percent(served.occupancy), lost]


def _percent(share: float) -> str:
    return f"{share * 100:.1f}"
