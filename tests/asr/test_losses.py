from asr.losses import WAITING, Losses
from asr.port import Channel, Event, Final, Gap, StreamFinished
from config.ids import CallId

KEY: tuple[CallId, Channel] = (CallId("c"), "caller")
FINISHED = StreamFinished(call=KEY[0], channel=KEY[1])


def gap(from_s: float, to_s: float | None, why: str = "lost") -> Gap:
    return Gap(call=KEY[0], channel=KEY[1], from_s=from_s, to_s=to_s, why=why)  # type: ignore[arg-type]


def final(t0: float, t1: float) -> Final:
    return Final(call=KEY[0], channel=KEY[1], text="x", t0=t0, t1=t1, confidence=1, words=(), engine="e")


def speaking(*events: Event, begins_s: float = 3.0) -> Losses:
    made = Losses()
    made.opened(KEY)
    made.heard(KEY, begins_s)
    for event in events:
        made.take(event)
    return made


def test_what_is_missing_begins_with_the_end_of_the_last_final() -> None:
    assert speaking(final(3.5, 4.0), final(4.5, 6.0)).lost("lost") == (gap(6.0, None), FINISHED)


def test_without_a_final_all_that_was_heard_is_missing() -> None:
    assert speaking().lost("lost") == (gap(3.0, None), FINISHED)


def test_the_gap_ends_where_the_audio_goes_on() -> None:
    losses = speaking(final(3.5, 4.0))
    losses.lost("lost")
    losses.opened(KEY)
    assert losses.heard(KEY, 9.5) == (gap(4.0, 9.5),)
    assert losses.heard(KEY, 9.6) == ()


def test_what_goes_on_is_missing_from_there_at_the_next_loss() -> None:
    losses = speaking(final(3.5, 4.0))
    losses.lost("lost")
    losses.opened(KEY)
    losses.heard(KEY, 9.5)
    assert losses.lost("lost") == (gap(9.5, None), FINISHED)


def test_a_stream_whose_tail_was_being_decoded_is_missing_up_to_its_end() -> None:
    losses = speaking(final(3.5, 4.0))
    losses.ended(KEY, 8.0)
    assert losses.lost("lost") == (gap(4.0, 8.0), FINISHED)


def test_a_finished_stream_misses_nothing() -> None:
    assert speaking(FINISHED).lost("lost") == ()


def test_a_stream_that_brought_no_audio_misses_nothing() -> None:
    losses = Losses()
    losses.opened(KEY)
    assert losses.lost("lost") == (FINISHED,)


def test_what_was_put_off_stays_a_gap_of_its_own() -> None:
    losses = speaking(final(3.5, 4.0), gap(5.0, None, "spooled"))
    assert losses.lost("lost") == (gap(4.0, 5.0), gap(5.0, None, "spooled"), FINISHED)
    losses.opened(KEY)
    assert losses.heard(KEY, 9.0) == (gap(5.0, 9.0, "spooled"),)


def test_a_channel_put_off_from_its_beginning_is_one_gap() -> None:
    assert speaking(gap(3.0, None, "postponed")).lost("lost") == (gap(3.0, None, "postponed"), FINISHED)


def test_what_was_put_off_and_came_back_is_no_longer_missing() -> None:
    assert speaking(gap(3.0, None, "postponed"), gap(3.0, 7.0, "postponed")).lost("lost") == (gap(7.0, None), FINISHED)


def test_the_last_words_of_one_agent_are_not_taken_for_the_next_ones() -> None:
    losses = speaking()
    losses.ended(KEY, 10.0)
    losses.opened(KEY)
    losses.heard(KEY, 12.0)
    losses.take(final(8.0, 9.0))
    assert losses.lost("lost") == (gap(9.0, 10.0), FINISHED, gap(12.0, None), FINISHED)


def test_streams_that_never_come_back_are_forgotten() -> None:
    losses = Losses()
    for number in range(WAITING + 1):
        key = CallId(f"call-{number}"), KEY[1]
        losses.opened(key)
        losses.heard(key, 0.5)
    losses.lost("lost")
    assert losses.heard((CallId("call-0"), KEY[1]), 9.0) == ()
    assert len(losses.heard((CallId(f"call-{WAITING}"), KEY[1]), 9.0)) == 1
