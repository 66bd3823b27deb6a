"""批量件: one opinion answers each of many tickets once, page by page, and each caller is called back."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import func, select

from config.errors import Conflict, NotAllowed
from config.settings.dispatching import Dispatching
from tests.ticketing.dispatching.desk import Desk, later
from tests.ticketing.story import NOON
from ticketing.dispatching import batches, reading
from ticketing.dispatching.models import BatchStepRow
from ticketing.tickets.models import TicketStepRow

OPINION = "渣土车已统一整治，每日抽查。"


def batch_of(desk: Desk, tickets: list[str], lead: str | None = None) -> str:
    def work(uow: object) -> str:
        row = batches.create(uow, "渣土车扰民", lead_ticket=lead, opinion="", actor=desk.dispatcher, at=NOON)  # type: ignore[arg-type]
        batches.add(uow, row.id, tickets, actor=desk.dispatcher, at=NOON)  # type: ignore[arg-type]
        return row.id

    return desk.story.do(work)


def answer(desk: Desk, batch: str, hours: float = 2) -> None:
    desk.story.do(batches.answer, batch, OPINION, "solved", actor=desk.dispatcher, version=None, at=later(hours))


def in_pages_of(desk: Desk, page: int) -> None:
    law = desk.story.database.law
    desk.story.database.law = law.model_copy(update={"dispatching": Dispatching(batch_page=page)})


def test_one_opinion_answers_every_ticket_and_each_waits_for_its_callback(desk: Desk) -> None:
    lead = desk.dispatched("Q-CG")
    others = [desk.dispatched("D1"), desk.accepted(), desk.dispatched("S1")]
    desk.sign(others[2], "S1")
    desk.start(others[2], "S1")
    batch = batch_of(desk, others, lead)
    answer(desk, batch)
    for ticket in (lead, *others):
        assert (desk.see(ticket).state, desk.column(ticket, "result")) == ("callback", OPINION)
        assert {state for _, role, state in desk.legs(ticket) if role != "cc"} == {"reported"}
    assert desk.see(others[1]).unit.code == "Q-CG"  # type: ignore[union-attr]
    shown = desk.story.do(reading.batch, batch)
    assert (shown.state, shown.total, shown.answered, shown.open, shown.kept) == ("answered", 4, 4, 0, 0)


def test_what_has_no_unit_is_kept_for_a_person(desk: Desk) -> None:
    waiting, sent = desk.accepted(), desk.dispatched("D1")
    batch = batch_of(desk, [waiting, sent])
    answer(desk, batch)
    shown = desk.story.do(reading.batch, batch)
    assert (shown.state, shown.answered, shown.kept, desk.see(waiting).state) == ("answered", 1, 1, "accepted")
    desk.send(waiting, "Q-HB")
    desk.story.do(batches.go_on, batch, actor=desk.dispatcher, at=later(3))
    assert desk.see(waiting).state == "callback"


def test_long_work_goes_on_page_by_page_in_rounds(desk: Desk) -> None:
    in_pages_of(desk, 2)
    batch = batch_of(desk, [desk.dispatched("D1") for _ in range(5)])
    answer(desk, batch)
    seen = [desk.story.do(reading.batch, batch).answered]
    while desk.story.do(batches.round_of_batches, later(3)):
        seen.append(desk.story.do(reading.batch, batch).answered)
    assert seen == [2, 4, 5]
    assert desk.story.do(reading.batch, batch).state == "answered"


def test_two_nodes_answer_each_ticket_once(desk: Desk) -> None:
    in_pages_of(desk, 2)
    tickets = [desk.dispatched("D1") for _ in range(6)]
    batch = batch_of(desk, tickets)
    answer(desk, batch)
    together = Barrier(2)

    def rounds(_n: int) -> None:
        together.wait(10)
        for _ in range(4):
            desk.story.do(batches.round_of_batches, later(3))

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(rounds, range(2)))
    steps = select(func.count()).where(BatchStepRow.batch_id == batch, BatchStepRow.step == "answered")
    moves = select(func.count()).where(TicketStepRow.command == "answer_batch")
    assert desk.story.do(lambda uow: (uow.session.scalar(steps), uow.session.scalar(moves))) == (6, 6)


def test_a_ticket_that_comes_after_the_answer_is_answered_too(desk: Desk) -> None:
    batch = batch_of(desk, [desk.dispatched("D1")])
    answer(desk, batch)
    late = desk.dispatched("D1")
    assert desk.story.do(batches.add, batch, [late], actor=desk.dispatcher, at=later(4)) == {}
    desk.story.do(batches.round_of_batches, later(4))
    assert desk.see(late).state == "callback"


def test_a_ticket_is_in_one_batch_and_leaves_it_before_the_answer_only(desk: Desk) -> None:
    ticket = desk.dispatched("D1")
    first, second = batch_of(desk, [ticket]), batch_of(desk, [])
    assert list(desk.story.do(batches.add, second, [ticket], actor=desk.dispatcher, at=NOON)) == [ticket]
    desk.story.do(batches.remove, first, ticket, "不是同一事项", actor=desk.dispatcher, at=NOON)
    assert desk.column(ticket, "batch_id") is None
    desk.story.do(batches.add, second, [ticket], actor=desk.dispatcher, at=NOON)
    answer(desk, second)
    with pytest.raises(Conflict):
        desk.story.do(batches.remove, second, ticket, "", actor=desk.dispatcher, at=later(3))


def test_a_batch_is_answered_once_and_by_dispatchers(desk: Desk) -> None:
    batch = batch_of(desk, [desk.dispatched("D1")])
    answer(desk, batch)
    with pytest.raises(Conflict, match="已经答复"):
        answer(desk, batch)
    with pytest.raises(NotAllowed):
        desk.story.do(batches.add, batch, [], actor=desk.handler("D1"), at=NOON)


def test_the_like_in_hand_is_found_by_kind_and_place(desk: Desk) -> None:
    found = [desk.dispatched("D1"), desk.dispatched("D1")]
    desk.accepted("0201010101")
    taken = desk.dispatched("D1")
    batch_of(desk, [taken])
    query = {"category": "01", "street": None, "since": NOON, "limit": 10}
    assert sorted(desk.story.do(batches.matching, **query)) == sorted(found)
