"""A sentence is weighed as a whole, and the words that weigh most can be shown."""

from ticketing.drafting.alarm.opinion import opinion
from ticketing.drafting.alarm.pieces import pieces
from ticketing.drafting.alarm.scenes import mentions


def names(text: str) -> list[str]:
    return [one.name for one in mentions(text)]


def test_a_harmless_compound_hides_the_danger_within_it() -> None:
    assert "fire" in names("着火了")
    assert "fire" not in names("火锅店")


def test_a_scene_is_one_thing_soon_after_another() -> None:
    found = {piece.name for piece in pieces("孩子掉进河里") if piece.group == "scene"}
    assert {"child>fell", "fell>waters"} <= found


def test_numbers_said_digit_by_digit_weigh_nothing() -> None:
    said = "着火了我电话"
    assert {piece.name for piece in pieces(said + "幺六九零零零零零零零幺")} == {piece.name for piece in pieces(said)}


def test_the_shown_words_stand_in_the_sentence_and_hold_the_danger() -> None:
    text = "我们小区三号楼那边黑烟从门缝里钻进来了"
    found = opinion(text)
    assert found.score > 0
    assert 0 < found.end - found.start <= 8
    assert set(text[found.start : found.end]) & set("黑烟门缝钻")


def test_silence_raises_no_alarm() -> None:
    assert opinion("").score < 0
