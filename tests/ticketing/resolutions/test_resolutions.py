"""Followed until done: reminded of once, overdue once, closed by a person with evidence."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import select

from config.errors import BadInput, Conflict, NotAllowed
from tests.ticketing import joint
from tests.ticketing.story import NOON, Story
from ticketing.meetings import agenda
from ticketing.meetings.schemas import ItemIn
from ticketing.notices.models import NoticeRow
from ticketing.resolutions import service as resolutions
from ticketing.resolutions.schemas import OwnerIn, ResolutionOut
from ticketing.resolutions.states import TABLE
from ticketing.tickets.actor import Actor
from ticketing.uow import UnitOfWork

DECIDED = NOON + timedelta(days=2, hours=2)  # Friday 6 March, 14:00 there
DUE = NOON + timedelta(days=7, hours=5)  # Wednesday 11 March, 17:00 there: three working days on


@pytest.fixture
def convener(story: Story) -> Actor:
    return joint.actor(story, "d1", "dispatcher")


@pytest.fixture
def handler(story: Story) -> Actor:
    return joint.actor(story, "h1", "handler", unit="Q-CG")


def decided(story: Story, convener: Actor, *, days: int = 3, unit: str = "Q-CG") -> ResolutionOut:
    meeting = joint.held(story, convener, items=(ItemIn(title="背街照明"),))
    owner = OwnerIn(text="修复路灯", unit=unit, days=days)
    item = meeting.items[0].id
    done = story.do(agenda.decide, meeting.id, item, owner, names_unit=False, actor=convener, at=DECIDED)
    return done.resolutions[0]


def told(story: Story) -> Counter[tuple[str, str]]:
    def find(uow: UnitOfWork) -> list[tuple[str, str]]:
        return [(row.kind, row.addressee) for row in uow.session.scalars(select(NoticeRow)) if row.kind.startswith("resolution")]

    return Counter(story.do(find))


def test_every_step_is_named_and_nothing_leaves_what_is_over() -> None:
    assert {command for _, command in TABLE.steps} <= set(TABLE.commands)
    assert TABLE.allowed("closed") == TABLE.allowed("withdrawn") == ()


def test_a_resolution_is_due_in_working_days_and_its_owner_is_told(story: Story, convener: Actor) -> None:
    made = decided(story, convener)
    assert made.due == made.first_due == DUE
    assert told(story) == {("resolution_decided", "unit:Q-CG"): 1}


def test_it_is_closed_by_a_person_of_the_hotline_with_evidence(story: Story, convener: Actor, handler: Actor) -> None:
    made = decided(story, convener)
    with pytest.raises(BadInput, match="佐证"):
        story.do(resolutions.close, made.id, " ", version=made.version, actor=convener, at=DECIDED)
    with pytest.raises(NotAllowed):
        story.do(resolutions.close, made.id, "照片", version=made.version, actor=handler, at=DECIDED)
    with pytest.raises(BadInput):
        story.do(resolutions.report, made.id, "", version=made.version, actor=handler, at=DECIDED)
    reported = story.do(resolutions.report, made.id, "已换灯 12 盏", version=made.version, actor=handler, at=DECIDED)
    assert reported.state == "reported"
    back = story.do(resolutions.give_back, made.id, "仍有两盏不亮", version=reported.version, actor=convener, at=DECIDED)
    again = story.do(resolutions.report, made.id, "已全部修复", version=back.version, actor=handler, at=DECIDED)
    done = story.do(resolutions.close, made.id, "", version=again.version, actor=convener, at=DECIDED)
    assert (done.state, done.evidence, done.light) == ("closed", "已全部修复", "green")
    assert [step.step for step in done.history] == ["decide", "report", "return", "report", "close"]
    with pytest.raises(Conflict):
        story.do(resolutions.progress, made.id, "还有", actor=handler, at=DECIDED)


def test_only_the_owner_reports_on_it(story: Story, convener: Actor, handler: Actor) -> None:
    made = decided(story, convener, unit="S1")
    for act in (resolutions.progress,):
        with pytest.raises(NotAllowed):
            story.do(act, made.id, "进展", actor=handler, at=DECIDED)
    with pytest.raises(NotAllowed):
        story.do(resolutions.get, made.id, actor=handler, now=DECIDED)
    assert story.do(resolutions.list_resolutions, actor=handler, now=DECIDED).items == ()
    assert len(story.do(resolutions.list_resolutions, actor=convener, now=DECIDED).items) == 1


def test_reminder_and_overdue_notice_go_out_once_whoever_runs_the_round(story: Story, convener: Actor) -> None:
    decided(story, convener)
    together = Barrier(3)

    def round(day: float) -> int:
        together.wait(10)
        return story.do(resolutions.remind, NOON + timedelta(days=day))

    assert story.do(resolutions.remind, NOON + timedelta(days=5, hours=20)) == 0
    for day in (6, 7.5):
        with ThreadPoolExecutor(3) as pool:
            assert sum(pool.map(round, [day] * 3)) == 1
    assert story.do(resolutions.remind, NOON + timedelta(days=20)) == 0
    assert told(story) == {
        ("resolution_decided", "unit:Q-CG"): 1,
        ("resolution_due", "unit:Q-CG"): 1,
        ("resolution_overdue", "unit:Q-CG"): 1,
        ("resolution_overdue", "role:inspector"): 1,
    }


def test_a_reminder_makes_nobodys_screen_stale(story: Story, convener: Actor, handler: Actor) -> None:
    made = decided(story, convener)
    story.do(resolutions.remind, NOON + timedelta(days=6))
    story.do(resolutions.progress, made.id, "备件已到", actor=handler, at=NOON + timedelta(days=6))
    reported = story.do(resolutions.report, made.id, "已修复", version=made.version, actor=handler, at=NOON + timedelta(days=6))
    assert [step.step for step in reported.history] == ["decide", "remind", "progress", "report"]
    assert reported.progress == "已修复"


def test_what_was_reported_in_time_does_not_become_overdue_while_it_is_checked(
    story: Story, convener: Actor, handler: Actor
) -> None:
    made = decided(story, convener)
    story.do(resolutions.report, made.id, "已修复", version=made.version, actor=handler, at=DECIDED)
    assert story.do(resolutions.remind, DUE + timedelta(days=9)) == 0
    assert story.do(resolutions.get, made.id, actor=convener, now=DUE + timedelta(days=9)).light == "blue"


def test_another_due_date_keeps_the_first_on_record_and_reminds_anew(story: Story, convener: Actor) -> None:
    made = decided(story, convener)
    story.do(resolutions.remind, DUE + timedelta(hours=1))
    later = DUE + timedelta(days=14)
    moved = story.do(
        resolutions.postpone, made.id, later, "等待备件", version=made.version, actor=convener, at=DUE + timedelta(hours=2)
    )
    assert (moved.due, moved.first_due, moved.light) == (later, DUE, "blue")
    assert story.do(resolutions.remind, later - timedelta(hours=30)) == 1
    assert story.do(resolutions.remind, later + timedelta(hours=1)) == 1
    with pytest.raises(BadInput):
        story.do(resolutions.postpone, made.id, DUE, "晚了", version=moved.version, actor=convener, at=later)


def test_two_people_who_change_one_resolution_collide(story: Story, convener: Actor, handler: Actor) -> None:
    made = decided(story, convener)
    story.do(resolutions.report, made.id, "已修复", version=made.version, actor=handler, at=DECIDED)
    with pytest.raises(Conflict, match=r"名h1.*报告落实"):
        story.do(resolutions.withdraw, made.id, "不再需要", version=made.version, actor=convener, at=DECIDED)


def test_lights_turn_yellow_in_the_last_fifth_and_red_after_it(story: Story, convener: Actor) -> None:
    made = decided(story, convener)

    def light(after: float) -> str:
        now = DECIDED + (DUE - DECIDED) * after
        return story.do(resolutions.get, made.id, actor=convener, now=now).light

    assert [light(share) for share in (0.0, 0.79, 0.81, 1.01)] == ["blue", "blue", "yellow", "red"]


def test_the_list_is_by_due_date_and_pages_without_gap_or_double(story: Story, convener: Actor) -> None:
    made = [decided(story, convener, days=days) for days in (9, 3, 5, 5, 1)]
    seen: list[str] = []
    after: str | None = None
    while True:
        page = story.do(resolutions.list_resolutions, actor=convener, now=DECIDED, after=after, limit=2)
        seen += [one.id for one in page.items]
        after = page.next
        if after is None:
            break
    assert seen == [one.id for one in sorted(made, key=lambda one: (one.due, one.id))]
    late = story.do(resolutions.list_resolutions, actor=convener, now=DUE + timedelta(hours=1), overdue=True)
    assert len(late.items) == 2


def test_the_years_figures_say_how_many_were_done_by_their_first_date(story: Story, convener: Actor, handler: Actor) -> None:
    for n, at in enumerate((DECIDED, DUE + timedelta(days=1))):
        made = decided(story, convener)
        reported = story.do(resolutions.report, made.id, f"已修复{n}", version=made.version, actor=handler, at=at)
        story.do(resolutions.close, made.id, "", version=reported.version, actor=convener, at=at)
    decided(story, convener)
    found = story.do(resolutions.figures, 2026, DUE + timedelta(days=2))
    assert (found.closed, found.closed_in_time, found.open, found.overdue) == (2, 1, 1, 1)
    assert story.do(resolutions.figures, 2025, DUE).closed == 0
