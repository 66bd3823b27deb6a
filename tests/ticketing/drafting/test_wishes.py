"""The wish: the agent's restatement first, an answer to the agent's question, the caller's own asking; never a mere remark."""

import pytest

from tests.ticketing.drafting.conftest import Draft
from ticketing.drafting.remedies import remedies


@pytest.mark.parametrize(
    ("restated", "answer", "wish"),
    [
        ("您 的 诉求 是 希望 物业 尽快 修 灯 是 吗", "对 对", "督促物业尽快修灯"),
        ("好 您 希望 查处 群租", "对 但是 不要 说 是 我 讲 的", "查处群租"),
        ("您 两个 诉求 一个 是 查处 楼道 充电 一个 是 增设 充电棚", "对 的", "查处楼道充电、增设充电棚"),
        ("那 您 是 希望 限制 外来 车", "对 还有 把 收费 公示 出来", "限制外来车、把收费公示出来"),
    ],
)
def test_what_the_agent_restates_and_the_caller_affirms(draft: Draft, restated: str, answer: str, wish: str) -> None:
    assert draft("市民：我们 小区 的 物业 不管", f"坐席：{restated}", f"市民：{answer}").wish == wish


def test_a_restatement_that_is_denied_is_not_the_wish(draft: Draft) -> None:
    lines = ("市民：健身房 关门 了", "坐席：您 希望 继续 办卡 是 吗", "市民：不是 我 就要 他 退 钱")
    assert "办卡" not in draft(*lines).wish


@pytest.mark.parametrize(
    ("answer", "wish"),
    [
        ("退一赔三", "退一赔三"),
        ("我 也 不是 不让 人家 跳 你 声音 小 一点 可以 吧", "降低音量"),
        ("你们 叫 他 把 多 收 的 钱 退 给 我 我 说 这个 不 讲理", "退还多收的钱"),
    ],
)
def test_the_answer_to_what_is_wished(draft: Draft, answer: str, wish: str) -> None:
    assert draft("市民：楼下 那家 店 太 过分 了", "坐席：您 的 诉求 是", f"市民：{answer}").wish == wish


def test_a_remark_is_no_wish(draft: Draft) -> None:
    assert draft("市民：人民路 的 路灯 坏 了", "市民：我 天天 走 那里 你 说 怕 不怕").wish == ""


def test_a_consultation_wishes_to_be_told(draft: Draft) -> None:
    lines = (
        "市民：我 想 问 一下 高龄 津贴 怎么 办理 要 带 什么 材料",
        "坐席：带 身份证 就 可以 还有 其他 问题 吗",
        "市民：没有 了",
    )
    facts = draft(*lines)
    assert facts.wish == "告知办理流程、所需材料"
    assert facts.evidence["wish"].phrase == "怎么办"
    assert facts.title == f"咨询{facts.object}办理流程、所需材料"


def test_whoever_is_in_danger_wants_help(draft: Draft) -> None:
    facts = draft("市民：着火 了 着火 了 幸福小区 车棚 着火 了")
    assert facts.wish == "马上派人处理"
    assert facts.evidence["wish"].turn == 0


def test_whoever_reports_somebody_wants_it_looked_into(draft: Draft) -> None:
    facts = draft("市民：我 举报 人民路 的 百姓康 药房 刷 医保卡 卖 米")
    assert facts.wish == "查处百姓康药房"


@pytest.mark.parametrize(
    ("spoken", "names"),
    [
        ("把钱退给我还要赔我医药费", ["退款", "赔偿"]),
        ("给个说法", ["给予答复"]),
        ("你们叫他把喇叭没收了", ["没收喇叭"]),
        ("我说的都是真的", []),
    ],
)
def test_what_is_asked_for_has_a_name(spoken: str, names: list[str]) -> None:
    assert remedies(spoken) == names
