"""Studios and task forces: founded with a leader, staffed over time, given tickets, closed with what they achieved."""

from datetime import date, timedelta
from typing import Any

import pytest

from config.errors import BadInput, Conflict, NotAllowed
from config.ids import new_id
from tests.ticketing.funds.fund_story import a_ticket
from tests.ticketing.story import NOON, Story
from ticketing.evaluation.models import EvaluationRow
from ticketing.studios import reading, service, watch
from ticketing.studios.schemas import (
    MemberLeaving,
    StudioClosing,
    StudioIn,
    StudioMemberIn,
    StudioOut,
    StudioOutcomeIn,
    StudioPatch,
    StudioTicketIn,
)
from ticketing.uow import UnitOfWork

START = date(2026, 1, 1)
NEXT_YEAR = NOON + timedelta(days=366)


def add(uow: UnitOfWork, row: EvaluationRow) -> None:
    uow.session.add(row)


class Studios:
    def __init__(self, story: Story) -> None:
        self.story = story
        self.boss = story.person("boss", "supervisor")
        self.li = story.person("li", "handler", unit="ST-1")

    def found(self, name: str = "老李工作室", **more: Any) -> StudioOut:
        members = (
            StudioMemberIn(person=self.li, role="leader", since=START),
            StudioMemberIn(name="王律师", role="lawyer", since=START),
        )
        given: dict[str, Any] = {"unit": "ST-1", "name": name, "members": members, "starts_on": START}
        row = self.story.do(service.found, StudioIn(**(given | more)), by=self.boss, at=NOON)
        return self.seen(row.id)

    def task_force(self) -> StudioOut:
        return self.found(
            "未成年人游戏退费专班",
            kind="task_force",
            unit="D1",
            purpose="未成年人游戏充值退费",
            ends_on=date(2026, 6, 30),
            partners=("消保委",),
        )

    def seen(self, id: str) -> StudioOut:
        return self.story.do(reading.studio, id, by=self.boss, at=NOON)


@pytest.fixture
def house(story: Story) -> Studios:
    return Studios(story)


def test_a_studio_is_a_unit_of_that_kind_with_a_leader(house: Studios) -> None:
    assert [m.name for m in house.found(areas=("S1",), specialities=("退费",)).members] == ["名li", "王律师"]
    with pytest.raises(BadInput, match="不是工作室"):
        house.found("x", unit="Q-CG")
    with pytest.raises(BadInput, match="负责人"):
        house.found("x", members=(StudioMemberIn(name="a", role="member", since=START),))
    with pytest.raises(Conflict, match="已有"):
        house.found()
    with pytest.raises(NotAllowed):
        house.story.do(
            service.found,
            StudioIn(unit="ST-1", name="y", starts_on=START, members=(StudioMemberIn(name="a", role="leader", since=START),)),
            by=house.li,
            at=NOON,
        )


def test_members_come_and_go_with_their_days_and_the_last_leader_stays(house: Studios) -> None:
    studio = house.found()
    house.story.do(service.join, studio.id, StudioMemberIn(name="小张", role="assistant", since=START), by=house.li, at=NOON)
    zhang = house.seen(studio.id).members[-1]
    leaving = MemberLeaving(until=date(2026, 3, 3), reason="调岗")
    house.story.do(service.leave, studio.id, zhang.id, leaving, by=house.li, at=NOON)
    after = house.seen(studio.id)
    assert [(m.name, m.current) for m in after.members if m.role == "assistant"] == [("小张", False)]
    assert [step.command for step in after.history] == ["found", "join", "join", "join", "leave"]
    with pytest.raises(Conflict, match="唯一的负责人"):
        house.story.do(service.leave, studio.id, after.members[0].id, leaving, by=house.li, at=NOON)


