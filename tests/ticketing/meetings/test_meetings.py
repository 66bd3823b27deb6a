"""Meetings: called, answered, held, minuted; who is told, who may see and who may not."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import select

from config.errors import BadInput, Conflict, NotAllowed, NotFound
from tests.ticketing import joint
from tests.ticketing.story import NOON, Story
from ticketing.documents import service as documents
from ticketing.meetings import agenda, minutes, parties, reminding, series
from ticketing.meetings import service as meetings
from ticketing.meetings.models import MeetingRow
from ticketing.meetings.schemas import ItemIn, MeetingPatch, MeetingRecordIn, PartyIn, SeriesIn
from ticketing.meetings.states import TABLE
from ticketing.notices.models import NoticeRow
from ticketing.resolutions.schemas import OwnerIn
from ticketing.tickets import service as tickets
from ticketing.tickets.actor import Actor
from ticketing.uow import UnitOfWork


@pytest.fixture
def convener(story: Story) -> Actor:
    return joint.actor(story, "d1", "dispatcher")


@pytest.fixture
def handler(story: Story) -> Actor:
    return joint.actor(story, "h1", "handler", unit="Q-CG")


def told(story: Story, kind: str) -> Sequence[str]:
    def find(uow: UnitOfWork) -> list[str]:
        return sorted(uow.session.scalars(select(NoticeRow.addressee).where(NoticeRow.kind == kind)))

    return story.do(find)


def test_every_step_of_the_table_is_named_and_nothing_leaves_a_cancelled_meeting() -> None:
    assert {command for _, command in TABLE.steps} <= set(TABLE.commands)
    assert TABLE.allowed("cancelled") == ()
    assert TABLE.allowed("signed") == ("append",)


def test_calling_a_meeting_tells_each_unit_once_and_issues_a_numbered_paper(story: Story, convener: Actor) -> None:
    made = joint.planned(story, convener)
    called = story.do(meetings.invite, made.id, version=made.version, actor=convener, at=NOON)
    assert called.state == "invited"
    assert told(story, "meeting_invited") == ["unit:Q-CG", "unit:S1"]
    assert [paper.number for paper in called.papers] == ["会〔2026〕1号"]
    more = story.do(parties.add_party, made.id, PartyIn(role="guest", unit="Q-HB"), actor=convener, at=NOON)
    story.do(meetings.invite, made.id, version=more.version, actor=convener, at=NOON)
    assert told(story, "meeting_invited") == ["unit:Q-CG", "unit:Q-HB", "unit:S1"]


def test_talks_of_three_parties_are_not_called(story: Story, convener: Actor) -> None:
    three = (
        PartyIn(role="representative", name="王某"),
        PartyIn(role="complained_of", name="某物业"),
        PartyIn(role="host", name="热线"),
    )
    made = joint.planned(story, convener, kind="four_party", parties=three)
    assert made.missing == ("缺少主管部门",)
    with pytest.raises(BadInput, match="主管部门"):
        story.do(meetings.invite, made.id, version=made.version, actor=convener, at=NOON)
    assert told(story, "meeting_invited") == []


def test_a_unit_answers_for_itself_a_refusal_says_why_a_deputy_who(story: Story, convener: Actor, handler: Actor) -> None:
    made = joint.planned(story, convener)
    story.do(meetings.invite, made.id, version=made.version, actor=convener, at=NOON)
    mine, other = made.parties

    def answer(party: str, reply: str, **more: str) -> str | None:
        found = story.do(parties.reply, made.id, party, reply, actor=handler, at=NOON, **more)
        return found.parties[0].reply

    for wrong in ("declined", "deputy"):
        with pytest.raises(BadInput):
            answer(mine.id, wrong)
    with pytest.raises(NotAllowed):
        answer(other.id, "accepted")
    assert answer(mine.id, "accepted") == "accepted"
    assert answer(mine.id, "deputy", deputy="李副局长") == "deputy"
    assert told(story, "meeting_replied") == [f"person:{convener.id}"]
    assert story.do(meetings.get, made.id, actor=convener, now=NOON).parties[0].deputy == "李副局长"


def test_a_unit_sees_what_it_is_invited_to_and_nothing_else(story: Story, convener: Actor, handler: Actor) -> None:
    made = joint.planned(story, convener)
    joint.planned(story, convener, parties=(PartyIn(role="concerned", unit="S1"),))
    with pytest.raises(NotAllowed):  # not called yet
        story.do(meetings.get, made.id, actor=handler, now=NOON)
    story.do(meetings.invite, made.id, version=made.version, actor=convener, at=NOON)
    [line] = story.do(meetings.list_meetings, actor=handler).items
    assert line.id == made.id
    assert len(story.do(meetings.list_meetings, actor=convener).items) == 2
    seen = story.do(meetings.get, made.id, actor=handler, now=NOON)
    assert (seen.allowed, seen.history) == (("reply",), ())
    for command in (meetings.cancel, meetings.hold):
        with pytest.raises(NotAllowed):
            story.do(command, made.id, "x", version=seen.version, actor=handler, at=NOON)


def test_citizens_names_and_phones_are_masked_for_those_who_take_part(story: Story, convener: Actor, handler: Actor) -> None:
    who = (PartyIn(role="representative", name="王小明", contact="16412345678"), PartyIn(role="concerned", unit="Q-CG"))
    made = joint.planned(story, convener, parties=who)
    story.do(meetings.invite, made.id, version=made.version, actor=convener, at=NOON)
    seen = story.do(meetings.get, made.id, actor=handler, now=NOON).parties[0]
    assert (seen.name, seen.contact) == ("王**", "164****5678")
    assert story.do(meetings.get, made.id, actor=convener, now=NOON).parties[0].contact == "16412345678"


def test_two_people_who_change_one_meeting_do_not_overwrite_each_other(story: Story, convener: Actor) -> None:
    made = joint.planned(story, convener)
    story.do(meetings.change, made.id, MeetingPatch(version=made.version, place="一楼"), actor=convener, at=NOON)
    with pytest.raises(Conflict, match="名d1"):
        story.do(meetings.change, made.id, MeetingPatch(version=made.version, place="二楼"), actor=convener, at=NOON)
    assert story.do(meetings.get, made.id, actor=convener, now=NOON).place == "一楼"


def test_a_new_time_is_told_to_those_who_were_invited(story: Story, convener: Actor) -> None:
    made = joint.planned(story, convener)
    called = story.do(meetings.invite, made.id, version=made.version, actor=convener, at=NOON)
    later = MeetingPatch(version=called.version, starts_at=NOON + timedelta(days=3), ends_at=NOON + timedelta(days=3, hours=1))
    story.do(meetings.change, made.id, later, actor=convener, at=NOON)
    assert told(story, "meeting_changed") == ["unit:Q-CG", "unit:S1"]
    wrong = MeetingPatch(version=called.version + 1, ends_at=NOON)
    with pytest.raises(BadInput):
        story.do(meetings.change, made.id, wrong, actor=convener, at=NOON)


def test_minutes_are_versioned_until_signed_and_only_appended_to_after(story: Story, convener: Actor, handler: Actor) -> None:
    meeting = joint.held(story, convener)
    at = NOON + timedelta(days=2, hours=3)
    story.do(minutes.write, meeting.id, "第一稿", minutes_version=0, actor=convener, at=at)
    with pytest.raises(Conflict, match="第1版"):
        story.do(minutes.write, meeting.id, "另一稿", minutes_version=0, actor=convener, at=at)
    second = story.do(minutes.write, meeting.id, "第二稿", minutes_version=1, actor=convener, at=at)
    assert story.do(meetings.get, meeting.id, actor=handler, now=at).minutes == ()
    done = story.do(minutes.sign_off, meeting.id, version=second.version, actor=convener, at=at)
    assert [paper.number for paper in done.papers][-1] == "会纪〔2026〕1号"
    with pytest.raises(Conflict):
        story.do(minutes.write, meeting.id, "第三稿", minutes_version=2, actor=convener, at=at)
    story.do(minutes.append, meeting.id, "补充一点", actor=convener, at=at)
    kept = story.do(meetings.get, meeting.id, actor=handler, now=at).minutes
    assert [(one.version, one.kind, one.text) for one in kept] == [
        (1, "minutes", "第一稿"), (2, "minutes", "第二稿"), (3, "addendum", "补充一点"),
    ]  # fmt: skip


def test_minutes_are_printed_as_a_draft_before_and_an_addendum_as_a_paper_of_its_own_after(
    story: Story, convener: Actor, handler: Actor
) -> None:
    meeting = joint.held(story, convener)
    at = NOON + timedelta(days=2, hours=3)
    with pytest.raises(BadInput):
        story.do(minutes.draft, meeting.id, actor=convener, at=at)
    written = story.do(minutes.write, meeting.id, "议定三件事。", minutes_version=0, actor=convener, at=at)
    paper = story.do(minutes.draft, meeting.id, actor=convener, at=at)
    assert (paper.number, paper.title) == ("", "桥头片区联席研判纪要（征求意见稿）")
    with pytest.raises(NotAllowed):
        story.do(minutes.draft, meeting.id, actor=handler, at=at)
    story.do(minutes.sign_off, meeting.id, version=written.version, actor=convener, at=at)
    with pytest.raises(Conflict):
        story.do(minutes.draft, meeting.id, actor=convener, at=at)
    done = story.do(minutes.append, meeting.id, "第二项改由街道牵头。", actor=convener, at=at)
    assert [paper.number for paper in done.papers] == ["会〔2026〕1号", "会纪〔2026〕1号", "会纪〔2026〕2号"]
    assert done.papers[-1].units == ("Q-CG", "S1")
    assert len(told(story, "minutes_signed")) == 4


def test_who_is_invited_is_reminded_once_and_asked_for_the_answer_that_is_owed(
    story: Story, convener: Actor, handler: Actor
) -> None:
    three = (*joint.TWO, PartyIn(role="guest", unit="Q-HB"))
    made = joint.planned(story, convener, parties=three)
    story.do(meetings.invite, made.id, version=made.version, actor=convener, at=NOON)
    story.do(parties.reply, made.id, made.parties[0].id, "accepted", actor=handler, at=NOON)
    away = joint.actor(story, "h3", "handler", unit="Q-HB")
    story.do(parties.reply, made.id, made.parties[2].id, "declined", text="另有会议", actor=away, at=NOON)
    assert story.do(reminding.remind, NOON + timedelta(hours=23)) == 0
    together = Barrier(3)

    def round(_n: int) -> int:
        together.wait(10)
        return story.do(reminding.remind, NOON + timedelta(hours=25))

    with ThreadPoolExecutor(3) as pool:
        assert sum(pool.map(round, range(3))) == 1
    assert (told(story, "meeting_soon"), told(story, "meeting_unanswered")) == (["unit:Q-CG"], ["unit:S1"])
    now = story.do(meetings.get, made.id, actor=convener, now=NOON)
    later = MeetingPatch(version=now.version, starts_at=NOON + timedelta(days=9), ends_at=NOON + timedelta(days=9, hours=1))
    story.do(meetings.change, made.id, later, actor=convener, at=NOON + timedelta(hours=26))
    assert story.do(reminding.remind, NOON + timedelta(hours=27)) == 0
    assert story.do(reminding.remind, NOON + timedelta(days=8, hours=1)) == 1


def test_who_is_called_on_the_day_before_is_not_reminded_beside_it(story: Story, convener: Actor) -> None:
    made = joint.planned(story, convener, days=0.5)
    story.do(meetings.invite, made.id, version=made.version, actor=convener, at=NOON)
    assert story.do(reminding.remind, NOON + timedelta(hours=1)) == 0


def test_minutes_without_a_text_are_not_signed(story: Story, convener: Actor) -> None:
    meeting = joint.held(story, convener)
    with pytest.raises(BadInput):
        story.do(minutes.sign_off, meeting.id, version=meeting.version, actor=convener, at=NOON)


def test_of_two_who_write_minutes_at_once_one_is_told(story: Story, convener: Actor) -> None:
    meeting = joint.held(story, convener)
    together = Barrier(4)

    def write(n: int) -> bool:
        together.wait(10)
        try:
            story.do(minutes.write, meeting.id, f"稿{n}", minutes_version=0, actor=convener, at=NOON)
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(write, range(4))) == [False, False, False, True]


def test_one_matter_gets_one_decision(story: Story, convener: Actor) -> None:
    ticket = joint.ticket(story)
    meeting = joint.held(story, convener, items=(ItemIn(ticket=ticket), ItemIn(title="背街照明")))
    owner = OwnerIn(text="三日内修复", unit="Q-CG", days=3)
    first, second = meeting.items
    decided = story.do(agenda.decide, meeting.id, first.id, owner, names_unit=False, actor=convener, at=NOON + timedelta(days=2))
    assert [one.resolution is not None for one in decided.items] == [True, False]
    assert decided.resolutions[0].ticket is not None
    with pytest.raises(Conflict, match="一事一议"):
        story.do(agenda.decide, meeting.id, first.id, owner, names_unit=False, actor=convener, at=NOON + timedelta(days=2))
    with pytest.raises(Conflict):
        story.do(agenda.remove_item, meeting.id, first.id, actor=convener, at=NOON)
    story.do(agenda.remove_item, meeting.id, second.id, actor=convener, at=NOON)


def test_a_ticket_stands_on_an_agenda_once(story: Story, convener: Actor) -> None:
    ticket = joint.ticket(story)
    made = joint.planned(story, convener, items=(ItemIn(ticket=ticket),))
    assert "桥头路灯不亮" in made.items[0].title
    with pytest.raises(Conflict):
        story.do(agenda.add_item, made.id, ItemIn(ticket=ticket), actor=convener, at=NOON)
    with pytest.raises(NotFound):
        story.do(agenda.add_item, made.id, ItemIn(ticket="none"), actor=convener, at=NOON)
    with pytest.raises(BadInput):
        story.do(agenda.add_item, made.id, ItemIn(), actor=convener, at=NOON)


def test_a_joint_study_names_the_unit_of_a_problem_ticket_and_it_is_dispatched_at_once(story: Story, convener: Actor) -> None:
    ticket = joint.problem_ticket(story, convener)
    owner = OwnerIn(text="由市城管局承办背街照明", unit="Q-CG")
    study = joint.held(story, convener, items=(ItemIn(ticket=ticket),))
    done = story.do(agenda.decide, study.id, study.items[0].id, owner, names_unit=True, actor=convener, at=NOON)
    assert (done.resolutions[0].kind, done.resolutions[0].state) == ("names_unit", "closed")
    named = story.do(tickets.get, ticket)
    assert (named.state, named.basis) == ("dispatched", "named")
    assert named.unit is not None
    assert named.unit.code == "Q-CG"


def test_no_other_meeting_names_a_unit_and_no_other_ticket_gets_one(story: Story, convener: Actor) -> None:
    owner = OwnerIn(text="由市城管局承办背街照明", unit="Q-CG")
    ticket = joint.problem_ticket(story, convener)
    promotion = joint.held(story, convener, kind="promotion", items=(ItemIn(ticket=ticket),))
    with pytest.raises(BadInput):
        story.do(agenda.decide, promotion.id, promotion.items[0].id, owner, names_unit=True, actor=convener, at=NOON)
    study = joint.held(story, convener, items=(ItemIn(ticket=joint.ticket(story)),))
    with pytest.raises(Conflict):
        story.do(agenda.decide, study.id, study.items[0].id, owner, names_unit=True, actor=convener, at=NOON)
    assert story.do(meetings.get, study.id, actor=convener, now=NOON).resolutions == ()


def test_the_next_meeting_shows_what_the_last_left_open(story: Story, convener: Actor) -> None:
    last = joint.held(story, convener, items=(ItemIn(title="背街照明"), ItemIn(title="积水")))
    for item, unit in zip(last.items, ("Q-CG", "S1"), strict=True):
        owner = OwnerIn(text=f"处理{item.title}", unit=unit)
        story.do(agenda.decide, last.id, item.id, owner, names_unit=False, actor=convener, at=NOON)
    following = joint.planned(story, convener, days=9)
    assert {one.text for one in following.left_open} == {"处理背街照明", "处理积水"}
    other = joint.planned(story, convener, kind="promotion", days=9)
    assert other.left_open == ()
    carried = story.do(agenda.add_item, following.id, ItemIn(carried=following.left_open[0].id), actor=convener, at=NOON)
    assert carried.items[0].title == following.left_open[0].text


WEEKLY = SeriesIn(
    kind="risk_study", mode="on_site", title="每周风险研判", rhythm="weekly", day=1, starts="09:30", parties=joint.TWO
)


def test_a_rhythm_plans_its_meetings_ahead_and_each_once(story: Story, convener: Actor) -> None:
    made = story.do(series.start, WEEKLY, actor=convener, at=NOON)  # a Wednesday
    days = [f"{one.starts_at:%m-%d}" for one in reversed(story.do(meetings.list_meetings, actor=convener).items)]
    assert days == ["03-09", "03-16"]
    together = Barrier(3)

    def round(_n: int) -> int:
        together.wait(10)
        return story.do(series.plan_due, NOON + timedelta(days=7))

    with ThreadPoolExecutor(3) as pool:
        assert sum(pool.map(round, range(3))) == 1
    assert len(story.do(meetings.list_meetings, actor=convener).items) == 3
    story.do(series.end, made.id, actor=convener, at=NOON)
    assert story.do(series.plan_due, NOON + timedelta(days=60)) == 0


def test_a_rhythm_has_two_leads_and_does_not_make_up_for_days_that_passed(story: Story, convener: Actor) -> None:
    other = joint.actor(story, "s1", "supervisor")
    double = WEEKLY.model_copy(update={"rhythm": "biweekly", "chair": convener.id, "co_chair": other.id})
    story.do(series.start, double, actor=convener, at=NOON)
    before = len(story.do(meetings.list_meetings, actor=convener).items)
    assert story.do(series.plan_due, NOON + timedelta(days=365)) <= 2
    newest = story.do(meetings.list_meetings, actor=convener).items
    assert len(newest) - before <= 2
    assert {person.name for person in (newest[0].chair, newest[0].co_chair) if person} == {"名d1", "名s1"}


def test_the_years_figures_are_by_kind_mode_and_half_year(story: Story, convener: Actor) -> None:
    def fill(uow: UnitOfWork) -> None:
        for mode, count, month in (("on_site", 81, 3), ("live", 21, 8), ("cloud", 1000, 10)):
            for n in range(count):
                at = NOON.replace(month=month, day=1 + n % 28)
                uow.session.add(
                    MeetingRow(
                        id=f"{mode}{n}",
                        state="held",
                        version=1,
                        kind="settlement",
                        mode=mode,
                        title="会",
                        purpose="",
                        place="",
                        starts_at=at,
                        ends_at=at,
                        held_at=at,
                        outcome="",
                        prevented=mode == "cloud" and n < 600,
                        minutes_version=0,
                        created_at=at,
                        created_by="system",
                    )
                )

    story.do(fill)
    found = story.do(meetings.figures, 2026)
    assert (found.total, found.last_year, found.prevented) == (1102, 0, 600)
    assert found.by_mode == {"on_site": 81, "cloud": 1000, "live": 21}
    assert found.by_kind["settlement"] == 1102
    assert [(half.total, half.by_mode) for half in found.halves] == [(81, {"on_site": 81}), (1021, {"live": 21, "cloud": 1000})]


def test_a_meeting_is_counted_in_the_local_year(story: Story, convener: Actor) -> None:
    new_years_eve = NOON.replace(year=2025, month=12, day=31, hour=16, minute=30)  # 00:30 of the first of January there
    record = MeetingRecordIn(kind="settlement", mode="cloud", title="业主群会办", held_at=new_years_eve, prevented=True)
    story.do(meetings.record, record, actor=convener, at=NOON)
    assert story.do(meetings.figures, 2026).total == 1
    assert story.do(meetings.figures, 2025).total == 0
    with pytest.raises(BadInput):
        story.do(meetings.record, record, actor=convener, at=new_years_eve - timedelta(days=1))


def test_the_papers_of_a_meeting_can_be_read_by_the_units_that_they_name(story: Story, convener: Actor, handler: Actor) -> None:
    done = joint.signed(story, convener, joint.held(story, convener))
    assert [paper.kind for paper in done.papers] == ["meeting_invitation", "meeting_minutes"]
    assert all("Q-CG" in paper.units for paper in done.papers)
    listed = story.do(documents.of_subject, f"meeting:{done.id}")
    assert len(listed) == 2
