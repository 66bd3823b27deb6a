"""Tickets that belong together: merged, split, answered as a batch; and what estates deliberate on before it becomes a ticket."""

from datetime import datetime, timedelta
from functools import partial

from hotline.demo_data import handling
from hotline.demo_data.arrivals import Arrivals
from hotline.demo_data.town import Town
from hotline.demo_data.words import name_of, number_of
from ticketing.deliberation import service as deliberation
from ticketing.deliberation import sittings
from ticketing.deliberation.levels import Level
from ticketing.deliberation.schemas import HeldIn, RaisedMatterIn, RhythmIn, SittingIn
from ticketing.dispatching import batches
from ticketing.dispatching import service as dispatching
from ticketing.dispatching.schemas import SplitMatter

DISPATCHER = "dispatcher1"
RAISED: tuple[tuple[Level, str, str], ...] = (
    ("building", "三号楼单元门禁损坏", "门禁坏了一个月，陌生人随意进出。"),
    ("building", "楼道堆放杂物", "二楼住户把旧家具堆在楼道，影响通行。"),
    ("grid", "东门垃圾桶位置", "垃圾桶正对一楼窗户，夏天异味大。"),
    ("grid", "夜间广场舞音量", "约定九点结束、音量不超六十分贝。"),
    ("community", "新增电动车充电桩选址", "南门空地可装二十个充电位，请议定。"),
)


def plan(town: Town, arrivals: Arrivals) -> None:
    span = town.until - town.since
    number = max(2, arrivals.count // 40)
    for n in range(number):
        town.later(town.since + span * (0.2 + 0.75 * n / number), partial(_merge, town))
        town.later(town.since + span * (0.25 + 0.74 * n / number), partial(_split, town))
    town.later(town.since + span * 0.55, partial(_batch, town, True))
    town.later(town.since + span * 0.96, partial(_batch, town, False))
    for n, (level, title, text) in enumerate(RAISED * 2):
        town.later(town.since + span * (0.1 + 0.085 * n), partial(_raise, town, level, title, text))
    town.later(town.since + span * 0.4, partial(_rhythm, town))


def _merge(town: Town, at: datetime) -> None:
    """A second ticket of the same kind goes under the first."""
    row = next(iter(town.some("dispatched", "signed", fit=lambda one: one.category_code is not None)), None)
    if row is None:
        return
    head = town.some("signed", "handling", fit=lambda one: one.id != row.id and one.category_code == row.category_code)
    why = "同一地点同一事项，并单办理，逐一回访。"
    for one in head:
        town.attempt(dispatching.merge, row.id, one.id, why, actor=town.actor(DISPATCHER), version=None, at=at)


def _split(town: Town, at: datetime) -> None:
    """A second matter of one call becomes a ticket of its own; one is dispatched with it, another waits for its dispatch."""
    for row in town.some("dispatched", "signed", "handling", fit=lambda one: one.split_from is None):
        unit = row.unit_code if town.chance(0.5) else None
        matter = SplitMatter(title="同一来电的另一诉求", matter="市民同时反映小区门口公交站牌损坏，看不清线路。", unit=unit)
        made = town.attempt(
            dispatching.split, row.id, [matter], "一次来电两件事项，分别派单。", actor=town.actor(DISPATCHER), version=None, at=at
        )
        for child in made or ():
            handling.dispatched(town, child.id)


def _batch(town: Town, answered: bool, at: datetime) -> None:
    """Many tickets on one cause under one opinion; the later batch still waits for it."""
    who = town.actor(DISPATCHER)
    found = town.some("dispatched", "signed", "handling", most=6)
    batch = town.attempt(
        batches.create, "渣土车夜间扰民集中诉求", lead_ticket=found[0].id if found else None, opinion="", actor=who, at=at
    )
    if batch is None:
        return
    town.attempt(batches.add, batch.id, [row.id for row in found[1:]], actor=who, at=at)
    if answered:
        opinion = "经查，该路段渣土运输已办理许可。现已将运输时段调整为七点至二十点，并安排专人值守。"
        later = at + timedelta(hours=5)
        town.later(
            later, lambda moment: town.attempt(batches.answer, batch.id, opinion, "solved", actor=who, version=None, at=moment)
        )


def _raise(town: Town, level: Level, title: str, text: str, at: datetime) -> None:
    """What is not solved at its level in time goes up by itself."""
    kind = "grid" if level == "grid" else "community"
    unit = town.random.choice([one for one in town.database.city.units if one.level == kind])
    who = town.actor("dispatcher1")
    new = RaisedMatterIn(
        level=level,
        unit=unit.code,
        building="3号楼" if level == "building" else "",
        title=title,
        text=text,
        raised_by=name_of(town.random),
        phone=number_of(town.random),
    )
    made = town.attempt(deliberation.raise_matter, new, actor=who, at=at)
    if made is None:
        return
    town.attempt(deliberation.discuss, made.id, "已入户征求意见，多数同意。", actor=who, at=at + timedelta(hours=2))
    if town.chance(0.6):
        town.after(24, 120, partial(_solve, town, made.id))


def _solve(town: Town, matter: str, at: datetime) -> None:
    who = town.actor("dispatcher1")
    version = town.read(lambda uow: deliberation.get(uow, matter, actor=who)).version
    town.attempt(deliberation.solve, matter, "议事会通过，三天内落实到位。", version=version, actor=who, at=at)


def _rhythm(town: Town, at: datetime) -> None:
    """A weekly sitting of a community, and one that was held."""
    unit = next(one for one in town.database.city.units if one.level == "community")
    who = town.actor("dispatcher1")
    new = RhythmIn(level="community", unit=unit.code, rhythm="weekly", day=5, starts="19:00", themes=("邻里停车", "加装电梯"))
    town.attempt(sittings.start, new, actor=who, at=at)
    planned = SittingIn(level="community", unit=unit.code, theme="垃圾分类投放点", starts_at=at + timedelta(hours=6))
    made = town.attempt(sittings.plan, planned, actor=who, at=at)
    if made:
        held = HeldIn(version=made.version, attended=32, notes="到会三十二户，表决通过南门选址。")
        town.later(at + timedelta(hours=8), lambda later: town.attempt(sittings.hold, made.id, held, actor=who, at=later))
