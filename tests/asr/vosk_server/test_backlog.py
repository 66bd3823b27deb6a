"""What is sent, what is sent again and what is missing, whatever breaks when."""

from hypothesis import given, settings
from hypothesis import strategies as st

from asr.gate.gate import Gating
from asr.gate.sieve import Sieve
from asr.vosk_server.backlog import Backlog, Break, Missing, Piece
from tests.asr.gate.fakes import HISS, SPEECH, LevelVoice, sound

RATE = 100


def audio(first: int, count: int) -> bytes:
    """Samples that are their own number, so that each can be found again."""
    return b"".join((n % 30_000).to_bytes(2, "little") for n in range(first, first + count))


def numbers(pcm: bytes) -> list[int]:
    return [int.from_bytes(pcm[i : i + 2], "little") for i in range(0, len(pcm), 2)]


def sent(item: object) -> list[int]:
    assert isinstance(item, Piece)
    return numbers(item.pcm)


def test_audio_comes_out_in_messages_of_the_wanted_length() -> None:
    backlog = Backlog(RATE, 60)
    backlog.push(audio(0, 10), 0, 1.0)
    backlog.push(audio(10, 10), 100, 2.0)
    first, second = backlog.next(15), backlog.next(15)
    assert (sent(first), sent(second)) == (list(range(15)), list(range(15, 20)))
    assert isinstance(first, Piece)
    assert isinstance(second, Piece)
    assert (first.at, second.at, second.arrived) == (0, 15, 2.0)
    assert backlog.next(15) is None


def test_what_was_answered_is_not_sent_again() -> None:
    backlog = Backlog(RATE, 60)
    backlog.push(audio(0, 30), 0, 0.0)
    for _ in range(3):
        backlog.next(10)
    backlog.answered(15, 15)
    backlog.again()
    assert sent(backlog.next(100)) == list(range(15, 30))


def test_a_flush_stands_between_what_was_said_before_and_after() -> None:
    backlog = Backlog(RATE, 60)
    backlog.push(audio(0, 10), 0, 0.0)
    backlog.flush()
    backlog.flush()
    backlog.push(audio(10, 10), 100, 0.0)
    assert sent(backlog.next(100)) == list(range(10))
    assert backlog.next(100) == Break(10)
    backlog.broken(10)
    assert sent(backlog.next(100)) == list(range(10, 20))
    backlog.again()
    assert sent(backlog.next(100)) == list(range(20)), "the break was made; it is not made twice"


def test_a_break_that_was_not_made_comes_again() -> None:
    backlog = Backlog(RATE, 60)
    backlog.push(audio(0, 10), 0, 0.0)
    backlog.flush()
    backlog.next(100)
    backlog.again()
    assert sent(backlog.next(100)) == list(range(10))
    assert backlog.next(100) == Break(10)


def test_a_leap_begins_a_new_utterance_at_its_place() -> None:
    backlog = Backlog(RATE, 60)
    backlog.push(audio(0, 10), 0, 0.0)
    backlog.push(audio(10, 10), 60_000, 0.0)
    assert sent(backlog.next(100)) == list(range(10))
    assert backlog.next(100) == Break(10)
    backlog.broken(10)
    leapt = backlog.next(100)
    assert isinstance(leapt, Piece)
    assert leapt.at == 60 * RATE


def test_a_leap_after_all_was_answered_breaks_too_since_times_begin_anew() -> None:
    backlog = Backlog(RATE, 60)
    backlog.push(audio(0, 10), 0, 0.0)
    backlog.next(100)
    backlog.answered(10, 10)
    backlog.push(audio(10, 10), 60_000, 0.0)
    assert backlog.next(100) == Break(10)
    assert backlog.answered_s == 60.0


def test_a_flush_with_nothing_unanswered_asks_for_nothing() -> None:
    backlog = Backlog(RATE, 60)
    backlog.push(audio(0, 10), 0, 0.0)
    backlog.next(100)
    backlog.answered(10, 10)
    backlog.flush()
    assert not backlog.waiting


def test_past_the_bound_the_oldest_goes_and_is_named() -> None:
    backlog = Backlog(RATE, 1.0)
    for n in range(20):
        backlog.push(audio(n * 10, 10), n * 100, 0.0)
    assert backlog.next(1000) == Missing(0.0, 1.0)
    assert sent(backlog.next(1000)) == list(range(100, 200))


def test_what_went_while_a_server_had_it_is_missing_only_if_that_server_is_lost() -> None:
    backlog = Backlog(RATE, 1.0)
    for n in range(20):
        backlog.push(audio(n * 10, 10), n * 100, 0.0)
        backlog.next(10)
    assert backlog.next(10) is None
    backlog.again()
    assert backlog.next(1000) == Missing(0.0, 1.0)


def test_giving_up_names_all_that_no_final_covers() -> None:
    backlog = Backlog(RATE, 60)
    backlog.push(audio(0, 30), 5000, 0.0)
    backlog.next(10)
    backlog.answered(5, 505)
    assert backlog.give_up_sent() == Missing(5.05, 5.1)
    backlog.end()
    assert backlog.give_up_all() == Missing(5.1, 5.3)
    assert backlog.done


