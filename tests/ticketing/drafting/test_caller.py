"""Who called and where to call back, from the ways people say it."""

import pytest

from tests.ticketing.drafting.conftest import Draft

ASK_NAME, ASK_NUMBER = "坐席：请问 您 贵姓", "坐席：联系电话 您 报 一下"
THIS_ONE = "坐席：就 留 您 现在 这个 手机号 可以 吗"


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("姓 陈 你 叫 我 陈女士 就 行", "陈女士"),
        ("免贵 姓 钱", "钱先生/女士"),
        ("免 贵性 王 王", "王先生/女士"),
        ("我姓 欧阳", "欧阳先生/女士"),
        ("姓 那个 郑", "郑先生/女士"),
        ("姓 姓 卢", "卢先生/女士"),
        ("免 贵姓 贵姓 徐", "徐先生/女士"),
        ("我 姓 姚 你 叫 那个 我 姚老师 就 行", "姚老师"),
        ("喊 我 老李 就行", "老李"),
        ("我 就 不 留 名字 了", ""),
        ("这个 不 方便 说", ""),
    ],
)
def test_the_name_after_the_question(draft: Draft, said: str, name: str) -> None:
    assert draft("市民：路灯 坏 了", ASK_NAME, f"市民：{said}").caller_name == name


@pytest.mark.parametrize(
    "said", ["您好 我姓 赵 百姓 家园 的 路灯 坏 了", "我 姓 赵 路灯 坏 了", "我姓 赵 老百姓 都 等 着 信 小区 呢"]
)
def test_a_caller_says_the_surname_unasked(draft: Draft, said: str) -> None:
    assert draft(f"市民：{said}").caller_name == "赵先生/女士"


def test_a_person_spoken_of_is_not_the_caller(draft: Draft) -> None:
    assert draft("市民：包工头 姓 马 老板 张先生 不给 钱").caller_name == ""


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("幺五四零四零九幺二二六", "15404091226"),
        ("幺五四 零四零九 幺二二六", "15404091226"),
        ("你 记 一下 幺五四零四零四零九七 不对 不对 幺五四零四零九幺二二六", "15404091226"),
        ("打 我 座机 吧 九零三零幺七二七", "90301727"),
        ("15404091226", "15404091226"),
        ("零五幺二 八八八八 六六六六", "051288886666"),
    ],
)
def test_a_number_said_digit_by_digit(draft: Draft, said: str, number: str) -> None:
    assert draft("市民：路灯 坏 了", ASK_NUMBER, f"市民：{said}").callback_number == number


def test_a_number_in_pieces_over_several_turns(draft: Draft) -> None:
    facts = draft(ASK_NUMBER, "市民：幺五四", "坐席：嗯", "市民：零四零九", "坐席：嗯", "市民：幺二二六")
    assert facts.callback_number == "15404091226"


def test_the_agent_reading_back_confirms(draft: Draft) -> None:
    alone = draft(ASK_NUMBER, "市民：幺五四零四零九幺二二六")
    confirmed = draft(ASK_NUMBER, "市民：幺五四零四零九幺二二六", "坐席：我 重复 一遍 幺五四零四零九幺二二六", "市民：对 的")
    assert confirmed.evidence["callback_number"].confidence > alone.evidence["callback_number"].confidence


@pytest.mark.parametrize("said", ["对 就 这个", "对的 对的 打 这个 就 行", "嗯 就是 这个 号"])
def test_this_number_means_the_line_they_call_from(draft: Draft, said: str) -> None:
    facts = draft(THIS_ONE, f"市民：{said}")
    assert facts.callback_number == "16900000001"
    assert facts.evidence["callback_number"].turn == 1


def test_a_caller_who_refuses_leaves_no_number(draft: Draft) -> None:
    assert draft(THIS_ONE, "市民：别 打 这个 电话 不用 回复 我").callback_number == ""


def test_the_hotline_own_number_is_nobody_s(draft: Draft) -> None:
    assert draft("坐席：您好 幺二三四五 为 您 服务", "市民：路灯 坏 了").callback_number == "16900000001"
