"""Who reads a call along gets its words, nobody else; what is said while the beginning is read is neither lost nor early."""

import pytest

from agent_console.live.told import Told
from agent_console.live.watching import MOST_HELD, Watching
from config.errors import Conflict


def said(kind: str, text: str = "") -> Told:
    return Told(kind, {"call": "c1", "text": text})


def test_nothing_is_told_before_the_beginning_and_all_of_it_afterwards() -> None:
    reading = Watching(2)
    reading.begin("s1", "c1")
    assert list(reading.readers("c1", said("final", "一"))) == []
    assert [told.data["text"] for told in reading.begun("s1", "c1")] == ["一"]
    assert list(reading.readers("c1", said("final", "二"))) == ["s1"]
    assert reading.begun("s1", "c1") == [], "what was told is not told again"


def test_only_a_calls_text_and_draft_are_read_along() -> None:
    reading = Watching(2)
    reading.begin("s1", "c1")
    reading.begun("s1", "c1")
    kinds = ("partial", "final", "draft", "transcript_gaps", "transcript_done", "writing", "call_ended", "offer")
    assert [kind for kind in kinds if list(reading.readers("c1", said(kind)))] == list(kinds[:5])
    assert list(reading.readers("c2", said("final"))) == []


def test_so_many_calls_at_a_time_and_another_when_one_is_given_up() -> None:
    reading = Watching(2)
    for call in ("c1", "c2", "c1"):
        reading.begin("s1", call)
    with pytest.raises(Conflict):
        reading.begin("s1", "c3")
    reading.begin("s2", "c3")
    reading.end("s1", "c2")
    reading.begin("s1", "c3")
    assert reading.reads("s1", "c3")


def test_a_page_that_has_gone_reads_nothing_more() -> None:
    reading = Watching(2)
    reading.begin("s1", "c1")
    reading.begun("s1", "c1")
    reading.leave("s1")
    assert list(reading.readers("c1", said("final"))) == []
    assert not reading.reads("s1", "c1")
    reading.end("s1", "c1")


def test_interims_that_wait_are_bounded_and_finals_are_kept() -> None:
    reading = Watching(1)
    reading.begin("s1", "c1")
    for _ in range(MOST_HELD + 5):
        list(reading.readers("c1", said("partial")))
    list(reading.readers("c1", said("final", "完")))
    held = reading.begun("s1", "c1")
    assert (len(held), held[-1].type) == (MOST_HELD + 1, "final")
