"""Titles: where, who, what is wrong; in a form's words; never a word twice, never half a word."""

import re

import pytest

from tests.ticketing.drafting.conftest import Draft, turn
from ticketing.drafting.spoken import listen
from ticketing.drafting.troubles import NAMES, troubles


@pytest.mark.parametrize(
    ("said", "title"),
    [
        ("幸福小区 三号 楼 楼道 里 的 灯 坏 了 一个月 了", "幸福小区三号楼楼道灯不亮"),
        ("人民路 有 好 几个 坑 跟 脸盆 一样 大", "人民路路面坑洼破损"),
        ("幸福小区 的 健身房 关门 了 不退 我 的 钱", "幸福小区健身房不退费"),
        ("人民路 的 百姓康 药房 刷 医保卡 卖 米", "人民路百姓康药房套刷医保卡"),
        ("着火 了 着火 了 幸福小区 车棚 着火 了", "【紧急】幸福小区着火"),
    ],
)
def test_a_title_says_where_and_what(draft: Draft, said: str, title: str) -> None:
    assert draft(f"市民：{said}").title == title


def test_two_troubles_stand_side_by_side(draft: Draft) -> None:
    title = draft("市民：幸福小区 电梯 坏 了 下水道 也 堵 了").title
    assert set(title.removeprefix("幸福小区").split("、")) == {"电梯故障", "下水道堵塞"}


def test_a_silent_call_has_its_name(draft: Draft) -> None:
    facts = draft("坐席：您好 请讲", "坐席：您好 您 的 电话 没有 声音 听得到 吗", "市民：嗯", "坐席：没有 声音 我 先 挂机 了")
    assert facts.title == "无声电话"
    assert facts.traces["title"][0].evidence.phrase


def test_words_of_danger_in_jest_name_nothing() -> None:
    said = listen([turn("市民：老板 天天 喊 要 跳楼 了 跳楼价", 0)])
    assert troubles(said) == []


def test_what_is_denied_is_no_trouble() -> None:
    assert troubles(listen([turn("市民：电梯 没有 坏 就是 慢", 0)])) == []


def test_a_trouble_has_the_caller_s_words(draft: Draft) -> None:
    facts = draft("市民：你好 我们 这里 停水 了", "市民：自来水 停 了 两天 了")
    pieces = {trace.text: trace.evidence for trace in facts.traces["title"]}
    assert pieces["停水"].turn == 1
    assert pieces["停水"].phrase == "自来水停了两天"


def test_the_table_names_each_trouble_once_and_fits_a_title() -> None:
    assert len(NAMES) == len(set(NAMES))
    assert all(2 <= len(name) <= 12 and re.fullmatch("[\u4e00-\u9fff]+", name) for name in NAMES)
