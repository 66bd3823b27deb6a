"""What a dispatcher is shown: the directory's rows, the four steps, where the like went, who had it before, and what to take."""

from datetime import date, timedelta
from typing import Any

from tests.ticketing.dispatching.desk import STREET, Desk, later
from tests.ticketing.story import NOON
from ticketing.dispatching import boxes, reading
from ticketing.dispatching import service as dispatching
from ticketing.dispatching.schemas import Advice
from ticketing.tickets import suspensions
from ticketing.tickets.moves import locked
from ticketing.uow import UnitOfWork


def advice(desk: Desk, ticket: str, hours: float = 1) -> Advice:
    return desk.story.do(lambda uow: dispatching.advise(uow, reading.ticket_row(uow, ticket), later(hours)))


def closed(desk: Desk, unit: str, days_ago: float, street: str | None = None) -> None:
    """A ticket of the same category that was closed there."""
    ticket = desk.dispatched(unit, at=NOON - timedelta(days=days_ago))

    def close(uow: UnitOfWork) -> None:
        row = locked(uow, ticket)
        row.state, row.street_code = "closed", street

    desk.story.do(close)


def test_the_directorys_rows_and_the_deciding_step_are_shown(desk: Desk) -> None:
    ticket = desk.accepted("0201010101", STREET)
    found = advice(desk, ticket)
    assert [(row.category_code, row.chosen) for row in found.rows] == [("02", True)]
    assert [(step.rule, step.decides) for step in found.considered] == [
        ("directory", True), ("first_receiver", False), ("named", False), ("fallback", False),
    ]  # fmt: skip
    assert found.options[0].kind == "directory"
    assert [unit.code for unit in (found.options[0].unit, *found.options[0].co_units)] == ["D1-CG", "Q-HB"]


def test_territory_and_industry_side_by_side_are_offered_where_both_are_known(desk: Desk) -> None:
    kinds = [option.kind for option in advice(desk, desk.accepted("0201010101", STREET)).options]
    assert "parallel" in kinds
    assert "parallel" not in [option.kind for option in advice(desk, desk.accepted("0201010101", None)).options]


def test_without_a_row_the_fallback_is_offered_and_the_reason_said(desk: Desk) -> None:
    found = advice(desk, desk.accepted(None))
    assert [option.kind for option in found.options] == ["fallback"]
    assert (found.considered[0].unit, found.considered[0].why) == (None, "职责目录没有该事项。")


def test_where_the_like_went_is_counted_in_its_window(desk: Desk) -> None:
    for unit, days, street in (("Q-HB", 5, "S1"), ("Q-HB", 10, None), ("S1", 20, None), ("D1", 100, None)):
        closed(desk, unit, days, street)
    ticket = desk.accepted("0101010101", STREET)
    found = advice(desk, ticket)
    assert [(one.unit.code, one.count, one.here) for one in found.precedents] == [("Q-HB", 2, 1), ("S1", 1, 0)]
    assert (found.compared, found.days) == (3, 90)
    assert found.precedents[0].share == 0.667


def test_who_had_it_before_and_who_objected_is_shown_and_the_holder_is_no_option(desk: Desk) -> None:
    ticket = desk.dispatched("Q-CG")
    desk.objects(ticket, "Q-CG", "Q-HB", later(1))
    found = advice(desk, ticket, 2)
    assert found.options[0].kind == "objection"
    assert "Q-CG" not in [option.unit.code for option in found.options]
    desk.redispatches(ticket, "S1", later(3))
    assert [(one.unit.code, one.how) for one in advice(desk, ticket, 4).returned] == [("Q-CG", "objected"), ("Q-CG", "withdrawn")]


def test_each_ticket_waits_in_its_box_with_the_reason(desk: Desk) -> None:
    waiting, problem, returned = desk.accepted(), desk.dispatched("Q-CG"), desk.dispatched("Q-CG")
    desk.story.do(dispatching.name_problem, problem, "无主管部门", actor=desk.dispatcher, version=None, at=later(1))
    for n, unit in enumerate(("Q-HB", "S1")):
        desk.redispatches(returned, unit, later(n))
    shown = {
        box: [(one.id, one.reason[:4]) for one in desk.story.do(boxes.page, box, after=None, limit=10).items]
        for box in ("to_dispatch", "problem", "returned", "extensions", "suspensions")
    }
    assert shown == {
        "to_dispatch": [(waiting, "")],
        "problem": [(problem, "无主管部")],
        "returned": [(returned, "改由该单")],
        "extensions": [],
        "suspensions": [],
    }
    counted = desk.story.do(boxes.counts, later(1))
    assert (counted.to_dispatch, counted.problem, counted.returned, counted.objections) == (1, 1, 1, 0)


def test_a_box_is_read_page_by_page_and_no_ticket_twice(desk: Desk) -> None:
    made = [desk.accepted(at=later(n // 2)) for n in range(5)]
    seen, after = [], None
    while True:
        page = desk.story.do(boxes.page, "to_dispatch", after=after, limit=2)
        seen += [one.id for one in page.items]
        after = page.next
        if after is None:
            break
    assert sorted(seen) == sorted(made)
    assert len(seen) == 5


def test_a_unit_that_asks_for_suspension_waits_in_a_box_of_its_own(desk: Desk) -> None:
    ticket = desk.dispatched("Q-CG")
    desk.sign(ticket, "Q-CG", later(1))
    desk.start(ticket, "Q-CG", later(1))
    asked: dict[str, Any] = {"ground": "season", "reason": "汛期不能施工", "review_on": date(2026, 4, 1), "version": None}
    desk.story.do(suspensions.ask_suspension, ticket, actor=desk.handler("Q-CG"), at=later(2), **asked)
    [one] = desk.story.do(boxes.page, "suspensions", after=None, limit=10).items
    assert (one.id, one.asked_suspension, one.reason) == (ticket, "season", "受季节或施工条件限制：汛期不能施工")
    assert desk.story.do(boxes.counts, later(2)).suspensions == 1
    desk.story.do(suspensions.suspend, ticket, actor=desk.dispatcher, at=later(3), **asked)
    assert desk.story.do(boxes.counts, later(3)).suspensions == 0
