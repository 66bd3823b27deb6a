"""A run of `hotline learn`: judged on the newest tickets, kept only if not worse."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from config.settings import Learning
from tests.ticketing.story import NOON
from ticketing.directory import City
from ticketing.learning.examples import Lesson, from_directory
from ticketing.learning.model import CategoryModel
from ticketing.learning.school import Taught, teach
from ticketing.learning.shelf import About, Kept
from ticketing.learning.training import train

LAMP, NOISE, STAIRS = "0101010101", "0201010101", "0301010101"
SETTINGS = Learning(least_tickets=30, least_held_out=5)
SAID = {
    LAMP: ("晚上黑漆漆看不见", "一片黑摸黑走路"),
    NOISE: ("半夜轰隆隆睡不着", "打桩机响个不停"),
    STAIRS: ("杂物堵着过不去", "鞋柜摆在外头"),
}


def lessons(count: int, start: int = 0, wrong: bool = False) -> list[Lesson]:
    """One an hour; ``wrong``: each under the next category."""
    codes = list(SAID)
    return [
        Lesson(
            text=SAID[codes[n % 3]][n % 2],
            code=codes[(n + wrong) % 3],
            closed_at=NOON + timedelta(hours=n),
            by=f"caller-{n % 7}",
        )
        for n in range(start, start + count)
    ]


def run(found: Sequence[Lesson], city: City, in_use: Kept | None = None, force: bool = False) -> Taught:
    return teach(found, city, SETTINGS, in_use, NOON + timedelta(days=30), force=force)


def kept(model: CategoryModel, taught_until_hour: int | None) -> Kept:
    until = None if taught_until_hour is None else NOON + timedelta(hours=taught_until_hour)
    tickets = 0 if until is None else 40
    return Kept(About(version="1", made_at=NOON, city_version="c", tickets=tickets, taught_until=until, figures={}), model)


@pytest.fixture(scope="module")
def of_directory(city: City) -> CategoryModel:
    """Made of the tree alone: what people say of these matters is new to it."""
    return train(from_directory(city, {}), sharpness=8.0, weight=0.3)


def test_too_few_tickets_leave_the_directory_alone(city: City) -> None:
    taught = run(lessons(29), city)
    assert (taught.reason, taught.now) == ("directory", None)
    assert taught.kept is not None
    assert (taught.kept.about.tickets, taught.kept.about.city_version) == (0, city.version)


def test_a_model_of_tickets_is_not_given_up_for_the_directory(city: City, of_directory: CategoryModel) -> None:
    assert run((), city, kept(of_directory, 40)).kept is None
    assert run((), city, kept(of_directory, 40), force=True).kept is not None


def test_tickets_teach_what_the_directory_does_not_say(city: City) -> None:
    taught = run(lessons(60), city)
    assert taught.reason == "first"
    assert taught.now is not None
    assert taught.directory is not None
    assert taught.now.first > taught.directory.first
    assert (taught.held_out, taught.now.tickets) == (12, 12)
    assert taught.kept is not None
    assert taught.kept.about.taught_until == NOON + timedelta(hours=59)
    assert taught.kept.model.weight in (0.2, 0.4, 0.6, 0.8)


def test_a_worse_model_is_not_kept_unless_forced(city: City) -> None:
    good = run(lessons(60), city).kept
    assert good is not None
    in_use = kept(good.model, 50)
    confused = [*lessons(70, wrong=True), *lessons(20, start=70)]
    taught = run(confused, city, in_use)
    assert (taught.reason, taught.kept) == ("worse", None)
    assert taught.before is not None
    assert taught.now is not None
    assert taught.before.first > taught.now.first
    forced = run(confused, city, in_use, force=True)
    assert forced.reason == "forced"
    assert forced.kept is not None


def test_only_tickets_that_the_model_in_use_has_not_seen_judge_it(city: City, of_directory: CategoryModel) -> None:
    assert run(lessons(60), city, kept(of_directory, 57)).reason == "nothing_new"
    taught = run(lessons(60), city, kept(of_directory, 53))
    assert (taught.held_out, taught.reason) == (6, "better")


def test_as_good_as_before_is_good_enough(city: City) -> None:
    first = run(lessons(60), city).kept
    assert first is not None
    again = run(lessons(90), city, replace(first, about=replace(first.about, taught_until=NOON + timedelta(hours=59))))
    assert again.reason == "not_worse"
