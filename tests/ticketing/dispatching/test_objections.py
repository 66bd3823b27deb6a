"""派单异议: clock and handling go on, the third rejection or change makes a problem ticket, the joint study has the last word."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import select

from config.errors import BadInput, Conflict, NotAllowed
from tests.ticketing.dispatching.desk import BASIS, Desk, later
from tests.ticketing.story import NOON
from ticketing.dispatching import service as dispatching
from ticketing.dispatching.models import ObjectionRow
from ticketing.dispatching.objections import round_of_objections
from ticketing.notices.models import NoticeRow
from ticketing.tickets import handling, pauses
from ticketing.tickets.states import TRANSITIONS


def states(desk: Desk, ticket: str) -> list[str]:
    query = select(ObjectionRow.state).where(ObjectionRow.ticket_id == ticket).order_by(ObjectionRow.at)
    return desk.story.do(lambda uow: list(uow.session.scalars(query)))


@pytest.mark.parametrize("reached", ["dispatched", "signed", "handling"])
def test_an_objection_moves_neither_state_nor_clock(desk: Desk, reached: str) -> None:
    ticket = desk.dispatched("Q-CG")
    if reached != "dispatched":
        desk.sign(ticket, "Q-CG")
    if reached == "handling":
        desk.start(ticket, "Q-CG")
    before = desk.see(ticket)
    desk.objects(ticket, "Q-CG", "Q-HB", later(1))
    after = desk.see(ticket)
    assert (after.state, after.deadline) == (before.state, before.deadline) == (reached, before.deadline)


def test_handling_goes_on_while_an_objection_waits(desk: Desk) -> None:
    ticket = desk.dispatched("Q-CG")
    desk.objects(ticket, "Q-CG", "Q-HB")
    desk.sign(ticket, "Q-CG")
    desk.start(ticket, "Q-CG")
    assert desk.see(ticket).state == "handling"


def test_no_command_lets_a_unit_hand_a_ticket_back() -> None:
    """首接负责制: nothing that a handler may do leads back to where the ticket was dispatched from."""
    from ticketing.tickets.permissions import GRANTS

    of_handlers = {command for command, grants in GRANTS.items() if any(role == "handler" for role, _ in grants)}
    back = {command for (state, command), after in TRANSITIONS.items() if after == "accepted" and state != "accepted"}
    assert "object" in of_handlers
    assert not of_handlers & back


def test_an_objection_needs_a_legal_basis_and_another_unit(desk: Desk) -> None:
    ticket = desk.dispatched("Q-CG")
    given = {"reason": "不属本单位", "actor": desk.handler("Q-CG"), "version": None, "at": later(1)}
    with pytest.raises(BadInput, match="依据"):
        desk.story.do(dispatching.object_to, ticket, legal_basis=" 无 ", suggested_unit="Q-HB", **given)
    with pytest.raises(BadInput, match="建议单位"):
        desk.story.do(dispatching.object_to, ticket, legal_basis=BASIS, suggested_unit="Q-CG", **given)
    with pytest.raises(NotAllowed):
        desk.story.do(
            dispatching.object_to, ticket, legal_basis=BASIS, suggested_unit="S1", **given | {"actor": desk.handler("Q-HB")}
        )


def test_one_objection_at_a_time(desk: Desk) -> None:
    ticket = desk.dispatched("Q-CG")
    desk.objects(ticket, "Q-CG", "Q-HB")
    with pytest.raises(Conflict, match="待审"):
        desk.objects(ticket, "Q-CG", "S1")


def test_a_granted_objection_redispatches_and_the_first_deadline_stays(desk: Desk) -> None:
    ticket = desk.dispatched("Q-CG")
    first = desk.see(ticket).deadline
    objection = desk.objects(ticket, "Q-CG", "Q-HB", later(26))
    desk.grants(objection, later(28))
    now = desk.see(ticket)
    assert now.unit is not None
    assert (now.unit.code, now.state) == ("Q-HB", "dispatched")
    assert desk.legs(ticket) == [("Q-CG", "lead", "withdrawn"), ("Q-HB", "lead", "dispatched")]
    assert desk.column(ticket, "first_deadline") == first
    assert now.deadline is not None
    assert first is not None
    assert now.deadline > first
    assert desk.column(ticket, "first_receiver") == "Q-CG"
    assert states(desk, ticket) == ["granted"]


def test_three_rejections_make_a_problem_ticket_and_two_do_not(desk: Desk) -> None:
    ticket = desk.dispatched("Q-CG")
    for n in range(3):
        assert desk.see(ticket).state == "dispatched"
        desk.rejects(desk.objects(ticket, "Q-CG", "Q-HB", later(n)), later(n + 0.5))
    now = desk.see(ticket)
    assert now.state == "problem_ticket"
    assert (now.history[-1].by, now.history[-1].command) == ("system", "name_problem")
    assert now.deadline is not None


def test_three_changes_of_the_unit_make_a_problem_ticket_and_two_do_not(desk: Desk) -> None:
    ticket = desk.dispatched("Q-CG")
    for n, unit in enumerate(("Q-HB", "S1", "D1")):
        assert desk.see(ticket).state == "dispatched"
        desk.redispatches(ticket, unit, later(n))
    assert desk.see(ticket).state == "problem_ticket"


def test_a_problem_ticket_is_somebodys_all_the_time(desk: Desk) -> None:
    ticket = desk.dispatched("Q-CG")
    for n, unit in enumerate(("Q-HB", "S1", "D1")):
        desk.redispatches(ticket, unit, later(n))
    assert [leg for leg in desk.legs(ticket) if leg[1] == "lead" and leg[2] != "withdrawn"] == [("D1", "lead", "dispatched")]


def test_the_joint_study_names_the_unit_and_that_is_the_last_word(desk: Desk) -> None:
    ticket = desk.dispatched("Q-CG")
    for n in range(3):
        desk.rejects(desk.objects(ticket, "Q-CG", "Q-HB", later(n)), later(n))
    given = {"resolution": "r1", "reason": "行业主管", "actor": desk.dispatcher, "version": None, "at": later(5)}
    desk.story.do(dispatching.name_unit, ticket, "Q-HB", **given)
    now = desk.see(ticket)
    assert (now.state, now.unit.code if now.unit else None, now.basis) == ("dispatched", "Q-HB", "named")
    assert "联席研判指定" in now.basis_why
    with pytest.raises(Conflict, match="联席研判"):
        desk.objects(ticket, "Q-HB", "Q-CG", later(6))
    with pytest.raises(Conflict, match="联席研判"):
        desk.redispatches(ticket, "Q-CG", later(6))


def test_the_joint_study_may_name_the_unit_that_objected(desk: Desk) -> None:
    ticket = desk.dispatched("Q-CG")
    objection = desk.objects(ticket, "Q-CG", "Q-HB")
    desk.story.do(dispatching.refer, objection, "需共同研判", actor=desk.dispatcher, version=None, at=later(1))
    assert (desk.see(ticket).state, states(desk, ticket)) == ("problem_ticket", ["joint"])
    given = {"resolution": None, "reason": "属本单位", "actor": desk.dispatcher, "version": None, "at": later(2)}
    desk.story.do(dispatching.name_unit, ticket, "Q-CG", **given)
    assert desk.legs(ticket) == [("Q-CG", "lead", "withdrawn"), ("Q-CG", "lead", "dispatched")]


def test_only_a_problem_ticket_is_named_a_unit(desk: Desk) -> None:
    ticket = desk.dispatched("Q-CG")
    given = {"resolution": None, "reason": "研判", "actor": desk.dispatcher, "version": None, "at": later(2)}
    with pytest.raises(Conflict):
        desk.story.do(dispatching.name_unit, ticket, "Q-HB", **given)


def test_a_redispatch_grants_the_objection_that_waits(desk: Desk) -> None:
    ticket = desk.dispatched("Q-CG")
    desk.objects(ticket, "Q-CG", "Q-HB")
    desk.redispatches(ticket, "S1", later(1))
    assert states(desk, ticket) == ["granted"]


def test_helpers_stay_with_a_redispatch_and_no_other_is_asked_anew(desk: Desk) -> None:
    ticket = desk.dispatched("Q-CG", co_units=["D1"])
    desk.redispatches(ticket, "Q-HB", later(1))
    assert desk.legs(ticket) == [("Q-CG", "lead", "withdrawn"), ("D1", "co", "dispatched"), ("Q-HB", "lead", "dispatched")]


def test_what_was_reported_before_the_review_lapses(desk: Desk) -> None:
    ticket = desk.dispatched("Q-CG")
    objection = desk.objects(ticket, "Q-CG", "Q-HB")
    desk.sign(ticket, "Q-CG")
    desk.start(ticket, "Q-CG")
    desk.story.do(
        handling.report, ticket, result="已办理", outcome="solved", actor=desk.handler("Q-CG"), version=None, at=later(1)
    )
    with pytest.raises(Conflict):
        desk.rejects(objection, later(2))
    assert desk.story.do(round_of_objections, later(2)) == 1
    assert states(desk, ticket) == ["lapsed"]
    assert desk.story.do(round_of_objections, later(2)) == 0


def test_an_objection_that_waits_too_long_is_told_of_once(desk: Desk) -> None:
    ticket = desk.dispatched("Q-CG")
    desk.objects(ticket, "Q-CG", "Q-HB")
    for hours in (3, 5, 6, 9):
        desk.story.do(round_of_objections, later(hours))
    query = select(NoticeRow).where(NoticeRow.kind == "objection_waiting")
    assert [row.at for row in desk.story.do(lambda uow: uow.session.scalars(query).all())] == [later(5)]


def test_of_two_dispatchers_one_decides_and_the_other_is_told(desk: Desk) -> None:
    ticket = desk.dispatched("Q-CG")
    objection = desk.objects(ticket, "Q-CG", "Q-HB")
    together = Barrier(2)

    def decide(what: str) -> str:
        together.wait(10)
        try:
            (desk.grants if what == "grant" else desk.rejects)(objection, later(1))
        except Conflict as error:
            return error.what
        return "done"

    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(decide, ("grant", "reject")))
    assert results.count("done") == 1
    steps = [step.command for step in desk.see(ticket).history]
    assert steps.count("redispatch") + steps.count("reject_objection") == 1


def test_a_ticket_by_hours_stays_one_by_hours_whoever_takes_it(desk: Desk) -> None:
    ticket = desk.dispatched("Q-CG", scheme="simple")
    desk.redispatches(ticket, "Q-HB", later(1))
    assert (desk.column(ticket, "scheme"), desk.column(ticket, "deadline")) == ("simple", later(25))


def test_nobody_helps_before_somebody_leads(desk: Desk) -> None:
    ticket = desk.accepted()
    desk.story.do(pauses.ask_supplement, ticket, question="哪里？", actor=desk.dispatcher, version=None, at=NOON)
    with pytest.raises(Conflict, match="没有主办单位"):
        desk.story.do(dispatching.add_leg, ticket, "D1", "请协办", actor=desk.dispatcher, version=None, at=later(1))
