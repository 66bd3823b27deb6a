"""A name is found as written, as it sounds, and nearly; what merely resembles it is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ticketing.directory import load_city
from ticketing.gazetteer.lexicon import Lexicon, longest
from ticketing.gazetteer.sounds import sound

NAMES = load_city("builtin").place_names


@pytest.mark.parametrize(
    ("one", "other"),
    [("物业", "五业"), ("垃圾", "拉级"), ("青云", "青允"), ("市场", "是藏"), ("人民路", "人明入"), ("南门", "兰门")],
)
def test_homophones_and_common_mergers_sound_alike(one: str, other: str) -> None:
    assert sound(one) == sound(other)


@pytest.mark.parametrize(("one", "other"), [("停水", "停电"), ("路灯", "楼道"), ("女", "努"), ("全", "船")])
def test_different_syllables_stay_apart(one: str, other: str) -> None:
    assert sound(one) != sound(other)


@given(st.text(max_size=40))
def test_the_sound_has_a_place_for_every_character(text: str) -> None:
    assert len(sound(text)) == len(text)


def test_what_is_not_chinese_stays_as_it_is() -> None:
    assert sound("KTV 12号")[:6] == "KTV 12"


def test_hits_by_sound_say_what_was_heard() -> None:
    hits = Lexicon(["阳光花园", "停水"]).find("阳光化园停水了")
    assert [(hit.phrase, hit.heard, hit.exact) for hit in hits] == [
        ("阳光花园", "阳光化园", False),
        ("停水", "停水", True),
    ]


def test_two_characters_are_not_found_by_sound_unless_asked() -> None:
    assert Lexicon(["物业"]).find("五业") == []
    assert [hit.phrase for hit in Lexicon(["物业"], by_sound=["物业"]).find("五业")] == ["物业"]


def test_the_longest_of_overlapping_hits_stays() -> None:
    hits = Lexicon(["文昌路", "文昌路站", "文昌"]).find("在文昌路站下车")
    assert [hit.phrase for hit in longest(hits)] == ["文昌路站"]


def test_an_empty_lexicon_finds_nothing() -> None:
    assert Lexicon([]).find("人民路") == []


@pytest.mark.parametrize("said", ["一中", "市一中", "宁湾市第一中学", "第一中学"])
def test_a_school_is_found_by_the_names_people_use(said: str) -> None:
    names = {NAMES[hit.phrase].place.gazetteer for hit in NAMES.find(f"在{said}门口")}
    assert names == ({"宁湾市第一中学"} if said != "一中" else set())


def test_one_wrong_syllable_of_four_is_still_the_name() -> None:
    hit = NAMES.near("我住在翠湖田野旁边")
    assert hit is None
    hit = NAMES.near("我住在翠府天地旁边")
    assert hit is not None
    assert (hit.phrase, hit.heard) == ("翠湖天地", "翠府天地")


def test_a_common_ending_alone_is_no_name() -> None:
    assert NAMES.near("在一个什么什么花园里面") is None


def test_a_community_gives_its_street_and_district() -> None:
    hit = NAMES.find("我是月湖社区的")[0]
    named = NAMES[hit.phrase]
    assert (named.whole, named.place.street_code, named.place.district) == (False, "S03", "湖滨区")
