"""A dispatched ticket: a leg for each unit with a clock of its own, the basis on leg and history, and each unit told."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from config.errors import BadInput, Conflict, NotAllowed, NotFound
from tests.ticketing.dispatching.desk import STREET, Desk, later
from tests.ticketing.story import NOON
from ticketing.dispatching import service as dispatching
from ticketing.notices.models import NoticeRow
from ticketing.tickets import handling
from ticketing.tickets.moves import locked


def told(desk: Desk, ticket: str) -> set[tuple[str, str]]:
    rows = desk.story.do(lambda uow: uow.session.scalars(select(NoticeRow).where(NoticeRow.ticket_id == ticket)).all())
    return {(row.addressee, row.kind) for row in rows}


def test_each_unit_of_a_plan_has_a_leg_and_is_told(desk: Desk) -> None:
    ticket = desk.dispatched("D1", co_units=["Q-CG"], cc=["Q-HB"])
    assert desk.legs(ticket) == [("D1", "lead", "dispatched"), ("Q-CG", "co", "dispatched"), ("Q-HB", "cc", "dispatched")]
    assert told(desk, ticket) == {("unit:D1", "dispatched"), ("unit:Q-CG", "dispatched"), ("unit:Q-HB", "copied")}


def test_leading_and_helping_units_have_clocks_and_who_is_told_has_none(desk: Desk) -> None:
    ticket = desk.dispatched("D1", co_units=["Q-CG"], cc=["Q-HB"])
    lead, co, cc = desk.story.do(lambda uow: list(locked(uow, ticket).legs))
    assert lead.deadline == co.deadline == desk.see(ticket).deadline
    assert (lead.sign_due, co.sign_due) == (later(2), later(2))
    assert (lead.contact_due, co.contact_due) == (later(24), None)
    assert (cc.deadline, cc.sign_due, cc.contact_due) == (None, None, None)


def test_the_basis_stands_on_leg_and_history(desk: Desk) -> None:
    ticket = desk.dispatched("Q-CG")
    leg = desk.story.do(lambda uow: locked(uow, ticket).legs[0])
    step = desk.see(ticket).history[-1]
    assert (leg.basis, leg.directory_version) == ("in_charge", desk.story.database.city.version)
    assert step.reason == leg.why
    assert "谁主管谁负责" in step.reason


def test_a_direct_dispatch_copies_the_district(desk: Desk) -> None:
    ticket = desk.dispatched("S1")
    assert desk.legs(ticket) == [("S1", "lead", "dispatched"), ("D1", "cc", "dispatched")]


def test_the_lead_reports_only_when_the_helpers_have(desk: Desk) -> None:
    ticket = desk.dispatched("D1", co_units=["Q-CG"])
    desk.sign(ticket, "D1")
    desk.start(ticket, "D1")
    report = {"result": "已修复", "outcome": "solved", "version": None, "at": later(1)}
    with pytest.raises(Conflict, match="市城市管理局"):
        desk.story.do(handling.report, ticket, actor=desk.handler("D1"), **report)
    desk.story.do(handling.sign_leg, ticket, actor=desk.handler("Q-CG"), version=None, at=later(1))
    desk.story.do(handling.report_leg, ticket, result="已配合", actor=desk.handler("Q-CG"), version=None, at=later(1))
    desk.story.do(handling.report, ticket, actor=desk.handler("D1"), **report)
    assert desk.see(ticket).state == "reviewing"


def test_a_helper_that_is_withdrawn_is_waited_for_no_more(desk: Desk) -> None:
    ticket = desk.dispatched("D1", co_units=["Q-CG"])
    leg = desk.story.do(lambda uow: locked(uow, ticket).legs[1].id)
    desk.story.do(dispatching.withdraw_leg, ticket, leg, "无需配合", actor=desk.dispatcher, version=None, at=later(1))
    desk.sign(ticket, "D1")
    desk.start(ticket, "D1")
    desk.story.do(handling.report, ticket, result="已修复", outcome="solved", actor=desk.handler("D1"), version=None, at=later(1))
    assert desk.see(ticket).state == "reviewing"
    assert ("unit:Q-CG", "leg_withdrawn") in told(desk, ticket)


def test_the_lead_is_not_withdrawn_and_no_unit_added_twice(desk: Desk) -> None:
    ticket = desk.dispatched("D1")
    lead = desk.story.do(lambda uow: locked(uow, ticket).legs[0].id)
    given = {"actor": desk.dispatcher, "version": None, "at": later(1)}
    with pytest.raises(Conflict, match="改派"):
        desk.story.do(dispatching.withdraw_leg, ticket, lead, "撤回", **given)
    with pytest.raises(NotFound):
        desk.story.do(dispatching.withdraw_leg, ticket, "none", "撤回", **given)
    desk.story.do(dispatching.add_leg, ticket, "Q-CG", "请配合", **given)
    with pytest.raises(Conflict, match="已在"):
        desk.story.do(dispatching.add_leg, ticket, "Q-CG", "请配合", **given)
    with pytest.raises(BadInput):
        desk.story.do(dispatching.copy, ticket, "Q-HB", " ", **given)
    desk.story.do(dispatching.copy, ticket, "Q-HB", "请知悉", **given)
    assert desk.legs(ticket)[1:] == [("Q-CG", "co", "dispatched"), ("Q-HB", "cc", "dispatched")]
    assert [unit.code for unit in desk.see(ticket).co_units] == ["Q-CG"]


def test_a_handler_dispatches_nothing(desk: Desk) -> None:
    ticket = desk.accepted()
    with pytest.raises(NotAllowed):
        desk.story.do(dispatching.dispatch_accepted, ticket, "S1", actor=desk.handler("S1"), version=None, at=NOON)


def test_a_stale_version_dispatches_nothing_and_says_who_was_there(desk: Desk) -> None:
    ticket = desk.accepted()
    version = desk.column(ticket, "version")
    desk.send(ticket, "Q-CG")
    with pytest.raises(Conflict, match="名pai"):
        desk.story.do(dispatching.dispatch_accepted, ticket, "S1", actor=desk.dispatcher, version=version, at=NOON)


def test_the_hours_scheme_runs_by_the_calendar(desk: Desk) -> None:
    ticket = desk.dispatched("Q-CG", scheme="simple")
    assert desk.see(ticket).deadline == NOON + timedelta(hours=24)


def test_the_place_brings_the_directorys_street(desk: Desk) -> None:
    ticket = desk.accepted("0301010101", STREET)
    desk.send(ticket, "S1")
    assert desk.see(ticket).basis == "in_charge"
