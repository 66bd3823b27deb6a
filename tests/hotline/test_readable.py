"""The readable text knows the names of the city that this service serves, and never costs an utterance."""

import pytest

from asr.port import Final
from config.ids import CallId
from hotline import readable
from hotline.readable import lexicon_of, readable_final, warm
from ticketing.directory import City, load_city


@pytest.fixture(scope="module")
def city() -> City:
    return load_city("builtin")


def said(text: str) -> Final:
    return Final(call=CallId("c1"), channel="caller", text=text, t0=0.0, t1=1.0, confidence=0.9, words=(), engine="vosk:x")


def test_streets_estates_and_units_are_spelt_as_in_the_citys_own_lists(city: City) -> None:
    shown = readable_final(said("我住文昌化园三号楼归湖滨区馆"), city)
    assert shown.text == "我住文昌花园3号楼归湖滨区馆。"
    assert [place.name for place in lexicon_of(city).written("湖滨区的文昌花园")] == ["湖滨区", "文昌花园"]


def test_bus_lines_are_written_in_figures_whatever_the_list_says(city: City) -> None:
    assert readable_final(said("三路公交不停"), city).text == "3路公交不停。"
    assert readable_final(said("解放路不通"), city).text == "解放路不通。"


def test_an_utterance_that_cannot_be_rewritten_is_shown_as_it_was_heard(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(readable, "readable", broken)
    assert readable_final(said("路灯坏了"), city).text == "路灯坏了"


def test_dictionaries_are_loaded_before_the_first_call(city: City) -> None:
    warm(city)
    assert lexicon_of(city) is lexicon_of(city)
