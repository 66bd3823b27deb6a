"""The floor's ledger and the lines on desks: written once, read once, never lost, told to nobody else."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from config.errors import BadInput, NotFound, TooManyTries
from config.settings.floor import Floor
from tests.ticketing.story import NOON, Story
from ticketing.floor import service as floor
from ticketing.floor.schemas import ActIn, BroadcastIn, BroadcastTo

SETTINGS = Floor()
MINUTE = timedelta(minutes=1)


def forced(story: Story, boss: str, agent: str, at: int = 0) -> str:
    act = ActIn(
        act="force_state", person=agent, before={"state": "talking"}, after={"state": "paused"}, why="请先休息", told=(agent,)
    )
    return story.do(floor.record, act, boss, NOON + at * MINUTE, SETTINGS).id


def test_an_order_stands_in_the_ledger_and_on_the_desk_until_it_is_confirmed(story: Story) -> None:
    boss, agent, other = story.person("s1", "supervisor"), story.person("a1"), story.person("a2")
    forced(story, boss, agent)
    [told] = story.sent("floor_line", agent)
    [line] = story.do(floor.lines_of, agent, NOON)
    assert (line.id, line.act, line.why, line.by and line.by.name, line.must_confirm) == (
        told["id"], "force_state", "请先休息", "名s1", True,
    )  # fmt: skip
    assert story.do(floor.lines_of, other, NOON) == ()
    assert not story.sent("floor_line", other)
    story.do(floor.confirm, line.id, agent, NOON + MINUTE)
    assert story.do(floor.lines_of, agent, NOON) == ()
    assert story.sent("floor_line_read", agent) == [{"id": line.id}]
    [act] = story.do(floor.acts).items
    assert (act.act, act.before, act.after, act.told, act.read) == (
        "force_state",
        {"state": "talking"},
        {"state": "paused"},
        1,
        1,
    )


def test_a_line_is_confirmed_once_and_by_its_own_desk(story: Story) -> None:
    boss, agent, other = story.person("s1", "supervisor"), story.person("a1"), story.person("a2")
    forced(story, boss, agent)
    [line] = story.do(floor.lines_of, agent, NOON)
    with pytest.raises(NotFound):
        story.do(floor.confirm, line.id, other, NOON)
    story.do(floor.confirm, line.id, agent, NOON)
    story.do(floor.confirm, line.id, agent, NOON + MINUTE)
    assert len(story.sent("floor_reading")) == 1
    assert story.do(floor.readings, line.act_id).readers[0].at == NOON


def test_a_line_that_nobody_confirms_goes_after_the_set_time(story: Story) -> None:
    boss, agent = story.person("s1", "supervisor"), story.person("a1")
    forced(story, boss, agent)
    kept = timedelta(seconds=SETTINGS.order_kept_s)
    assert story.do(floor.lines_of, agent, NOON + kept - MINUTE)
    assert not story.do(floor.lines_of, agent, NOON + kept)


def test_a_broadcast_stands_on_every_desk_meant_and_says_who_has_read_it(story: Story) -> None:
    boss, agent = story.person("s1", "supervisor"), story.person("a1")
    moved = story.person("a2", queues=("business",))
    new = BroadcastIn(text="今晚台风，来电请先问地点", to=BroadcastTo(kind="queues", names=("general",)), must_confirm=True)
    act = story.do(floor.broadcast, new, {moved: ("general",)}, boss, NOON, SETTINGS)
    assert (act.told, act.read) == (2, 0)
    [line] = story.do(floor.lines_of, moved, NOON)
    assert (line.text, line.must_confirm) == ("今晚台风，来电请先问地点", True)
    story.do(floor.confirm, line.id, moved, NOON)
    readers = story.do(floor.readings, act.id).readers
    assert [(one.person.id, one.at is not None) for one in readers] == [(agent, False), (moved, True)]
    assert not story.do(floor.lines_of, agent, NOON + timedelta(seconds=SETTINGS.broadcast_s))


def test_a_broadcast_that_would_stand_too_long_is_refused(story: Story) -> None:
    boss, _ = story.person("s1", "supervisor"), story.person("a1")
    with pytest.raises(BadInput):
        story.do(floor.broadcast, BroadcastIn(text="通知", expires_s=1e6), {}, boss, NOON, SETTINGS)


def test_who_has_sent_the_most_broadcasts_of_a_minute_waits_and_others_do_not(story: Story) -> None:
    boss, other, agent = story.person("s1", "supervisor"), story.person("s2", "supervisor"), story.person("a1")
    few = SETTINGS.model_copy(update={"broadcasts_per_minute": 3})

    def send(by: str, second: float) -> None:
        story.do(floor.broadcast, BroadcastIn(text="台风红色预警"), {}, by, NOON + timedelta(seconds=second), few)

    for second in (0, 20, 40):
        send(boss, second)
    with pytest.raises(TooManyTries, match="一分钟内最多发3条广播。 请11秒后再发"):
        send(boss, 49.5)
    send(other, 49.5)
    assert len(story.do(floor.lines_of, agent, NOON + MINUTE)) == 4, "what was refused stands on no desk"
    send(boss, 60)
    with pytest.raises(TooManyTries, match="请20秒后再发"):
        send(boss, 60)
    assert SETTINGS.broadcasts_per_minute == 10


def test_of_two_pages_of_one_supervisor_at_once_no_more_is_sent_than_of_one(story: Story) -> None:
    boss, _ = story.person("s1", "supervisor"), story.person("a1")
    few = SETTINGS.model_copy(update={"broadcasts_per_minute": 2})

    def send(_: int) -> bool:
        try:
            story.do(floor.broadcast, BroadcastIn(text="台风红色预警"), {}, boss, NOON, few)
        except TooManyTries:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(send, range(8))) == 2


def test_the_ledger_is_read_page_by_page_by_person_and_kind(story: Story) -> None:
    boss, agent, other = story.person("s1", "supervisor"), story.person("a1"), story.person("a2")
    made = [forced(story, boss, agent, at) for at in range(3)] + [forced(story, boss, other, 3)]
    first = story.do(floor.acts, limit=3)
    assert [act.id for act in first.items] == made[:0:-1]
    assert [act.id for act in story.do(floor.acts, limit=3, before=first.next).items] == [made[0]]
    assert [act.id for act in story.do(floor.acts, person=other).items] == [made[3]]
    assert story.do(floor.acts, act="end_call").items == ()
    assert len(story.do(floor.acts, since=NOON + MINUTE, until=NOON + 3 * MINUTE).items) == 2


def test_the_newest_move_of_an_agent_holds_until_its_end(story: Story) -> None:
    boss, agent = story.person("s1", "supervisor"), story.person("a1")
    until = NOON + timedelta(hours=1)

    def moved(queue: str, at: int, **more: object) -> None:
        after = {"queues": [queue], "levels": {queue: 2}, **more}
        act = ActIn(act="move_agent", person=agent, after=after, why="支援", until=None if more else until, told=(agent,))
        story.do(floor.record, act, boss, NOON + at * MINUTE, SETTINGS)

    assert story.do(floor.move_in_force, agent, NOON) is None
    moved("business", 0)
    moved("grid", 1)
    held = story.do(floor.move_in_force, agent, until - MINUTE)
    assert held is not None
    assert (held.queues, held.levels, held.until) == (("grid",), {"grid": 2}, until)
    assert story.do(floor.move_in_force, agent, until) is None
    moved("general", 2, lasting=True)
    assert story.do(floor.move_in_force, agent, NOON + 3 * MINUTE) is None, "for good: the record says so"


def test_an_order_about_a_call_names_its_caller(story: Story) -> None:
    boss, agent = story.person("s1", "supervisor"), story.person("a1")
    call = story.answered(agent, "16412340000")
    story.do(floor.record, ActIn(act="end_call", call=call, person=agent, why="骚扰"), boss, NOON, SETTINGS)
    [act] = story.do(floor.acts).items
    assert act.call is not None
    assert (act.call.id, act.call.caller_number) == (call, "16412340000")


def test_a_call_read_along_is_one_row_for_each_reader_and_call(story: Story) -> None:
    boss, other, agent = story.person("s1", "supervisor"), story.person("s2", "supervisor"), story.person("a1")
    call = story.answered(agent)
    for by, minute in ((boss, 0), (boss, 1), (other, 2), (boss, 3)):
        story.do(floor.read_along, call, agent, by, NOON + minute * MINUTE)
    acts = story.do(floor.acts, act="read_along").items
    assert [(one.by and one.by.id, one.at) for one in acts] == [(other, NOON + 2 * MINUTE), (boss, NOON)]
    assert [(one.person and one.person.id, one.call and one.call.id) for one in acts] == [(agent, call)] * 2
    assert len(story.sent("floor_act")) == 2
    assert not story.sent("floor_line", agent)
