"""The numbered stream: no gap, a bounded ring, and a place that is gone is said to be gone."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from agent_console.live.stream import RESUME_WITHIN, Stream
from agent_console.live.told import Told
from config.ids import PersonId

NOON = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
P = PersonId("p")


def test_events_are_numbered_from_one_without_a_gap() -> None:
    stream = Stream(P)
    assert [stream.push(Told("todo", {})).seq for _ in range(3)] == [1, 2, 3]


@given(pushed=st.integers(0, 40), cursor=st.integers(0, 45), ring=st.integers(1, 12))
def test_resuming_gives_exactly_what_is_missing_or_nothing(pushed: int, cursor: int, ring: int) -> None:
    stream = Stream(P, ring=ring)
    for number in range(pushed):
        stream.push(Told("partial", {"n": number + 1}))
    missing = stream.after(cursor)
    if cursor > pushed or pushed - cursor > ring:
        assert missing is None
    else:
        assert missing is not None
        assert [event.seq for event in missing] == list(range(cursor + 1, pushed + 1))
        assert [event.told.data["n"] for event in missing] == [event.seq for event in missing]


def test_of_what_says_all_anew_only_the_newest_is_kept_and_no_number_is_missing() -> None:
    stream = Stream(P)
    for number in range(3):
        stream.push(Told("board", {"n": number}))
        stream.push(Told("partial", {"n": number}))
    missing = stream.after(0)
    assert missing is not None
    assert [event.seq for event in missing] == [1, 2, 3, 4, 5, 6]
    assert [event.told.data["n"] for event in missing if event.told.type == "board"] == [2, 2, 2]
    assert [event.told.data["n"] for event in missing if event.told.type == "partial"] == [0, 1, 2]
    boards = [event.told.data for event in stream._ring if event.told.type == "board"]
    assert boards == [{}, {}, {}]


def test_a_reader_is_too_slow_only_beyond_the_backlog() -> None:
    stream = Stream(P, backlog=3)
    for _ in range(3):
        stream.push(Told("partial", {}))
    assert not stream.too_slow(0)
    stream.push(Told("partial", {}))
    assert stream.too_slow(0)
    assert not stream.too_slow(1)


def test_a_stream_waits_a_minute_for_its_desk_and_no_longer() -> None:
    stream = Stream(P)
    assert not stream.expired(NOON + timedelta(days=1))
    stream.left(NOON)
    assert not stream.expired(NOON + RESUME_WITHIN)
    assert stream.expired(NOON + RESUME_WITHIN + timedelta(milliseconds=1))
    stream.rejoined()
    assert not stream.expired(NOON + timedelta(days=1))
