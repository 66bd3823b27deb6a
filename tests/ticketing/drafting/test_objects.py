"""Whom the matter is about, and what it carries besides: flags, and identity numbers that are never shown."""

import pytest

from tests.ticketing.drafting.conftest import Draft
from ticketing.drafting import Turn
from ticketing.drafting.privacy import hide_numbers, id_numbers
from ticketing.drafting.spoken import listen


@pytest.mark.parametrize(
    ("said", "thing"),
    [
        ("幸福小区 的 物业 太 差 了 物业 不管", "幸福小区物业"),
        ("我 投诉 一个 叫 捷途 汽车 服务中心 的", "捷途汽车服务中心"),
        ("百姓康 药房 刷 医保卡 卖 米", "百姓康药房"),
        ("四十五 路 公交车 等 了 半个 小时", "四十五路公交"),
        ("楼下 那家 湘味 土菜 油烟 太 大", "湘味土菜"),
    ],
)
def test_the_object_is_named_as_it_was_said(draft: Draft, said: str, thing: str) -> None:
    assert draft(f"市民：{said}").object == thing


def test_a_consultation_is_about_what_was_asked(draft: Draft) -> None:
    facts = draft("市民：我 想 咨询 一下 高龄 津贴 怎么 办理 要 带 什么 材料")
    assert facts.object == facts.category_suggestions[0].name


def test_where_nobody_is_named_the_object_is_what_is_broken_there(draft: Draft) -> None:
    assert draft("市民：人民路 坑坑洼洼 的").object == "人民路路面"


def test_where_nothing_is_named_the_place_is_the_object(draft: Draft) -> None:
    assert draft("市民：人民路 天天 这样 没 人 管").object == "人民路"


def test_without_a_matter_there_is_no_object(draft: Draft) -> None:
    assert draft("坐席：您好 请讲").object == ""


@pytest.mark.parametrize(
    ("said", "flags"),
    [
        ("我们 二十三个 工人 三个月 工资 没 发", ("group",)),
        ("我们 小区 六百多户 都 没有 房产证", ("group",)),
        ("我 这 是 第三次 打 了", ("repeat",)),
        ("上次 那个 工单 说 办结 了 根本 没 解决", ("repeat",)),
        ("这个 事 反映 了 两三年 了", ("long_running",)),
        ("从 去年 就 开始 有 味道", ("long_running",)),
        ("我 一个 人 住 了 四十年 了", ()),
        ("我们 两个 人 想 领证", ()),
        ("路灯 坏 了", ()),
    ],
)
def test_flags_are_what_the_caller_says(draft: Draft, said: str, flags: tuple[str, ...]) -> None:
    facts = draft(f"市民：{said}")
    assert facts.flags == flags
    assert all(flag in facts.evidence for flag in flags)


@pytest.mark.parametrize(
    ("said", "masked"),
    [
        ("身份证 五二九八零九一九八九零幺幺四八一二六", ("529***********8126",)),
        ("卡号 六二九九 幺九三八 九零六零 九八五九 幺三九", ("629************9139",)),
        ("三二零幺零二 一九九零 零三零七 一二三叉", ("320***********123X",)),
        ("手机 幺五四零四零九幺二二六", ()),
        ("住 三号楼 二单元 五零三", ()),
    ],
)
def test_identity_and_card_numbers_are_found_masked(said: str, masked: tuple[str, ...]) -> None:
    assert id_numbers(listen([Turn("caller", said)])) == masked


def test_a_number_broken_by_a_misheard_word_is_hidden_whole() -> None:
    text = "帮我查五二九八零九吧一九八九零幺幺四八一二六谢谢"
    assert "八零九" not in hide_numbers(text)
    assert "四八一" not in hide_numbers(text)


def test_prices_years_and_houses_are_no_numbers_of_persons() -> None:
    for text in ("三号楼二单元五零三室", "二零一八年到二零二零年", "九千六百五十块"):
        assert hide_numbers(text) == text
