from typing import Any

from tests.faults.judge import Verdict
from tests.faults.outcome import Outcome, Shown, shown


def told(*notices: tuple[float, str]) -> list[dict[str, Any]]:
    return [{"event": "recogniser", "at": at, "data": {"notice": text}} for at, text in notices]


def test_what_desks_read_of_the_fault_counts_from_the_fault_on() -> None:
    events = told((1.0, "进程中断"), (11.0, "较忙"), (12.5, "较忙 进程中断"), (14.0, "较忙"), (20.0, ""))
    assert shown(events, 10.0, ("中断",)) == Shown(texts=("较忙 进程中断",), after_s=2.5, over_s=4.0)
    assert shown(events, 10.0).over_s == 10.0
    assert shown(events, 15.0, ("中断",)) == Shown()


def test_a_notice_that_stays_is_a_fault_and_so_is_none_at_all() -> None:
    def wrong(desk: Shown) -> tuple[str, ...]:
        return Outcome(fault="x", spoken_s=1.0, verdict=Verdict(finals=1, words=1), desk=desk).faults

    assert wrong(Shown(texts=("中断",), after_s=1.0)) == ("the notice was never taken back",)
    assert wrong(Shown()) == ("no desk was told",)
    assert wrong(Shown(texts=("中断",), after_s=1.0, over_s=2.0)) == ()


def test_a_lost_final_is_a_fault_and_a_cut_word_only_beyond_what_is_allowed() -> None:
    well = Shown(texts=("中断",), after_s=1.0, over_s=2.0)
    cut = Verdict(finals=2, words=4, words_lost=1)
    assert Outcome(fault="x", spoken_s=1.0, verdict=cut, desk=well, cut=1).faults == ()
    assert Outcome(fault="x", spoken_s=1.0, verdict=cut, desk=well).faults == ("more words lost than were cut",)
    assert "finals lost" in Outcome(fault="x", spoken_s=1.0, verdict=cut + Verdict(finals=1, lost=1), desk=well, cut=1).faults
