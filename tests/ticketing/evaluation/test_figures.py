"""The three rates of callbacks, each with its base."""

from ticketing.evaluation.figures import Evaluated, callback_rate, resolution_rate, satisfaction_rate


def one(effective: bool = True, solved: str | None = "solved", grade: int | None = 5) -> Evaluated:
    return Evaluated(effective=effective, solved=solved, grade=grade)


def test_4425_of_4704_closed_tickets_are_94_07_percent() -> None:
    assert callback_rate(4_425, 4_704).percent == 94.07


def test_who_was_not_reached_is_in_no_base() -> None:
    asked = [one(), one(solved="unsolved", grade=1), one(effective=False, solved=None, grade=None)]
    assert (resolution_rate(asked).numerator, resolution_rate(asked).denominator) == (1, 2)
    assert (satisfaction_rate(asked, 3).numerator, satisfaction_rate(asked, 3).denominator) == (1, 2)


def test_the_city_says_from_which_grade_on_people_are_satisfied() -> None:
    graded = [one(grade=grade) for grade in (5, 4, 3, 2, 1)]
    assert [satisfaction_rate(graded, lowest).numerator for lowest in (5, 4, 3)] == [1, 2, 3]
    assert satisfaction_rate([one(grade=None)], 3).percent is None
