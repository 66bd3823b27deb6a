"""The bench of drafts judges as it says: what counts as right, as missed, as shown."""

from pathlib import Path
from typing import Any

import pytest

from bench.draft.calls import Call, read_calls
from bench.draft.figures import figures
from bench.draft.judging import Verdict, judge, same_name, same_time, shown
from config.errors import BadInput
from ticketing.drafts.schemas import DraftOut

FACTS: dict[str, Any] = {
    "type": "投诉", "category_code": "01",
    "place": {"text": "人民路", "district": "湖滨区", "street": "S04", "gazetteer": "人民路", "detail": None},
    "time": {"text": "昨天", "normalized": "2026-03-05"}, "object": "物业", "matter": "路灯坏了", "wish": None,
    "callback_number": "16900000001", "caller_name": "刘先生", "urgent": [],
    "flags": ["group"], "id_numbers": ["529809198901148126"],
}  # fmt: skip
DRAFT: dict[str, Any] = {
    "id": "c", "channel": "telephone", "call_id": "c", "version": 1, "agent": "a",
    "caller_number": "16900000001", "caller_name": "刘先生/女士",
    "callback_number": "16900000001", "type": "complaint", "category": None,
    "category_suggestions": [
        {"code": "02", "name": "乙", "score": 0.6, "why": ""}, {"code": "01", "name": "甲", "score": 0.4, "why": ""},
    ],
    "place": {"text": "人民路", "gazetteer": "人民路", "street_code": "S04", "district": "湖滨区"}, "time": "昨天晚上",
    "time_normalized": "2026-03-05T22:00", "object": "物业", "title": "", "summary": "", "matter": "路灯坏了三天",
    "wish": "", "urgent": [],
    "level": 7, "unit": None, "unit_why": "", "history": [], "edited": [], "origin": "reactive", "status": "open",
}  # fmt: skip


def verdicts(**changed: Any) -> dict[str, Verdict]:
    return {one.field: one for one in judge(FACTS, DraftOut.model_validate({**DRAFT, **changed}))}


def test_a_good_draft_is_right_in_every_field_but_those_it_lacks() -> None:
    found = verdicts()
    assert {name for name, one in found.items() if one.missed} == {"category_top1", "flags"}
    assert found["category_top3"].met == 1
    assert (found["matter"].precise, found["matter"].met) == (0.6, 1.0)


def test_a_wrong_place_costs_precision_and_recall_and_none_only_recall() -> None:
    wrong = verdicts(place={"text": "铁西大道", "gazetteer": "铁西大道", "street_code": "S07"})["place"]
    assert (wrong.given, wrong.wanted, wrong.precise) == (1, 1, 0.0)
    assert verdicts(place=None)["place"].given == 0


def test_an_identity_number_shown_anywhere_is_not_masked() -> None:
    assert verdicts()["id_numbers_masked"].met == 1
    assert verdicts(summary="身份证五二九八零九一九八九")["id_numbers_masked"].met == 0


@pytest.mark.parametrize(
    ("text", "there"), [("529*****8126", False), ("号码980919", True), ("九八零九幺九", True), ("52980", False)]
)
def test_six_digits_in_a_row_are_shown(text: str, there: bool) -> None:
    assert shown("529809198901148126", text) is there


@pytest.mark.parametrize(
    ("meant", "got", "same"),
    [
        ("陈女士", "陈女士", True),
        ("陈女士", "陈先生/女士", True),
        ("陈女士", "陈先生", False),
        ("老李", "李先生/女士", True),
        ("陈女士", "", False),
    ],
)
def test_a_name_without_a_title_leaves_the_title_open(meant: str, got: str, same: bool) -> None:
    assert same_name(meant, got) is same


@pytest.mark.parametrize(
    ("meant", "got", "same"),
    [
        ("2026-02", "2026-02-20", True),
        ("2026-03-05", "2026-03-05T22:00", True),
        ("2026-03-05", "2026-03-04", False),
        ("2026-01-17/2026-03-18", "2026-01/2026-03-18", True),
        ("daily 19:00-21:30", "daily 19:00", True),
        ("daily 19:00", "2026-03-05", False),
        ("2018", "2018", True),
        ("2018", "2019", False),
    ],
)
def test_times_agree_where_they_begin(meant: str, got: str, same: bool) -> None:
    assert same_time(meant, got) is same


def test_shares_are_of_the_calls_that_have_the_field() -> None:
    found = {figure.name: figure.value for figure in figures(verdicts().values())}
    assert (found["place_precision"], found["wish_recall"], found["type_accuracy"]) == (1.0, None, 1.0)


def test_calls_are_held_out_by_their_number(shared_data: Path) -> None:
    calls = read_calls(shared_data / "calls-zh.jsonl")
    assert [call.id for call in calls if call.held_out][:2] == ["zh-003", "zh-006"]
    assert all(isinstance(call, Call) for call in calls)


def test_a_line_that_is_no_call_is_named(tmp_path: Path) -> None:
    file = tmp_path / "calls.jsonl"
    file.write_text('\n{"id": "x"}\n', encoding="utf-8")
    with pytest.raises(BadInput, match="Line 2"):
        read_calls(file)
    with pytest.raises(BadInput, match="cannot be read"):
        read_calls(tmp_path / "none")