def test_only_the_leader_of_the_day_and_the_hotline_manage_it(house: Studios) -> None:
    studio = house.found()
    stranger = house.story.person("zhao", "handler", unit="ST-1")
    new = StudioMemberIn(name="小钱", role="member", since=START)
    with pytest.raises(NotAllowed):
        house.story.do(service.join, studio.id, new, by=stranger, at=NOON)
    house.story.do(service.join, studio.id, StudioMemberIn(person=stranger, role="leader", since=START), by=house.boss, at=NOON)
    house.story.do(
        service.leave,
        studio.id,
        studio.members[0].id,
        MemberLeaving(until=date(2026, 4, 1), reason="退休"),
        by=house.boss,
        at=NOON,
    )
    with pytest.raises(NotAllowed):
        house.story.do(service.join, studio.id, new, by=house.li, at=NEXT_YEAR)
    house.story.do(service.join, studio.id, new, by=stranger, at=NEXT_YEAR)


def test_a_change_keeps_what_stood_before_and_a_stale_one_is_refused(house: Studios) -> None:
    studio = house.found(areas=("S1",))
    patch = StudioPatch(version=studio.version, reason="扩大范围", areas=("D1",))
    house.story.do(service.change, studio.id, patch, by=house.li, at=NOON)
    assert house.seen(studio.id).history[-1].detail == {"before": {"areas": ["S1"]}, "after": {"areas": ["D1"]}}
    with pytest.raises(Conflict, match="名li"):
        house.story.do(service.change, studio.id, patch, by=house.boss, at=NOON)


def test_a_studio_is_suggested_by_words_and_area_with_its_reasons(house: Studios) -> None:
    house.found(areas=("D1",), specialities=("围墙",))
    near, far = a_ticket(house.story), a_ticket(house.story, "20260304-000002", street=None)
    [found] = house.story.do(reading.suggest, near, by=house.li, at=NOON)
    assert (found.leader, found.reasons, found.may) == ("名li", ("专长：围墙", "范围：东城区人民政府"), True)
    assert house.story.do(reading.suggest, far, by=house.li, at=NOON) == ()


def test_a_task_force_is_suggested_until_its_end_and_neither_to_a_ticket_that_it_has(house: Studios) -> None:
    force = house.task_force()
    words = StudioPatch(version=force.version, reason="补专长", specialities=("围墙",))
    house.story.do(service.change, force.id, words, by=house.boss, at=NOON)
    ticket, other = a_ticket(house.story), a_ticket(house.story, "20260304-000002")
    [found] = house.story.do(reading.suggest, ticket, by=house.boss, at=NOON)
    assert (found.id, found.kind) == (force.id, "task_force")
    after_its_end = NOON + timedelta(days=180)
    assert house.story.do(reading.suggest, ticket, by=house.boss, at=after_its_end) == ()
    house.story.do(service.give, force.id, StudioTicketIn(ticket=ticket), by=house.boss, at=NOON)
    assert house.story.do(reading.suggest, ticket, by=house.boss, at=NOON) == ()
    having = [house.story.do(reading.studios, by=house.boss, at=NOON, ticket=one) for one in (ticket, other)]
    assert [[one.id for one in found] for found in having] == [[force.id], []]


def test_a_studios_figures_count_its_units_tickets_and_those_given_to_it(house: Studios) -> None:
    studio = house.found()
    later = NOON + timedelta(days=2)
    own: dict[str, Any] = {
        "unit_code": "ST-1",
        "first_deadline": NOON + timedelta(days=7),
        "reported_at": later,
        "solved": "solved",
    }
    a_ticket(house.story, **own)
    given = a_ticket(house.story, "20260304-000002", unit_code="Q-CG")
    a_ticket(house.story, "20260304-000003", unit_code="Q-CG")
    house.story.do(service.give, studio.id, StudioTicketIn(ticket=given), by=house.li, at=NOON)
    with pytest.raises(Conflict, match="已在"):
        house.story.do(service.give, studio.id, StudioTicketIn(ticket=given), by=house.li, at=NOON)
    [line] = house.story.do(reading.figures, NOON, NOON + timedelta(days=1))
    assert (line.tickets, line.ended, line.mean_days, line.mean_limit_days) == (2, 1, 2.0, 7.0)
    listed = house.story.do(reading.studio_tickets, studio.id)
    assert sorted((one.ticket.number, one.given) for one in listed.items) == [
        ("20260304-000001", False),
        ("20260304-000002", True),
    ]


