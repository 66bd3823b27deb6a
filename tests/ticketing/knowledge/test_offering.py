"""Scripts are offered by situation: a life in danger first, what does not fit not at all."""

from tests.ticketing.knowledge.articles import script
from ticketing.knowledge.offering import Moment, best, offer


def scored(moment: Moment, *scripts: tuple[str, str, dict[str, object]]) -> list[str]:
    made = [(offer(script(name, situation, **more), moment), name) for name, situation, more in scripts]
    return [name for _, name in best([(reason, name) for reason, name in made if reason])]


OPENING = ("问候", "opening", {})
CLOSING = ("结束", "closing", {})
DANGER = ("救命", "danger", {})
GAS = ("燃气", "danger", {"words": ("燃气", "漏气")})


def test_a_life_in_danger_goes_before_everything_and_its_own_script_before_the_general_one() -> None:
    now = Moment(heard=("燃气泄漏",), said="家里燃气泄漏", moment="answered")
    assert scored(now, OPENING, CLOSING, DANGER, GAS)[:2] == ["燃气", "救命"]


def test_an_urgent_word_that_is_no_danger_to_life_brings_no_script_for_one() -> None:
    now = Moment(heard=("讨薪",), said="包工头拖欠工资，请帮忙讨薪", moment="answered")
    assert scored(now, OPENING, GAS) == ["问候"]
    harassed = Moment(said="燃气开通怎么缴费", moment="answered", harassing=True)
    assert scored(harassed, ("骚扰", "harassment", {}), GAS) == ["骚扰", "燃气"]


def test_a_call_begins_with_the_greeting_and_ends_with_the_farewell() -> None:
    assert scored(Moment(moment="answered"), OPENING, CLOSING) == ["问候", "结束"]
    assert scored(Moment(moment="answered", said="路灯坏了"), OPENING, CLOSING) == ["结束", "问候"]


def test_what_names_a_queue_a_moment_or_words_is_offered_there_alone() -> None:
    duty = ("带班", "opening", {"queues": ("duty",)})
    wrapping = ("整理", "closing", {"moments": ("wrap_up",)})
    insult = ("骂人", "harassment", {"words": ("骂",)})
    assert scored(Moment(queue="general", moment="answered"), duty, wrapping, insult) == []
    assert scored(Moment(queue="duty:7", moment="answered"), duty) == ["带班"]
    assert scored(Moment(moment="wrap_up"), wrapping) == ["整理"]
    assert scored(Moment(said="他一直骂人"), insult) == ["骂人"]


def test_a_caller_who_harassed_before_brings_the_script_for_it() -> None:
    refuse = ("骚扰", "harassment", {})
    assert scored(Moment(harassing=True, moment="answered"), OPENING, refuse) == ["骚扰", "问候"]


def test_a_category_or_a_branch_of_it_offers_its_script() -> None:
    wages = ("欠薪", "refusing", {"categories": ("0601",)})
    assert scored(Moment(category="0601010101"), wages) == ["欠薪"]
    assert scored(Moment(category="0701010101"), wages) == []
