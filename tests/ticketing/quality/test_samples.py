"""Draws against the real tables: kept frames, quotas, rules, one call once for each purpose, nobody's own calls."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import select

from config.errors import BadInput, Conflict, NotAllowed
from tests.ticketing.quality.conftest import LATER, Floor
from tests.ticketing.story import NOON
from ticketing.calls import service as calls
from ticketing.quality import feedback, reviews, samples, who
from ticketing.quality.models import ReviewRow
from ticketing.quality.sampling import Drawable, draw


def drawn(floor: Floor, sample: str) -> list[ReviewRow]:
    return floor.story.do(lambda uow: list(uow.session.scalars(select(ReviewRow).where(ReviewRow.sample_id == sample))))


def minutes(n: int) -> timedelta:
    return timedelta(minutes=n)


def test_frame_and_seed_are_kept_so_that_anyone_can_draw_the_same_again(floor: Floor) -> None:
    for n in range(6):
        floor.call(n % 2, NOON + minutes(n))
    kept = floor.sample(size=4, seed="2026年3月")
    frame = floor.story.do(samples.frame_of, kept.id)
    again = draw([Drawable(*one) for one in frame.calls], frame.size, frame.seed, per_agent=frame.per_agent, had=frame.had)
    assert sorted(one.id for one in again) == sorted(frame.drawn) == sorted(row.call_id for row in drawn(floor, kept.id))
    floor.call(0, NOON + minutes(9))  # what comes later changes nothing of the kept frame
    checked = floor.story.do(samples.check, kept.id)
    assert (checked.same_draw, checked.whole, checked.frame, checked.gone, checked.drawn) == (True, True, 6, 0, 4)


def test_an_appeal_is_no_call_more_that_was_drawn(floor: Floor) -> None:
    floor.call()
    kept = floor.sample()
    [review] = drawn(floor, kept.id)
    by = floor.reviewers.index(review.reviewer_id or "")
    floor.fill(review.id, by)
    floor.story.do(lambda uow: feedback.submit(uow, review.id, None, by=floor.reviewers[by], at=LATER))
    floor.story.do(lambda uow: feedback.object_to(uow, review.id, "不对", None, by=floor.agents[0], at=LATER))
    assert len(drawn(floor, kept.id)) == 2
    assert floor.story.do(samples.check, kept.id).same_draw
    [shown] = floor.story.do(lambda uow: samples.page(uow, None, 50)).items
    assert (shown.drawn, shown.submitted) == (1, 1)


def test_each_agent_has_the_quota_of_the_period_however_often_is_drawn(floor: Floor) -> None:
    for n in range(8):
        floor.call(n // 6, NOON + minutes(n))
    first = floor.sample(per_agent=2, size=3)
    second = floor.sample(per_agent=2)
    assert (first.drawn, second.drawn) == (3, 1)
    by_agent = [row.agent_id for kept in (first, second) for row in drawn(floor, kept.id)]
    assert sorted(by_agent.count(agent) for agent in floor.agents) == [2, 2]


def test_a_call_is_drawn_once_for_one_purpose_and_again_for_another(floor: Floor) -> None:
    floor.call()
    assert floor.sample().drawn == 1
    with pytest.raises(BadInput, match="没有符合条件"):
        floor.sample()
    assert floor.sample(purpose="newcomer").drawn == 1
    with pytest.raises(Conflict):
        floor.review(floor.calls[0], purpose="routine")


def test_two_draws_at_once_draw_no_call_twice(floor: Floor) -> None:
    for n in range(5):
        floor.call(0, NOON + minutes(n))
    together = Barrier(2)

    def one(n: int) -> int:
        together.wait(10)
        try:
            return int(floor.sample(per_agent=3, by=n).drawn)
        except BadInput:
            return 0

    with ThreadPoolExecutor(2) as pool:
        assert sum(pool.map(one, range(2))) == 3


def test_reviews_are_shared_out_evenly_and_nobody_gets_a_call_with_a_part_in_it(floor: Floor) -> None:
    boss, inspector, other = floor.reviewers
    for n in range(3):
        floor.call(0, NOON + minutes(n))
    own = floor.story.answered(boss, start=NOON)  # a supervisor who took a call
    floor.story.fact(own, "recording_started", 8, NOON, path="own.wav")
    floor.story.ended(own, boss, 60, NOON)
    rows = drawn(floor, floor.sample(reviewers=(boss, inspector)).id)
    given = {row.call_id: row.reviewer_id for row in rows}
    assert given[own] == inspector
    assert sorted(list(given.values()).count(one) for one in (boss, inspector)) == [2, 2]
    review = next(row.id for row in rows if row.call_id == own)
    with pytest.raises(NotAllowed, match="参与过"):
        floor.story.do(lambda uow: reviews.assign(uow, review, boss, None, by=other, at=LATER))
    assert [(one.person.id, one.open) for one in floor.story.do(who.listed, LATER) if one.open] == [(inspector, 2), (boss, 2)]
    assert any("2通电话待您评分" in said for said in floor.notices(inspector))


def test_a_rule_based_draw_takes_what_its_rules_name_and_says_why(floor: Floor) -> None:
    plain = floor.call(0, NOON, number="16400000001")
    long = floor.call(1, NOON + minutes(1), number="16400000002", talked=700.0)
    for n in range(3):
        floor.call(0, NOON + minutes(30 + n), number="16400000003")
    floor.story.do(calls.set_outcome, plain, "harassment", floor.agents[0], LATER)
    rows = drawn(floor, floor.sample(rules=("long_talk", "harassment", "repeat"), per_agent=9).id)
    why = {row.call_id: [reason["why"] for reason in row.reasons] for row in rows}
    assert why == {plain: ["登记为骚扰电话"], long: ["通话11分40秒"], floor.calls[-1]: ["7天内来电3次"]}
    assert not any(row.random for row in rows), "what rules pick does not stand in the figures of random draws"


def test_calls_without_answer_or_still_going_on_are_not_drawn(floor: Floor) -> None:
    floor.story.abandoned("16400000009")
    floor.story.answered(floor.agents[0])
    with pytest.raises(BadInput, match="没有符合条件"):
        floor.sample()
