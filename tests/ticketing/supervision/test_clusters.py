"""The same matter over many tickets: found, counted, told once, also of two who count at once and after a restart."""

import itertools
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from tests.ticketing.story import NOON, Story
from tests.ticketing.supervision.matters import LAMP, NOISE, levels, repeats, row_of, several, ticket, turn, walked
from ticketing.supervision.clusters import desk, turns
from ticketing.supervision.clusters.models import ClusterRow, ClusterTicketRow
from ticketing.supervision.models import PaperRow
from ticketing.tickets import callers
from ticketing.tickets.moves import locked, move
from ticketing.uow import UnitOfWork


def cluster_of(story: Story, id: str) -> ClusterRow:
    def read(uow: UnitOfWork) -> ClusterRow:
        return uow.session.get_one(ClusterRow, uow.session.get_one(ClusterTicketRow, id).cluster_id)

    return story.do(read)


def lamps(story: Story, number: int, start: int = 0) -> list[str]:
    return several(story, [NOON + timedelta(minutes=start + n) for n in range(number)])


def call_of(story: Story, agent: str, minutes: int) -> str:
    return story.answered(agent, f"1650000{minutes:04d}", start=NOON + timedelta(minutes=minutes))


def join(story: Story, id: str, call: str, minutes: int) -> None:
    def work(uow: UnitOfWork) -> None:
        row, at = locked(uow, id), NOON + timedelta(minutes=minutes)
        new = callers.Caller(
            intake_id=call, call_id=call, number=f"1650000{minutes:04d}", name="", callback_number="", matter="灯", wish=""
        )
        callers.add(uow, row, new, by="system", at=at)
        move(uow, row, "add_caller", by="system", at=at)

    story.do(work)


def leave(story: Story, id: str, call: str, minutes: int) -> None:
    def work(uow: UnitOfWork) -> None:
        row, at = locked(uow, id), NOON + timedelta(minutes=minutes)
        callers.remove(uow, id, call, by="system", at=at)
        move(uow, row, "remove_caller", by="system", at=at)

    story.do(work)


def test_the_same_place_and_category_are_one_cluster_another_matter_of_the_street_is_not(story: Story) -> None:
    first, second, other = ticket(story), ticket(story), ticket(story, said=NOISE)
    turn(story, NOON)
    assert cluster_of(story, first).id == cluster_of(story, second).id != cluster_of(story, other).id
    assert (cluster_of(story, first).reports, cluster_of(story, other).reports) == (2, 1)


def test_who_asks_or_praises_makes_no_cluster(story: Story) -> None:
    for _ in range(4):
        ticket(story, said=LAMP | {"type": "consultation"})
    turn(story, NOON)
    assert story.do(lambda uow: uow.session.scalars(select(ClusterRow)).all()) == []


def test_the_eleventh_ticket_of_a_cluster_warns_and_the_21st_and_none_between(story: Story) -> None:
    lamps(story, 10)
    turn(story, NOON)
    assert story.sent("early_warning") == []
    last = lamps(story, 1, start=10)
    turn(story, NOON)
    [told] = story.sent("early_warning")
    assert (told["ticket"], told["count"], told["days"]) == (last[0], 11, 30)
    lamps(story, 9, start=11)
    turn(story, NOON)
    assert levels(story) == [11]
    lamps(story, 1, start=20)
    turn(story, NOON)
    assert levels(story) == [11, 21]
    assert all("group" in row_of(story, id).flags for id in last)


def test_further_callers_of_one_ticket_count_and_one_who_was_taken_back_and_came_again_does_not_warn_again(story: Story) -> None:
    agent = story.person("a1")
    id = ticket(story)
    calls = [call_of(story, agent, n) for n in range(2, 14)]
    for n, call in enumerate(calls[:10], start=2):
        join(story, id, call, n)
    turn(story, NOON)
    assert levels(story) == [11]
    leave(story, id, calls[9], 12)
    turn(story, NOON)
    join(story, id, calls[9], 13)
    join(story, id, calls[10], 14)
    turn(story, NOON)
    assert levels(story) == [11]
    assert cluster_of(story, id).reports == 12


def test_one_taken_back_before_anybody_counted_does_not_count(story: Story) -> None:
    agent = story.person("a1")
    id = ticket(story)
    calls = [call_of(story, agent, n) for n in range(2, 12)]
    for n, call in enumerate(calls, start=2):
        join(story, id, call, n)
    leave(story, id, calls[9], 12)
    turn(story, NOON)
    assert levels(story) == []


def test_the_third_report_gives_a_supervision_notice_by_itself_once(story: Story) -> None:
    ids = lamps(story, 2)
    turn(story, NOON)
    assert repeats(story) == []
    ids += lamps(story, 1, start=2)
    turn(story, NOON)
    [repeat] = repeats(story)
    paper = story.do(lambda uow: uow.session.get_one(PaperRow, repeat.paper_id))
    assert (paper.rung, paper.ground, paper.unit_code, paper.by, paper.number) == (
        "notice", "repeated", "Q-CG", "system", "督办〔2026〕1号",
    )  # fmt: skip
    lamps(story, 4, start=3)
    turn(story, NOON)
    assert len(repeats(story)) == 1
    assert all(row_of(story, id).flags == ["repeated"] for id in ids)


