"""Calibration: blind while it is blind, the spread afterwards, and how far each reviewer lies from what was agreed."""

from typing import Any

import pytest

from config.errors import Conflict, NotAllowed, NotFound
from tests.ticketing.quality.conftest import DAY, LATER, Floor, perfect
from tests.ticketing.story import NOON
from ticketing.quality import calibrations, feedback, figures, reading, sessions
from ticketing.quality.default_form import BODY
from ticketing.quality.schemas import AgreeIn, CalibrationIn, CalibrationOut
from ticketing.quality.scoring import Answer
from ticketing.quality.spread import by_criterion, deviation, suggested


def begin(floor: Floor, people: int = 3) -> str:
    new = CalibrationIn(title="三月校准", call=floor.call(), reviewers=tuple(floor.reviewers[:people]))
    return floor.story.do(lambda uow: calibrations.make(uow, new, by=floor.reviewers[0], at=LATER).id)


def shown(floor: Floor, id: str, by: int = 0) -> CalibrationOut:
    return floor.story.do(sessions.get, id, floor.out(floor.reviewers[by]))


def hand_in(floor: Floor, id: str, by: int, **different: Any) -> None:
    review = shown(floor, id, by).mine
    assert review is not None
    floor.fill(review, by, **different)
    floor.story.do(lambda uow: feedback.submit(uow, review, None, by=floor.reviewers[by], at=LATER))


def test_a_paper_is_seen_by_its_own_reviewer_alone_until_all_are_opened(floor: Floor) -> None:
    id = begin(floor)
    hand_in(floor, id, 0, tone=2)
    blind = shown(floor, id, 1)
    assert (blind.state, blind.handed_in, blind.of, blind.spread) == ("blind", 1, 3, ())
    assert [paper.score for paper in blind.papers] == [None, None, None]
    first = shown(floor, id, 0).mine
    assert first is not None
    with pytest.raises(NotFound):
        floor.story.do(reading.get, first, floor.out(floor.reviewers[1]), LATER)
    others = floor.story.do(reading.page, floor.out(floor.reviewers[1]), LATER, whose="all").items
    assert [one.id for one in others] == [shown(floor, id, 1).mine]
    with pytest.raises(Conflict, match="至少两份"):
        floor.story.do(lambda uow: calibrations.open_papers(uow, id, None, by=floor.reviewers[0], at=LATER))


def test_the_session_shows_the_spread_and_agrees_and_each_deviation_is_counted(floor: Floor) -> None:
    id = begin(floor)
    hand_in(floor, id, 0, tone=2)
    hand_in(floor, id, 1, tone=5)
    hand_in(floor, id, 2, tone=2, greeted="no")
    assert any("评分已齐" in said for said in floor.notices(floor.reviewers[0]))
    floor.story.do(lambda uow: calibrations.open_papers(uow, id, None, by=floor.reviewers[0], at=LATER))
    open_now = shown(floor, id, 1)
    tone = next(one for one in open_now.spread if one.code == "tone")
    assert (tone.common, tone.agree, tone.of, tone.range, tone.settled) == (2, 2, 3, 60, False)
    whose = [paper.reviewer.id if paper.reviewer else "" for paper in open_now.papers]
    assert dict(zip(whose, tone.values, strict=True)) == dict(zip(floor.reviewers, (2, 5, 2), strict=True))
    assert open_now.suggested["tone"] == 2
    settled = AgreeIn(version=open_now.version, answers=perfect(tone=2), note="反问即扣三分")
    floor.story.do(lambda uow: calibrations.agree(uow, id, settled, by=floor.reviewers[0], at=LATER))
    agreed = shown(floor, id)
    assert agreed.score is not None
    assert {paper.reviewer.id: paper.deviation for paper in agreed.papers if paper.reviewer}[floor.reviewers[0]] == 0
    told = {one.reviewer.id: one for one in floor.story.do(figures.reviewers, NOON - DAY, NOON + DAY)}
    strict, generous = told[floor.reviewers[2]], told[floor.reviewers[1]]
    assert strict.mean < 0 < generous.mean
    assert strict.absolute == -strict.mean
    assert all(one.few for one in told.values()), "one calibration says little of a reviewer"
    counted = floor.story.do(figures.figures, NOON - DAY, NOON + DAY, "all")
    assert counted.score.count == 0, "papers of a calibration are nobody's score"


def test_who_has_handed_in_nothing_is_left_out_when_the_papers_are_opened(floor: Floor) -> None:
    id = begin(floor)
    hand_in(floor, id, 0)
    hand_in(floor, id, 1)
    floor.story.do(lambda uow: calibrations.open_papers(uow, id, None, by=floor.reviewers[0], at=LATER))
    assert len(shown(floor, id).papers) == 2
    assert shown(floor, id, 2).mine is None


def test_the_agent_sees_nothing_of_a_calibration_and_none_sits_in_it(floor: Floor) -> None:
    id = begin(floor)
    hand_in(floor, id, 0)
    assert floor.story.do(reading.own_page, floor.out(floor.agents[0]), LATER).items == ()
    call = floor.story.answered(floor.reviewers[1])
    floor.story.ended(call, floor.reviewers[1])
    new = CalibrationIn(title="自评", call=call, reviewers=tuple(floor.reviewers[:2]))
    with pytest.raises(NotAllowed):
        floor.story.do(lambda uow: calibrations.make(uow, new, by=floor.reviewers[0], at=LATER))


def test_the_spread_counts_who_agrees_and_how_far_the_furthest_lie_apart() -> None:
    papers = [{"greeted": Answer(value=value)} for value in ("yes", "yes", "na", "no")]
    greeted = by_criterion(BODY, papers)[0]
    assert (greeted.common, greeted.agree, greeted.of, greeted.range) == ("yes", 2, 4, 100)
    assert "greeted" not in suggested(BODY, papers), "half is not most"


def test_a_deviation_keeps_its_sign_and_its_size_apart() -> None:
    apart = deviation([500, -300, 100], 400)
    assert (apart.mean, apart.absolute, apart.of, apart.within) == (100, 300, 3, 2)
