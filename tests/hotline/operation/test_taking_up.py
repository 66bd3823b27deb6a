"""What a running node works with: what acts at once does, what waits for a start waits, children lay the law themselves."""

from config.settings import load
from hotline.operation.taking_up import Applied


def test_what_acts_at_once_is_taken_up_and_what_waits_for_a_start_is_not() -> None:
    applied = Applied(load(), {"asr.max_streams": 20})
    assert applied.present.asr.max_streams == 20
    assert applied.choose({"asr.max_streams": 30, "acd.offer_s": 9})
    assert (applied.present.asr.max_streams, applied.present.acd.offer_s) == (20, 9.0)


def test_the_same_values_again_are_no_change() -> None:
    applied = Applied(load(), {"acd.offer_s": 9})
    assert not applied.choose({"acd.offer_s": 9})
    assert applied.choose({})
    assert applied.present.acd.offer_s == 20.0


def test_a_value_that_no_longer_fits_keeps_no_service_down() -> None:
    assert Applied(load(), {"acd.offer_s": -5, "acd.dial_s": 30}).present.acd.dial_s == 30.0


def test_a_child_gets_the_law_of_the_files_for_it_lays_the_pages_over_it_itself() -> None:
    applied = Applied(load(), {"law.terms.extensions": 3, "acd.offer_s": 9})
    assert applied.present.law.terms.extensions == 3
    assert applied.for_children.law.terms.extensions == 1
    assert applied.for_children.acd.offer_s == 9.0
