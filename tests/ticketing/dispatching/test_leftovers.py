"""No draft of an answered call is ever left: told, told again, or dispatched by itself, once each on however many nodes."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from config.settings.dispatching import Dispatching
from tests.ticketing.story import NOON, Story
from ticketing.dispatching.leftovers import Left, list_left, round_of_leftovers, tellings_due, verdict
from ticketing.drafts import service as drafts
from ticketing.duty import service as duty
from ticketing.notices.models import NoticeRow
from ticketing.rounds import run
from ticketing.tickets.repository import of_call
from ticketing.todo import service as todo

WHOLE = {"matter": "桥头小区路灯不亮", "category": "0101010101", "place": {"text": "桥头街道", "street_code": "S1"}}
LIMITS = Dispatching()
WALK = (*(half / 2 for half in range(12)), 6, 12, 24, 50, 51, 72)


def left_over(story: Story, agent: str, **changes: object) -> str:
    """An answered call that ended at 12:01:40 without an outcome."""
    call = story.answered(agent)
    if changes:
        story.do(drafts.edit, call, 1, changes, agent, NOON)
    story.ended(call, agent)
    return call


def after(hours: float) -> datetime:
    return NOON + timedelta(seconds=100, hours=hours)


def turn(story: Story, hours: float) -> int:
    return story.do(round_of_leftovers, after(hours))


def notices(story: Story, kind: str) -> list[str]:
    query = select(NoticeRow.addressee).where(NoticeRow.kind == kind).order_by(NoticeRow.addressee)
    return story.do(lambda uow: list(uow.session.scalars(query)))


def state(story: Story, call: str) -> str | None:
    def read(uow: object) -> str | None:
        row = of_call(uow, call)  # type: ignore[arg-type]
        return row.state if row else None

    return story.do(read)


def test_a_draft_with_matter_and_place_is_told_of_then_dispatched_by_itself(story: Story) -> None:
    agent = story.person("a1")
    call = left_over(story, agent, **WHOLE)
    assert [turn(story, hours) for hours in (0.4, 0.5, 0.6, 1.9)] == [0, 1, 0, 1]
    assert state(story, call) is None
    assert turn(story, 2) == 1
    assert state(story, call) == "dispatched"
    assert notices(story, "dispatched_by_itself") == [f"person:{agent}", "role:supervisor"]
    assert turn(story, 30) == 0


def test_it_goes_to_the_directorys_unit_by_the_law_itself(story: Story) -> None:
    call = left_over(story, story.person("a1"), **WHOLE)
    turn(story, 3)
    row = story.do(of_call, call)
    assert row is not None
    assert (row.unit_code, row.created_by) == ("Q-CG", "system")
    assert "自动派单" in row.basis_why


def test_without_a_matter_or_a_place_it_stays_with_the_supervisors_who_are_told_again(story: Story) -> None:
    agent = story.person("a1")
    calls = [left_over(story, agent, matter="路灯不亮"), left_over(story, agent)]
    for hours in (0.5, 1.4, 1.5, 2.5, 2.6, 24):
        turn(story, hours)
    assert [state(story, call) for call in calls] == [None, None]
    assert len(notices(story, "leftover_draft")) == 2 * 4
    assert [item.call for item in story.do(list_left, after(24))] == calls


def test_what_the_agent_finished_is_left_alone(story: Story) -> None:
    agent = story.person("a1")
    call = left_over(story, agent, **WHOLE)
    story.do(drafts.answer, call, 2, "已答复", agent, after(0.2))
    assert turn(story, 5) == 0
    assert state(story, call) == "closed"


def test_a_call_of_a_running_duty_session_waits_for_its_closing(story: Story) -> None:
    leader = story.person("l1", "leader", unit="Q-CG")
    session = story.session(leader, hours=8)
    call = story.answered(leader, queue=f"duty:{session}")
    story.do(drafts.edit, call, 1, WHOLE, leader, NOON)
    story.ended(call, leader)
    assert turn(story, 3) == 0


def test_two_nodes_dispatch_and_tell_once(story: Story) -> None:
    agent = story.person("a1")
    whole = [left_over(story, agent, **WHOLE) for _ in range(4)]
    left_over(story, agent)
    together = Barrier(2)

    def node(_n: int) -> None:
        together.wait(10)
        for _ in range(3):
            turn(story, 2)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(node, range(2)))
    assert [state(story, call) for call in whole] == ["dispatched"] * 4
    assert notices(story, "dispatched_by_itself").count("role:supervisor") == 4
    assert notices(story, "leftover_draft") == ["role:supervisor"]


def test_the_agent_and_the_law_do_not_both_end_a_draft(story: Story) -> None:
    agent = story.person("a1")
    call = left_over(story, agent, **WHOLE)
    together = Barrier(2)

    def by_agent() -> None:
        together.wait(10)
        story.do(drafts.dispatch, call, 2, agent, after(2))

    def by_law() -> None:
        together.wait(10)
        turn(story, 2)

    with ThreadPoolExecutor(2) as pool:
        ends = [pool.submit(by_agent), pool.submit(by_law)]
    assert sum(end.exception() is not None for end in ends) <= 1
    assert state(story, call) == "dispatched"


def test_one_draft_that_cannot_go_keeps_no_other_back(story: Story) -> None:
    agent = story.person("a1")
    stuck, good = left_over(story, agent, **WHOLE), left_over(story, agent, **WHOLE)

    def spoil(uow: object) -> None:
        from ticketing.drafts.repository import locked_row

        row = locked_row(uow, stuck)  # type: ignore[arg-type]
        assert row is not None
        row.fields = {**row.fields, "unit": "gone"}

    story.do(spoil)
    story.events.clear()
    turn(story, 3)
    assert (state(story, stuck), state(story, good)) == (None, "dispatched")
    assert all(event["seq"] for event in story.events)
    assert notices(story, "leftover_draft") == ["role:supervisor"], "the supervisors hear of what could not be sent"
    assert turn(story, 3.1) == 0, "it is not tried again at every turn"
    assert turn(story, 4) == 1
    assert notices(story, "leftover_draft") == ["role:supervisor"] * 2


def test_as_the_clock_walks_every_answered_call_is_somebodys_until_it_has_an_outcome(story: Story) -> None:
    """Three days, all rounds of the law at each turn: whole and half drafts, and a duty session that nobody closes."""
    agent, boss = story.person("a1"), story.person("b1", "supervisor")
    leader = story.person("l1", "leader", unit="Q-CG")
    session = story.session(leader, hours=2)
    whole = [left_over(story, agent, **WHOLE) for _ in range(3)]
    half = [left_over(story, agent, matter="路灯不亮"), left_over(story, agent)]
    of_duty = story.answered(leader, queue=f"duty:{session}")
    story.ended(of_duty, leader)
    everything = {*whole, *half, of_duty}
    for hours in WALK:
        for due in story.do(duty.due, after(hours)):
            story.do(duty.close_due, due, after(hours))
        run(story.database, after(hours))
        if hours == 1:
            story.do(drafts.answer, whole[0], 2, "已答复", agent, after(hours))
        if hours == 50:
            changes = {"place": WHOLE["place"], "matter": "路灯不亮"}
            story.do(drafts.edit, half[0], story.do(drafts.get, half[0]).version, changes, boss, after(hours))
        ended = {call for call in everything if state(story, call)}
        of_agent = {item.id for item in story.do(todo.lists, [agent], after(hours))[0][1].items}
        of_bosses = {item.call for item in story.do(list_left, after(hours))}
        waits_for_closing = {of_duty} if hours < 2.5 else set()
        assert everything - ended <= of_agent | waits_for_closing
        if hours >= 0.5:
            assert everything - ended <= of_bosses | waits_for_closing
    assert [state(story, call) for call in whole] == ["closed", "dispatched", "dispatched"]
    assert (state(story, of_duty), state(story, half[0])) == ("dispatched", "dispatched")
    assert state(story, half[1]) is None
    assert len(notices(story, "leftover_draft")) >= len([hours for hours in WALK if hours >= 6]), "told of it again and again"


@given(
    age=st.floats(0, 100_000), has_matter=st.booleans(), has_place=st.booleans(), told=st.integers(0, 30)
)  # fmt: skip
def test_only_a_matter_with_a_place_is_dispatched_and_nothing_is_forgotten(
    age: float, has_matter: bool, has_place: bool, told: int
) -> None:
    what = verdict(Left(age=timedelta(seconds=age), has_matter=has_matter, has_place=has_place, told=told), LIMITS)
    whole = has_matter and has_place
    assert (what == "dispatch") == (whole and age >= LIMITS.leftover_dispatch_s)
    if what == "wait" and age >= LIMITS.leftover_supervisor_s:
        assert told >= tellings_due(age, LIMITS) >= 1
