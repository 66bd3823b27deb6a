"""A call becomes a draft: each field from words that were said, nothing from words that were not."""

from datetime import UTC, datetime
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.ticketing.drafting.conftest import Draft
from ticketing.directory import City
from ticketing.drafting import Turn, compose

NIGHT_WORK = (
    "坐席：您好 请讲",
    "市民：喂 你好 我 要 投诉 人民路 一百三十四 号 的 工地 每天 半夜 施工 吵 得 睡不着",
    "坐席：您 的 诉求 是 西望 停止 夜间 施工 对 吧",
    "市民：对 对",
    "坐席：请问 您 贵姓",
    "市民：姓 刘 你 叫 我 刘先生 就 行",
    "坐席：联系电话 就是 您 打 进来 的 这个 号码 吗",
    "市民：对 就 这个",
)


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("我 要 报修 人民路 上 的 路灯 坏 了", "fault"),
        ("你好 我 想 报个 故障 小区 门口 井盖 坏 了", "fault"),
        ("我 报修 了 三次 路灯 还是 没人 修 我 要 投诉", "complaint"),
        ("人民路 的 路灯 坏 了 没人 管", "complaint"),
    ],
)
def test_who_reports_a_public_fault_is_no_complainant_and_who_waits_for_the_repair_is_one(
    draft: Draft, said: str, kind: str
) -> None:
    assert draft(f"市民：{said}", "坐席：好的 我 给您 登记", "市民：好").type == kind


def test_a_whole_call_fills_every_field(draft: Draft) -> None:
    facts = draft(*NIGHT_WORK)
    assert facts.type == "complaint"
    assert facts.category_suggestions[0].name == "夜间施工噪声"
    assert facts.place is not None
    assert (facts.place.gazetteer, facts.place.street_code, facts.place.district) == ("人民路", "S04", "湖滨区")
    assert facts.place.detail == "134号"
    assert (facts.caller_name, facts.callback_number) == ("刘先生", "16900000001")
    assert facts.wish == "停止夜间施工"
    assert facts.title == "人民路夜间施工扰民"
    assert facts.summary.startswith("刘先生来电反映：湖滨区人民路134号，")
    assert facts.summary.endswith("。诉求：停止夜间施工。")


def test_every_fact_names_the_turn_and_the_words(draft: Draft) -> None:
    evidence = draft(*NIGHT_WORK).evidence
    assert (evidence["place"].turn, evidence["place"].phrase) == (1, "人民路")
    assert evidence["caller_name"].turn == 5
    assert evidence["callback_number"].turn == 7
    assert evidence["wish"].turn == 2
    assert all(0 < one.confidence <= 1 for one in evidence.values())


def test_the_summary_holds_only_words_that_were_said(draft: Draft) -> None:
    said = "".join(line.partition("：")[2] for line in NIGHT_WORK).replace(" ", "").replace("西望", "希望")
    matter = draft(*NIGHT_WORK).matter
    assert matter
    assert all(clause in said for clause in matter.split("，"))


def test_a_call_without_words_gives_an_empty_draft_with_the_line_number(draft: Draft) -> None:
    facts = draft()
    assert (facts.title, facts.summary, facts.matter, facts.place, facts.category_suggestions) == ("", "", "", None, ())
    assert facts.callback_number == "16900000001"
    assert draft(number="").callback_number == ""


def test_a_growing_call_only_adds_words(draft: Draft) -> None:
    for count in range(len(NIGHT_WORK)):
        facts = draft(*NIGHT_WORK[:count])
        assert (facts.place is not None) == (count >= 2)
        assert bool(facts.caller_name) == (count >= 6)


def test_misheard_words_of_the_trade_are_understood(draft: Draft) -> None:
    facts = draft("市民：幸福小区 的 五业 太差 拉级 没 人 收")
    assert {"垃圾清运不及时", "物业不履职"} <= {one.name for one in facts.category_suggestions}
    assert "物业太差垃圾没人收" in facts.matter


def test_a_misheard_place_is_found_and_its_evidence_says_what_was_heard(draft: Draft) -> None:
    facts = draft("市民：阳光 化园 停水 了")
    assert facts.place is not None
    assert facts.place.gazetteer == "阳光花园"
    assert facts.evidence["place"].phrase == "阳光化园"


def test_a_denied_smell_of_gas_is_neither_urgent_nor_the_category(draft: Draft) -> None:
    facts = draft("市民：阳光花园 停水 了 不是 煤气味")
    assert facts.urgent == ()
    assert facts.category_suggestions[0].name == "停水"


