"""The monthly list from tickets as they stand."""

from datetime import timedelta

from tests.ticketing import joint
from tests.ticketing.story import NOON, Story
from ticketing.meetings import proposals
from ticketing.meetings import service as meetings
from ticketing.meetings.schemas import ItemIn
from ticketing.tickets.models import TicketRow
from ticketing.uow import UnitOfWork


def test_concentrated_and_hard_matters_are_offered_until_they_stand_on_an_agenda(story: Story) -> None:
    convener = joint.actor(story, "d1", "dispatcher")
    crowd = [joint.ticket(story, f"路灯不亮{n}") for n in range(5)]
    problem = joint.problem_ticket(story, convener)
    late = joint.ticket(story, "积水", category="0202")

    def overdue(uow: UnitOfWork) -> None:
        row = uow.session.get_one(TicketRow, late)
        row.deadline = NOON - timedelta(days=1)

    story.do(overdue)
    found = story.do(proposals.proposals, NOON)
    assert [(one.kinds, one.count) for one in found] == [(("concentrated", "hard"), 6), (("hard",), 1)]
    assert found[1].tickets[0].id == late
    made = joint.planned(story, convener, items=(ItemIn(ticket=late), ItemIn(ticket=problem)))
    again = story.do(proposals.proposals, NOON)
    assert [(one.kinds, one.count) for one in again] == [(("concentrated",), len(crowd))]
    story.do(meetings.cancel, made.id, "改期", version=made.version, actor=convener, at=NOON)
    assert len(story.do(proposals.proposals, NOON)) == 2


def test_what_is_older_than_a_month_is_no_longer_concentrated(story: Story) -> None:
    for n in range(5):
        joint.ticket(story, f"路灯不亮{n}")
    assert len(story.do(proposals.proposals, NOON)) == 1
    assert story.do(proposals.proposals, NOON + timedelta(days=32)) == ()
