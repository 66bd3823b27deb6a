"""Supervision: the same complaint again and again, the ladder up to a transfer, inspections, look-backs, points, owners."""

from datetime import datetime, timedelta
from functools import partial

from hotline.demo_data import handling
from hotline.demo_data.arrivals import Arrivals
from hotline.demo_data.town import Town
from hotline.demo_data.words import Matter
from ticketing.supervision import inspections, ladder, lookback, owners, scores, transfers
from ticketing.supervision.models import PaperRow
from ticketing.supervision.papers import NewPaper
from ticketing.supervision.rungs import Ground
from ticketing.tickets.models import TicketRow

FIRST, SECOND = "inspector1", "inspector2"
SAME = Matter("complaint", "{place}旁边的工地夜间施工，渣土车半夜进出，喇叭和打桩声吵得睡不着，多次反映没人管，请查处。")
MANY, FEW, BIG_HOUSE = 13, 4, 60
"""So many complain of one matter: over the early warning's ten in a house of some tickets, else over the repetition's three."""
UNANSWERED: tuple[tuple[Ground, str], ...] = (
    ("unanswered", "逾期未回复督办通知，纳入督办池。"),
    ("unsolved", "问题长期未解决，发警示函。"),
    ("unsolved", "整改不力，约谈主要负责人。"),
)
OWNERS: tuple[tuple[owners.OwnerRole, str], ...] = (
    ("owner", "leader1"), ("first_lead", "leader2"), ("second_lead", "leader3"),
)  # fmt: skip
REPLY = "收到督办后我单位主要负责人立即召开专题会，已派专人驻点处理，计划三日内办结并书面反馈。"