def test_one_citizen_three_times_over_two_months_is_a_repetition(story: Story) -> None:
    for day in (0, 31, 62):
        ticket(story, NOON + timedelta(days=day), number="16400000001")
        turn(story, NOON + timedelta(days=day))
    [repeat] = repeats(story)
    assert (repeat.kind, repeat.count) == ("16400000001", 3)
    paper = story.do(lambda uow: uow.session.get_one(PaperRow, repeat.paper_id))
    assert paper.ground == "repeated_citizen"


def test_a_notice_waits_until_the_matter_has_a_unit(story: Story) -> None:
    for n in range(3):
        ticket(story, NOON + timedelta(minutes=n), unit=None)
    turn(story, NOON)
    [repeat] = repeats(story)
    assert repeat.paper_id is None
    ticket(story, NOON + timedelta(minutes=5))
    turn(story, NOON)
    [repeat] = repeats(story)
    assert repeat.paper_id is not None


def test_a_matter_that_was_quiet_for_long_begins_anew(story: Story) -> None:
    old = ticket(story)
    turn(story, NOON)
    later = NOON + timedelta(days=91)
    new = ticket(story, later)
    turn(story, later)
    assert cluster_of(story, old).id != cluster_of(story, new).id


def test_two_who_count_at_once_cross_once(story: Story) -> None:
    lamps(story, 31)
    together = Barrier(4)

    def count(_n: int) -> None:
        together.wait(10)
        for _ in range(3):
            story.do(turns.take_turn, NOON)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(count, range(4)))
    assert levels(story) == [11, 21, 31]
    assert len(repeats(story)) == 1
    assert [told["count"] for told in story.sent("early_warning")] == [11, 21, 31]


def test_what_a_crash_interrupted_is_counted_after_the_restart_and_told_once(story: Story) -> None:
    lamps(story, 11)
    try:
        with story.database.unit_of_work() as uow:
            turns.take_turn(uow, NOON)
            raise InterruptedError
    except InterruptedError:
        pass
    assert levels(story) == []
    assert story.sent("early_warning") == []
    turn(story, NOON)
    turn(story, NOON)
    assert levels(story) == [11]


def test_clusters_that_are_joined_are_told_only_what_none_of_them_was(story: Story) -> None:
    inspector = story.person("i1", "inspector")
    lamps(story, 12)
    several(story, [NOON + timedelta(minutes=30 + n) for n in range(12)], said=NOISE)
    turn(story, NOON + timedelta(hours=1))
    assert levels(story) == [11, 11]
    one, other = story.do(lambda uow: [row.id for row in uow.session.scalars(select(ClusterRow).order_by(ClusterRow.opened_at))])
    story.do(desk.join, one, other, "同一小区物业失管", by=inspector, at=NOON + timedelta(hours=2))
    assert levels(story) == [11, 11, 21]
    lamps(story, 6, start=180)
    turn(story, NOON + timedelta(hours=4))
    assert levels(story) == [11, 11, 21]
    lamps(story, 1, start=250)
    turn(story, NOON + timedelta(hours=5))
    assert levels(story) == [11, 11, 21, 31]


def test_a_merge_by_people_joins_the_clusters_of_both_tickets(story: Story) -> None:
    one, other = ticket(story), ticket(story, said=NOISE)
    turn(story, NOON)

    def merge(uow: UnitOfWork) -> None:
        row = locked(uow, one)
        row.merged_into = other
        move(uow, row, "merge", by="system", at=NOON)

    story.do(merge)
    turn(story, NOON)
    assert cluster_of(story, one).id == cluster_of(story, other).id
    assert cluster_of(story, one).reports == 2


def test_a_root_cause_closes_the_cluster_and_what_comes_after_is_a_recurrence(story: Story) -> None:
    inspector = story.person("i1", "inspector")
    old = ticket(story)
    turn(story, NOON)
    story.do(desk.close, cluster_of(story, old).id, "配电箱老化，已更换", by=inspector, at=NOON)
    new = ticket(story, NOON + timedelta(days=1))
    turn(story, NOON + timedelta(days=1))
    assert cluster_of(story, new).id != cluster_of(story, old).id


def test_a_ticket_that_is_over_is_not_marked(story: Story) -> None:
    first = ticket(story)
    walked(story, first, "sign", "start_handling", "report", "pass_review", "close")
    lamps(story, 2, start=1)
    turn(story, NOON)
    assert row_of(story, first).flags == []


_told = itertools.count()


@settings(
    deadline=None,
    max_examples=2,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=st.lists(st.sampled_from(["ticket", "ticket", "caller", "caller", "leave", "turn"]), min_size=14, max_size=22))
def test_random_arrivals_and_removals_warn_each_level_once_and_when_it_is_reached(story: Story, steps: list[str]) -> None:
    name = f"x{next(_told)}"
    agent = story.person(name)
    said = LAMP | {"place": {"text": f"{name}小区", "gazetteer": None, "street_code": "S1"}}
    first, standing, highest, present = ticket(story, NOON, said=said), [], 1, 1
    for minutes, step in enumerate([*steps, "turn"], start=1):
        if step == "ticket":
            ticket(story, NOON + timedelta(minutes=minutes), said=said)
        elif step == "caller":
            standing.append(call_of(story, agent, minutes))
            join(story, first, standing[-1], minutes)
        elif step == "leave" and standing:
            leave(story, first, standing.pop(), minutes)
            present -= 1
        present += step in ("ticket", "caller")
        highest = max(highest, present)
        turn(story, NOON)
    cluster = cluster_of(story, first)
    assert cluster.reports == present
    assert levels(story, cluster.id) == list(range(11, highest + 1, 10))
    assert len(repeats(story, cluster.id)) == (highest >= 3)
