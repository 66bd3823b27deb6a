"""Who hears whom, written out: every phase, with each kind of supervisor."""

from itertools import product
from typing import get_args

import pytest

from config.ids import PersonId
from telephony.calls.state import State
from telephony.conversation.hearing import (
    PHASES,
    SCENES,
    PartyStage,
    PartyState,
    Phase,
    Place,
    Watch,
    agent_is_silenced,
    hearing,
    phase_of,
    spoken_on_our_side,
)

ZHAO = PersonId("zhao")
BOTH, CALLERS, AGENTS = (Watch(ZHAO, "monitor", side) for side in ("both", "caller", "agent"))
WHISPER, BARGE = Watch(ZHAO, "whisper"), Watch(ZHAO, "barge")
SIGN: dict[Place, str] = {"caller": "c", "agent": "a", "party": "p"}


def drawn(phase: Phase, *watches: Watch) -> str:
    """``c<a a<c s<ca``: the caller hears the agent, the agent the caller, the supervisor both. ``c<`` hears nobody."""
    order = "caps"
    lines = {
        SIGN.get(place, "s"): "".join(sorted((SIGN.get(one, "s") for one in heard), key=order.index))
        for place, heard in hearing(phase, watches).items()
    }
    return " ".join(f"{who}<{lines[who]}" for who in order if who in lines)


@pytest.mark.parametrize(
    ("phase", "alone", "monitored", "caller_side", "agent_side", "whispered", "barged"),
    [
        ("nobody", "", "", "", "", "", ""),
        ("talking", "c<a a<c", "c<a a<c s<ca", "c<a a<c s<c", "c<a a<c s<a", "c<a a<cs s<ca", "c<as a<cs s<ca"),
        ("held", "c< a<", "c< a< s<", "c< a< s<", "c< a< s<", "c< a<s s<", "c< a<s s<"),
        ("calling", "c< a<", "c< a< s<", "c< a< s<", "c< a< s<", "c< a<s s<", "c< a<s s<"),
        ("calling_heard", "c< a<p p<", "c< a<p p< s<", "c< a<p p< s<", "c< a<p p< s<", "c< a<ps p< s<", "c< a<ps p< s<"),
        (
            "consulting", "c< a<p p<a", "c< a<p p<a s<ap", "c< a<p p<a s<", "c< a<p p<a s<ap", "c< a<ps p<a s<ap",
            "c< a<ps p<as s<ap",
        ),
        (
            "alternating", "c<a a<c p<", "c<a a<c p< s<ca", "c<a a<c p< s<c", "c<a a<c p< s<a", "c<a a<cs p< s<ca",
            "c<as a<cs p< s<ca",
        ),
        (
            "three_way", "c<ap a<cp p<ca", "c<ap a<cp p<ca s<cap", "c<ap a<cp p<ca s<c", "c<ap a<cp p<ca s<ap",
            "c<ap a<cps p<ca s<cap", "c<aps a<cps p<cas s<cap",
        ),
        ("transferring", "c<", "c< s<", "c< s<", "c< s<", "c< s<", "c< s<"),
        ("transferring_heard", "c<p p<", "c<p p< s<", "c<p p< s<", "c<p p< s<", "c<p p< s<", "c<p p< s<"),
        (
            "transferred", "c<p p<c", "c<p p<c s<cp", "c<p p<c s<c", "c<p p<c s<p", "c<p p<c s<cp", "c<ps p<cs s<cp",
        ),
    ],
)  # fmt: skip
def test_in_each_phase_everybody_hears_whom_the_table_says(
    phase: str, alone: str, monitored: str, caller_side: str, agent_side: str, whispered: str, barged: str
) -> None:
    shown = [drawn(Phase(phase), *watches) for watches in ((), (BOTH,), (CALLERS,), (AGENTS,), (WHISPER,), (BARGE,))]
    assert shown == [alone, monitored, caller_side, agent_side, whispered, barged]


@pytest.mark.parametrize("phase", Phase)
def test_a_monitor_changes_nothing_for_anybody_and_a_whisper_only_for_the_agent(phase: Phase) -> None:
    alone = hearing(phase)
    for watch in (BOTH, CALLERS, AGENTS, WHISPER):
        heard = hearing(phase, [watch])
        spared = {place: sources for place, sources in heard.items() if place != watch}
        if watch is WHISPER and "agent" in spared:
            assert spared["agent"] == alone["agent"] | {WHISPER}
            spared["agent"] = alone["agent"]
        assert spared == alone


def test_several_supervisors_do_not_hear_one_another_unless_they_barge_in() -> None:
    listener, whisperer = Watch(PersonId("a"), "monitor"), Watch(PersonId("b"), "whisper")
    barger = Watch(PersonId("c"), "barge")
    heard = hearing(Phase.TALKING, [listener, whisperer, barger])
    assert heard[listener] == heard[whisperer] == {"caller", "agent", barger}
    assert heard["caller"] == {"agent", barger}
    assert heard["agent"] == {"caller", whisperer, barger}


@pytest.mark.parametrize("phase", Phase)
def test_nobody_hears_himself_and_every_source_is_there(phase: Phase) -> None:
    for watch in (BOTH, WHISPER, BARGE):
        heard = hearing(phase, [watch])
        for place, sources in heard.items():
            assert place not in sources
            assert sources <= heard.keys()


def test_the_recording_has_those_on_our_side_whom_others_hear() -> None:
    assert spoken_on_our_side(Phase.TALKING) == {"agent"}
    assert spoken_on_our_side(Phase.ALTERNATING) == {"agent"}, "a party who waits is not written down"
    assert spoken_on_our_side(Phase.CONSULTING, [WHISPER]) == {"agent", "party"}
    assert spoken_on_our_side(Phase.THREE_WAY, [BARGE]) == {"agent", "party", BARGE}
    assert spoken_on_our_side(Phase.TRANSFERRED) == {"party"}
    assert spoken_on_our_side(Phase.HELD, [BARGE]) == {"agent"}


def test_an_agent_whom_nobody_hears_is_silenced() -> None:
    assert {phase for phase in Phase if agent_is_silenced(phase)} == {
        Phase.HELD, Phase.CALLING, Phase.CALLING_HEARD,
    }  # fmt: skip
    assert all("agent" not in SCENES[phase].circle for phase in Phase if agent_is_silenced(phase))


@pytest.mark.parametrize(("state", "party"), list(product(get_args(State), (None, "early", *get_args(PartyState)))))
def test_each_state_and_party_make_the_phase_of_the_table(state: State, party: PartyStage | None) -> None:
    assert phase_of(state, party) == PHASES.get((state, party), Phase.NOBODY)
    assert (phase_of(state, party) == Phase.NOBODY) == (state not in ("answered", "held", "transferred"))


@pytest.mark.parametrize("phase", Phase)
def test_only_who_hears_nobody_hears_a_sound(phase: Phase) -> None:
    scene = SCENES[phase]
    assert scene.sounds.keys() | scene.listens.keys() <= scene.beside
    assert not scene.sounds.keys() & scene.listens.keys()
