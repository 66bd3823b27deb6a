"""What the supervisor does on the floor: numbers blocked and lifted, agents moved and sent on a pause, broadcasts read."""

from datetime import datetime, timedelta
from functools import partial

from hotline.demo_data.arrivals import Arrivals
from hotline.demo_data.misfits import HARASSERS
from hotline.demo_data.town import Town
from ticketing.blocking import service as blocking
from ticketing.blocking.schemas import BlockIn
from ticketing.floor import service as floor
from ticketing.floor.schemas import ActIn, BroadcastIn, BroadcastTo

BOSS = "supervisor1"
SILENT, MISTAKEN = "16400000004", "16400000005"
LIFTED = (
    (0.38, SILENT, "对方单位来函说明已停止外呼。"),
    (0.55, MISTAKEN, "经核实为老人手机误触，家属已来电说明。"),
)
BEHIND = timedelta(minutes=2)
"""Who confirms a broadcast does so a while after it."""
RAIN = BroadcastIn(
    text="气象台发布暴雨橙色预警：涉积水、内涝、树木倒伏来电一律标为紧急，请逐一核实具体位置。",
    priority="high",
    must_confirm=True,
)
HEATING = BroadcastIn(
    text="城北供热管网抢修，预计今晚十点恢复，来电请按知识库“供暖抢修”口径答复。", to=BroadcastTo(kind="queues", names=("grid",))
)


def plan(town: Town, arrivals: Arrivals) -> None:
    month = town.until + timedelta(days=30)
    blocked: tuple[tuple[float, str, str, datetime | None], ...] = (
        (0.15, SILENT, "机器外呼推销。", month),
        (0.3, MISTAKEN, "一天内反复拨打后无声挂断，占用话务。", month),
        (0.42, HARASSERS[0], "多次来电辱骂话务员，无诉求，劝告无效。", None),
        (0.7, SILENT, "解除后又机器外呼，反复占线。", month),
    )
    for share, number, why, until in blocked:
        town.later(town.by_day(share), partial(_block, town, BlockIn(number=number, reason=why, until=until)))
    for share, number, why in LIFTED:
        town.later(town.by_day(share), partial(_lift, town, number, why))
    town.later(town.by_day(0.5), partial(_broadcast, town, HEATING, ("agent3", "agent1")))
    town.later(town.by_day(0.6), partial(_move, town))
    town.later(town.until - timedelta(minutes=11), partial(_broadcast, town, RAIN, (BOSS, "agent2")))
    town.later(town.until - timedelta(minutes=6), partial(_rest, town))


def _block(town: Town, new: BlockIn, at: datetime) -> None:
    town.attempt(blocking.block, new, by=town.person(BOSS), at=at)


def _lift(town: Town, number: str, why: str, at: datetime) -> None:
    town.attempt(blocking.lift, number, why, by=town.person(BOSS), at=at)


def _broadcast(town: Town, new: BroadcastIn, readers: tuple[str, ...], at: datetime) -> None:
    """Nobody sits at a desk in a house that is only filled: who is meant goes by the record."""
    act = town.attempt(floor.broadcast, new, {}, town.person(BOSS), at, town.settings.floor)
    for n, reader in enumerate(readers if act else (), 1):
        who, later = town.person(reader), at + n * BEHIND
        with town.database.reading() as uow:
            lines = floor.lines_of(uow, who, later)
        for line in lines:
            town.attempt(floor.confirm, line.id, who, later)


def _move(town: Town, at: datetime) -> None:
    """For some hours into a queue where callers wait; long over by now, so that nobody takes a seat with it."""
    agent = town.person("agent2")
    act = ActIn(
        act="move_agent",
        person=agent,
        before={"state": "available", "queues": ["general"]},
        after={"state": "available", "queues": ["general", "business"]},
        why="企业专席排队，临时支援两小时。",
        until=min(at + timedelta(hours=2), town.until),
        told=(agent,),
    )
    town.attempt(floor.record, act, town.person(BOSS), at, town.settings.floor)


def _rest(town: Town, at: datetime) -> None:
    agent = town.person("agent3")
    act = ActIn(
        act="force_state",
        person=agent,
        before={"state": "available"},
        after={"state": "paused", "reason": "training"},
        why="刚处理完情绪激烈来电，安排离席调整。",
        told=(agent,),
    )
    town.attempt(floor.record, act, town.person(BOSS), at, town.settings.floor)
