"""The banner comes up for each of the urgent phrasings, and seldom for what only sounds so."""

from pathlib import Path

import pytest

from ticketing.drafting import Turn
from ticketing.drafting.alarm.tables import understood
from ticketing.drafting.spoken import listen
from ticketing.drafting.urgency import around, urgent_words

HERE = Path(__file__).parent
PRECISION = 0.9


def phrasings(name: str) -> list[str]:
    lines = (HERE / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def heard(*said: str) -> list[str]:
    return [found.word for found in urgent_words(listen([Turn("caller", text) for text in said]))]


URGENT, NEAR_MISSES = phrasings("urgent_phrasings.txt"), phrasings("urgent_near_misses.txt")


def test_every_urgent_phrasing_is_found() -> None:
    assert len(URGENT) >= 100
    assert [line for line in URGENT if not heard(line)] == []


def test_near_misses_seldom_alarm() -> None:
    assert len(NEAR_MISSES) >= 100
    alarms = [line for line in NEAR_MISSES if heard(line)]
    assert len(URGENT) / (len(URGENT) + len(alarms)) >= PRECISION
    assert len(alarms) <= len(NEAR_MISSES) * (1 - PRECISION)


def judged(batch: str) -> tuple[float, float]:
    """Recall and precision; figures alone, so that no test shows which sentence was missed."""
    urgent, near = phrasings(f"urgent_phrasings_{batch}.txt"), phrasings(f"urgent_near_misses_{batch}.txt")
    found, alarms = (sum(bool(heard(line)) for line in lines) for lines in (urgent, near))
    return found / len(urgent), found / (found + alarms)


@pytest.mark.parametrize(("batch", "least"), [("tuned", 0.95), ("first_sight", 0.93), ("fresh", 0.9)])
def test_most_of_what_other_authors_wrote_is_found_and_few_near_misses_alarm(batch: str, least: float) -> None:
    recall, precision = judged(batch)
    assert recall >= least
    assert precision >= 0.85


def test_words_apart_or_together_make_no_difference() -> None:
    assert all(heard(line) == heard(line.replace(" ", "")) for line in URGENT)


def test_a_danger_that_the_caller_says_is_over_is_none() -> None:
    assert heard("昨天夜里楼道都冒烟了") == ["冒烟"]
    assert heard("昨天夜里楼道都冒烟了", "现在没得了我一盆水浇上去的") == []


def test_an_illness_is_not_over_because_something_else_is() -> None:
    assert heard("食堂吃完十几个孩子拉肚子", "现在没有了菜都倒掉了") == ["拉肚子"]


def test_a_threat_is_urgent_because_it_is_conditional() -> None:
    assert heard("要是再不发工资我们就去拉横幅")
    assert not heard("要是着火怎么办")


def test_calm_talk_around_it_takes_back_what_is_in_doubt() -> None:
    doubtful = "这边晚上有股味道呛人窗户都不敢开"
    calm = ("从去年就开始了我们反映过四次", "希望环保部门晚上来检查一下", "我姓石就打这个电话", "好的谢谢你啊")
    assert not heard(doubtful, *calm)


def test_an_agent_who_sends_help_confirms_what_is_in_doubt() -> None:
    said = listen([Turn("caller", "柜子响一下一下冒光"), Turn("agent", "请大家撤到远一点的地方我马上转供电抢修")])
    asked = listen([Turn("caller", "柜子响一下一下冒光"), Turn("agent", "请问是哪一家的柜子")])
    assert around(said, [0.0, None], 0) > around(asked, [0.0, None], 0)


def test_the_word_points_into_the_turn_as_it_came() -> None:
    text = "那个 我们 楼下 着火 了"
    found = urgent_words(listen([Turn("caller", text)]))[0]
    assert found.turn == 0
    assert text[found.start : found.end] == "着火"


def test_numbers_of_persons_are_hidden_in_the_sentence() -> None:
    said = "着火了我身份证三二零幺零二幺九八零零幺零幺幺二三四"
    assert "三二零" not in urgent_words(listen([Turn("caller", said)]))[0].sentence


@pytest.mark.parametrize(
    ("text", "meant"), [("店题里冒眼", "电梯里冒烟"), ("猫眼坏了", "猫眼坏了"), ("没气了", "没气了"), ("", "")]
)
def test_misheard_words_of_danger_are_put_right_and_words_of_their_own_left(text: str, meant: str) -> None:
    assert understood(text) == meant
