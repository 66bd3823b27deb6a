"""Where a setting's value comes from, what lies over what, and that each has its words."""

import pytest
from pydantic import ValidationError

from config.settings import layers, load
from config.settings.words import acts, words


@pytest.fixture(autouse=True)
def _own_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HOTLINE_CONFIG", raising=False)


def test_every_setting_has_a_name_and_a_meaning_in_chinese() -> None:
    """Whoever adds a setting writes a line for it into config/settings/words.toml."""
    missing = [key for key in layers.leaves() if key not in words()]
    assert missing == []
    for told in words().values():
        assert told.name
        assert told.meaning.endswith("。")


def test_no_words_stand_for_a_setting_that_is_gone() -> None:
    assert [key for key in words() if key not in layers.leaves()] == []


def test_what_is_secret_can_only_be_written_in_the_file() -> None:
    assert {acts(key) for key in layers.SECRETS} == {"file"}
    assert set(layers.leaves()) >= layers.SECRETS


def test_a_key_nobody_spoke_of_is_left_to_the_file() -> None:
    assert acts("some.thing") == "file"


def test_the_page_lies_over_file_and_defaults_and_nothing_else_moves() -> None:
    under = load()
    over = layers.laid_over(under, {"acd.offer_s": 7, "law.terms.extensions": 3})
    assert (over.acd.offer_s, over.law.terms.extensions) == (7.0, 3)
    assert over.model_dump(exclude={"acd", "law"}) == under.model_dump(exclude={"acd", "law"})


def test_a_table_chosen_on_the_page_replaces_the_files_instead_of_mixing_with_it() -> None:
    queues = [{"name": "general", "title": "综合"}]
    over = layers.laid_over(load(), {"queues": queues, "hours": {"night": {"workday": ["00:00-24:00"]}}})
    assert set(over.hours) == {"night"}


def test_the_environment_names_the_keys_that_it_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOTLINE_ACD__OFFER_S", "9")
    monkeypatch.setenv("HOTLINE_LAW", '{"terms": {"extensions": 2}}')
    assert layers.of_environment() == {"acd.offer_s", "law.terms.extensions"}
    assert layers.beneath("acd.offer_s", now=load()) == (9.0, "environment")


def test_the_sites_file_names_its_keys(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "hotline.toml"
    file.write_text("[acd]\noffer_s = 11\n")
    monkeypatch.setenv("HOTLINE_CONFIG", str(file))
    assert layers.of_file() == {"acd.offer_s"}
    assert layers.beneath("acd.offer_s", now=load()) == (11.0, "file")
    assert layers.beneath("acd.dial_s", now=load()) == (90.0, "default")
    assert layers.default_of("acd.offer_s") == 20.0


def test_values_that_fit_no_more_are_passed_over_and_never_keep_the_service_down() -> None:
    kept, unfit = layers.bearable(load(), {"acd.offer_s": -1, "acd.dial_s": 30, "gone.away": 1}, layers.laid_over)
    assert (kept.acd.dial_s, kept.acd.offer_s) == (30.0, 20.0)
    assert unfit == {"acd.offer_s", "gone.away"}


def test_the_law_alone_takes_its_own_keys_by_the_same_rule() -> None:
    law, unfit = layers.bearable(load().law, {"law.terms.extensions": -3, "law.default_level": 3}, layers.law_over)
    assert (law.default_level, law.terms.extensions) == (3, 1)
    assert unfit == {"law.terms.extensions"}


def test_a_wrong_value_is_refused_with_the_key_it_is_about() -> None:
    with pytest.raises(ValidationError) as caught:
        layers.laid_over(load(), {"acd.surge.ends_share": 4})
    assert [layers.key_of(one["loc"]) for one in caught.value.errors()] == ["acd.surge.ends_share"]
