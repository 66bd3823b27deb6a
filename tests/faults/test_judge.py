from tests.faults.judge import Heard, Verdict, judge

WHOLE = [[Heard("a", 0.0, 0.4), Heard("b", 0.5, 1.0)], [Heard("c", 3.0, 3.5)]]


def test_the_same_words_lack_nothing() -> None:
    assert judge(WHOLE, WHOLE) == Verdict(finals=2, words=3)


def test_an_utterance_without_any_word_in_its_place_is_a_lost_final() -> None:
    assert judge(WHOLE, WHOLE[:1]) == Verdict(finals=2, lost=1, words=3, words_lost=1, missing=tuple(WHOLE[1]))


def test_a_cut_word_is_no_lost_final_and_another_word_in_its_place_is_none_at_all() -> None:
    assert judge(WHOLE, [WHOLE[0][:1], WHOLE[1]]) == Verdict(finals=2, words=3, words_lost=1, missing=tuple(WHOLE[0][1:]))
    other = [WHOLE[0], [Heard("x", 3.1, 3.5)]]
    assert judge(WHOLE, other) == Verdict(finals=2, words=3, words_other=1)


def test_a_word_that_came_twice_is_doubled() -> None:
    assert judge(WHOLE, [*WHOLE, WHOLE[1]]).doubled == 1


def test_a_word_that_no_reading_has_that_begins_anew_there_is_not_lost() -> None:
    assert judge(WHOLE, WHOLE[:1], begun_anew=WHOLE[:1]).lost == 0
    assert judge(WHOLE, WHOLE[:1], begun_anew=WHOLE).lost == 1
