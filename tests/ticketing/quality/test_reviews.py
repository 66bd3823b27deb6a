"""A review from the desk to the agent and back: saved as one goes, handed in whole, confirmed, or decided by another."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from config.errors import BadInput, Conflict, NotAllowed, NotFound
from tests.ticketing.quality.conftest import DAY, LATER, Floor, perfect
from tests.ticketing.story import NOON
from ticketing.quality import feedback, figures, reading, reviews
from ticketing.quality.models import ReviewRow
from ticketing.quality.schemas import Mark, ReviewEdit
from ticketing.quality.watch import watch


def test_what_is_filled_in_is_kept_as_one_goes_and_two_pages_collide(floor: Floor) -> None:
    me = floor.reviewers[0]
    review = floor.review(floor.call())
    version = floor.fill(review)
    with pytest.raises(Conflict, match="别处改动"):
        floor.fill(review, version=1)
    edit = ReviewEdit(version=version, marks=(Mark(at_s=12.5, criterion="tone", text="语气急躁"),), coaching="先安抚")
    floor.story.do(lambda uow: reviews.save(uow, review, edit, by=me, at=LATER))
    seen = floor.story.do(reading.get, review, floor.out(me), LATER)
    assert (seen.state, seen.marks[0].at_s, seen.coaching, seen.scored.total) == ("drafting", 12.5, "先安抚", 100.0)
    assert seen.score is None, "a score stands when it was handed in"


def test_a_review_with_an_item_missing_is_not_handed_in_and_a_fatal_item_needs_its_fact(floor: Floor) -> None:
    me = floor.reviewers[0]
    review = floor.review(floor.call())
    with pytest.raises(BadInput, match="没有评"):
        floor.story.do(lambda uow: feedback.submit(uow, review, None, by=me, at=LATER))
    answers = perfect(urgent_seen="no")
    bare = answers | {"urgent_seen": answers["urgent_seen"].model_copy(update={"comment": ""})}
    floor.story.do(lambda uow: reviews.save(uow, review, ReviewEdit(version=1, answers=bare), by=me, at=LATER))
    with pytest.raises(BadInput, match="写明事实"):
        floor.story.do(lambda uow: feedback.submit(uow, review, None, by=me, at=LATER))
    edit = ReviewEdit(version=2, answers=answers)
    floor.story.do(lambda uow: reviews.save(uow, review, edit, by=me, at=LATER))
    row = floor.story.do(lambda uow: feedback.submit(uow, review, 3, by=me, at=LATER))
    assert (row.score, row.fatal) == (0, ["urgent_seen"])
    assert (row.raw or 0) > 9000


def test_only_its_reviewer_fills_a_review_in(floor: Floor) -> None:
    review = floor.review(floor.call(), by=0)
    with pytest.raises(NotAllowed, match="他人负责"):
        floor.fill(review, by=1)


def test_the_agent_sees_a_review_when_it_is_handed_in_and_nobody_elses(floor: Floor) -> None:
    agent, other = (floor.out(person) for person in floor.agents)
    review = floor.review(floor.call(0))
    with pytest.raises(NotAllowed):
        floor.story.do(reading.get, review, agent, LATER)
    floor.fill(review)
    floor.story.do(lambda uow: feedback.submit(uow, review, None, by=floor.reviewers[0], at=LATER))
    seen = floor.story.do(reading.get, review, agent, LATER)
    assert (seen.score, seen.allowed) == (100.0, ("confirm", "object"))
    assert [step.step for step in seen.history] == ["submit"]
    with pytest.raises(NotAllowed):
        floor.story.do(reading.get, review, other, LATER)
    assert [one.id for one in floor.story.do(reading.own_page, agent, LATER).items] == [review]
    assert "已评分：100分" in floor.notices(floor.agents[0])[0]


def test_an_agent_confirms_with_a_remark_and_then_objects_no_more(floor: Floor) -> None:
    agent = floor.agents[0]
    review = floor.submitted(floor.call(0))
    floor.story.do(lambda uow: feedback.confirm(uow, review, "知道了", None, by=agent, at=LATER))
    seen = floor.story.do(reading.get, review, floor.out(agent), LATER)
    assert (seen.state, seen.agent_said, seen.allowed) == ("confirmed", "知道了", ())
    with pytest.raises(Conflict, match="不能申诉"):
        floor.story.do(lambda uow: feedback.object_to(uow, review, "不对", None, by=agent, at=LATER))


def test_an_appeal_is_decided_by_another_and_both_reviews_stay(floor: Floor) -> None:
    agent, first = floor.agents[0], floor.reviewers[0]
    review = floor.submitted(floor.call(0), tone=1)
    before = floor.story.do(reading.get, review, floor.out(agent), LATER).score
    appeal = floor.story.do(lambda uow: feedback.object_to(uow, review, "市民辱骂在先", None, by=agent, at=LATER))
    assert appeal.reviewer_id not in (None, first)
    with pytest.raises(NotAllowed, match="另一人"):
        floor.story.do(lambda uow: reviews.assign(uow, appeal.id, first, None, by=first, at=LATER))
    by = floor.reviewers.index(str(appeal.reviewer_id))
    floor.fill(appeal.id, by=by, tone=4)
    floor.story.do(lambda uow: feedback.submit(uow, appeal.id, None, by=str(appeal.reviewer_id), at=LATER + DAY))
    seen = floor.story.do(reading.get, review, floor.out(agent), LATER)
    after = floor.story.do(reading.get, appeal.id, floor.out(agent), LATER)
    assert (seen.state, seen.score, seen.appeal) == ("decided", before, appeal.id)
    [listed] = floor.story.do(reading.own_page, floor.out(agent), LATER).items
    assert (listed.score, listed.decided) == (before, after.score)
    assert after.score is not None
    assert before is not None
    assert after.score > before
    assert after.first is not None
    assert after.first.id == review
    counted = floor.story.do(figures.figures, NOON - DAY, NOON + 3 * DAY, "all")
    assert (counted.score.count, counted.score.mean) == (1, after.score), "of the two only the later counts"


def test_an_objection_comes_in_time_with_its_ground_and_from_the_agent(floor: Floor) -> None:
    agent = floor.agents[0]
    review = floor.submitted(floor.call(0))

    def objects(ground: str, by: str, at: object = LATER) -> object:
        return floor.story.do(lambda uow: feedback.object_to(uow, review, ground, None, by=by, at=at))  # type: ignore[arg-type]

    with pytest.raises(BadInput, match="理由"):
        objects(" ", agent)
    with pytest.raises(NotAllowed):
        objects("不对", floor.agents[1])
    with pytest.raises(Conflict, match="期限"):
        objects("不对", agent, LATER + timedelta(days=7, seconds=1))


def test_coaching_is_written_beside_a_review_and_told_to_the_agent(floor: Floor) -> None:
    review = floor.submitted(floor.call(0))
    floor.story.do(lambda uow: feedback.coach(uow, review, "先复述再登记。", by=floor.reviewers[2], at=LATER))
    seen = floor.story.do(reading.get, review, floor.out(floor.agents[0]), LATER)
    assert [(step.step, step.text) for step in seen.history][-1] == ("coach", "先复述再登记。")
    assert any("辅导意见" in said for said in floor.notices(floor.agents[0]))


def test_who_has_listened_stands_in_the_ledger_and_makes_nobodys_page_stale(floor: Floor) -> None:
    review = floor.review(floor.call())
    floor.story.do(lambda uow: reviews.heard(uow, review, by=floor.reviewers[1], at=LATER))
    seen = floor.story.do(reading.get, review, floor.out(floor.reviewers[0]), LATER)
    assert (seen.version, [(step.step, step.by) for step in seen.history][-1]) == (1, ("heard", floor.reviewers[1]))


def test_a_review_that_is_taken_over_begins_anew(floor: Floor) -> None:
    review = floor.review(floor.call())
    version = floor.fill(review)
    floor.story.do(lambda uow: reviews.assign(uow, review, floor.reviewers[1], version, by=floor.reviewers[1], at=LATER))
    seen = floor.story.do(reading.get, review, floor.out(floor.reviewers[1]), LATER)
    assert (seen.state, seen.answers) == ("open", {})


def test_late_reviews_are_reminded_of_once(floor: Floor) -> None:
    floor.review(floor.call())
    late = LATER + timedelta(days=5, seconds=1)
    for _ in range(2):
        floor.story.do(watch, late)
    assert [said for said in floor.notices(floor.reviewers[0]) if "超期" in said] == ["有1通电话的评分已超期。"]
    [item] = floor.story.do(reading.page, floor.out(floor.reviewers[0]), late, state="waiting").items
    assert item.late


def test_a_review_that_is_not_there_is_said_so(floor: Floor) -> None:
    with pytest.raises(NotFound):
        floor.story.do(reading.get, "nothing", floor.out(floor.reviewers[0]), LATER)
    assert floor.story.do(lambda uow: uow.session.scalars(select(ReviewRow)).all()) == []
