"""Answers for everybody: kept a moment, bounded, oldest forgotten first."""

from agent_console.shared_answers import SharedAnswers


def test_an_answer_serves_until_its_moment_is_over() -> None:
    answers = SharedAnswers[str](60.0)
    assert answers.known("q", 0.0) is None
    assert answers.keep("q", 0.0, "a") == "a"
    assert answers.known("q", 59.9) == "a"
    assert answers.known("q", 60.0) is None


def test_no_more_answers_are_kept_than_the_bound() -> None:
    answers = SharedAnswers[int](60.0, most=2)
    for n in range(3):
        answers.keep(n, 0.0, n)
    assert [answers.known(n, 1.0) for n in range(3)] == [None, 1, 2]
