import pytest

from asr.port import Word
from asr.vosk_server.backlog import Piece
from asr.vosk_server.protocol import BadReply, Heard
from asr.vosk_server.session import Session

RATE = 8000


def piece(first: int, at_s: float, seconds: float = 0.1) -> Piece:
    return Piece(first, round(at_s * RATE), bytes(int(seconds * RATE) * 2), arrived=at_s + 0.1)


def test_sent_minus_received_is_the_lag_and_the_window_bounds_it() -> None:
    session = Session(RATE, window_s=0.3)
    room = []
    for n in range(3):
        room.append(session.has_room)
        session.sent(piece(n * 800, n / 10), now=0.0)
    room.append(session.has_room)
    assert session.answered(now=1.0).arrived == 0.1
    assert [*room, session.has_room] == [True, True, True, False, True]


def test_a_reply_answers_the_oldest_message() -> None:
    session = Session(RATE, 4.0)
    session.sent(piece(0, 5.0), 0.0)
    session.sent(piece(800, 5.1), 0.0)
    session.sent_more(0.0, last=True)
    assert [(one.upto, one.at, one.last) for one in (session.answered(0.0) for _ in range(3))] == [
        (800, 40_800, False),
        (1600, 41_600, False),
        (1600, 41_600, True),
    ]
    assert session.ending


def test_more_replies_than_messages_are_no_protocol() -> None:
    with pytest.raises(BadReply):
        Session(RATE, 4.0).answered(0.0)


def test_silence_counts_from_the_last_reply_and_only_while_one_is_owed() -> None:
    session = Session(RATE, 4.0)
    assert session.silent_for(100.0) == 0.0
    session.sent(piece(0, 0.0), now=10.0)
    session.sent(piece(800, 0.1), now=11.0)
    assert session.silent_for(12.0) == 2.0
    session.answered(now=12.0)
    assert session.silent_for(13.0) == 1.0
    session.answered(now=13.0)
    assert session.silent_for(99.0) == 0.0


def test_words_stand_on_the_calls_line_and_never_outside_their_utterance() -> None:
    session = Session(RATE, 4.0)
    session.sent(piece(0, 10.0, 1.0), 0.0)
    message = session.answered(0.0)
    heard = Heard("a b c", tuple(Word(text=t, t0=at, t1=at + 0.3, confidence=1.0) for t, at in (("a", 0), ("b", 0.4), ("c", 7))))
    assert [(w.t0, w.t1) for w in session.words(heard, 10.1, message)] == [(10.1, 10.3), (10.4, 10.7), (11.0, 11.0)]


def test_words_after_audio_that_was_not_sent_stand_where_they_were_spoken() -> None:
    session = Session(RATE, 4.0)
    session.sent(piece(0, 10.0, 1.0), 0.0)
    session.sent(piece(8000, 20.0, 1.0), 0.0)
    session.answered(0.0)
    message = session.answered(0.0)
    heard = Heard("a b", tuple(Word(text=t, t0=at, t1=at + 0.2, confidence=1.0) for t, at in (("a", 0.5), ("b", 1.5))))
    assert [(w.t0, w.t1) for w in session.words(heard, 10.0, message)] == [(10.5, 10.7), (20.5, 20.7)]
