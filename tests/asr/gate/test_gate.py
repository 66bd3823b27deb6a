from asr.gate.gate import Act, Gate, Gating

GATING = Gating(opens_at=0.5, stays_above=0.3, hang_over_s=0.3)


def acts(probabilities: list[float]) -> list[Act]:
    gate = Gate(0.1, GATING)
    return [gate.step(p) for p in probabilities]


def test_silence_is_kept_back() -> None:
    assert acts([0.0, 0.49, 0.3]) == [Act.KEEP] * 3


def test_the_first_window_of_speech_passes() -> None:
    assert acts([0.0, 0.5]) == [Act.KEEP, Act.PASS]


def test_an_open_gate_is_content_with_less() -> None:
    """The end of a word is quieter than its beginning."""
    assert acts([0.9, *[0.3] * 8]) == [Act.PASS] * 9


def test_a_pause_shorter_than_the_hang_over_passes_whole() -> None:
    assert acts([0.9, 0.0, 0.0, 0.9, 0.0, 0.0]) == [Act.PASS] * 6


def test_the_gate_shuts_with_the_last_window_of_the_hang_over() -> None:
    assert acts([0.9, 0.0, 0.0, 0.0, 0.0]) == [Act.PASS] * 3 + [Act.LAST, Act.KEEP]


def test_after_it_was_shut_the_threshold_to_open_holds_again() -> None:
    gate = Gate(0.1, GATING)
    gate.step(0.9)
    gate.shut()
    assert gate.step(0.4) is Act.KEEP
