"""What a handling unit does with its ticket, and what the hotline does with what comes back."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from config.errors import BadInput, Conflict, NotAllowed
from tests.ticketing.story import NOON, Story
from tests.ticketing.tickets.scene import HELPER, Scene, accepted, actor, dispatched
from ticketing.tickets import checking, extensions, flags, handling, pauses, reviewing, suspensions
from ticketing.tickets.models import TicketRow
from ticketing.tickets.schemas import TicketOut
from ticketing.uow import UnitOfWork

SHANGHAI = ZoneInfo("Asia/Shanghai")
HOUR = timedelta(hours=1)


def in_handling(story: Story, **more: Any) -> Scene:
    scene = dispatched(story, **more)
    scene.do(handling.sign, scene.lead, NOON + HOUR)
    scene.do(handling.start_handling, scene.lead, NOON + HOUR)
    return scene


def reported(story: Story) -> Scene:
    scene = in_handling(story)
    scene.do(handling.report, scene.lead, NOON + 3 * HOUR, result="已更换灯泡", outcome="solved", resolved_level="street")
    return scene


def local(day: int, hour: int = 17, minute: int = 0, second: int = 0) -> datetime:
    return datetime(2026, 3, day, hour, minute, second, tzinfo=SHANGHAI)


def commands(ticket: TicketOut) -> list[str]:
    return [step.command for step in ticket.history]


def test_a_late_signature_is_taken_and_recorded_as_late(story: Story) -> None:
    scene = dispatched(story)
    ticket = scene.do(handling.sign, scene.lead, NOON + 2 * HOUR + timedelta(seconds=1))
    assert ticket.state == "signed"
    assert ticket.history[-1].reason == "超过签收时限"


def test_signing_at_the_last_moment_is_in_time(story: Story) -> None:
    scene = dispatched(story)
    assert scene.do(handling.sign, scene.lead, NOON + 2 * HOUR).history[-1].reason == ""


def test_a_unit_signs_only_its_own_tickets(story: Story) -> None:
    scene = dispatched(story)
    with pytest.raises(NotAllowed):
        scene.do(handling.sign, scene.stranger, NOON)


def test_a_helping_unit_signs_its_own_part_and_the_ticket_stays(story: Story) -> None:
    scene = dispatched(story, co=(HELPER,))
    ticket = scene.do(handling.sign_leg, scene.helper, NOON + HOUR)
    assert ticket.state == "dispatched"
    assert [leg.state for leg in ticket.legs] == ["dispatched", "signed"]


def test_only_a_citizen_who_was_reached_counts_as_contacted(story: Story) -> None:
    scene = in_handling(story)
    tried = NOON + 2 * HOUR
    scene.do(handling.contact, scene.lead, tried, way="phone", whom="张女士", when=tried, reached=False)
    assert scene.now().contacted_at is None
    scene.do(handling.contact, scene.lead, tried + HOUR, way="visit", whom="张女士", when=tried, reached=True)
    assert scene.now().contacted_at == tried


@pytest.mark.parametrize("when", [NOON - HOUR, NOON + 9 * HOUR])
def test_a_contact_lies_between_dispatch_and_now(story: Story, when: datetime) -> None:
    scene = in_handling(story)
    with pytest.raises(BadInput):
        scene.do(handling.contact, scene.lead, NOON + 2 * HOUR, way="phone", whom="", when=when, reached=True)


def test_the_lead_unit_reports_only_when_the_helping_units_have(story: Story) -> None:
    scene = in_handling(story, co=(HELPER,))
    with pytest.raises(Conflict, match="尚未上报"):
        scene.do(handling.report, scene.lead, NOON + 2 * HOUR, result="已修", outcome="solved")
    scene.do(handling.sign_leg, scene.helper, NOON + 2 * HOUR)
    scene.do(handling.report_leg, scene.helper, NOON + 2 * HOUR, result="已配合")
    ticket = scene.do(handling.report, scene.lead, NOON + 3 * HOUR, result="已修", outcome="solved", resolved_level="street")
    assert (ticket.state, ticket.result, ticket.solved, ticket.resolved_level) == ("reviewing", "已修", "solved", "street")


def test_a_report_says_what_was_done(story: Story) -> None:
    scene = in_handling(story)
    with pytest.raises(BadInput):
        scene.do(handling.report, scene.lead, NOON + 2 * HOUR, result="  ", outcome="solved")


def test_a_rework_gives_a_new_deadline_and_keeps_the_first_on_record(story: Story) -> None:
    scene = reported(story)
    first = scene.now().deadline
    ticket = scene.do(reviewing.rework, scene.dispatcher, local(6, 10), reason="市民说仍不亮")
    assert ticket.state == "handling"
    assert (ticket.first_deadline, ticket.deadline, ticket.reworks) == (first, local(11), 1)
    assert [leg.state for leg in ticket.legs] == ["handling"]


def test_a_ticket_closes_by_an_effective_callback_and_not_when_the_citizen_says_unsolved(story: Story) -> None:
    scene = reported(story)
    scene.do(reviewing.pass_review, scene.dispatcher, NOON + 4 * HOUR)
    with pytest.raises(Conflict, match="未解决"):
        scene.do(reviewing.close, scene.agent, NOON + 5 * HOUR, effective=True, solved=False)
    assert scene.do(reviewing.close, scene.agent, NOON + 5 * HOUR, effective=True, solved=True).state == "closed"


def test_what_is_closed_for_the_set_time_is_archived_by_itself_once(story: Story) -> None:
    scene = reported(story)
    scene.do(reviewing.pass_review, scene.dispatcher, NOON + 4 * HOUR)
    scene.do(reviewing.close, scene.agent, NOON + 5 * HOUR, effective=False, solved=None)
    assert story.do(reviewing.archive_due, NOON + timedelta(days=30)) == 0
    assert story.do(reviewing.archive_due, NOON + timedelta(days=31)) == 1
    assert story.do(reviewing.archive_due, NOON + timedelta(days=31)) == 0
    assert scene.now().state == "archived"


def test_a_false_closure_is_opened_again_with_a_new_deadline(story: Story) -> None:
    scene = reported(story)
    scene.do(reviewing.pass_review, scene.dispatcher, NOON + 4 * HOUR)
    scene.do(reviewing.close, scene.agent, NOON + 5 * HOUR, effective=True, solved=True)
    ticket = scene.do(reviewing.reopen, scene.inspector, local(12, 16, 59, 59), reason="回头看发现未修")
    assert (ticket.state, ticket.deadline) == ("handling", local(17))
    assert ticket.closed_at is None


def test_the_clock_rests_while_the_citizen_is_asked_and_the_deadline_moves_by_the_working_days(story: Story) -> None:
    scene = in_handling(story)
    due = scene.now().deadline
    assert due == local(9)
    scene.do(pauses.ask_supplement, scene.lead, local(5, 10), question="哪一盏？")
    assert scene.now().deadline == due
    ticket = scene.do(pauses.supplement, scene.agent, local(7, 10), answer="门口左边第二盏")
    assert (ticket.state, ticket.deadline) == ("handling", local(11))  # 5 March to Monday 9: two working days


def test_what_is_asked_before_the_dispatch_goes_back_to_accepted(story: Story) -> None:
    agent = actor(story, "a1", "agent")
    id = accepted(story, agent)
    story.do(pauses.ask_supplement, id, question="在哪里？", actor=agent, version=None, at=NOON)
    row = story.do(pauses.supplement, id, answer="桥头小区", actor=agent, version=None, at=NOON + HOUR)
    assert (row.state, row.deadline) == ("accepted", None)


def test_a_pause_ends_by_itself_after_the_set_time_and_says_so(story: Story) -> None:
    scene = in_handling(story)
    scene.do(pauses.ask_supplement, scene.lead, local(5, 10), question="哪一盏？")
    assert story.do(pauses.resume_due, local(10, 9, 59)) == 0
    assert story.do(pauses.resume_due, local(12, 10)) == 1  # late, as after a night without power
    assert story.do(pauses.resume_due, local(12, 10)) == 0
    ticket = scene.now()
    assert (ticket.state, ticket.deadline) == ("handling", local(12))  # five days: 5 to 10 March, three working days
    assert ticket.history[-1].by == "system"
    assert "期限已到" in ticket.history[-1].reason


def test_an_extension_is_asked_before_the_deadline_and_ends_at_17_of_the_day(story: Story) -> None:
    scene = in_handling(story)
    scene.do(extensions.ask_extension, scene.lead, local(9), days=3, reason="等灯具到货")
    assert scene.now().deadline == local(9)
    ticket = scene.do(extensions.extend, scene.dispatcher, local(10, 9))
    assert (ticket.deadline, ticket.first_deadline, ticket.asked_extension) == (local(12), local(9), None)


def test_a_second_after_17_of_the_last_day_is_too_late_for_an_extension(story: Story) -> None:
    scene = in_handling(story)
    with pytest.raises(Conflict, match="期限已过"):
        scene.do(extensions.ask_extension, scene.lead, local(9, 17, 0, 1), days=1, reason="来不及")


@pytest.mark.parametrize("days", [0, 4])
def test_an_extension_is_at_most_the_levels_own_length(story: Story, days: int) -> None:
    scene = in_handling(story)
    with pytest.raises(BadInput, match="1至3"):
        scene.do(extensions.ask_extension, scene.lead, local(5), days=days, reason="来不及")


def test_a_ticket_is_extended_once(story: Story) -> None:
    scene = in_handling(story)
    scene.do(extensions.ask_extension, scene.lead, local(5, 9), days=1, reason="缺件")
    with pytest.raises(Conflict, match="等待审批"):
        scene.do(extensions.ask_extension, scene.lead, local(5, 9), days=1, reason="缺件")
    scene.do(extensions.extend, scene.dispatcher, local(5, 9))
    with pytest.raises(Conflict, match="最多延期1次"):
        scene.do(extensions.ask_extension, scene.lead, local(5, 10), days=1, reason="缺件")


def test_a_refused_extension_leaves_the_deadline(story: Story) -> None:
    scene = in_handling(story)
    scene.do(extensions.ask_extension, scene.lead, local(5, 9), days=2, reason="缺件")
    ticket = scene.do(extensions.refuse_extension, scene.dispatcher, local(5, 10), reason="库存充足")
    assert (ticket.deadline, ticket.asked_extension) == (local(9), None)


def test_a_request_lapses_with_the_report(story: Story) -> None:
    scene = in_handling(story)
    scene.do(extensions.ask_extension, scene.lead, local(5, 9), days=2, reason="缺件")
    assert scene.do(handling.report, scene.lead, local(5, 10), result="已修", outcome="solved").asked_extension is None


def test_a_suspension_has_a_reason_of_the_list_a_review_day_and_does_not_stop_the_clock(story: Story) -> None:
    scene = reported(story)
    due = scene.now().deadline
    more = {"ground": "funds", "reason": "须列入明年预算"}
    with pytest.raises(BadInput, match="90天"):
        scene.do(suspensions.suspend, scene.dispatcher, local(5, 9), review_on=date(2026, 12, 1), **more)
    ticket = scene.do(suspensions.suspend, scene.dispatcher, local(5, 9), review_on=date(2026, 4, 1), **more)
    assert (ticket.state, ticket.deadline, ticket.solved, ticket.suspended_for) == ("suspended", due, None, "funds")
    kept = scene.do(suspensions.review_suspension, scene.inspector, local(6, 9), reason="预算未批", review_on=date(2026, 5, 1))
    assert kept.state == "suspended"
    with pytest.raises(Conflict, match="由热线"):
        scene.do(pauses.resume, scene.lead, local(10, 9), reason="有钱了")
    again = scene.do(pauses.resume, scene.dispatcher, local(10, 9), reason="预算已批")
    assert (again.state, again.deadline, [leg.state for leg in again.legs]) == ("handling", due, ["handling"])


def test_a_sensitive_ticket_turns_red_and_its_unit_is_told_at_once(story: Story) -> None:
    scene = in_handling(story)
    assert scene.now().light == "blue"
    ticket = scene.do(flags.flag, scene.inspector, NOON + 2 * HOUR, add=["sensitive"], reason="涉及媒体")
    assert (ticket.light, ticket.flags) == ("red", ("sensitive",))
    assert [told["kind"] for told in story.sent("notice", scene.lead.id)][-1] == "flag_red"
    assert scene.do(flags.flag, scene.inspector, NOON + 3 * HOUR, remove=["sensitive"]).light == "blue"
    with pytest.raises(BadInput):
        scene.do(flags.flag, scene.inspector, NOON + 3 * HOUR, remove=["sensitive"])


def test_a_transfer_is_asked_by_one_and_approved(story: Story) -> None:
    scene = reported(story)
    scene.do(reviewing.ask_transfer, scene.inspector, NOON + 4 * HOUR, reason="敷衍")
    ticket = scene.do(reviewing.transfer, scene.inspector, NOON + 5 * HOUR, reason="敷衍，属实")
    assert ticket.state == "transferred"
    again = scene.do(pauses.resume, scene.inspector, local(10, 9), reason="已整改")
    assert (again.state, again.deadline) == ("handling", local(13))


def test_a_stale_version_says_who_changed_what(story: Story) -> None:
    scene = dispatched(story)
    seen = scene.version()
    scene.do(handling.sign, scene.lead, NOON + HOUR)
    with pytest.raises(Conflict, match=r"名h1.*签收"):
        story.do(handling.start_handling, scene.id, actor=scene.lead, version=seen, at=NOON + HOUR)
    assert commands(scene.now()) == ["accept", "dispatch", "sign"]


def test_the_units_are_told_of_rework_and_extension(story: Story) -> None:
    scene = reported(story)
    scene.do(reviewing.rework, scene.dispatcher, NOON + 4 * HOUR, reason="仍不亮")
    assert story.sent("notice", scene.lead.id)[-1]["kind"] == "rework"


def test_a_deadline_that_is_stored_otherwise_is_found(story: Story) -> None:
    scene = in_handling(story)

    def all_of(uow: UnitOfWork) -> list[str]:
        return list(checking.all_differences(uow))

    def move_deadline(uow: UnitOfWork) -> None:
        row = uow.session.get(TicketRow, scene.id)
        assert row is not None
        row.deadline = local(10)

    assert story.do(all_of) == []
    story.do(move_deadline)
    [line] = story.do(all_of)
    assert "stored 2026-03-10" in line
    assert "2026-03-09" in line


def test_a_unit_asks_for_suspension_and_the_hotline_decides(story: Story) -> None:
    scene = in_handling(story)
    asked = {"ground": "funds", "reason": "须列入明年预算", "review_on": date(2026, 4, 1)}
    ticket = scene.do(suspensions.ask_suspension, scene.lead, local(5, 9), **asked)
    assert (ticket.state, ticket.asked_suspension, ticket.deadline) == ("handling", "funds", local(9))
    with pytest.raises(Conflict, match="等待审批"):
        scene.do(suspensions.ask_suspension, scene.lead, local(5, 10), **asked)
    with pytest.raises(NotAllowed):
        scene.do(suspensions.suspend, scene.lead, local(5, 10), **asked)
    refused = scene.do(suspensions.refuse_suspension, scene.dispatcher, local(5, 11), reason="可先做临时照明")
    assert (refused.state, refused.asked_suspension, refused.asked_review_at) == ("handling", None, None)
    scene.do(suspensions.ask_suspension, scene.lead, local(5, 12), **asked)
    ticket = scene.do(suspensions.suspend, scene.dispatcher, local(5, 13), **asked)
    assert (ticket.state, ticket.suspended_for, ticket.asked_suspension) == ("suspended", "funds", None)
    assert ticket.deadline == local(9), "a suspension stops no clock"


def test_a_request_for_suspension_lapses_when_the_unit_reports(story: Story) -> None:
    scene = in_handling(story)
    scene.do(suspensions.ask_suspension, scene.lead, local(5, 9), ground="other", reason="等待", review_on=date(2026, 4, 1))
    assert scene.do(handling.report, scene.lead, local(5, 10), result="已修", outcome="solved").asked_suspension is None
