"""Matters outside any mandate: explained, closed, listed, never counted as solved."""

from datetime import timedelta

import pytest

from config.errors import Conflict, NotAllowed
from tests.ticketing import joint
from tests.ticketing.story import NOON, Story
from tests.ticketing.walk import walk
from ticketing.evaluation import reading
from ticketing.evaluation.models import EvaluationRow
from ticketing.mandates import service as mandates
from ticketing.mandates.schemas import GuidanceIn
from ticketing.tickets import reviewing
from ticketing.tickets import service as tickets
from ticketing.tickets.actor import Actor
from ticketing.tickets.models import TicketRow
from ticketing.tickets.service import Dispatch
from ticketing.uow import UnitOfWork

NEW = GuidanceIn(
    version=0,
    ground="law_forbids",
    rule="民法典第二百七十八条",
    explanation="业主之间的纠纷应经业主大会表决，行政机关无权决定。",
    way="court",
    advised_by="李律师",
)


@pytest.fixture
def convener(story: Story) -> Actor:
    return joint.actor(story, "d1", "dispatcher")


def seen(story: Story, ticket: str) -> TicketRow:
    def find(uow: UnitOfWork) -> TicketRow:
        return uow.session.get_one(TicketRow, ticket)

    return story.do(find)


def sent(story: Story, ticket: str, by: Actor) -> None:
    """Dispatched to the street lamps' bureau."""
    to = Dispatch(unit="Q-CG", co_units=(), basis="directory", why="职责目录", dispatch_level="city", level=3)

    def send(uow: UnitOfWork) -> None:
        tickets.dispatch(uow, uow.session.get_one(TicketRow, ticket), to, by=by.id, at=NOON)

    story.do(send)


def test_guidance_closes_the_ticket_with_its_explanation_and_is_not_solved(story: Story, convener: Actor) -> None:
    ticket = joint.ticket(story)
    sent(story, ticket, convener)
    new = NEW.model_copy(update={"version": seen(story, ticket).version})
    made = story.do(mandates.guide, ticket, new, actor=convener, at=NOON)
    row = seen(story, ticket)
    assert (row.state, row.solved, row.answer) == ("closed", None, NEW.explanation)
    assert [step.command for step in story.do(tickets.get, ticket).history][-2:] == ["guide", "close"]
    assert [leg.state for leg in story.do(tickets.legs_of, ticket)] == ["withdrawn"]
    assert made.unit is not None
    assert made.unit.code == "Q-CG"


def test_a_ticket_is_guided_once_and_over_nobodys_head(story: Story, convener: Actor) -> None:
    ticket = joint.ticket(story)
    stale = NEW.model_copy(update={"version": seen(story, ticket).version - 1})
    with pytest.raises(Conflict):
        story.do(mandates.guide, ticket, stale, actor=convener, at=NOON)
    fresh = NEW.model_copy(update={"version": seen(story, ticket).version})
    handler = joint.actor(story, "h1", "handler", unit="Q-CG")
    with pytest.raises(NotAllowed):
        story.do(mandates.guide, ticket, fresh, actor=handler, at=NOON)
    story.do(mandates.guide, ticket, fresh, actor=convener, at=NOON)
    again = NEW.model_copy(update={"version": seen(story, ticket).version})
    with pytest.raises(Conflict):
        story.do(mandates.guide, ticket, again, actor=convener, at=NOON)


def test_figures_by_ground_beside_all_that_was_closed(story: Story, convener: Actor) -> None:
    for ground in ("no_mandate", "no_mandate", "policy_forbids"):
        ticket = joint.ticket(story)
        new = NEW.model_copy(update={"version": seen(story, ticket).version, "ground": ground})
        story.do(mandates.guide, ticket, new, actor=convener, at=NOON)
    found = story.do(mandates.figures, 2026)
    assert (found.total, found.by_ground, found.by_way) == (3, {"no_mandate": 2, "policy_forbids": 1}, {"court": 3})
    assert (found.share.numerator, found.share.denominator) == (3, 3)
    listed = story.do(mandates.list_guidances, actor=convener, ground="no_mandate")
    assert len(listed.items) == 2


def test_what_ended_with_guidance_is_in_no_resolution_rate_not_even_by_an_earlier_callback(story: Story, convener: Actor) -> None:
    solved, guided, again = (joint.ticket(story, title) for title in ("路灯不亮", "业主纠纷", "再次反映"))

    def called_back(uow: UnitOfWork) -> None:
        for id, said in ((solved, "solved"), (guided, "unsolved"), (again, "solved")):
            uow.session.add(EvaluationRow(
                id=f"e{id}", ticket_id=id, of_ticket=id, turn=1, person="p", unit_code="Q-CG", name="", number="", way="phone",
                state="answered", opened_at=NOON, due_at=NOON, ended_at=NOON, effective=True, solved=said, grade=4, comment="",
                version=0, next_at=NOON,
            ))  # fmt: skip

    sent(story, again, convener)
    story.do(walk, again, "sign", "start_handling", "report", at=NOON)
    story.do(called_back)

    def rate() -> tuple[int, int]:
        found = story.do(reading.by_unit, NOON.date(), NOON.date())[0].resolution
        return found.numerator, found.denominator

    assert rate() == (2, 3)
    for id in (guided, again):
        new = NEW.model_copy(update={"version": seen(story, id).version})
        story.do(mandates.guide, id, new, actor=convener, at=NOON)
    assert rate() == (1, 1)
    assert "法无授权" in story.do(reading.by_unit, NOON.date(), NOON.date())[0].resolution.base
    assert story.do(reading.by_unit, NOON.date(), NOON.date())[0].satisfaction.denominator == 3
    inspector = joint.actor(story, "i1", "inspector")
    story.do(reviewing.reopen, again, actor=inspector, version=None, at=NOON + timedelta(hours=1), reason="并非无权处理")
    assert rate() == (2, 2)
    once_more = NEW.model_copy(update={"version": seen(story, again).version})
    story.do(mandates.guide, again, once_more, actor=convener, at=NOON + timedelta(hours=2))
    assert rate() == (1, 1)
