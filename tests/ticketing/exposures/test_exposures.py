"""Media exposures: answered in time, closed with a result, with a link to what supervision made of it."""

from datetime import date, timedelta

import pytest

from config.errors import BadInput, Conflict, NotAllowed
from tests.ticketing import joint
from tests.ticketing.story import NOON, Story
from ticketing.exposures import service as exposures
from ticketing.exposures.schemas import ExposureIn
from ticketing.resolutions import service as resolutions
from ticketing.tickets.actor import Actor

NEW = ExposureIn(
    outlet="临江晚报", line="newspaper", published_on=date(2026, 3, 4), title="路灯黑了三个月", unit="Q-CG", days=1
)  # fmt: skip


@pytest.fixture
def convener(story: Story) -> Actor:
    return joint.actor(story, "i1", "inspector")


def test_the_unit_owes_an_answer_in_working_days_and_the_record_closes_after_it(story: Story, convener: Actor) -> None:
    handler = joint.actor(story, "h1", "handler", unit="Q-CG")
    ticket = joint.ticket(story)
    new = NEW.model_copy(update={"tickets": (ticket,)})
    made = story.do(exposures.record, new, actor=convener, at=NOON)
    assert made.answer is not None
    assert made.answer.due == NOON + timedelta(days=1, hours=5)
    assert [one.id for one in made.tickets] == [ticket]
    with pytest.raises(Conflict, match="回应"):
        story.do(exposures.close, made.id, "已整改", version=made.version, actor=convener, at=NOON)
    said = story.do(resolutions.report, made.answer.id, "已修复并回访", version=made.answer.version, actor=handler, at=NOON)
    story.do(resolutions.close, said.id, "", version=said.version, actor=convener, at=NOON)
    done = story.do(exposures.close, made.id, "已整改，见报回应", version=made.version, actor=convener, at=NOON)
    assert (done.state, done.result) == ("closed", "已整改，见报回应")


def test_a_sanction_leads_to_supervisions_own_row_and_may_follow_later(story: Story, convener: Actor) -> None:
    made = story.do(exposures.record, NEW, actor=convener, at=NOON)
    done = story.do(exposures.sanction, made.id, "score", "score:17", "超期未修复", version=made.version, actor=convener, at=NOON)
    assert (done.sanction, done.sanction_ref, done.history[-1].text) == ("score", "score:17", "超期未修复")
    with pytest.raises(BadInput):
        story.do(exposures.sanction, made.id, "report", "", " ", version=done.version, actor=convener, at=NOON)


def test_a_unit_sees_its_own_and_nothing_is_reported_before_it_was_published(story: Story, convener: Actor) -> None:
    other = joint.actor(story, "h2", "handler", unit="S1")
    made = story.do(exposures.record, NEW, actor=convener, at=NOON)
    assert story.do(exposures.list_exposures, actor=other, now=NOON).items == ()
    with pytest.raises(NotAllowed):
        story.do(exposures.get, made.id, actor=other, now=NOON)
    with pytest.raises(NotAllowed):
        story.do(exposures.record, NEW, actor=other, at=NOON)
    with pytest.raises(BadInput):
        story.do(exposures.record, NEW.model_copy(update={"published_on": date(2026, 3, 5)}), actor=convener, at=NOON)
