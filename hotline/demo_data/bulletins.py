"""Bulletins of day, week and month, each on the next morning; a correction of one that came out otherwise."""

from datetime import date, datetime, timedelta
from functools import partial

from hotline.demo_data.town import Town
from ticketing.bulletins import service as bulletins
from ticketing.bulletins.periods import BulletinKind, period
from ticketing.bulletins.schemas import BulletinIn

ANALYST = "analyst1"
KINDS: tuple[BulletinKind, ...] = ("daily", "weekly", "monthly")
CORRECTED: tuple[BulletinKind, ...] = ("weekly", "daily")
DAY = timedelta(days=1)
REMARKS: dict[BulletinKind, str] = {
    "daily": "",
    "weekly": "夜间施工、渣土运输类诉求仍居前列，请住建、城管部门联合治理。",
    "monthly": "老旧小区设施类诉求占比较高，建议列入下月研究主题。",
}


def plan(town: Town) -> None:
    local = town.database.calendar.local
    day, today = local(town.since).date(), local(town.until).date()
    while day < today:
        for kind in KINDS:
            if period(kind, day).last == day:
                town.later(town.on_shift(town.local(day + DAY, 8)), partial(_issue, town, kind, day))
        day += DAY
    town.later(town.by_day(0.97), partial(_correct, town))


def _issue(town: Town, kind: BulletinKind, day: date, at: datetime) -> None:
    themes = town.read(lambda uow: bulletins.preview(uow, kind, day, now=at)).themes if kind == "monthly" else ()
    new = BulletinIn(kind=kind, day=day, theme=themes[0] if themes else "", remarks=REMARKS[kind])
    town.attempt(bulletins.issue, new, actor=town.actor(ANALYST), at=at)


def _correct(town: Town, at: datetime) -> None:
    """The newest that says otherwise than the rows do now: tickets were merged since, callbacks decided anew."""
    with town.database.reading() as uow:
        issued = [one.id for kind in CORRECTED for one in bulletins.listed(uow, kind=kind).items]
        drifted = next((id for id in issued if bulletins.drift(uow, id, now=at)), None)
    if drifted:
        town.attempt(bulletins.correct, drifted, "部分工单并单、回访结果复核后更新。", actor=town.actor(ANALYST), at=at)
