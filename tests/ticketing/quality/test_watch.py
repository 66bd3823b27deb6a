"""The round after the calls: what does not fit is found once, whoever looks, and counted over what could be judged."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import func, select

from config.errors import BadInput, Conflict
from tests.ticketing.quality.conftest import DAY, Floor
from tests.ticketing.story import NOON
from ticketing.calls import service as calls
from ticketing.drafts import service as drafts
from ticketing.quality import mismatches
from ticketing.quality.models import MismatchRow, MismatchStepRow, QualityCheckRow, QualityWatchRow
from ticketing.quality.schemas import MismatchDecision, MismatchOut
from ticketing.quality.watch import watch

HOUR = timedelta(hours=1)
ANSWER = "居住证到派出所办理，十五个工作日。"


def answered_on_the_spot(floor: Floor, start: datetime = NOON, answer: str = ANSWER, words: str = "", **changes: Any) -> str:
    call = floor.call(start=start)
    if words:
        floor.story.says(call, words)
    agent = floor.agents[0]
    draft = floor.story.do(drafts.get, call)
    if changes:
        draft = floor.story.do(drafts.edit, call, draft.version, changes, agent, start)
    floor.story.do(drafts.answer, call, draft.version, answer, agent, start + timedelta(minutes=2))
    return call


def found(floor: Floor, **wanted: Any) -> tuple[MismatchOut, ...]:
    given: Mapping[str, Any] = {"state": None, "rule": None, "agent": None, "before": None, "limit": 50} | wanted
    return floor.story.do(lambda uow: mismatches.page(uow, **given)).items


def look(floor: Floor, at: datetime = NOON + HOUR) -> int:
    return floor.story.do(watch, at)


def test_a_call_that_does_not_fit_is_found_with_the_callers_words_and_their_place(floor: Floor) -> None:
    words = "我要投诉，物业不作为，垃圾没人管，打电话也不管，太不像话了"
    call = answered_on_the_spot(floor, words=words, type="consultation", title="垃圾", matter="垃圾没人管")
    look(floor)
    [one] = found(floor, rule="complaint_as_consultation")
    assert (one.call, one.state, one.ticket is not None) == (call, "open", True)
    assert "投诉" in one.why
    segments = floor.story.do(calls.transcript, call)
    assert {word.segment for word in one.words} == {segments[0].id}


def test_a_caller_who_was_answered_on_the_spot_and_calls_again_is_found_once(floor: Floor) -> None:
    first = answered_on_the_spot(floor, title="居住证", matter="居住证怎么办理")
    look(floor)
    assert found(floor) == ()
    second = floor.story.abandoned("16412345678", start=NOON + 2 * DAY)
    floor.story.abandoned("16412345678", start=NOON + 3 * DAY)
    for hours in range(3):
        look(floor, NOON + 3 * DAY + (hours + 1) * HOUR)
    [one] = found(floor)
    assert (one.rule, one.call, one.other_call, one.same_matter) == ("called_again", first, second, False)
    assert "1天后" in one.why


def test_calling_again_about_the_same_matter_weighs_more_than_calling_at_all(floor: Floor) -> None:
    about: dict[str, Any] = {"title": "停电", "matter": "幸福小区5号楼停电，整栋楼没有电", "category": None}
    answered_on_the_spot(floor, **about)
    floor.story.abandoned("16412345678", start=NOON + DAY)
    again = floor.call(start=NOON + 2 * DAY)
    draft = floor.story.do(drafts.get, again)
    floor.story.do(drafts.edit, again, draft.version, about, floor.agents[0], NOON + 2 * DAY)
    floor.story.do(calls.set_outcome, again, "silent", floor.agents[0], NOON + 2 * DAY)
    look(floor, NOON + 3 * DAY)
    [one] = found(floor, rule="called_again")
    assert (one.other_call, one.same_matter) == (again, True)
    assert "相同字词" in one.why


def test_a_call_after_the_window_or_of_another_number_is_no_return(floor: Floor) -> None:
    answered_on_the_spot(floor)
    floor.story.abandoned("16412345678", start=NOON + 8 * DAY)
    floor.story.abandoned("16499999999", start=NOON + DAY)
    look(floor, NOON + 6 * DAY)
    look(floor, NOON + 9 * DAY)
    assert found(floor) == ()


def test_a_call_is_looked_at_when_its_outcome_is_there_and_not_for_ever(floor: Floor) -> None:
    call = floor.call()
    assert look(floor) == 0
    floor.story.do(calls.set_outcome, call, "wrong_number", floor.agents[0], NOON + HOUR)
    assert look(floor) == 1
    floor.call(start=NOON + HOUR)
    assert look(floor, NOON + 2 * DAY) == 0
    assert look(floor, NOON + 5 * DAY) == 1, "nobody gave it an outcome for three days"


def test_a_round_takes_a_page_and_the_next_goes_on_behind_it(floor: Floor) -> None:
    for n in range(25):
        floor.story.abandoned(f"164000000{n:02d}", start=NOON + timedelta(seconds=n))
    assert [look(floor) for _ in range(3)] == [20, 5, 0]
    place = floor.story.do(lambda uow: uow.session.get(QualityWatchRow, "calls"))
    assert place is not None
    assert place.checked_to == NOON + HOUR - timedelta(seconds=600)


def test_a_call_that_the_ledger_tells_of_late_is_looked_at_all_the_same(floor: Floor) -> None:
    look(floor, NOON + 5 * HOUR)
    floor.story.abandoned("16400000001", start=NOON)
    assert look(floor, NOON + 5 * HOUR) == 1


def test_two_nodes_that_look_at_once_find_nothing_twice(floor: Floor) -> None:
    answered_on_the_spot(floor, answer="好")
    for n in range(6):
        floor.story.abandoned("16412345678", start=NOON + timedelta(minutes=5 + n))
    together = Barrier(3)

    def node(_n: int) -> None:
        together.wait(10)
        try:
            look(floor)
        except Conflict:
            return  # the very first round of all: the loser comes again with the next

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(node, range(3)))
    look(floor)
    assert sorted(one.rule for one in found(floor)) == ["called_again", "no_answer_text"]
    counted = floor.story.do(
        lambda uow: [uow.session.scalar(select(func.count()).select_from(row)) for row in (QualityCheckRow, MismatchStepRow)]
    )
    assert counted == [7, 2]


def test_a_person_decides_and_says_what_is_to_be_put_right(floor: Floor) -> None:
    answered_on_the_spot(floor, answer="好")
    look(floor)
    [one] = found(floor)
    me = floor.reviewers[0]

    def decide(version: int, **given: Any) -> MismatchRow:
        body = MismatchDecision(version=version, **given)
        return floor.story.do(lambda uow: mismatches.decide(uow, one.id, body, by=me, at=NOON + HOUR))

    with pytest.raises(BadInput, match="更正什么"):
        decide(1, right=True)
    decide(1, right=True, correct="answer", should_be="补写答复", note="录音里答了")
    with pytest.raises(Conflict, match="更新"):
        decide(1, right=False)
    decide(2, right=False, note="看错了")
    [after] = found(floor)
    assert (after.state, after.correct, after.should_be, after.note) == ("wrong", None, "", "看错了")
    steps = floor.story.do(lambda uow: uow.session.scalars(select(MismatchStepRow.step).order_by(MismatchStepRow.position)).all())
    assert steps == ["found", "right", "wrong"], "a decision that was changed stays on record"
    assert any("在线解答无答复内容" in said for said in floor.notices(floor.agents[0]))


def test_the_figures_stand_with_the_calls_that_each_rule_could_judge(floor: Floor) -> None:
    answered_on_the_spot(floor, answer="好")
    answered_on_the_spot(floor, start=NOON + timedelta(minutes=5))
    floor.story.abandoned("16499999999")
    look(floor)
    counted = floor.story.do(mismatches.figures, NOON - DAY, NOON + DAY)
    rates = {one.rule: (one.found.numerator, one.found.denominator, one.open) for one in counted.rules}
    assert counted.checked == 3
    assert rates["no_answer_text"] == (1, 2, 1)
    assert rates["called_again"] == (1, 2, 1), "the second call came from the first one's number"
    assert rates["nobody_with_speech"] == (0, 0, 0)
