"""A script can be walked: each step is reached, leads somewhere, and there is a way to its end."""

import time

import pytest

from ticketing.knowledge.steps import ScriptBranch, ScriptStep, mistakes, parsed, written


def test_a_step_without_a_way_goes_on_to_the_next_line_and_the_last_one_ends() -> None:
    steps, wrong = parsed("1. 您好，12345热线。\n2. 请问有什么可以帮您？")
    assert wrong == ()
    assert [step.branches for step in steps] == [(ScriptBranch(to=2),), (ScriptBranch(),)]


def test_branches_are_read_and_written_alike() -> None:
    lines = "1. 现在安全吗？ [是→3；否→2]\n2. 请先离开那里。 [3]\n3. 请告诉我地址。 [结束]"
    steps, wrong = parsed(lines)
    assert wrong == ()
    assert parsed(written(steps)) == (steps, ())
    assert [branch.answer for branch in steps[0].branches] == ["是", "否"]


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("", "没有步骤"),
        ("您好", "第1行看不懂"),
        ("1. 您好 [去哪里]", "去向看不懂"),
        ("1. 甲 [2]\n1. 乙", "相同的序号"),
        ("1. 甲 [7]", "没有这一步"),
        ("1. 甲 [结束]\n2. 乙 [结束]", "没有步骤通到它"),
        ("1. 甲 [2]\n2. 乙 [1]", "走不到结束"),
        ("1. 甲 [2；3]\n2. 乙\n3. 丙", "写明各自的回答"),
        ("1. 甲 [a→2；b→2；c→2；d→2；e→2]\n2. 乙", "分支最多4个"),
    ],
)
def test_what_cannot_be_walked_is_said_in_a_sentence(lines: str, said: str) -> None:
    assert any(said in sentence for sentence in parsed(lines)[1])


def test_a_way_back_is_allowed_where_there_is_a_way_out() -> None:
    assert mistakes(parsed("1. 请说地址。\n2. 我复述一遍，对吗？ [对→结束；不对→1]")[0]) == ()


@pytest.mark.parametrize("line", ["1. 甲{}[", "1. 甲 [{}→", "1{}.", "1. 甲 [是{}→2", "1. {}]"])
def test_a_cell_full_of_spaces_takes_no_longer_than_one_of_words(line: str) -> None:
    """Eighteen thousand of them fit into a cell; what grows with their cube would hold the database's writer for hours."""
    began = time.process_time()
    parsed(line.format(" " * 18_000))
    assert time.process_time() - began < 1


def test_nothing_leads_to_a_step_before_the_first() -> None:
    steps = (ScriptStep(number=1, text="甲", branches=(ScriptBranch(answer="是", to=0), ScriptBranch(answer="否"))),)
    assert any("没有这一步" in sentence for sentence in mistakes(steps))
