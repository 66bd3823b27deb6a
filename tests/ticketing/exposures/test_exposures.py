"""Media exposures: answered in time, closed with a result, sanctioned in supervision's own books."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from config.errors import BadInput, Conflict, NotAllowed
from tests.ticketing import joint
from tests.ticketing.story import NOON, Story
from ticketing.exposures import service as exposures
from ticketing.exposures.schemas import ExposureIn
from ticketing.resolutions import service as resolutions
from ticketing.supervision import reading, scores
from ticketing.supervision.models import ScoreRow
from ticketing.tickets.actor import Actor
from ticketing.uow import UnitOfWork

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


def standing(story: Story, unit: str = "Q-CG") -> float:
    def find(uow: UnitOfWork) -> float:
        return scores.total(uow.session.scalars(select(ScoreRow.points).where(ScoreRow.unit_code == unit)))

    return story.do(find)


def test_a_sanction_stands_in_supervisions_own_books_and_another_gives_its_points_back(story: Story, convener: Actor) -> None:
    made = story.do(exposures.record, NEW, actor=convener, at=NOON)
    done = story.do(
        exposures.sanction, made.id, "score", "", "超期未修复", version=made.version, actor=convener, at=NOON, points=1.5
    )
    assert (done.sanction, done.sanctioned, done.points, standing(story)) == ("score", True, 1.5, 1.5)
    named = story.do(
        exposures.sanction, made.id, "report", "第3期通报", "整改不力", version=done.version, actor=convener, at=NOON
    )
    [kept] = story.do(reading.sanction_list, "Q-CG")
    assert (kept.kind, kept.reference, kept.text) == ("report", "第3期通报", "整改不力")
    assert named.points == standing(story) == kept_points(story)
    gone = story.do(exposures.sanction, made.id, "none", "", "申诉成立", version=named.version, actor=convener, at=NOON)
    assert (gone.sanctioned, gone.points, standing(story)) == (False, 0.0, 0.0)
    assert [step.detail["sanction"] for step in gone.history[1:]] == ["score", "report", "none"]


def kept_points(story: Story) -> float:
    return story.do(lambda uow: uow.law.supervision.points.report)


def test_nobody_is_sanctioned_twice_from_one_screen_or_by_a_dispatcher_or_without_a_reason(story: Story, convener: Actor) -> None:
    made = story.do(exposures.record, NEW, actor=convener, at=NOON)
    sanction = {"version": made.version, "at": NOON, "points": 1.0}
    dispatcher = joint.actor(story, "d1", "dispatcher")
    with pytest.raises(NotAllowed):
        story.do(exposures.sanction, made.id, "score", "", "超期", actor=dispatcher, **sanction)
    assert "sanction" not in story.do(exposures.get, made.id, actor=dispatcher, now=NOON).allowed
    for kind, why, points in (("report", " ", 1.0), ("score", "超期", 0.0)):
        with pytest.raises(BadInput):
            story.do(exposures.sanction, made.id, kind, "", why, actor=convener, **{**sanction, "points": points})
    story.do(exposures.sanction, made.id, "score", "", "超期", actor=convener, **sanction)
    with pytest.raises(Conflict, match="名i1"):
        story.do(exposures.sanction, made.id, "score", "", "超期", actor=convener, **sanction)
    assert standing(story) == 1.0


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
