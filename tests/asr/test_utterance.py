from asr.utterance import Cutter, Cutting, Span

WINDOW_S = 0.1


def cut(probabilities: list[float], **cutting: float) -> list[Span]:
    cutter = Cutter(WINDOW_S, Cutting(margin_s=0.2, end_silence_s=0.5, shortest_s=0.15, **cutting))
    spans = [span for p in probabilities for span in cutter.feed(p)]
    return [*spans, *cutter.flush()]


def test_silence_is_no_utterance() -> None:
    assert cut([0.1] * 50) == []


def test_an_utterance_ends_after_silence_and_keeps_a_margin() -> None:
    assert cut([0.0] * 5 + [0.9] * 10 + [0.0] * 10) == [Span(3, 17)]


def test_a_breath_does_not_end_it() -> None:
    assert len(cut([0.9] * 5 + [0.1] * 3 + [0.9] * 5 + [0.0] * 10)) == 1


def test_two_sentences_are_two_utterances_that_share_no_window() -> None:
    first, second = cut([0.9] * 5 + [0.0] * 6 + [0.9] * 5 + [0.0] * 6)
    assert first.last <= second.first


def test_a_click_is_no_utterance() -> None:
    assert cut([0.0] * 5 + [0.9] + [0.0] * 10) == []


def test_the_tail_is_not_lost_at_the_end() -> None:
    assert cut([0.0] * 5 + [0.9] * 6) == [Span(3, 11)]


def test_a_long_speech_is_cut_where_it_is_quietest_and_nothing_falls_between() -> None:
    speech = [0.9] * 25 + [0.4] + [0.9] * 30 + [0.0] * 6
    first, second = cut(speech, longest_s=3.0)[:2]
    assert first == Span(0, 25)
    assert second.first == 25


def test_audio_that_no_span_needs_can_be_forgotten() -> None:
    cutter = Cutter(WINDOW_S, Cutting(margin_s=0.2))
    for _ in range(100):
        list(cutter.feed(0.0))
    assert cutter.keep_from == 98
    list(cutter.feed(0.9))
    for _ in range(3):
        list(cutter.feed(0.9))
    assert cutter.keep_from == cutter.begun == 98