def plan(town: Town, arrivals: Arrivals) -> None:
    span = town.until - town.since
    many = MANY if arrivals.count >= BIG_HOUSE else FEW
    place = arrivals.place()
    for n in range(many):
        at = town.since + span * (0.3 + 0.6 * n / many)
        town.later(at, lambda at: arrivals.bring(SAME, place, "telephone", at))
    for n in range(max(3, arrivals.count // 14)):
        town.later(town.since + span * (0.15 + 0.83 * n / max(3, arrivals.count // 14)), lambda at: _urge(town, at))
    for share in (0.2, 0.45, 0.6, 0.75, 0.9, 0.97):
        town.later(town.since + span * share, lambda at: _notice(town, at))
    for share in (0.25, 0.5, 0.8, 0.95):
        town.later(town.since + span * share, lambda at: _inspect(town, at))
    for share in (0.7, 0.93):
        town.later(town.since + span * share, lambda at: _look_back(town, at))
    for share in (0.4, 0.65, 0.85):
        town.later(town.since + span * share, lambda at: _score(town, at))
        town.later(town.since + span * share, lambda at: _own(town, at))
    town.later(town.since + span * 0.1, lambda at: _climb_all(town, at))
    town.later(town.since + span * 0.88, lambda at: _ask_transfer(town, at))


def _taken(town: Town) -> TicketRow | None:
    return next(iter(town.some("dispatched", "signed", "handling", fit=lambda row: row.unit_code is not None)), None)


def _urge(town: Town, at: datetime) -> None:
    row = _taken(town)
    if row is None:
        return
    by = town.random.choice(("agent1", FIRST))
    new = NewPaper(rung="urge", ground="citizen_asks", text="市民来电催办，请尽快联系市民并办理。", ticket=row.id)
    paper = town.attempt(ladder.start, new, actor=town.actor(by), at=at)
    if paper and town.chance(0.75):
        _reply_later(town, paper)


def _notice(town: Town, at: datetime) -> None:
    row = _taken(town)
    if row is None:
        return
    new = NewPaper(rung="notice", ground="instruction", text="领导批示：请承办单位专题研究，限期办结并回复。", ticket=row.id)
    paper = town.attempt(ladder.start, new, actor=town.actor(FIRST), at=at)
    if paper and town.chance(0.6):
        _reply_later(town, paper)


def _reply_later(town: Town, paper: PaperRow) -> None:
    """The unit replies in a day or two; the inspectors accept most replies and send some back."""

    def judge(at: datetime) -> None:
        if town.chance(0.75):
            town.attempt(ladder.accept, paper.id, "回复属实，予以销号。", actor=town.actor(FIRST), at=at)
        else:
            why = "回复未说明整改时限和责任人，请重新回复。"
            town.attempt(ladder.send_back, paper.id, why, actor=town.actor(FIRST), at=at)

    def reply(at: datetime) -> None:
        who = handling.actor_of_unit(town, paper.unit_code)
        if town.attempt(ladder.reply, paper.id, REPLY, actor=who, at=at):
            town.after(4, 30, judge, office=True)

    town.after(3, 40, reply, office=True)


def _climb_all(town: Town, at: datetime) -> None:
    """One case goes up rung by rung, because its unit does not answer: notice, pool, warning letter, interview."""
    row = _taken(town)
    if row is None:
        town.after(6, 12, lambda later: _climb_all(town, later))
        return
    new = NewPaper(rung="notice", ground="instruction", text="同类问题多次反映，请限期整改。", ticket=row.id)
    first = town.attempt(ladder.start, new, actor=town.actor(FIRST), at=at)
    if first is None:
        return
    step = (town.until - at) / (len(UNANSWERED) + 1)
    moments = [at + step * n for n in range(1, len(UNANSWERED) + 1)]
    below = [first.id]

    def rise(ground: Ground, text: str, later: datetime) -> None:
        paper = town.attempt(ladder.climb, below[-1], ground, text, actor=town.actor(FIRST), at=later)
        if paper is None:
            return
        below.append(paper.id)
        if paper.rung == "pool":
            why = "涉及面广，提请党政督查部门督办。"
            town.attempt(ladder.lift, paper.id, why, actor=town.actor(SECOND), at=later + timedelta(hours=1))

    for (ground, text), moment in zip(UNANSWERED, moments, strict=True):
        town.later(moment, partial(rise, ground, text))


def _ask_transfer(town: Town, at: datetime) -> None:
    """Two requests: one is decided, one waits for its approver."""
    found = town.some("handling", "reviewing", most=2, fit=lambda row: row.unit_code is not None)
    made = [
        town.attempt(
            transfers.ask,
            row.id,
            "perfunctory",
            "承办单位未到现场即上报办结，市民两次来电反映未处理。",
            "两次来电录音；承办单位上报记录；回访录音。",
            actor=town.actor(FIRST),
            at=at,
        )
        for row in found
    ]
    if made and made[0]:
        town.attempt(transfers.approve, made[0].id, "证据充分，同意移送。", actor=town.actor(SECOND), at=at + timedelta(hours=3))


def _inspect(town: Town, at: datetime) -> None:
    row = _taken(town)
    if row is None or row.unit_code is None:
        return
    held = town.attempt(
        inspections.hold,
        at=at - timedelta(hours=2),
        place=(row.place or {}).get("text") or row.title,
        unit=row.unit_code,
        inspectors="郑国华、谢晓东",
        findings="现场仍有堆放，承办单位无专人负责，台账不全。",
        ticket=row.id,
        actor=town.actor(FIRST),
        now=at,
    )
    if held and town.chance(0.7):
        text = "请于十个工作日内完成整改，明确责任人，并书面回复整改情况。"
        paper = town.attempt(inspections.opine, held.id, text, actor=town.actor(FIRST), at=at + timedelta(minutes=30))
        if paper and town.chance(0.6):
            _reply_later(town, paper)


def _look_back(town: Town, at: datetime) -> None:
    """A sample of what was closed; somebody else calls again, and one in ten turns out not to be solved."""
    since, size = at - timedelta(days=21), max(3, min(12, len(town.tickets) // 20))
    sample = town.attempt(
        lookback.sample, since=since, until=at, size=size, seed=f"{at:%Y%m%d}", by_unit=False, actor=town.actor(FIRST), at=at
    )
    if sample is None:
        return
    items = town.read(lambda uow: [one.id for one in lookback.items_of(uow, sample.id)])
    for position, item in enumerate(items):
        if town.chance(0.7):
            result: lookback.Result = "false" if position == 1 else town.random.choice(("true", "true", "true", "unreached"))
            note = "市民称现场无人处理，问题依旧。" if result == "false" else ""
            called = at + timedelta(minutes=10 * (position + 1))
            grade = 5 if result == "true" else None
            town.attempt(lookback.record, item, result, note, actor=town.actor(SECOND), at=called, grade=grade)


def _score(town: Town, at: datetime) -> None:
    """Points by hand; the unit appeals against every other, and another inspector decides."""
    row = _taken(town)
    if row is None or row.unit_code is None:
        return
    unit = row.unit_code
    entry = town.attempt(scores.enter, unit, 1.0, "未按要求报送整改台账。", actor=town.actor(FIRST), at=at, ticket=row.id)

    def appeal(later: datetime) -> None:
        assert entry is not None
        who = handling.actor_of_unit(town, unit)
        made = town.attempt(scores.appeal, entry.id, "台账已于规定时间通过专线报送，附回执。", actor=who, at=later)
        if made and town.chance(0.5):
            why = "回执属实，但内容不全，改计。"
            town.attempt(
                scores.decide, made.id, "reduced", why, actor=town.actor(SECOND), at=later + timedelta(hours=2), left=0.5
            )

    if entry:
        town.after(5, 30, appeal, office=True)


def _own(town: Town, at: datetime) -> None:
    """A leader takes a case until it is truly over; a hard one has two who lead."""
    row = _taken(town)
    for role, username in OWNERS[: 1 if town.chance(0.6) else 3] if row else ():
        assert row is not None
        town.attempt(owners.give, row.id, role, town.person(username), actor=town.actor(FIRST), at=at)
