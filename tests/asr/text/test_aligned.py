"""Text that remembers where it was heard."""

from asr.text.aligned import Aligned, Edit, Span, heard_range, readable_range


def test_rewritten_twice_it_still_knows_where_it_was_heard() -> None:
    made = Aligned.of("三 百块").edited([Edit(1, 2, "")]).edited([Edit(0, 3, "300元"), Edit(3, 3, "。")])
    assert made.text == "300元。"
    assert made.spans() == (Span(0, 4, 0, 4), Span(4, 5, 4, 4))


def test_of_two_edits_that_overlap_the_first_holds() -> None:
    assert Aligned.of("一二三").edited([Edit(0, 2, "12"), Edit(1, 3, "23")]).text == "12三"


def test_what_was_not_changed_is_one_span() -> None:
    assert Aligned.of("路灯坏了").spans() == (Span(0, 4, 0, 4),)


def test_a_mark_stands_for_nothing_heard() -> None:
    spans = Aligned.of("您好请问").edited([Edit(2, 2, "，")]).spans()
    assert heard_range(spans, 2, 3) == (2, 2)
    assert readable_range(spans, 2, 4) == (3, 5)


def test_a_range_outside_the_text_is_empty() -> None:
    assert readable_range(Aligned.of("好").spans(), 5, 6) == (0, 0)
