"""Numerals, urgency, kind, time and mishearing: one rule each."""

import pytest

from tests.ticketing.drafting.conftest import Draft
from ticketing.drafting import Turn
from ticketing.drafting.numerals import digits, in_figures
from ticketing.drafting.privacy import hide_numbers
from ticketing.drafting.spoken import listen, mend, squeeze
from ticketing.drafting.times import time_phrase
from ticketing.drafting.urgency import urgent_words


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("幺三四号", "134号"),
        ("一百三十四号", "134号"),
        ("三号楼二单元", "三号楼二单元"),
        ("七号楼四零幺", "七号楼401"),
        ("十二号", "十二号"),
        ("一起来的", "一起来的"),
        ("一二号", "一二号"),
        ("百百号", "百百号"),
    ],
)
def test_house_numbers_become_figures_and_other_words_stay(said: str, written: str) -> None:
    assert in_figures(said) == written


def test_spoken_digits() -> None:
    assert digits("幺两洞〇9的") == "12009"


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("我家里有煤气味", ["煤气味"]),
        ("我们困在电题里了", ["困在"]),
        ("着火了着火了", ["着火"]),
        ("他说要跳楼", ["要跳"]),
        ("好像有煤气味", ["煤气味"]),
        ("不知道是不是着火了", ["着火"]),
        ("没人管着火了", ["着火"]),
        ("可能漏气了", ["漏气"]),
        ("没有着火", []),
        ("没有人被困", []),
        ("万一着火怎么办", []),
        ("我怕着火", []),
        ("着火的隐患", []),
        ("不是煤气味", []),
        ("路灯坏了", []),
    ],
)
def test_urgent_words_unless_denied_or_feared(said: str, words: list[str]) -> None:
    assert [found.word for found in urgent_words(listen([Turn("caller", said)]))] == words


def test_an_agents_warning_is_not_urgent() -> None:
    assert urgent_words(listen([Turn("agent", "小心着火")])) == ()


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("我 要 投诉 小区 物业", "complaint"),
        ("我 举报 一个 黑作坊", "report"),
        ("我 不是 投诉 啊 我 想 表扬 一个 人", "praise"),
        ("我 想 提 个 建议 关于 公交 的", "suggestion"),
        ("我 想 咨询 一下 医保 怎么 办理 要 带 什么 材料", "consultation"),
        ("我们 困在电梯 里 了 快 来 救命", "request"),
    ],
)
def test_the_kind_is_what_the_caller_calls_it(draft: Draft, said: str, kind: str) -> None:
    assert draft(f"市民：{said}").type == kind


@pytest.mark.parametrize(
    ("said", "time"),
    [
        ("昨天晚上十一点在火车站", "昨天晚上十一点"),
        ("上个礼拜五下午我妈坐车", "上个礼拜五下午"),
        ("从元旦开始就不热", "从元旦开始"),
        ("连着三天打桩", "连着三天"),
        ("三月份到五月份没发钱", "三月份到五月份"),
        ("每天晚上七点跳到九点半", "每天晚上七点跳到九点半"),
        ("路灯坏了", ""),
    ],
)
def test_the_phrase_of_time(said: str, time: str) -> None:
    assert time_phrase(listen([Turn("caller", said)]))[0] == time


@pytest.mark.parametrize(
    ("heard", "meant"),
    [("俗求", "诉求"), ("五业", "物业"), ("公私", "公司"), ("是公交", "是公交"), ("四公里", "四公里"), ("物业", "物业")],
)
def test_words_of_the_trade_are_mended_and_others_left(heard: str, meant: str) -> None:
    assert mend(heard) == meant


@pytest.mark.parametrize(
    ("text", "squeezed"),
    [("我 要 投诉", "我要投诉"), ("hello  World", "hello world"), ("快游 app 里", "快游app里"), ("해 봤어", "해 봤어")],
)
def test_only_chinese_words_are_pushed_together(text: str, squeezed: str) -> None:
    assert squeeze(text) == squeezed


def test_numbers_beside_identity_words_are_hidden_earlier() -> None:
    assert hide_numbers("身份证三二零幺") == "身份证（号码已隐去）"
    assert hide_numbers("住三二零幺") == "住三二零幺"
    assert hide_numbers("打幺五四零四零九幺二二六") == "打（号码已隐去）"
