from asr.pool.account import SETTLED_S, TRIES, Account, only_after
from asr.pool.frames import Frame, Kind
from asr.port import Final, Gap, Progress, StreamFinished, Word
from config.ids import CallId

TENTH = b"\x01\x00" * 800
AUDIO, FLUSH, FINISH, OPEN = Kind.AUDIO, Kind.FLUSH, Kind.FINISH, Kind.OPEN


def account(seconds: float = 0.0, replay_s: float = 60.0) -> Account:
    made = Account(7, CallId("call-1"), "caller", 8000, replay_s)
    speak(made, 0.0, seconds)
    return made


def speak(to: Account, from_s: float, to_s: float) -> None:
    for piece in range(round(from_s * 10), round(to_s * 10)):
        to.push(TENTH, piece * 100)


def final(*words: tuple[str, float, float]) -> Final:
    made = tuple(Word(text=text, t0=t0, t1=t1, confidence=0.5) for text, t0, t1 in words)
    text = " ".join(word.text for word in made)
    return Final(
        call=CallId("7"), channel="agent", text=text, t0=made[0].t0, t1=made[-1].t1, confidence=0.5, words=made, engine="e"
    )


def kinds(frames: tuple[Frame, ...]) -> list[Kind]:
    return [frame.kind for frame in frames]


def test_a_workers_event_goes_on_under_the_calls_own_name() -> None:
    told = account(2.0).told(final(("喂", 0.5, 0.9)))
    assert isinstance(told, Final)
    assert (told.call, told.channel, told.text) == ("call-1", "caller", "喂")


def test_who_takes_over_hears_all_since_the_last_final() -> None:
    stream = account(2.0)
    stream.told(final(("喂", 0.5, 1.0)))
    opened, *heard = stream.taken_over()
    assert opened.kind is OPEN
    assert [frame.time_ms for frame in heard] == list(range(1000, 2000, 100))


def test_a_final_of_audio_heard_again_is_not_told_twice() -> None:
    stream = account(2.0)
    stream.told(final(("喂", 0.5, 1.0)))
    stream.taken_over()
    assert stream.told(final(("喂", 0.5, 1.02))) is None
    assert stream.told(final(("你好", 1.2, 1.6))) is not None


def test_of_a_final_that_reaches_back_only_what_is_new_is_told() -> None:
    stream = account(2.0)
    stream.told(final(("喂", 0.5, 1.0)))
    stream.taken_over()
    told = stream.told(final(("喂", 0.9, 1.03), ("你", 1.1, 1.3), ("好", 1.3, 1.5)))
    assert isinstance(told, Final)
    assert (told.text, told.t0, told.t1) == ("你好", 1.1, 1.5)


def test_without_a_takeover_every_final_is_told_as_it_came() -> None:
    stream = account(2.0)
    stream.told(final(("喂", 0.5, 1.0)))
    assert stream.told(final(("喂", 0.9, 1.0))) is not None


def test_a_forced_final_and_the_end_are_repeated_at_their_place() -> None:
    stream = account(0.2)
    stream.flush()
    speak(stream, 0.2, 0.3)
    stream.finish()
    assert kinds(stream.taken_over()) == [OPEN, AUDIO, AUDIO, FLUSH, AUDIO, FINISH]


def test_a_forced_final_that_was_given_is_not_repeated() -> None:
    stream = account(1.0)
    stream.flush()
    stream.told(final(("喂", 0.5, 1.0)))
    speak(stream, 1.0, 1.1)
    assert kinds(stream.taken_over()) == [OPEN, AUDIO]


def test_a_half_sample_waits_for_its_other_half() -> None:
    stream = account()
    assert stream.push(b"\x01\x00\x02", 0).payload == b"\x01\x00"
    assert stream.push(b"\x00", None).payload == b"\x02\x00"


def test_audio_that_was_decoded_long_ago_needs_no_final() -> None:
    stream = account(SETTLED_S + 10)
    stream.told(Progress(call=CallId("7"), channel="caller", until_s=SETTLED_S + 5, lag_s=0.1))
    assert stream.taken_over()[1].time_ms == 5000


def test_what_was_kept_no_longer_becomes_a_gap() -> None:
    stream = account(12.0, replay_s=10.0)
    assert stream.gap() == Gap(call=CallId("call-1"), channel="caller", from_s=0.0, to_s=2.0, why="lost")
    assert stream.gap() is None


def test_while_nobody_decodes_a_gap_is_told_once_and_its_end_later() -> None:
    stream = account(12.0, replay_s=10.0)
    begun = stream.open_gap()
    assert begun is not None
    assert (begun.from_s, begun.to_s) == (0.0, None)
    speak(stream, 12.0, 13.0)
    assert stream.open_gap() is None
    ended = stream.gap()
    assert ended is not None
    assert (ended.from_s, ended.to_s) == (0.0, 3.0)


def test_a_stream_for_which_nobody_comes_leaves_its_rest_to_the_recording() -> None:
    stream = account(2.0)
    stream.told(final(("喂", 0.5, 1.0)))
    gap, finished = stream.given_up()
    assert isinstance(gap, Gap)
    assert (gap.from_s, gap.to_s) == (1.0, 2.0)
    assert isinstance(finished, StreamFinished)


def test_audio_over_which_workers_die_again_and_again_is_spared_the_next() -> None:
    stream = account(2.0)
    for _ in range(TRIES):
        stream.spare()
        assert AUDIO in kinds(stream.taken_over())
    stream.spare()
    gap = stream.gap()
    assert gap is not None
    assert (gap.from_s, gap.to_s) == (0.0, 2.0)
    assert kinds(stream.taken_over()) == [OPEN]


def test_a_stream_that_came_through_is_under_no_suspicion() -> None:
    stream = account(2.0)
    for _ in range(TRIES * 3):
        stream.spare()
        assert AUDIO in kinds(stream.taken_over())
        stream.told(Progress(call=CallId("7"), channel="caller", until_s=2.0, lag_s=0.1))


def test_the_words_of_a_final_after_a_time() -> None:
    said = final(("a", 0.0, 1.0), ("b", 1.0, 2.0))
    assert only_after(said, 0.5) is said
    assert only_after(said, 2.5) is None
    late = only_after(said, 1.5)
    assert late is not None
    assert (late.text, late.t0) == ("b", 1.0)


def test_a_word_is_owed_while_more_than_a_second_of_audio_waits() -> None:
    stream = account(1.0)
    stream.worker = 1
    before = stream.owed
    speak(stream, 1.0, 2.0)
    then = stream.owed
    stream.told(Progress(call=CallId("7"), channel="caller", until_s=1.5, lag_s=0.1))
    assert (before, then, stream.owed) == (False, True, False)


def test_a_stream_that_has_ended_is_owed_its_last_word_and_one_that_nobody_decodes_is_owed_none() -> None:
    stream = account(0.5)
    stream.worker = 1
    stream.finish()
    owed = stream.owed
    stream.worker = None
    assert (owed, stream.owed) == (True, False)


def test_a_stream_that_begins_late_in_its_call_owes_only_what_was_pushed() -> None:
    stream = account()
    stream.worker = 1
    stream.taken_over()
    speak(stream, 300.0, 301.0)
    before = stream.owed
    speak(stream, 301.0, 302.0)
    assert (before, stream.owed) == (False, True)
