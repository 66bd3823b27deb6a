"""The user dictionary puts right what it is sure of, and nothing else."""

from asr.text.names import LONGEST, Lexicon


def names(lexicon: Lexicon, text: str) -> list[str]:
    return [place.name for place in lexicon.misheard(text)]


def test_two_names_of_one_sound_are_left_to_who_listens() -> None:
    assert names(Lexicon(["锦里路"]), "紧里路") == ["锦里路"]
    assert names(Lexicon(["友谊路", "友宜路"]), "有宜路") == []


def test_a_name_that_is_written_right_is_never_made_another() -> None:
    assert names(Lexicon(["青云路", "清云路"]), "清云路和青云路") == []


def test_small_words_are_never_made_a_part_of_a_name() -> None:
    assert names(Lexicon(["友谊路"]), "有一路") == []


def test_a_phrase_of_the_language_is_never_made_a_name() -> None:
    assert names(Lexicon(["清明街"]), "清明节") == []


def test_short_names_need_the_sound_itself_and_long_ones_only_what_speakers_tell_apart() -> None:
    assert names(Lexicon(["金桂苑"]), "精桂苑") == []
    assert names(Lexicon(["堤岸花园"]), "滴案发园") == []
    assert names(Lexicon(["新港花园"]), "星港花园") == ["新港花园"]


def test_a_name_with_no_character_right_is_another_word() -> None:
    assert names(Lexicon(["菜市场"]), "采石厂") == []


def test_a_name_begins_where_the_recogniser_began_a_word() -> None:
    assert Lexicon(["菜市场"]).misheard("人才市场", {0, 2}) == []
    assert [place.name for place in Lexicon(["菜市场"]).misheard("去才市场", {0, 1})] == ["菜市场"]


def test_names_of_two_characters_are_not_looked_for_by_sound() -> None:
    assert names(Lexicon(["南门"]), "男门") == []


def test_a_name_is_read_as_a_whole_where_its_characters_have_several_readings() -> None:
    assert names(Lexicon(["长乐苑"]), "常乐苑") == ["长乐苑"]


def test_the_longest_name_wins() -> None:
    assert [place.name for place in Lexicon(["青云", "青云花园"]).written("在青云花园")] == ["青云花园"]


def test_names_beyond_the_bound_are_not_taken() -> None:
    assert Lexicon(["长" * (LONGEST + 1)]).written("长" * 40) == []
