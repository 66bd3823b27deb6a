"""The score of a form: exact, with what does not apply left out, and nothing left where a fatal item was not kept."""

import pytest

from config.errors import BadInput
from ticketing.quality import default_form
from ticketing.quality.form import Criterion, FormBody, Group, checked
from ticketing.quality.scoring import Answer, accepted, score


def form(*groups: tuple[int, tuple[Criterion, ...]]) -> FormBody:
    return FormBody(
        groups=tuple(
            Group(code=f"g{n}", title=f"组{n}", weight=weight, criteria=criteria) for n, (weight, criteria) in enumerate(groups)
        )
    )


def yes_no(code: str, weight: int = 1, *, fatal: bool = False) -> Criterion:
    return Criterion(code=code, title=code, weight=weight, fatal=fatal)


def points(code: str, most: int = 5, weight: int = 1) -> Criterion:
    return Criterion(code=code, title=code, kind="points", most=most, weight=weight)


def said(**values: object) -> dict[str, Answer]:
    return {code: Answer.model_validate({"value": value}) for code, value in values.items()}


def test_groups_weigh_against_each_other_and_criteria_within_their_group() -> None:
    body = form((30, (yes_no("a", 2), yes_no("b", 1))), (70, (points("c", 4),)))
    counted = score(body, said(a="yes", b="no", c=3))
    assert counted.groups == {"g0": 6667, "g1": 7500}
    assert counted.total == 7250  # (30 x 2/3 + 70 x 3/4) / 100


def test_what_does_not_apply_is_left_out_with_its_weight() -> None:
    body = form((50, (yes_no("a"), yes_no("b"))), (50, (yes_no("c"),)))
    assert score(body, said(a="yes", b="na", c="no")).total == 5000
    only_first = score(body, said(a="yes", b="no", c="na"))
    assert only_first.total == 5000
    assert only_first.groups["g1"] is None


def test_a_third_is_rounded_half_up_to_a_hundredth_of_a_point() -> None:
    body = form((1, (yes_no("a"), yes_no("b"), yes_no("c"))))
    assert score(body, said(a="yes", b="yes", c="no")).total == 6667
    assert score(body, said(a="yes", b="no", c="no")).total == 3333
    assert score(form((1, (points("p", 16),))), said(p=1)).total == 625


def test_a_fatal_item_that_was_not_kept_leaves_no_points_and_says_what_they_were() -> None:
    body = form((9, (yes_no("a"),)), (1, (yes_no("life", fatal=True),)))
    counted = score(body, said(a="yes", life="no"))
    assert (counted.total, counted.raw, counted.fatal) == (0, 9000, ("life",))
    assert counted.unsaid == ("life",), "a fatal item needs its fact in words"
    with_fact = said(a="yes") | {"life": Answer(value="no", comment="燃气泄漏未转119")}
    assert score(body, with_fact).unsaid == ()
    assert score(body, said(a="yes", life="na")).total == 10_000


def test_what_is_not_answered_yet_counts_neither_for_nor_against() -> None:
    body = form((1, (yes_no("a"), yes_no("b"))))
    counted = score(body, said(a="yes"))
    assert (counted.total, counted.missing) == (10_000, ("b",))
    assert score(body, {}).total is None


@pytest.mark.parametrize("given", [{"x": "yes"}, {"a": 3}, {"p": "yes"}, {"p": 6}, {"must": "na"}])
def test_an_answer_that_the_form_does_not_take_is_refused(given: dict[str, object]) -> None:
    must = Criterion(code="must", title="must", optional=False)
    body = form((1, (yes_no("a"), points("p"), must)))
    with pytest.raises(BadInput):
        accepted(body, {code: {"value": value} for code, value in given.items()})


def test_a_form_with_a_code_twice_or_a_fatal_item_in_points_is_refused() -> None:
    with pytest.raises(BadInput, match="用了两次"):
        checked(form((1, (yes_no("a"),)), (1, (yes_no("a"),))))
    with pytest.raises(BadInput, match="一票否决"):
        checked(form((1, (Criterion(code="a", title="a", kind="points", fatal=True),))))


def test_the_house_form_can_be_filled_in_and_a_perfect_call_has_all_points() -> None:
    body = checked(default_form.BODY)
    best = {one.code: Answer(value="yes" if one.kind == "yes_no" else one.most) for one in body.criteria()}
    counted = score(body, best)
    assert counted.total == 10_000
    assert not counted.missing
    for wanted in (
        "greeted",
        "let_speak",
        "place_verified",
        "number_verified",
        "policy_right",
        "complete",
        "urgent_seen",
        "tone",
    ):
        assert wanted in best
