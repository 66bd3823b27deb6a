"""Joint handling: meetings, resolutions, talks, guidance, cases, exposures, topics."""

from datetime import datetime, timedelta
from functools import partial

from hotline.demo_data import handling
from hotline.demo_data.arrivals import Arrivals
from hotline.demo_data.town import Town
from hotline.demo_data.words import name_of, number_of
from ticketing.cases import clusters
from ticketing.cases import service as cases
from ticketing.cases.schemas import CaseClusterIn, CaseIn, RootCauseIn
from ticketing.disputes import service as disputes
from ticketing.disputes.schemas import CalledBy, DisputeIn, TalkIn
from ticketing.exposures import service as exposures
from ticketing.exposures.schemas import ExposureIn
from ticketing.mandates import service as mandates
from ticketing.mandates.schemas import GuidanceIn
from ticketing.meetings import agenda, minutes, parties, series
from ticketing.meetings import service as meetings
from ticketing.meetings.kinds import MeetingKind, MeetingMode
from ticketing.meetings.schemas import ItemIn, MeetingDetail, MeetingIn, MeetingRecordIn, PartyIn, SeriesIn
from ticketing.resolutions import service as resolutions
from ticketing.resolutions.schemas import OwnerIn, ResolutionOut
from ticketing.topics import service as topics
from ticketing.topics.schemas import TopicIn
from ticketing.units import Unit

HOST = "inspector1"
KINDS: tuple[tuple[MeetingKind, MeetingMode, str], ...] = (
    ("joint_study", "on_site", "疑难工单联席研判会"),
    ("promotion", "on_site", "供暖诉求推进会"),
    ("settlement", "cloud", "物业纠纷会办会"),
    ("joint_study", "cloud", "职责交叉事项研判会"),
    ("monthly", "on_site", "接诉即办月度点评会"),
    ("risk_study", "live", "风险诉求周研判"),
)
CLOUD = "业主群云上会：认领、协调、群内答复"


