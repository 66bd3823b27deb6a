"""What people read, of what the engine wrote."""

import time
from collections.abc import Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from asr.port import Word
from asr.text import Lexicon, heard_range, readable, readable_range
from asr.text.readable import MOST_CHARACTERS
from tests.asr.text.examples import CHANGED, CITY, MARKED, MISHEARD, TRAPS, TUNED, UNCHANGED, UNSEEN
from tests.asr.text.timed import timed

LEXICON = Lexicon(CITY)
SPOKEN = "零一二两三四五六七八九十百千万亿幺点半号楼单元路块钱毛元月日年天个次度米公里分之的了吗在我 ab12，。"
BUDGET_S = 0.001
MARKS = str.maketrans("", "", "，。？！、；：")


def stopped(text: str) -> str:
    return text if text[-1] in "。？，" else f"{text}。"


def read(sentences: Iterable[str], lexicon: Lexicon = LEXICON) -> dict[str, str]:
    return {heard: readable(heard, lexicon=lexicon).text for heard in sentences}


def test_an_official_would_write_it_so() -> None:
    assert read((heard for heard, _ in CHANGED), Lexicon()) == dict(CHANGED)


def test_what_is_no_number_stays() -> None:
    assert read(UNCHANGED, Lexicon()) == {heard: stopped(heard) for heard in UNCHANGED}


def as_wanted(pairs: Iterable[tuple[str, str]]) -> tuple[int, int]:
    """How many come out as somebody else wrote them, letter for letter and without regard to marks.

    Both forms that GB/T 15835-2011 allows (4.3: 4个月 and 四个月, 100多件 and 一百多件) count as one where the rules
    write one of the other.
    """
    exactly = alike = 0
    for heard, wanted in pairs:
        made = readable(heard).text
        exactly += made == wanted
        bare = wanted.translate(MARKS)
        alike += made.translate(MARKS) in (bare, readable(bare).text.translate(MARKS))
    return exactly, alike


@pytest.mark.parametrize(("pairs", "exactly", "alike"), [(TUNED, 68, 98), (UNSEEN, 70, 92)], ids=["tuned", "unseen"])
def test_what_others_would_write_is_what_is_read(pairs: tuple[tuple[str, str], ...], exactly: int, alike: int) -> None:
    assert len(pairs) == 100
    found = as_wanted(pairs)
    assert found[0] >= exactly
    assert found[1] >= alike


def test_marks_follow_the_pauses() -> None:
    assert {line: readable(*timed(line)).text for line, _ in MARKED} == dict(MARKED)


def test_names_of_the_city_are_spelt_as_the_city_spells_them() -> None:
    assert read(heard for heard, _ in MISHEARD) == dict(MISHEARD)


def test_what_only_sounds_like_a_name_stays() -> None:
    assert {heard: text.rstrip("。？，") for heard, text in read(TRAPS).items()} == {heard: heard for heard in TRAPS}


def test_there_are_examples_enough() -> None:
    assert len(CHANGED) + len(UNCHANGED) + len(MARKED) + len(MISHEARD) + len(TRAPS) >= 200


def test_what_is_readable_already_stays_so() -> None:
    for once in read([*dict(CHANGED).values(), *UNCHANGED, *dict(MARKED).values(), *dict(MISHEARD).values(), *TRAPS]).values():
        assert readable(once, lexicon=LEXICON).text == once


@given(st.text(st.sampled_from(SPOKEN), max_size=40))
@settings(max_examples=150, deadline=None)
def test_no_text_makes_it_fail_and_every_character_knows_where_it_was_heard(heard: str) -> None:
    made = readable(heard, lexicon=LEXICON)
    at = 0
    for span in made.spans:
        assert span.start == at
        assert 0 <= span.heard_start <= span.heard_end <= len(heard)
        at = span.end
    assert at == len(made.text)
    for start in range(len(heard) - 1):
        shown = readable_range(made.spans, start, start + 2)
        back = heard_range(made.spans, *shown)
        assert shown == (0, 0) or back[0] <= start + 1 <= back[1]


@given(st.text(max_size=60))
@settings(max_examples=60, deadline=None)
def test_any_script_is_taken(heard: str) -> None:
    assert isinstance(readable(heard).text, str)


def test_other_languages_stay_as_they_were_heard() -> None:
    assert readable("가로등이 고장 났어요").text == "가로등이 고장 났어요"


def test_marks_that_the_engine_set_are_kept_and_no_more_are_set_between() -> None:
    text = "您好，我要反映一个问题，我们小区门口的路灯坏了三天了"
    words = tuple(Word(text=c, t0=float(at), t1=at + 0.1, confidence=1.0) for at, c in enumerate(text) if c != "，")
    assert readable(text, words).text == "您好，我要反映一个问题，我们小区门口的路灯坏了3天了。"


def test_a_phrase_of_the_heard_text_is_found_in_the_readable_one() -> None:
    heard, words = timed("我 住 青云 化园 | 三号 楼 五零 一 ‖ 电话 幺三八零零幺三八零零零")
    made = readable(heard, words, lexicon=LEXICON)
    assert made.text == "我住青云花园，3号楼501。电话13800138000。"
    for phrase, shown in (
        ("青云化园", "青云花园"),
        ("三号楼", "3号楼"),
        ("五零一", "501"),
        ("幺三八零零幺三八零零零", "13800138000"),
    ):
        start = heard.index(phrase)
        a, b = readable_range(made.spans, start, start + len(phrase))
        assert made.text[a:b] == shown
        start = made.text.index(shown)
        a, b = heard_range(made.spans, start, start + len(shown))
        assert heard[a:b] == phrase


def test_half_a_rewritten_phrase_marks_the_whole_of_it() -> None:
    heard = "花了三百五十块钱"
    made = readable(heard)
    a, b = readable_range(made.spans, heard.index("五十"), len(heard))
    assert made.text[a:b] == "350元"


def test_what_is_longer_than_an_utterance_is_kept_to_its_end() -> None:
    heard = "路灯坏了" * MOST_CHARACTERS
    made = readable(heard)
    assert made.text.endswith("路灯坏了")
    assert made.spans[-1].heard_end == len(heard)


def test_a_sentence_costs_less_than_its_budget() -> None:
    sentences = [timed(line) for line, _ in MARKED] + [(heard, ()) for heard, _ in CHANGED]
    for heard, words in sentences:
        readable(heard, words, lexicon=LEXICON)
    started = time.process_time()
    for heard, words in sentences:
        readable(heard, words, lexicon=LEXICON)
    assert (time.process_time() - started) / len(sentences) < BUDGET_S
