"""Who hears whom: every arrangement of a call, and what cutting it short means for the taps. No sockets, no clock."""

import pytest

from config.ids import LegId
from telephony.media.form import L16, PCMA, PCMU, Form
from telephony.media.hearing import Hearing
from telephony.media.jitter import JitterBuffer
from telephony.media.leg import Leg, PipeLeg

CALLER, AGENT, THIRD, BOSS = (LegId(name) for name in ("caller", "agent", "third", "boss"))
ALL = (CALLER, AGENT, THIRD, BOSS)
LEVELS = {CALLER: 1_000, AGENT: 2_000, THIRD: 4_000, BOSS: 8_000}


class House:
    """Four legs that speak at once, each at a level of its own, so that a sum tells who is in it."""

    def __init__(self, form: Form = L16) -> None:
        self.legs = {leg: Leg(leg, JitterBuffer(200, form=form), lambda event: None) for leg in ALL}
        self.hearing = Hearing(self.legs)
        for leg, level in LEVELS.items():
            self.legs[leg].heard = form.written((level + L16.samples(L16.silence)).astype("<i2"))

    def heard_by(self, leg: LegId) -> set[LegId]:
        level = int(self.legs[leg].form.samples(self.legs[leg].due())[80])
        return {speaker for speaker, own in LEVELS.items() if round(level / 1_000) & own // 1_000}

    def everybody(self) -> dict[LegId, set[LegId]]:
        return {leg: self.heard_by(leg) for leg in ALL}


def names(legs: list[Leg]) -> set[LegId]:
    return {leg.leg_id for leg in legs}


@pytest.mark.parametrize("form", [L16, PCMA, PCMU], ids=lambda form: form.name)
@pytest.mark.parametrize(
    ("who", "expected"),
    [
        ({CALLER: [AGENT], AGENT: [CALLER]}, {CALLER: {AGENT}, AGENT: {CALLER}}),
        (
            {CALLER: [AGENT, THIRD], AGENT: [CALLER, THIRD], THIRD: [CALLER, AGENT]},
            {CALLER: {AGENT, THIRD}, AGENT: {CALLER, THIRD}, THIRD: {CALLER, AGENT}},
        ),
        ({CALLER: [AGENT], AGENT: [CALLER], BOSS: [CALLER, AGENT]}, {CALLER: {AGENT}, AGENT: {CALLER}, BOSS: {CALLER, AGENT}}),
        ({CALLER: [AGENT], AGENT: [CALLER], BOSS: [CALLER]}, {CALLER: {AGENT}, AGENT: {CALLER}, BOSS: {CALLER}}),
        (
            {CALLER: [AGENT], AGENT: [CALLER, BOSS], BOSS: [CALLER, AGENT]},
            {CALLER: {AGENT}, AGENT: {CALLER, BOSS}, BOSS: {CALLER, AGENT}},
        ),
        (dict.fromkeys(ALL, ALL), {leg: set(ALL) - {leg} for leg in ALL}),
    ],
    ids=["two", "three-way", "monitor", "monitor one side", "whisper", "barge"],
)
def test_each_hears_whom_it_is_to_hear(form: Form, who: dict[LegId, list[LegId]], expected: dict[LegId, set[LegId]]) -> None:
    house = House(form)
    for leg, sources in who.items():
        house.hearing.hear(leg, sources)
    assert house.everybody() == {leg: expected.get(leg, set()) for leg in ALL}


def test_a_leg_never_hears_itself_nor_anyone_twice() -> None:
    house = House()
    house.hearing.hear(AGENT, [AGENT, CALLER, CALLER])
    assert house.heard_by(AGENT) == {CALLER}
    assert len(house.legs[AGENT].sources) == 1


def test_two_who_hear_each_other_in_a_ring_hear_voices_not_echoes() -> None:
    house = House()
    for leg, source in zip(ALL, (*ALL[1:], ALL[0]), strict=True):
        house.hearing.hear(leg, [source])
    assert [house.heard_by(leg) for leg in ALL] == [{AGENT}, {THIRD}, {BOSS}, {CALLER}]


def test_a_muted_leg_is_missing_from_every_sum() -> None:
    house = House()
    for leg in ALL:
        house.hearing.hear(leg, ALL)
    house.legs[THIRD].heard = house.legs[THIRD].form.silence
    assert house.heard_by(CALLER) == {AGENT, BOSS}
    assert house.heard_by(THIRD) == {CALLER, AGENT, BOSS}


def test_a_sum_is_clipped_and_one_voice_among_silent_ones_is_untouched() -> None:
    house = House(PCMA)
    for leg in ALL:
        house.hearing.hear(leg, ALL)
    loud = PCMA.written((30_000 + L16.samples(L16.silence)).astype("<i2"))
    for leg in (CALLER, AGENT):
        house.legs[leg].heard = loud
    assert int(PCMA.samples(house.legs[BOSS].due())[0]) > 30_000
    house.legs[AGENT].heard = house.legs[THIRD].heard = PCMA.silence
    assert house.legs[BOSS].due() is loud


def test_between_two_legs_of_one_law_the_frame_itself_passes() -> None:
    house = House(PCMU)
    house.hearing.bridge(CALLER, AGENT)
    assert house.legs[AGENT].due() is house.legs[CALLER].heard


def test_a_bridge_parts_those_who_were_joined_before_and_leaves_listeners_alone() -> None:
    house = House()
    house.hearing.bridge(CALLER, AGENT)
    house.hearing.hear(BOSS, [CALLER, AGENT])
    house.hearing.bridge(CALLER, THIRD)
    assert house.everybody() == {CALLER: {THIRD}, THIRD: {CALLER}, AGENT: set(), BOSS: {CALLER, AGENT}}


def test_who_is_taken_out_is_heard_by_nobody() -> None:
    house = House()
    for leg in ALL:
        house.hearing.hear(leg, ALL)
    house.hearing.unbridge(THIRD)
    assert house.everybody() == {leg: set() if leg == THIRD else set(ALL) - {leg, THIRD} for leg in ALL}


def test_hearing_ends_what_was_playing() -> None:
    house = House()
    house.legs[CALLER].playlist = object()  # type: ignore[assignment]
    house.hearing.hear(CALLER, [AGENT])
    assert house.legs[CALLER].playlist is None


def test_legs_that_are_gone_are_left_out() -> None:
    house = House()
    assert house.hearing.hear(LegId("gone"), [CALLER]) == []
    house.hearing.hear(CALLER, [LegId("gone"), AGENT])
    assert house.heard_by(CALLER) == {AGENT}
    assert house.hearing.bridge(CALLER, LegId("gone")) == house.hearing.bridge(CALLER, CALLER) == []
    assert house.hearing.unbridge(LegId("gone")) == []


def test_parting_cuts_both_short_but_an_eavesdropper_who_leaves_nobody() -> None:
    house = House()
    house.hearing.bridge(CALLER, AGENT)
    house.hearing.hear(BOSS, [CALLER, AGENT])
    assert house.hearing.hear(BOSS, []) == []
    assert names(house.hearing.unbridge(CALLER)) == {CALLER, AGENT}


def test_one_more_in_the_talk_cuts_nobody_short() -> None:
    house = House()
    house.hearing.bridge(CALLER, AGENT)
    assert house.hearing.hear(CALLER, [AGENT, THIRD]) == []
    assert house.hearing.hear(AGENT, [CALLER, THIRD]) == []
    assert house.hearing.hear(THIRD, [CALLER, AGENT]) == []


def test_a_browser_hears_a_telephone_in_its_own_form() -> None:
    pipe, line = PipeLeg(BOSS, 1, 200, lambda event: None), Leg(CALLER, JitterBuffer(200, form=PCMA), lambda event: None)
    hearing = Hearing({BOSS: pipe, CALLER: line})
    line.heard = PCMA.written((1_000 + L16.samples(L16.silence)).astype("<i2"))
    hearing.hear(BOSS, [CALLER])
    pipe.speak()
    assert len(pipe.told) == 320
    assert abs(int(L16.samples(pipe.told)[0]) - 1_000) < 40