def plan(town: Town, arrivals: Arrivals) -> None:
    number = max(3, min(12, arrivals.count // 25))
    for n in range(number):
        kind, mode, title = KINDS[n % len(KINDS)]
        town.later(_share(town, 0.15 + 0.8 * n / number), partial(_meet, town, kind, mode, title))
    town.later(_share(town, 0.98), partial(_invite_only, town))
    for n in range(min(20, arrivals.count // 8)):
        town.later(_share(town, 0.1 + 0.8 * n / 20), partial(_cloud, town))
    town.later(_share(town, 0.97), partial(_rhythm, town))
    for share in (0.2, 0.55, 0.85):
        town.later(_share(town, share), partial(_talks, town))
    for share in (0.3, 0.7):
        town.later(_share(town, share), partial(_case, town))
    town.later(_share(town, 0.5), partial(_kind, town))
    for share in (0.35, 0.8):
        town.later(_share(town, share), partial(_exposed, town))
    town.later(_share(town, 0.25), partial(_topic, town))
    for n in range(max(2, arrivals.count // 60)):
        town.later(_share(town, 0.3 + 0.6 * n / max(2, arrivals.count // 60)), partial(_guide, town))


def _share(town: Town, share: float) -> datetime:
    return town.in_office(town.since + (town.until - town.since) * share)


def _bureaus(town: Town, most: int) -> list[Unit]:
    found = [unit for unit in town.database.city.units if unit.kind == "industry" and unit.level == "city"]
    return town.random.sample(found, min(most, len(found)))


def _meet(town: Town, kind: MeetingKind, mode: MeetingMode, title: str, at: datetime) -> None:
    """Planned for tomorrow, called, held, minuted; each matter has its decision, which is followed until done."""
    found = town.some("problem_ticket", most=2) + town.some("handling", "signed", most=2)
    starts = town.in_office(at + timedelta(hours=24))
    who = town.actor(HOST)
    units = {row.unit_code for row in found if row.unit_code} | {unit.code for unit in _bureaus(town, 2)}
    new = MeetingIn(
        kind=kind,
        mode=mode,
        title=title,
        purpose="研究解决重复、集中、疑难诉求。",
        place="热线中心三楼会商室",
        starts_at=starts,
        ends_at=starts + timedelta(hours=1),
        parties=tuple(PartyIn(role="concerned", unit=code) for code in sorted(units)),
        items=tuple(ItemIn(ticket=row.id) for row in found) or (ItemIn(title="本月集中诉求"),),
    )
    made = town.attempt(meetings.plan, new, actor=who, at=at)
    called = made and town.attempt(meetings.invite, made.id, version=made.version, actor=who, at=at)
    if called:
        for party in called.parties[:3]:
            if party.unit:
                town.after(1, 6, partial(_reply, town, called.id, party.id, party.unit.code))
        town.later(starts + timedelta(hours=1), partial(_hold, town, called.id))


def _reply(town: Town, meeting: str, party: str, unit: str, at: datetime) -> None:
    town.attempt(parties.reply, meeting, party, "accepted", actor=handling.actor_of_unit(town, unit), at=at)


def _hold(town: Town, meeting: str, at: datetime) -> None:
    who = town.actor(HOST)
    held = town.attempt(meetings.hold, meeting, "达成一致意见。", version=_version(town, meeting), actor=who, at=at)
    if held is None:
        return
    for party in held.parties:
        town.attempt(parties.attend, meeting, party.id, "present", actor=who, at=at)
    for item in held.items:
        _decide(town, held, item.id, item.ticket.id if item.ticket else None, at)
    town.attempt(minutes.write, meeting, _minutes(held), minutes_version=0, actor=who, at=at)
    if town.chance(0.8):
        town.attempt(minutes.sign_off, meeting, version=_version(town, meeting), actor=who, at=at + timedelta(minutes=20))


def _decide(town: Town, held: MeetingDetail, item: str, ticket: str | None, at: datetime) -> None:
    """A joint study names the unit of a problem ticket; any other matter becomes a task with a due date."""
    names = bool(ticket) and held.kind == "joint_study" and town.ticket(str(ticket)).state == "problem_ticket"
    unit = next((party.unit.code for party in held.parties if party.unit), _bureaus(town, 1)[0].code)
    text = "由该单位主办，其他单位协办，限期办结。" if names else "牵头制定整改方案，每周报进展。"
    new = OwnerIn(text=text, unit=unit, days=None if names else town.random.choice((3, 7, 14)))
    if town.attempt(agenda.decide, held.id, item, new, names_unit=names, actor=town.actor(HOST), at=at) is None:
        return
    if names and ticket:
        handling.dispatched(town, ticket)
    elif town.chance(0.7):
        town.after(20, 140, partial(_follow, town, held.id, item), office=True)


def _follow(town: Town, meeting: str, item: str, at: datetime) -> None:
    """The owner tells of progress, says that it is done, and most of it is confirmed."""
    found = _resolution(town, meeting, item)
    if found is None or found.state != "open":
        return
    who = handling.actor_of_unit(town, found.unit.code)
    town.attempt(resolutions.progress, found.id, "方案已报批，正在组织实施。", actor=who, at=at)
    evidence = "已完成整改，附现场照片和验收单。"
    done = town.attempt(resolutions.report, found.id, evidence, version=found.version, actor=who, at=at + timedelta(hours=1))
    if done and town.chance(0.7):
        later = at + timedelta(hours=3)
        town.attempt(resolutions.close, found.id, "", version=done.version, actor=town.actor(HOST), at=later)


def _resolution(town: Town, meeting: str, item: str) -> ResolutionOut | None:
    with town.database.reading() as uow:
        seen = meetings.get(uow, meeting, actor=town.actor(HOST), now=town.now)
        wanted = next((one.resolution for one in seen.items if one.id == item), None)
        return next((one for one in seen.resolutions if one.id == wanted), None)


def _version(town: Town, meeting: str) -> int:
    return town.read(lambda uow: meetings.get(uow, meeting, actor=town.actor(HOST), now=town.now)).version


def _minutes(held: MeetingDetail) -> str:
    matters = "\n".join(f"{n}. {item.title}：明确牵头单位和完成时限。" for n, item in enumerate(held.items, 1))
    return f"会议听取了各单位情况汇报，逐件研究议题，议定如下：\n{matters}\n会议要求各单位按期落实并反馈。"


def _invite_only(town: Town, at: datetime) -> None:
    """A 3+X and a study that are still to come: a calendar with something ahead."""
    starts = town.in_office(town.until + timedelta(hours=26))
    who, units = town.actor(HOST), _bureaus(town, 5)
    fixed = tuple(PartyIn(role="fixed_office", unit=unit.code) for unit in units[:3])
    concerned = tuple(PartyIn(role="concerned", unit=unit.code) for unit in units[3:])
    ahead: tuple[tuple[MeetingKind, str], ...] = (("three_plus_x", "预付卡退费 3+X 会商"), ("study", "双周研究会"))
    for kind, title in ahead:
        new = MeetingIn(
            kind=kind,
            mode="on_site",
            title=title,
            place="热线中心一楼会议室",
            starts_at=starts,
            ends_at=starts + timedelta(hours=1),
            parties=(*fixed, *concerned),
            items=tuple(ItemIn(ticket=row.id) for row in town.some("handling", most=2)),
        )
        made = town.attempt(meetings.plan, new, actor=who, at=at)
        if made:
            town.attempt(meetings.invite, made.id, version=made.version, actor=who, at=at)


def _cloud(town: Town, at: datetime) -> None:
    new = MeetingRecordIn(
        kind="settlement",
        mode="cloud",
        title=CLOUD,
        held_at=at - timedelta(hours=1),
        outcome="群内当场认领，次日办好。",
        prevented=town.chance(0.7),
    )
    town.attempt(meetings.record, new, actor=town.actor(HOST), at=at)


def _rhythm(town: Town, at: datetime) -> None:
    rhythms: tuple[tuple[MeetingKind, str, str, int], ...] = (
        ("study", "双牵头研究会", "biweekly", 3),
        ("risk_study", "风险诉求研判会", "weekly", 1),
        ("monthly", "月度点评会", "monthly", 25),
    )
    for kind, title, rhythm, day in rhythms:
        parties = [{"role": "concerned", "unit": unit.code} for unit in _bureaus(town, 3)]
        new = SeriesIn.model_validate(
            {"kind": kind, "mode": "on_site", "title": title, "rhythm": rhythm, "day": day, "starts": "09:30", "parties": parties}
            | {"chair": town.person("leader1"), "co_chair": town.person("leader2") if kind == "study" else None}
        )
        town.attempt(series.start, new, actor=town.actor(HOST), at=at)


def _talks(town: Town, at: datetime) -> None:
    """A dispute that is talked out: one or two rounds, settled more often than not."""
    who, unit = town.actor(HOST), _bureaus(town, 1)[0]
    ticket = next(iter(town.some("handling", "signed")), None)
    called: CalledBy = "citizen" if town.chance(0.4) else "hotline"
    new = DisputeIn(
        title="小区公共收益去向纠纷",
        matter="业主要求物业公开三年公共收益账目。",
        ticket=ticket.id if ticket else None,
        called_by=called,
        ordered=(unit.code,) if called == "citizen" else (),
        representative=name_of(town.random),
        representative_phone=number_of(town.random),
        complained_of="安居物业公司",
        supervising_unit=unit.code,
    )
    row = town.attempt(disputes.open_dispute, new, actor=who, at=at)
    if row is None:
        return
    starts = town.in_office(at + timedelta(hours=30))
    talk = TalkIn(starts_at=starts, ends_at=starts + timedelta(hours=2), place="社区心安驿站")
    planned = town.attempt(disputes.talk, row.id, talk, version=row.version, actor=who, at=at)
    if planned:
        town.later(starts + timedelta(hours=2), partial(_talked, town, row.id, planned.talks[-1].id))


def _talked(town: Town, dispute: str, meeting: str, at: datetime) -> None:
    who = town.actor(HOST)
    called = town.attempt(meetings.invite, meeting, version=_version(town, meeting), actor=who, at=at - timedelta(hours=20))
    if called is None or not town.attempt(meetings.hold, meeting, "各方陈述诉求。", version=called.version, actor=who, at=at):
        return
    version = town.read(lambda uow: disputes.get(uow, dispute, actor=who)).version
    if town.chance(0.7):
        agreement = "物业七日内公示三年账目，收益六成补充维修资金，业主代表签字认可。"
        town.attempt(disputes.settle, dispute, agreement, version=version, actor=who, at=at)
    else:
        said = "双方对账期有分歧，约定下周再谈。"
        town.attempt(disputes.outcome, dispute, said, version=version, actor=who, at=at)


def _case(town: Town, at: datetime) -> None:
    who = town.actor(HOST)
    new = CaseIn(
        title="一盏路灯背后的“三不管”",
        background="老旧小区路灯产权不清，多年无人维修。",
        handling="热线组织三方现场会商，明确管护责任。",
        outcome="三日内修复二十四盏，建立长效管护机制。",
        lesson="首接负责、先办后议，先解决问题再厘清职责。",
        tags=("路灯", "首接负责"),
        tickets=tuple(row.id for row in town.some("closed", "archived", most=2)),
    )
    made = town.attempt(cases.write, new, actor=who, at=at)
    shown = made and town.attempt(cases.publish, made.id, version=made.version, actor=who, at=at)
    if shown:
        town.attempt(cases.bulletin, shown.id, actor=who, at=at)


def _kind(town: Town, at: datetime) -> None:
    """From one case to its kind: tickets of one category under the unit that is to find out why."""
    first = next(iter(town.some("closed", "archived", fit=lambda row: bool(row.category_code and row.unit_code))), None)
    if first is None or first.category_code is None or first.unit_code is None:
        return
    new = CaseClusterIn(title=f"{first.category_name}反复出现", category=first.category_code, unit=first.unit_code, days=60)
    made = town.attempt(clusters.gather, new, actor=town.actor(HOST), at=at)
    if made and town.chance(0.5):
        note = RootCauseIn(
            version=made.version, cause="施工许可审批与夜间巡查脱节。", remedy="许可与巡查联动，工地装噪声在线监测。"
        )
        town.attempt(clusters.close, made.id, note, actor=town.actor(HOST), at=at + timedelta(days=1))


def _exposed(town: Town, at: datetime) -> None:
    unit = _bureaus(town, 1)[0]
    new = ExposureIn(
        outlet="宁湾电视台“民生直通车”",
        line="television",
        published_on=town.database.calendar.local(at).date(),
        title="小区门口大坑半年没人补",
        text="记者实地走访，居民多次反映无果。",
        unit=unit.code,
        days=3,
        tickets=tuple(row.id for row in town.some("handling", "signed", most=1)),
    )
    town.attempt(exposures.record, new, actor=town.actor(HOST), at=at)


def _topic(town: Town, at: datetime) -> None:
    local = town.database.calendar.local(at)
    new = TopicIn(month=f"{local:%Y-%m}", title="老旧小区供暖保障", leader="市委书记", goal="采暖季投诉同比下降三成。")
    made = town.attempt(topics.start, new, actor=town.actor(HOST), at=at)
    for unit in _bureaus(town, 3) if made else ():
        matter = OwnerIn(text=f"{unit.name}完成隐患管网改造和入户测温。", unit=unit.code, days=town.random.choice((10, 20, 40)))
        assert made is not None
        town.attempt(topics.add_matter, made.id, matter, None, actor=town.actor(HOST), at=at)


def _guide(town: Town, at: datetime) -> None:
    for row in town.some("handling", "reviewing"):
        new = GuidanceIn(
            version=row.version,
            ground="no_mandate",
            rule="《民法典》合同编：属平等主体之间的民事纠纷，行政机关无裁决权。",
            explanation="该事项属民事合同纠纷，已向市民说明法律依据，引导通过调解或诉讼解决，并提供法律援助电话。",
            way="mediation",
            advised_by="何思远",
        )
        town.attempt(mandates.guide, row.id, new, actor=town.actor("dispatcher1"), at=at)
