"""Planning: clashes are refused also between two who plan at once, swaps and cancellations keep their reason, plans go on."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from config.errors import BadInput, Conflict
from tests.ticketing.story import NOON, Story
from ticketing.duty import recurring, rota_import
from ticketing.duty import service as duty
from ticketing.duty.schemas import DutyChange, DutyPlan, DutySessionOut, RotaIn, TurnIn
from ticketing.spreadsheets import write_csv, write_xlsx

START = NOON + timedelta(days=3)
HOUR = timedelta(hours=1)


@pytest.fixture
def one(story: Story) -> str:
    return story.person("l1", "leader", unit="Q-CG", queues=())


@pytest.fixture
def other(story: Story) -> str:
    return story.person("l2", "leader", unit="Q-HB", queues=())


@pytest.fixture
def boss(story: Story) -> str:
    return story.person("s1", "supervisor")


def planned(story: Story, leader: str, at: datetime = START, **more: Any) -> DutySessionOut:
    return story.do(duty.plan, DutyPlan(leader=leader, starts_at=at, ends_at=at + 2 * HOUR, **more), leader, NOON)


def test_the_same_leader_or_number_twice_at_once_is_refused_by_name(story: Story, one: str, other: str) -> None:
    planned(story, one, number="8001", title="城管专场")
    with pytest.raises(Conflict, match=r"带班领导名l1.*“城管专场”"):
        planned(story, one, START + HOUR)
    with pytest.raises(Conflict, match="接听号码 8001"):
        planned(story, other, START + HOUR, number="8001")
    planned(story, other, START + HOUR)
    planned(story, one, START + 2 * HOUR, number="8001")


def test_two_who_plan_the_same_leader_at_once_get_one_session(story: Story, one: str) -> None:
    def attempt(minute: int) -> bool:
        try:
            planned(story, one, START + timedelta(minutes=minute))
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(attempt, range(6))) == 1


def test_swapping_exchanges_people_and_units_and_says_why_to_all(story: Story, one: str, other: str, boss: str) -> None:
    first, second = planned(story, one), planned(story, other, START + timedelta(days=7))
    story.do(duty.swap, first.id, second.id, boss, NOON, "出差")
    now, then = story.do(duty.get, first.id), story.do(duty.get, second.id)
    assert (now.leader, now.unit.code, then.leader, then.unit.code) == (other, "Q-HB", one, "Q-CG")
    assert (now.starts_at, then.starts_at) == (first.starts_at, second.starts_at)
    assert [(step.step, step.reason) for step in now.steps][-1] == ("swapped", "出差")
    for leader in (one, other):
        assert sum("出差" in notice["text"] for notice in story.sent("notice", leader)) == 2


def test_a_swap_that_would_clash_changes_nothing(story: Story, one: str, other: str, boss: str) -> None:
    first, second = planned(story, one), planned(story, other, START + timedelta(days=7))
    planned(story, one, START + timedelta(days=7, hours=1))
    with pytest.raises(Conflict):
        story.do(duty.swap, first.id, second.id, boss, NOON, "出差")
    assert story.do(duty.get, first.id).leader == one


def test_a_cancelled_session_keeps_its_reason_and_frees_its_leader(story: Story, one: str) -> None:
    session = planned(story, one)
    with pytest.raises(BadInput):
        story.do(duty.cancel, session.id, one, NOON, "  ")
    gone = story.do(duty.cancel, session.id, one, NOON, "防汛值守")
    assert (gone.state, gone.steps[-1].reason) == ("cancelled", "防汛值守")
    with pytest.raises(Conflict):
        story.do(duty.open_session, session.id, one, START)
    planned(story, one)


def test_a_change_needs_a_reason_and_a_session_that_has_not_begun(story: Story, one: str, other: str, boss: str) -> None:
    session = planned(story, one)
    agent = story.person("a1")
    changed = story.do(duty.change, session.id, DutyChange(reason="换人", leader=other, assistant=agent), boss, NOON)
    assert changed.assistant is not None
    assert (changed.leader, changed.unit.code, changed.assistant.id) == (other, "Q-HB", agent)
    for wrong in ({"deputy": other}, {"assistant": one}, {"ends_at": START - HOUR}, {"ends_at": START + 13 * HOUR}):
        with pytest.raises(BadInput):
            story.do(duty.change, session.id, DutyChange(reason="试", **wrong), boss, NOON)
    story.do(duty.open_session, session.id, other, START)
    with pytest.raises(Conflict):
        story.do(duty.change, session.id, DutyChange(reason="晚了", number="1"), boss, START)


def test_what_is_over_cannot_be_planned(story: Story, one: str) -> None:
    with pytest.raises(BadInput):
        planned(story, one, NOON - 3 * HOUR)


def weekly(*leaders: str, **more: Any) -> RotaIn:
    usual: dict[str, Any] = {
        "title": "周三带班", "turns": [TurnIn(leader=leader) for leader in leaders], "weekdays": [3],
        "starts_on": date(2026, 3, 1), "begins": "14:00", "finishes": "16:00",
    }  # fmt: skip
    return RotaIn(**(usual | more))


def held(story: Story) -> list[tuple[str, str]]:
    sessions = story.do(duty.list_sessions, state="planned")
    return [(f"{one.starts_at:%m-%d %H}", one.leader_name) for one in reversed(sessions)]


def test_a_recurring_plan_writes_four_weeks_and_goes_on_by_itself(story: Story, one: str, other: str, boss: str) -> None:
    made = story.do(recurring.create, weekly(one, other), boss, NOON)
    assert held(story) == [
        ("03-04 06", "名l1"), ("03-11 06", "名l2"), ("03-18 06", "名l1"), ("03-25 06", "名l2"), ("04-01 06", "名l1"),
    ]  # fmt: skip
    for _ in range(2):
        story.do(recurring.write_ahead, NOON + timedelta(days=7))
    assert held(story)[-1] == ("04-08 06", "名l2")
    assert len(held(story)) == 6
    ended = story.do(recurring.end, made.id, boss, NOON + timedelta(days=7), "改为热线统一安排")
    assert ended.state == "ended"
    assert held(story) == [("03-04 06", "名l1")]
    assert story.do(recurring.write_ahead, NOON + timedelta(days=70)) == 0


def test_a_plan_goes_by_the_official_calendar(story: Story, one: str, boss: str) -> None:
    new = weekly(one, weekdays=[5, 6], starts_on=date(2026, 9, 18), ends_on=date(2026, 10, 10))
    shown = story.do(recurring.preview, new, datetime.fromisoformat("2026-09-14T08:00:00+08:00"))
    days = {f"{occurrence.day:%m-%d}" for occurrence in shown}
    assert "10-02" not in days
    assert "09-18" in days


def test_a_plan_that_clashes_is_shown_and_written_whole_or_not_at_all(story: Story, one: str, other: str, boss: str) -> None:
    planned(story, one, NOON + timedelta(days=7, hours=2))
    shown = story.do(recurring.preview, weekly(one, other, one), NOON)
    assert [bool(occurrence.problem) for occurrence in shown] == [False, False, False, False, False]
    shown = story.do(recurring.preview, weekly(one), NOON)
    assert [bool(occurrence.problem) for occurrence in shown] == [False, True, False, False, False]
    with pytest.raises(Conflict, match="名l1"):
        story.do(recurring.create, weekly(one), boss, NOON)
    assert len(held(story)) == 1


def test_a_day_that_clashes_later_is_left_out_and_told_once(story: Story, one: str, boss: str) -> None:
    story.do(recurring.create, weekly(one), boss, NOON)
    planned(story, one, datetime.fromisoformat("2026-04-08T14:00:00+08:00"))
    for _ in range(2):
        story.do(recurring.write_ahead, NOON + timedelta(days=7))
    assert len(held(story)) == 6
    assert sum("未能排入" in notice["text"] for notice in story.sent("notice")) == 1


def test_two_nodes_write_a_plans_day_once(story: Story, one: str, boss: str) -> None:
    story.do(recurring.create, weekly(one), boss, NOON)
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(lambda _: story.do(recurring.write_ahead, NOON + timedelta(days=14)), range(3)))
    assert len(held(story)) == len(set(held(story))) == 7


GOOD = {"day": "2026/4/1", "begins": "9:00", "finishes": "11:00", "leader": "l1", "deputy": "名l2", "number": "8001"}


def test_a_rota_file_is_shown_then_planned_whole(story: Story, one: str, other: str, boss: str) -> None:
    rows = [GOOD, GOOD | {"day": "2026年4月2日", "leader": "名l2", "deputy": "", "unit": "市城市管理局"}]
    for content in (write_csv(rota_import.COLUMNS, rows, titles=True), write_xlsx(rota_import.COLUMNS, rows)):
        shown = story.do(rota_import.preview, "rota", content, NOON)
        assert (shown.rows, shown.mistakes, held(story)) == (2, (), [])
    assert [(line.leader_name, line.unit_name) for line in shown.lines] == [("名l1", "市城市管理局"), ("名l2", "市城市管理局")]
    assert story.do(rota_import.take, "rota", content, boss, NOON) == 2
    assert held(story) == [("04-01 01", "名l1"), ("04-02 01", "名l2")]
    again = story.do(rota_import.preview, "rota", content, NOON)
    assert again.mistakes_count >= 2


def test_every_mistake_of_a_rota_file_is_said_by_line_and_column_and_nothing_is_planned(
    story: Story, one: str, other: str, boss: str
) -> None:
    rows = [
        GOOD,
        GOOD | {"begins": "10:00", "finishes": "12:00", "deputy": ""},
        GOOD | {"day": "2026-02-30"},
        GOOD | {"day": "2026-04-03", "leader": "nobody", "unit": "没有的局", "number": "x"},
        GOOD | {"day": "2026-01-03"},
    ]
    content = write_csv(rota_import.COLUMNS, rows)
    shown = story.do(rota_import.preview, "rota.csv", content, NOON)
    found = {(one.line, one.column) for one in shown.mistakes}
    assert {(3, ""), (4, "日期"), (5, "带班领导"), (5, "带班单位"), (5, "接听号码"), (6, "日期")} <= found
    with pytest.raises(BadInput, match="整批没有导入"):
        story.do(rota_import.take, "rota.csv", content, boss, NOON)
    assert held(story) == []
