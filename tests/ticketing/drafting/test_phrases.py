"""Phrases: cut where a speaker draws breath, shortened by leaving out, put right only where there is no doubt."""

import pytest

from tests.ticketing.drafting.test_nothing_invented import within
from ticketing.drafting import Turn
from ticketing.drafting.phrases import cut_at_word, first_breath, phrases, trimmed
from ticketing.drafting.plain import plain
from ticketing.drafting.spoken import Said, listen


def said(text: str) -> Said:
    return listen([Turn("caller", text)])[0]


def test_a_turn_without_marks_is_cut_where_something_new_begins() -> None:
    turn = said("那个 灯 从 上个月 就 坏 了 到 现在 都 没 人 修 我们 找 物业 找 了 三趟 每次 都 说 报上去 了")
    assert [phrase.text for phrase in phrases(turn)][-1] == "每次说报上去了"
    assert len(phrases(turn)) >= 3


@pytest.mark.parametrize(
    ("spoken", "left"),
    [
        ("我要投诉一下那个物业不修灯", "物业不修灯"),
        ("然后就是不给退钱", "不给退钱"),
        ("灯坏了", "灯坏了"),
        ("反正这个事情都没人管啊", "没人管"),
        ("我想咨询一下高龄津贴怎么办", "高龄津贴怎么办"),
    ],
)
def test_fillers_and_who_speaks_are_left_out(spoken: str, left: str) -> None:
    assert trimmed(spoken) == left


@pytest.mark.parametrize("spoken", ["我不是要退钱我是要换", "他们没有不同意", "别让他们再半夜放了", "也不是没人管就是管不住"])
def test_what_turns_a_sentence_round_is_never_left_out(spoken: str) -> None:
    kept = "".join(phrase.text for phrase in phrases(said(spoken)))
    assert [one for one in kept if one in "不没别"] == [one for one in spoken if one in "不没别"]
    assert within(kept, spoken)


def test_another_language_stays_one_phrase() -> None:
    assert [phrase.text for phrase in phrases(said("해 봤어 우리"))] == ["해 봤어 우리"]


def test_a_number_of_a_person_is_hidden_before_a_turn_is_cut() -> None:
    turn = said("身份证 五二九八零九一九八九零幺幺四八一二六 你们 帮 我 查 一下 社保")
    assert all("八零九" not in phrase.text + phrase.heard for phrase in phrases(turn))


def test_a_long_text_is_cut_at_a_word_and_never_within_a_number() -> None:
    assert cut_at_word("青云花园三号楼楼道灯不亮垃圾堆积", 30) == "青云花园三号楼楼道灯不亮垃圾堆积"
    assert cut_at_word("补贴一共欠了六千四百八十块", 9) in {"补贴一共欠", "补贴一共欠了"}


def test_the_first_breath_of_a_long_wish() -> None:
    assert first_breath("把楼道的灯修好然后我们晚上才敢出门") == "把楼道的灯修好"


@pytest.mark.parametrize(
    ("heard", "meant"),
    [
        ("老仁 下楼 摔 了", "老人下楼摔了"),
        ("握 要 投诉", "我要投诉"),
        ("三号 楼 二 单员", "三号楼二单元"),
        ("垃圾 堆 在 门口", "垃圾堆在门口"),
        ("腰 疼", "腰疼"),
        ("在 捷途 汽车 服务中心", "在捷途汽车服务中心"),
        ("卫健 部门 来 查 了", "卫健部门来查了"),
    ],
)
def test_only_what_is_no_word_is_put_right(heard: str, meant: str) -> None:
    assert plain([said(heard)])[0].text == meant


def test_text_without_boundaries_is_left_as_it_is() -> None:
    assert plain([said("楼伤漏水一直滴到客厅")])[0].text == "楼伤漏水一直滴到客厅"


def test_positions_stay_when_a_word_is_put_right() -> None:
    turn = said("三号 楼 二 单员 的 灯")
    assert plain([turn])[0].origin == turn.origin
    assert "".join(plain([turn])[0].pieces) == plain([turn])[0].text
