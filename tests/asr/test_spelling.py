from asr.spelling import chinese_marks, join_words


def test_chinese_words_are_joined() -> None:
    assert join_words(["路灯", "坏", "了"]) == "路灯坏了"


def test_korean_words_keep_their_spaces() -> None:
    assert join_words(["기차도", "전기도"]) == "기차도 전기도"


def test_latin_words_keep_their_spaces_beside_chinese() -> None:
    assert join_words(["加", "wifi", "密码"]) == "加 wifi 密码"


def test_marks_of_sentences_are_full_width_and_figures_stay() -> None:
    assert chinese_marks("好, 是吗?1,134元,三天") == "好，是吗？1,134元，三天"


def test_a_stop_after_a_chinese_word_is_full_width_and_a_point_stays() -> None:
    assert chinese_marks("路灯坏了. 离我家1.5公里.") == "路灯坏了。离我家1.5公里。"
