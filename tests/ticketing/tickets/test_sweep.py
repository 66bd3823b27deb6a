"""Limits and lights told as time passes: at once, to the right unit, and never twice."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from tests.ticketing.story import NOON, Story
from tests.ticketing.tickets.scene import HELPER, Scene, dispatched
from ticketing import rounds
from ticketing.notices.models import NoticeRow
from ticketing.tickets import handling, pauses, reviewing, suspensions
from ticketing.tickets.models import TicketRow
from ticketing.tickets.sweep import sweep

SHANGHAI = ZoneInfo("Asia/Shanghai")
HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)
DUE = datetime(2026, 3, 9, 17, tzinfo=SHANGHAI)
YELLOW = DUE - (DUE - NOON) * 0.2


def told(story: Story, person: str) -> list[str]:
    return [notice["kind"] for notice in story.sent("notice", person) if notice["kind"] not in ("dispatched", "copied")]


def light(story: Story, scene: Scene) -> str:
    return scene.now().light


def in_hand(story: Story) -> Scene:
    scene = dispatched(story)
    scene.do(handling.sign, scene.lead, NOON + HOUR)
    scene.do(handling.contact, scene.lead, NOON + HOUR, way="phone", whom="", when=NOON + HOUR, reached=True)
    scene.do(handling.start_handling, scene.lead, NOON + HOUR)
    story.do(sweep, NOON + HOUR)
    return scene


def test_an_unsigned_ticket_is_told_after_two_hours_and_not_at_their_end(story: Story) -> None:
    scene = dispatched(story)
    story.do(sweep, NOON + 2 * HOUR)
    assert told(story, scene.lead.id) == []
    story.do(sweep, NOON + 2 * HOUR + SECOND)
    assert told(story, scene.lead.id) == ["sign_overdue"]
    assert [notice["kind"] for notice in story.sent("notice") if not notice["ticket"]] == ["sign_overdue"]  # the dispatchers


def test_an_uncontacted_citizen_is_told_after_24_hours(story: Story) -> None:
    scene = dispatched(story)
    scene.do(handling.sign, scene.lead, NOON + HOUR)
    story.do(sweep, NOON + 24 * HOUR + SECOND)
    assert told(story, scene.lead.id) == ["contact_overdue"]


def test_the_lamp_turns_yellow_with_a_fifth_left_and_red_after_the_deadline(story: Story) -> None:
    scene = in_hand(story)
    story.do(sweep, YELLOW - SECOND)
    assert light(story, scene) == "blue"
    story.do(sweep, YELLOW)
    assert light(story, scene) == "yellow"
    story.do(sweep, DUE)
    assert light(story, scene) == "yellow"
    story.do(sweep, DUE + SECOND)
    assert light(story, scene) == "red"
    assert told(story, scene.lead.id) == ["yellow", "red"]


def test_what_was_slept_through_is_told_by_its_last_word(story: Story) -> None:
    scene = in_hand(story)
    story.do(sweep, DUE + HOUR)
    assert told(story, scene.lead.id) == ["red"]


def test_nobody_is_told_twice_after_a_restart_or_when_the_clock_steps_back(story: Story) -> None:
    scene = in_hand(story)
    for moment in (YELLOW, YELLOW, YELLOW - HOUR, YELLOW + SECOND):
        story.do(look_anew, moment)
        story.do(sweep, moment)
    assert told(story, scene.lead.id) == ["yellow"]


def look_anew(uow: object, moment: datetime) -> None:
    """As a node would that lost what it had planned."""
    for row in uow.session.scalars(select(TicketRow)):  # type: ignore[attr-defined]
        row.light_due_at = moment


@pytest.mark.parametrize("tickets", [12])
def test_two_nodes_at_once_tell_each_unit_once(story: Story, tickets: int) -> None:
    scene = in_hand(story)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: story.do(sweep, DUE + SECOND), range(tickets)))
    assert told(story, scene.lead.id) == ["red"]


def test_a_new_deadline_warns_anew(story: Story) -> None:
    scene = in_hand(story)
    story.do(sweep, YELLOW)
    scene.do(handling.report, scene.lead, YELLOW + HOUR, result="已修", outcome="solved")
    scene.do(reviewing.rework, scene.dispatcher, YELLOW + 2 * HOUR, reason="仍不亮")
    assert light(story, scene) == "blue"
    story.do(sweep, YELLOW + 30 * 24 * HOUR)
    assert told(story, scene.lead.id)[-1] == "red"


def test_the_lamp_rests_with_the_clock_and_says_nothing_of_the_deadline(story: Story) -> None:
    scene = in_hand(story)
    scene.do(pauses.ask_supplement, scene.lead, NOON + 2 * HOUR, question="哪一盏？")
    story.do(sweep, DUE + HOUR)
    assert light(story, scene) == "blue"
    assert "red" not in told(story, scene.lead.id)


def test_a_suspended_ticket_goes_on_to_red_and_is_reminded_of_its_review(story: Story) -> None:
    scene = in_hand(story)
    review = datetime(2026, 3, 20, 17, tzinfo=SHANGHAI)
    more = {"ground": "funds", "reason": "无预算", "review_on": review.date()}
    scene.do(suspensions.suspend, scene.dispatcher, NOON + 2 * HOUR, **more)
    story.do(sweep, DUE + SECOND)
    assert light(story, scene) == "red"
    for days in (0, 1, 7, 8, 14):
        story.do(sweep, review + timedelta(days=days))
    assert told(story, scene.lead.id).count("review_due") == 3


def test_what_was_reported_in_time_does_not_turn_red_in_review(story: Story) -> None:
    scene = in_hand(story)
    scene.do(handling.report, scene.lead, DUE, result="已修", outcome="solved")
    story.do(sweep, DUE + 9 * HOUR)
    assert light(story, scene) == "blue"


def test_each_unit_is_told_of_its_own_part_and_a_copied_one_of_none(story: Story) -> None:
    scene = dispatched(story, co=(HELPER,), cc=("S1",))
    story.do(sweep, NOON + 2 * HOUR + SECOND)
    assert told(story, scene.lead.id) == told(story, scene.helper.id) == ["sign_overdue"]
    assert told(story, scene.stranger.id) == []


def test_a_risk_word_turns_the_lamp_yellow_from_the_dispatch_on(story: Story) -> None:
    scene = dispatched(story, fields={"urgent": [{"word": "爆炸", "t0": 1.0}]})
    story.do(sweep, NOON + SECOND)
    assert told(story, scene.lead.id) == ["flag_yellow"]
    assert story.do(lambda uow: uow.session.get(TicketRow, scene.id).light) == "yellow"


def test_the_rounds_sweep_by_themselves(story: Story) -> None:
    scene = in_hand(story)
    rounds.run(story.database, DUE + SECOND)
    assert told(story, scene.lead.id) == ["red"]
    assert story.do(lambda uow: uow.session.scalar(select(func.count()).where(NoticeRow.kind == "red"))) == 2
