import pytest

from asr.error_rate import character_error_rate


def test_punctuation_spaces_and_width_do_not_count() -> None:
    assert character_error_rate("您好，我要反映一个问题。", "您好 我要反映 一个问题") == 0


def test_one_wrong_character_of_ten() -> None:
    assert character_error_rate("小区门口的路灯坏了三", "小区门口的路灯坏了四") == pytest.approx(0.1)


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("一百三十四号", "134号"),
        ("幺二三四五热线", "12345热线"),
        ("三百二十八万一千一百三十八点四八", "328万1138.48"),
        ("一万零五", "10005"),
        ("十二点", "12点"),
        ("百分之二十", "20%"),
        ("零点三三", "0.33"),
    ],
)
def test_a_figure_equals_its_words(said: str, read: str) -> None:
    assert character_error_rate(said, read) <= 0.1


def test_a_figure_that_is_another_number_is_an_error() -> None:
    assert character_error_rate("一百三十四号", "135号") > 0.1


def test_silence_read_as_words_is_all_wrong() -> None:
    assert character_error_rate("", "字幕") == 1
    assert character_error_rate("", "，") == 0


def test_nothing_read_is_all_wrong() -> None:
    assert character_error_rate("路灯坏了", "") == 1


def test_many_figures_do_not_multiply_the_work() -> None:
    assert character_error_rate("一 " * 40, "1 " * 40) == 0
