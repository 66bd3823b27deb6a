"""Nothing is invented: what is left of a composed text without its traces are fixed words."""

import re

import pytest

from tests.ticketing.drafting.conftest import Draft

FIXED = re.compile(r"(?:市民|来电|反映|求助|咨询|举报|建议|表扬|投诉|诉求|【紧急件?】|[：，。])*")
CALLS = {
    "night work": (
        "市民：喂 你好 我 要 投诉 人民路 一百三十四 号 的 工地 每天 半夜 施工 吵 得 睡不着",
        "坐席：您 的 诉求 是 希望 停止 夜间 施工 对 吧",
        "市民：对 对",
        "坐席：请问 您 贵姓",
        "市民：姓 刘 你 叫 我 刘先生 就 行",
    ),
    "fire": ("市民：幸福小区 那个 车棚 着火 了 呃 烟 往 楼上 冲", "坐席：有没有 人 被困", "市民：二楼 有 个 老太太 下不来"),
    "no place": ("市民：公司 欠 了 我 三个月 工资 一直 不给", "市民：我 就 要 把 工资 拿 回来"),
    "praise": ("市民：我 要 表扬 一下 幸福小区 社区 的 小王", "市民：昨天 我 妈 摔 了 他 背 去 医院 的"),
    "consultation": (
        "市民：我 想 问 一下 高龄 津贴 怎么 办理 要 带 什么 材料",
        "坐席：带 身份证 就 可以 还有 其他 问题 吗",
        "市民：没有 了",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CALLS)
def test_every_piece_of_a_composed_text_has_its_words(draft: Draft, name: str) -> None:
    facts = draft(*CALLS[name])
    assert facts.title
    for text, traces in ((facts.title, facts.traces["title"]), (facts.summary, facts.traces["summary"])):
        assert all(trace.text in text for trace in traces)
        for piece in sorted((trace.text for trace in traces), key=len, reverse=True):
            text = text.replace(piece, "")
        assert FIXED.fullmatch(text), text


@pytest.mark.parametrize("name", CALLS)
def test_offsets_point_at_the_words_in_the_turn_as_it_came_in(draft: Draft, name: str) -> None:
    lines = [line.partition("：")[2] for line in CALLS[name]]
    facts = draft(*CALLS[name])
    for evidence in [*facts.evidence.values(), *(trace.evidence for traces in facts.traces.values() for trace in traces)]:
        if evidence.start is not None and evidence.end is not None and evidence.turn is not None:
            marked = lines[evidence.turn][evidence.start : evidence.end].replace(" ", "").replace("呃", "")
            assert marked
            assert evidence.phrase in marked or set(marked) & set(evidence.phrase)


def test_every_sentence_of_the_matter_is_traced(draft: Draft) -> None:
    facts = draft(*CALLS["night work"])
    assert "，".join(trace.text for trace in facts.traces["matter"]) == facts.matter


def test_the_line_s_own_number_points_at_nothing(draft: Draft) -> None:
    evidence = draft("市民：路灯 坏 了").evidence["callback_number"]
    assert (evidence.turn, evidence.start) == (None, None)
