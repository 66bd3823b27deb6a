"""What examples teach, what they must not teach, and what a desk is told of it."""

from datetime import timedelta

import numpy as np
import pytest

from tests.ticketing.story import NOON
from ticketing.directory import City
from ticketing.drafting import Turn
from ticketing.drafting.categories import suggest
from ticketing.drafting.spoken import listen
from ticketing.learning.examples import Example, Lesson, from_directory, from_lessons
from ticketing.learning.model import CategoryModel
from ticketing.learning.training import train
from ticketing.learning.words import LONGEST_TEXT, pieces

LAMP, NOISE, STAIRS = "0101010101", "0201010101", "0301010101"


def said(text: str, code: str, people: int = 3) -> list[Example]:
    return [Example(text, code, 2.0, f"caller-{number}") for number in range(people)]


def taught(city: City, *more: Example) -> CategoryModel:
    return train([*from_directory(city, {}), *more], sharpness=8.0, weight=0.5)


def best(model: CategoryModel, text: str) -> str:
    shares = model.shares(text)
    return max(shares, key=lambda code: shares[code])


def test_pieces_are_short_runs_and_marked_words_without_figures_and_letters() -> None:
    assert pieces("路灯A12") == ("路", "灯", "路灯", "=路灯")
    assert len(pieces("灯" * (LONGEST_TEXT * 2))) < LONGEST_TEXT * 4


def test_the_directorys_own_words_teach_before_any_ticket_does(city: City) -> None:
    model = taught(city)
    assert best(model, "小区里的路灯又不亮了") == LAMP
    assert best(model, "半夜还在施工噪音很大") == NOISE
    assert model.shares("今天天气真好") == {}


def test_what_people_call_it_is_learnt_from_their_tickets(city: City) -> None:
    assert taught(city).shares("晚上黑漆漆") == {}
    model = taught(city, *said("晚上黑漆漆伸手不见五指", LAMP))
    assert best(model, "我们这里黑漆漆") == LAMP
    assert all(word in "我们这里黑漆漆" for word in model.why("我们这里黑漆漆", LAMP))
    assert model.why("我们这里黑漆漆", LAMP)


def test_what_fewer_than_three_people_said_is_not_kept(city: City) -> None:
    """It may be somebody's name; however often the same caller says it."""
    names = [Example("张三丰家的路灯", LAMP, 2.0, f"caller-{number % 2}") for number in range(9)]
    assert not any("张" in piece or "丰" in piece for piece in taught(city, *names).pieces)


def test_recent_tickets_weigh_more_than_old_ones(city: City) -> None:
    lessons = [Lesson(text="黑漆漆的地方", code=STAIRS, closed_at=NOON - timedelta(days=2_000), by=f"old-{n}") for n in range(6)]
    lessons += [Lesson(text="黑漆漆的地方", code=LAMP, closed_at=NOON - timedelta(days=1), by=f"new-{n}") for n in range(3)]
    weights = [example.weight for example in from_lessons(lessons, NOON, 180)]
    assert weights[0] < 0.01 < 1.9 < weights[-1]
    assert best(taught(city, *from_lessons(lessons, NOON, 180)), "黑漆漆的地方") == LAMP


def test_the_same_examples_give_the_same_model(city: City) -> None:
    one, other = taught(city, *said("黑漆漆", LAMP)), taught(city, *said("黑漆漆", LAMP))
    assert np.array_equal(one.weights, other.weights)


def test_two_categories_are_enough() -> None:
    model = train([Example("路灯不亮", LAMP, 1.0), Example("施工噪音", NOISE, 1.0)], sharpness=8.0, weight=0.5)
    assert [best(model, text) for text in ("路灯不亮", "施工噪音")] == [LAMP, NOISE]


def test_a_suggestion_weighs_both_and_says_the_words_of_both(city: City) -> None:
    heard = listen([Turn("caller", "楼道里黑漆漆的")])
    assert [one.code for one in suggest(heard, city)][:1] == [STAIRS]
    model = taught(city, *said("黑漆漆", LAMP), *said("黑漆漆的楼道", LAMP))
    found = {one.code: one for one in suggest(heard, city, (), model)}
    assert set(found) >= {STAIRS, LAMP}
    assert sum(one.score for one in found.values()) == pytest.approx(1.0, abs=0.01)
    assert "楼道" in found[STAIRS].why
    assert "黑漆漆" in found[LAMP].why


def test_places_teach_and_tell_nothing(city: City) -> None:
    model = taught(city, *said("桥头小区", LAMP))
    assert [one.code for one in suggest(listen([Turn("caller", "我住桥头小区")]), city, ("桥头小区",), model)] == []


def test_categories_that_the_directory_has_dropped_are_not_suggested(city: City) -> None:
    model = taught(city, *said("黑漆漆的地下室", "9901010101"))
    assert [one.code for one in suggest(listen([Turn("caller", "地下室黑漆漆的")]), city, (), model)] != ["9901010101"]