def test_a_stream_that_heard_nothing_is_done_at_its_end() -> None:
    backlog = Backlog(RATE, 60)
    backlog.end()
    assert backlog.done
    assert backlog.give_up_all() is None


def test_odd_bytes_and_small_holes_keep_the_place() -> None:
    backlog = Backlog(RATE, 60)
    whole = audio(0, 10)
    backlog.push(whole[:5], 0, 0.0)
    backlog.push(whole[5:], None, 0.0)
    assert sent(backlog.next(100)) == list(range(10))
    backlog.push(audio(20, 10), 600, 0.0)
    assert sent(backlog.next(100)) == [0] * 50 + list(range(20, 30))


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("push"), st.integers(1, 60)),
        st.tuples(st.just("send"), st.integers(1, 80)),
        st.tuples(st.just("answer"), st.integers(0, 100)),
        st.tuples(st.just("lose"), st.just(0)),
        st.tuples(st.just("flush"), st.just(0)),
        st.tuples(st.just("give up"), st.just(0)),
    ),
    max_size=60,
)


@settings(max_examples=60, deadline=None)
@given(STEPS, st.sampled_from([0.5, 60.0]))
def test_every_sample_is_answered_once_or_named_as_missing(steps: list[tuple[str, int]], keep_s: float) -> None:
    backlog, pushed = Backlog(RATE, keep_s), 0
    answered: list[int] = []
    missing: set[int] = set()
    now: list[int] = []

    def take(samples: int) -> None:
        item = backlog.next(samples)
        if isinstance(item, Piece):
            now.extend(numbers(item.pcm))
            assert len(item.pcm) // 2 <= samples
            assert item.at == numbers(item.pcm)[0]
        elif isinstance(item, Break):
            settle(1.0)
            backlog.broken(item.at)
        elif isinstance(item, Missing):
            missing.update(range(round(item.from_s * RATE), round(item.to_s * RATE)))

    def settle(share: float) -> None:
        count = int(len(now) * share)
        if count:
            answered.extend(now[:count])
            backlog.answered(now[count - 1] + 1, now[count - 1] + 1)
            del now[:count]

    for what, number in steps:
        if what == "push":
            backlog.push(audio(pushed, number), pushed * 10, 0.0)
            pushed += number
        elif what == "send":
            take(number)
        elif what == "answer":
            settle(number / 100)
        elif what == "flush":
            backlog.flush()
        elif what == "lose":
            now.clear()
            backlog.again()
        else:
            now.clear()
            gone = backlog.give_up_sent()
            if gone:
                missing.update(range(round(gone.from_s * RATE), round(gone.to_s * RATE)))
    backlog.end()
    rest = backlog.give_up_all()
    if rest:
        missing.update(range(round(rest.from_s * RATE), round(rest.to_s * RATE)))
    assert len(answered) == len(set(answered)), "nothing is answered twice"
    assert answered == sorted(answered)
    assert set(answered) | missing >= set(range(pushed)), "nothing is lost in silence"


def gated() -> Backlog:
    return Backlog(8000, 60, Sieve(LevelVoice(), 8000, Gating(pre_roll_s=0.064, hang_over_s=0.096)))


def test_what_the_sieve_keeps_back_is_no_break_but_stands_on_the_line() -> None:
    backlog = gated()
    backlog.push(sound(0.32, SPEECH) + sound(0.64, HISS), 0, 0.0)
    first = backlog.next(8000)
    assert isinstance(first, Piece)
    backlog.answered(first.end, first.at + first.end)
    backlog.replied(first.end, ended=True)
    assert backlog.quiet_s == 0.96
    backlog.push(sound(1.6, HISS), None, 0.0)
    assert backlog.next(8000) is None
    assert backlog.quiet_s == 2.56
    backlog.push(sound(0.32, SPEECH), None, 0.0)
    second = backlog.next(8000)
    assert isinstance(second, Piece)
    assert (second.first, second.at) == (first.end, round((2.56 - 0.064) * 8000))
    assert backlog.quiet_s is None


def test_a_message_never_reaches_over_what_was_kept_back() -> None:
    backlog = gated()
    backlog.push(sound(0.32, SPEECH) + sound(3.2, HISS), 0, 0.0)
    backlog.next(80_000)
    backlog.replied(110 * 256, ended=True)
    backlog.push(sound(3.2, HISS) + sound(0.32, SPEECH), None, 0.0)
    backlog.again()
    first, second = backlog.next(80_000), backlog.next(80_000)
    assert isinstance(first, Piece)
    assert isinstance(second, Piece)
    assert (first.at, first.end) == (0, 110 * 256)
    assert (second.first, second.at, second.end) == (110 * 256, 208 * 256, 122 * 256)


def test_silence_that_ended_nothing_goes_on_being_sent() -> None:
    backlog = gated()
    backlog.push(sound(0.32, SPEECH) + sound(3.2, HISS), 0, 0.0)
    piece = backlog.next(80_000)
    assert isinstance(piece, Piece)
    backlog.replied(piece.end, ended=False)
    backlog.push(sound(0.32, HISS), None, 0.0)
    assert isinstance(backlog.next(80_000), Piece)
