"""Written calls are replayed at the pace at which they were said, by the audio's own time."""

import itertools

from asr.port import Event, Final, Partial, StreamFinished
from bench.console.replaying import BYTES_PER_S, ReplayedStream, moments
from bench.draft.calls import Utterance
from config.ids import CallId

SAID = (Utterance("caller", "路灯坏了", 1.0, 2.0), Utterance("caller", "三天了", 3.0, 3.5))


def test_interims_come_four_a_second_and_end_in_the_whole_sentence() -> None:
    first = list(itertools.islice(moments(SAID), 6))
    assert [(one.at, one.text) for one in first[:4]] == [(1.25, "路"), (1.5, "路灯"), (1.75, "路灯坏"), (2.0, "路灯坏了")]
    assert [one.ended for one in first] == [False, False, False, True, False, True]


def test_a_call_begins_again_after_its_last_words() -> None:
    later = next(itertools.islice(moments(SAID), 6, 7))
    assert later.t0 == 3.5 + 2.0 + 1.0


def test_nobody_who_says_nothing_is_replayed() -> None:
    assert list(moments(())) == []


def test_the_audio_that_came_says_what_has_been_said() -> None:
    told: list[Event] = []
    stream = ReplayedStream(CallId("c"), "caller", SAID, told.append)
    stream.push(bytes(BYTES_PER_S), 500)
    assert not [one for one in told if isinstance(one, Partial | Final)]
    stream.push(bytes(BYTES_PER_S))
    assert [one.text for one in told if isinstance(one, Partial)] == ["路", "路灯", "路灯坏"]
    [final] = [one for one in told if isinstance(one, Final)]
    assert (final.text, final.t0, final.t1) == ("路灯坏了", 1.5, 2.5)
    stream.finish()
    stream.finish()
    assert sum(isinstance(one, StreamFinished) for one in told) == 1