def test_a_task_force_needs_a_purpose_and_an_end_and_counts_its_refunds(house: Studios) -> None:
    with pytest.raises(BadInput, match="结束日期"):
        house.found("无期专班", kind="task_force", unit="D1", purpose="x")
    force = house.task_force()
    tickets = [a_ticket(house.story, f"20260304-00000{n}") for n in (1, 2)]
    for ticket in tickets:
        house.story.do(service.give, force.id, StudioTicketIn(ticket=ticket), by=house.boss, at=NOON)
    for ticket, fen in zip(tickets, (328_000, 64_800), strict=True):
        outcome = StudioOutcomeIn(ticket=ticket, kind="refunded", amount_fen=fen)
        house.story.do(service.record, force.id, outcome, by=house.boss, at=NOON)
    back = StudioOutcomeIn(ticket=tickets[1], kind="refunded", count=0, amount_fen=-4_800)
    house.story.do(service.record, force.id, back, by=house.boss, at=NOON)
    with pytest.raises(Conflict, match="冲减"):
        house.story.do(service.record, force.id, back.model_copy(update={"amount_fen": -60_001}), by=house.boss, at=NOON)
    seen = house.seen(force.id)
    assert [(o.kind, o.count, o.amount_fen) for o in seen.outcomes] == [("refunded", 2, 388_000)]
    rows = house.story.do(reading.outcomes, force.id).items
    assert sorted((row.ticket.number[-1], row.amount_fen) for row in rows) == [("1", 328_000), ("2", -4_800), ("2", 64_800)]
    closing = StudioClosing(version=seen.version, outcome="退费2件3,880元")
    house.story.do(service.close, force.id, closing, by=house.boss, at=NOON)
    assert house.seen(force.id).state == "closed"
    with pytest.raises(Conflict, match="已结束"):
        house.story.do(service.give, force.id, StudioTicketIn(ticket=tickets[0]), by=house.boss, at=NOON)


def test_the_end_of_a_task_force_is_told_of_once_and_again_after_it_was_put_off(house: Studios) -> None:
    force = house.task_force()
    days = [NOON + timedelta(days=n) for n in (118, 119, 120)]  # its last day is 30 June
    assert [house.story.do(watch.watch, day) for day in days] == [0, 1, 0]
    [told] = house.story.sent("notice", house.li)
    assert (told["kind"], told["link"]) == ("studio_end", f"/funds/studios?studio={force.id}")
    later = StudioPatch(version=force.version, reason="仍有案件", ends_on=date(2026, 7, 31))
    house.story.do(service.change, force.id, later, by=house.li, at=days[2])
    assert [house.story.do(watch.watch, NOON + timedelta(days=n)) for n in (149, 150)] == [0, 1]


def test_what_came_of_a_ticket_is_recorded_only_where_the_ticket_is(house: Studios) -> None:
    force = house.task_force()
    with pytest.raises(BadInput, match="不在这个"):
        house.story.do(
            service.record, force.id, StudioOutcomeIn(ticket=a_ticket(house.story), kind="mediated"), by=house.boss, at=NOON
        )


def test_a_studios_rates_come_from_the_ended_callbacks_on_its_tickets(house: Studios) -> None:
    house.found()
    ticket = a_ticket(house.story, unit_code="ST-1")
    for turn, (grade, ended) in enumerate(((4, NOON), (2, NOON), (5, None)), 1):
        row = EvaluationRow(
            id=new_id(), ticket_id=ticket, of_ticket=ticket, turn=turn, person="x", unit_code="ST-1", name="", number="",
            way="phone",
            state="ended" if ended else "open", opened_at=NOON, due_at=NOON, next_at=NOON, ended_at=ended, effective=True,
            solved="solved", grade=grade,
        )  # fmt: skip
        house.story.do(add, row)
    [line] = house.story.do(reading.figures, NOON, NOON + timedelta(days=1))
    assert (line.satisfied.numerator, line.satisfied.denominator, line.solved.percent) == (1, 2, 100.0)


def test_members_are_linked_to_accounts_by_name(house: Studios) -> None:
    assert [one.id for one in house.story.do(reading.candidates, "名li")] == [house.li]
    assert house.story.do(reading.candidates, "没有") == ()
