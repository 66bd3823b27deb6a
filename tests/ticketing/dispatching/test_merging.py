"""并单 and 拆单: no caller is lost, each is called back, and a wrong merge is undone as if it had not been."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from config.errors import BadInput, Conflict
from tests.ticketing.dispatching.desk import Desk, later
from ticketing.dispatching import reading
from ticketing.dispatching import service as dispatching
from ticketing.dispatching.schemas import KeptMatter, SplitMatter
from ticketing.tickets import timing
from ticketing.tickets.moves import locked
from ticketing.uow import UnitOfWork


def merge(desk: Desk, ticket: str, head: str, hours: float = 1) -> None:
    desk.story.do(dispatching.merge, ticket, head, "同一事项", actor=desk.dispatcher, version=None, at=later(hours))


def unmerge(desk: Desk, ticket: str, hours: float) -> None:
    desk.story.do(dispatching.unmerge, ticket, "并错了", actor=desk.dispatcher, version=None, at=later(hours))


def numbers(desk: Desk, ticket: str) -> list[str]:
    return desk.story.do(lambda uow: [person.number for person in dispatching.everyone(uow, locked(uow, ticket))])


def test_the_callers_of_merged_tickets_stay_and_all_are_the_heads_to_call_back(desk: Desk) -> None:
    head, one, other = (desk.dispatched("Q-CG") for _ in range(3))
    merge(desk, one, head)
    merge(desk, other, head)
    assert numbers(desk, head) == ["16400000001", "16400000002", "16400000003"]
    assert numbers(desk, one) == ["16400000002"]
    assert desk.see(one).state == "merged"


def test_who_was_merged_before_follows_to_the_new_head(desk: Desk) -> None:
    head, middle, leaf = (desk.dispatched("Q-CG") for _ in range(3))
    merge(desk, leaf, middle)
    merge(desk, middle, head)
    assert len(numbers(desk, head)) == 3

    def head_number(uow: UnitOfWork) -> str:
        return dispatching.head_of(uow, locked(uow, leaf)).id

    assert desk.story.do(head_number) == head


def test_a_merge_relieves_the_units_of_the_merged_ticket_only(desk: Desk) -> None:
    head, one = desk.dispatched("Q-CG"), desk.dispatched("D1", co_units=["Q-HB"])
    merge(desk, one, head)
    assert desk.legs(one) == [("D1", "lead", "withdrawn"), ("Q-HB", "co", "withdrawn")]
    assert desk.legs(head) == [("Q-CG", "lead", "dispatched")]
    assert [step.command for step in desk.see(head).history][-1] == "add_caller"


@pytest.mark.parametrize("reached", ["accepted", "dispatched", "signed", "handling", "problem_ticket"])
def test_an_undone_merge_gives_state_legs_and_deadline_back(desk: Desk, reached: str) -> None:
    head, one = desk.dispatched("Q-CG"), desk.accepted()
    if reached != "accepted":
        desk.send(one, "D1")
    if reached in ("signed", "handling"):
        desk.sign(one, "D1", later(0.5))
    if reached == "handling":
        desk.start(one, "D1", later(0.6))
    if reached == "problem_ticket":
        desk.story.do(dispatching.name_problem, one, "无主管", actor=desk.dispatcher, version=None, at=later(0.6))
    before, legs = desk.see(one), desk.legs(one)
    merge(desk, one, head)
    unmerge(desk, one, 1.4)
    after = desk.see(one)
    assert (after.state, after.deadline, after.unit) == (before.state, before.deadline, before.unit)
    assert desk.legs(one) == legs
    assert len(after.history) > len(before.history)
    assert numbers(desk, head) == ["16400000001"]


def test_the_clock_recomputed_after_an_undone_merge_is_the_stored_one(desk: Desk) -> None:
    head, one = desk.dispatched("Q-CG"), desk.dispatched("D1")
    merge(desk, one, head)
    unmerge(desk, one, 1.4)

    def both(uow: UnitOfWork) -> tuple[object, object]:
        row = locked(uow, one)
        found = timing.course_of(uow, row, row.legs[0], timing.history(uow, one))
        return row.deadline, found.due if found else None

    stored, computed = desk.story.do(both)
    assert stored == computed


def test_a_merge_is_undone_within_its_time_only(desk: Desk) -> None:
    head, one = desk.dispatched("Q-CG"), desk.dispatched("Q-CG")
    merge(desk, one, head)
    with pytest.raises(Conflict, match="30分钟"):
        unmerge(desk, one, 1.6)


def test_what_is_no_longer_in_hand_is_no_head(desk: Desk) -> None:
    one, other = desk.dispatched("Q-CG"), desk.dispatched("Q-CG")
    with pytest.raises(BadInput):
        merge(desk, one, one)
    merge(desk, one, other)
    third = desk.dispatched("Q-CG")
    with pytest.raises(Conflict, match="已并单"):
        merge(desk, third, one)


def test_two_tickets_are_not_merged_into_each_other(desk: Desk) -> None:
    one, other = desk.dispatched("Q-CG"), desk.dispatched("Q-CG")
    together = Barrier(2)

    def into(pair: tuple[str, str]) -> str:
        together.wait(10)
        try:
            merge(desk, *pair)
        except Conflict:
            return "refused"
        return "merged"

    with ThreadPoolExecutor(2) as pool:
        results = sorted(pool.map(into, ((one, other), (other, one))))
    assert results == ["merged", "refused"]
    assert sorted(desk.see(id).state for id in (one, other)) == ["dispatched", "merged"]


def test_the_matters_of_one_call_become_tickets_with_its_caller(desk: Desk) -> None:
    ticket = desk.dispatched("Q-CG")
    first = desk.see(ticket)
    matters = [
        SplitMatter(matter="工地夜间施工", category="0201010101", unit="Q-HB"),
        SplitMatter(matter="楼道堆物", title="楼道"),
    ]
    keep = KeptMatter(matter="路灯不亮")
    made = desk.story.do(
        lambda uow: [
            row.id
            for row in dispatching.split(
                uow, ticket, matters, "一次来电三件事", actor=desk.dispatcher, version=first.version, at=later(1), keep=keep
            )
        ]
    )
    children = [desk.see(id) for id in made]
    assert [(child.caller_number, child.caller_name, child.channel) for child in children] == [
        (first.caller_number, first.caller_name, first.channel)
    ] * 2
    assert [(child.state, child.level) for child in children] == [("dispatched", 7), ("accepted", 7)]
    now = desk.see(ticket)
    assert (now.matter, now.state, now.deadline, now.unit) == ("路灯不亮", first.state, first.deadline, first.unit)
    kin = desk.story.do(reading.kin, ticket, later(1))
    assert [child.id for child in kin.children] == made
    assert desk.story.do(reading.kin, made[0], later(1)).split_from.id == ticket  # type: ignore[union-attr]


def test_what_a_split_ticket_said_before_stays_on_record(desk: Desk) -> None:
    ticket = desk.dispatched("Q-CG")
    given = {"actor": desk.dispatcher, "version": None, "at": later(1), "keep": KeptMatter(matter="路灯不亮")}
    desk.story.do(dispatching.split, ticket, [SplitMatter(matter="另一件")], "两件事", **given)
    before = desk.story.do(lambda uow: timing.history(uow, ticket)[-1].detail["before"]["matter"])
    assert before == "第1件事"
    with pytest.raises(BadInput):
        desk.story.do(dispatching.split, ticket, [], "没有", **given)