def test_punctuation_of_the_recogniser_is_kept_in_the_matter(draft: Draft) -> None:
    facts = draft("市民：您好，我要反映一个问题，我们小区门口的路灯坏了三天了，晚上出门很不方便。")
    assert facts.matter == "小区门口的路灯坏了三天，晚上出门很不方便"
    assert facts.category_suggestions[0].name == "路灯不亮"


def test_a_title_is_at_most_thirty_characters(draft: Draft) -> None:
    facts = draft("市民：煤气味 " + "北郊县人民医院旁边那个地方一直有非常非常奇怪的情况" * 4)
    assert 0 < len(facts.title) <= 30
    assert facts.title.startswith("【紧急】")


def test_another_language_is_kept_as_said(draft: Draft) -> None:
    assert draft("市民：해 봤어 우리").matter == "해 봤어 우리"


def test_a_very_long_utterance_is_read_in_bounded_time(draft: Draft) -> None:
    facts = draft("市民：" + "一" * 100_000)
    assert len(facts.matter) <= 120


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.builds(
            Turn,
            st.sampled_from(["caller", "agent"]),
            st.text(alphabet="一二幺零号楼路人民幸福小区我姓王叫煤气味不是没有希望您的电话这个对，。 ax9", max_size=40),
        ),
        max_size=12,
    )
)
def test_no_words_break_it(builtin_city: City, turns: list[Turn]) -> None:
    facts = compose(turns, city=builtin_city, call_time=datetime(2026, 3, 4, tzinfo=UTC), caller_number="1")
    assert len(facts.title) <= 30
    assert len(facts.category_suggestions) <= 3
    assert facts == compose(turns, city=builtin_city, call_time=datetime(2026, 3, 4, tzinfo=UTC), caller_number="1")


@pytest.mark.parametrize(
    "said",
    [
        "我 的 身份证 三二零幺零二幺九八零零幺零幺幺二三四 帮 我 查 社保",
        "卡号 六二九九 幺九三八 九零六零 九八五九 幺三九 没 到账",
    ],
)
def test_numbers_of_a_person_never_reach_the_text(draft: Draft, said: str) -> None:
    facts = draft(f"市民：{said}", "坐席：您的诉求是", f"市民：{said}")
    for text in (facts.title, facts.matter, facts.wish, facts.summary):
        assert not any(digits in text for digits in ("三二零幺", "320102", "六二九九", "6299", "九八五九"))
    assert facts.summary


def test_a_home_that_was_asked_for_is_not_the_place_of_the_matter(draft: Draft) -> None:
    facts = draft(
        "市民：人民路 的 工地 半夜 施工", "坐席：您 住 在 哪个 小区", "市民：我 住 幸福小区", "坐席：请问 您 贵姓", "市民：姓 王"
    )  # fmt: skip
    assert facts.place is not None
    assert facts.place.gazetteer == "人民路"


def test_a_district_that_only_the_agent_names_is_an_answer(draft: Draft) -> None:
    assert draft("市民：驾驶证 到期 在 哪里 换", "坐席：湖滨区 政务大厅 可以 办 还有 其他 问题 吗").place is None


def test_a_shop_on_a_road_is_where_on_it_the_matter_is(draft: Draft) -> None:
    facts = draft("市民：人民路 上 有 一家 百姓康 药房 刷 医保卡 卖 米")
    assert facts.place is not None
    assert facts.place.detail == "百姓康药房"
    assert facts.evidence["place_detail"].phrase == "百姓康药房"


def test_nobody_is_called_back_after_a_silent_call(draft: Draft) -> None:
    facts = draft("坐席：您好 请讲", "坐席：您好 您 的 电话 没有 声音 听得到 吗", "市民：嗯", "坐席：没有 声音 我 先 挂机 了")
    assert (facts.type, facts.callback_number) == ("consultation", "")


def test_a_long_call_is_read_in_a_blink(builtin_city: City) -> None:
    turns = [
        Turn("caller" if n % 2 else "agent", "我们 小区 的 物业 不管 垃圾 堆 了 三天 你们 快 来 看看", n, n + 1)
        for n in range(60)
    ]
    began = process_time()
    compose(turns, city=builtin_city, call_time=datetime(2026, 3, 4, tzinfo=UTC), caller_number="1")
    assert process_time() - began < 0.5
