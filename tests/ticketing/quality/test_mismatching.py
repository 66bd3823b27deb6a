"""What does not fit is found with the caller's own words, and what only looks so is left alone."""

import pytest

from config.settings.quality import Mismatches
from ticketing.calls.outcomes import NAMES
from ticketing.drafting import Turn
from ticketing.drafting.facts import MatterType
from ticketing.quality.mismatching import called_again, no_answer, speech_of_nobody, wrong_type

LIMITS = Mismatches()
OUTCOMES = {str(code): name for code, name in NAMES.items()}
COMPLAINT = (
    "坐席：您好，12345热线，请问有什么可以帮您？",
    "市民：我要投诉，我们小区物业不作为，垃圾一个月没人管。",
    "坐席：好的，我帮您登记，请问是哪个小区？",
    "市民：幸福小区，打了多少次电话都没人来，太不像话了。",
)
QUESTION = (
    "坐席：您好，12345热线，请问有什么可以帮您？",
    "市民：请问一下居住证怎么办理，要带什么材料？",
    "坐席：带身份证和租房合同到派出所办理。",
    "市民：那多少天能拿到，能不能代办？",
    "坐席：十五个工作日，可以代办。请问还有其他问题吗？",
    "市民：没有了，谢谢。",
)
REPORT = (
    "坐席：您好，12345热线。",
    "市民：我要举报，楼下有个非法的黑诊所，没有执照，别说是我说的。",
    "坐席：信息会为您保密。",
)


def turns(lines: tuple[str, ...]) -> list[Turn]:
    split = [line.partition("：") for line in lines]
    return [Turn("agent" if who == "坐席" else "caller", text) for who, _, text in split]


def test_a_complaint_that_was_written_down_as_a_question_is_found_by_the_callers_words() -> None:
    found = wrong_type(turns(COMPLAINT), "consultation", LIMITS)
    assert found is not None
    assert found.rule == "complaint_as_consultation"
    assert any("投诉" in word.text and word.turn == 1 for word in found.words)
    assert "投诉" in found.why
    assert "咨询" in found.why


def test_a_report_that_was_not_taken_as_one_is_found_since_its_caller_is_to_be_protected() -> None:
    found = wrong_type(turns(REPORT), "complaint", LIMITS)
    assert found is not None
    assert found.rule == "report_as_other"


def test_a_question_that_was_written_down_as_a_complaint_is_found() -> None:
    found = wrong_type(turns(QUESTION), "complaint", LIMITS)
    assert found is not None
    assert found.rule == "consultation_as_complaint"


@pytest.mark.parametrize(
    ("lines", "written"),
    [(COMPLAINT, "complaint"), (COMPLAINT, "request"), (QUESTION, "consultation"), (QUESTION, "request"), (REPORT, "report")],
)
def test_what_fits_or_makes_no_difference_is_left_alone(lines: tuple[str, ...], written: MatterType) -> None:
    assert wrong_type(turns(lines), written, LIMITS) is None


def test_words_for_both_types_are_no_mismatch() -> None:
    both = ("市民：我想咨询一下，请问怎么办理，也想反映没人管。", "坐席：好的，我帮您登记。")
    assert wrong_type(turns(both), "consultation", LIMITS) is None


def test_an_answer_on_the_spot_needs_its_text() -> None:
    spot = "answered_on_the_spot"
    assert no_answer(spot, "", LIMITS) is not None
    assert no_answer(spot, "已答", LIMITS) is not None
    assert no_answer(spot, "带班领导在线解答。", LIMITS, stands_for_none=("带班领导在线解答。",)) is not None
    assert no_answer(spot, "居住证到派出所办理，十五个工作日。", LIMITS) is None
    assert no_answer("ticket", "", LIMITS) is None


def test_a_wrong_number_who_speaks_at_length_was_none() -> None:
    found = speech_of_nobody("wrong_number", turns(COMPLAINT + COMPLAINT), LIMITS, OUTCOMES)
    assert found is not None
    assert found.words
    assert "错号" in found.why
    assert speech_of_nobody("wrong_number", turns(("市民：喂，是老王吗？", "坐席：这里是12345。")), LIMITS, OUTCOMES) is None
    assert speech_of_nobody("ticket", turns(COMPLAINT + COMPLAINT), LIMITS, OUTCOMES) is None
    silent = turns(("坐席：您好，请问有什么可以帮您？" * 6,))
    assert speech_of_nobody("silent", silent, LIMITS, OUTCOMES) is None, "only the caller's words count"


def test_calling_again_says_when_and_whether_it_is_the_same_matter() -> None:
    assert "3天后" in called_again(3.4, ("同一地点：幸福小区",), alike=True).why
    assert "当天" in called_again(0.2, (), alike=False).why
    assert called_again(0.2, (), alike=False).same_matter is False
