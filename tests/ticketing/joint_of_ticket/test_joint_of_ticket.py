"""Where a ticket is talked about, as its page shows it to the hotline and to a unit."""

from datetime import timedelta

import pytest

from config.errors import NotAllowed
from tests.ticketing import joint
from tests.ticketing.exposures.test_exposures import NEW as EXPOSED
from tests.ticketing.mandates.test_guidance import NEW as GUIDED
from tests.ticketing.mandates.test_guidance import seen, sent
from tests.ticketing.story import NOON, Story
from ticketing.cases import service as cases
from ticketing.cases.schemas import CaseIn
from ticketing.exposures import service as exposures
from ticketing.joint import service
from ticketing.mandates import service as mandates
from ticketing.meetings import agenda
from ticketing.meetings.schemas import ItemIn
from ticketing.resolutions.schemas import OwnerIn


def test_the_hotline_sees_all_of_it_and_a_unit_what_it_takes_part_in(story: Story) -> None:
    convener = joint.actor(story, "d1", "dispatcher")
    own, other = (joint.actor(story, name, "handler", unit=unit) for name, unit in (("h1", "Q-CG"), ("h2", "Q-HB")))
    ticket = joint.ticket(story)
    sent(story, ticket, convener)
    held = joint.held(story, convener, items=(ItemIn(ticket=ticket),))
    at = NOON + timedelta(days=3)
    story.do(agenda.decide, held.id, held.items[0].id, OwnerIn(text="铺设排水管", unit="S1"), actor=convener, at=at)
    story.do(exposures.record, EXPOSED.model_copy(update={"tickets": (ticket,), "unit": "S1"}), actor=convener, at=NOON)
    case = story.do(
        cases.write, CaseIn(title="一案一策", tickets=(ticket,), handling="铺管", outcome="解决"), actor=convener, at=NOON
    )

    def kinds(who: object) -> tuple[int, int, list[str]]:
        found = story.do(service.of_ticket, ticket, actor=who, now=at)
        return len(found.meetings), len(found.resolutions), sorted(one.kind for one in found.matters)

    assert kinds(convener) == (1, 1, ["case", "exposure"])
    assert kinds(own) == (1, 0, [])
    story.do(cases.publish, case.id, version=case.version, actor=convener, at=NOON)
    assert kinds(own) == (1, 0, ["case"])
    with pytest.raises(NotAllowed):
        kinds(other)


def test_guidance_stands_on_the_ticket(story: Story) -> None:
    convener = joint.actor(story, "d1", "dispatcher")
    ticket = joint.ticket(story)
    new = GUIDED.model_copy(update={"version": seen(story, ticket).version})
    story.do(mandates.guide, ticket, new, actor=convener, at=NOON)
    [found] = story.do(service.of_ticket, ticket, actor=convener, now=NOON).guidances
    assert found.rule == GUIDED.rule
