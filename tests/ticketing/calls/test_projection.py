"""A call is what its log amounts to, in whatever order and however often the facts are told."""

from datetime import timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.ticketing.story import NOON
from ticketing.calls.fact import Fact
from ticketing.calls.projection import KINDS, CallFacts, project


def fact(kind: str, second: float, **data: Any) -> Fact:
    return Fact(kind=kind, at=NOON + timedelta(seconds=second), data=data)


ARRIVED = fact("call_arrived", 0, caller_number="16412345678", caller_name="", dialled="12345", trunk="local")
WHOLE = (
    ARRIVED,
    fact("call_queued", 3, queue="general", position=1),
    fact("call_offered", 4, agent="a", queue="general"),
    fact("offer_ended", 24, agent="a", why="no_answer"),
    fact("call_queued", 24, queue="general", position=1),
    fact("call_offered", 25, agent="b", queue="general"),
    fact("call_answered", 28, agent="b", queue="general", waited_s=25.0),
    fact("recording_started", 28, path="2026/03/04/c.wav"),
    fact("call_held", 40, agent="b"),
    fact("call_resumed", 50, agent="b"),
    fact("call_ended", 90, reason="completed", by="caller", agent="b", waited_s=25.0, talked_s=62.0),
    fact("recording_finished", 90, path="2026/03/04/c.wav"),
    fact("leg_measured", 90, side="caller", quality={"mos": 4.2}),
    fact("wrap_up_ended", 100, agent="b", wrap_up_s=10.0),
)


def test_a_whole_call_has_its_times_its_agent_and_its_recording() -> None:
    call = project(WHOLE)
    assert (call.state, call.agent_id, call.reason) == ("ended", "b", "completed")
    assert (call.waited_s, call.talked_s, call.held_s, call.wrap_up_s) == (25.0, 62.0, 10.0, 10.0)
    assert (call.recording, call.recording_finished) == ("2026/03/04/c.wav", True)
    assert call.quality == {"caller": {"mos": 4.2}}
    assert call.answered_at == NOON + timedelta(seconds=28)


@given(st.permutations(WHOLE))
def test_the_order_of_telling_changes_nothing(facts: list[Fact]) -> None:
    assert project(facts) == project(WHOLE)


@given(st.integers(min_value=1, max_value=len(WHOLE)))
def test_every_beginning_of_a_call_is_a_call(length: int) -> None:
    assert isinstance(project(WHOLE[:length]), CallFacts)


def test_each_state_of_a_call_follows_from_its_last_fact() -> None:
    expected = [
        "ringing", "queued", "offered", "queued", "queued", "offered", "answered", "answered", "held", "answered",
        "wrap_up", "wrap_up", "wrap_up", "ended",
    ]  # fmt: skip
    assert [project(WHOLE[: n + 1]).state for n in range(len(WHOLE))] == expected


def test_a_hold_that_nobody_ended_ends_with_the_call() -> None:
    call = project((*WHOLE[:9], fact("call_ended", 70, reason="completed")))
    assert call.held_s == 30.0


def test_a_transferred_call_belongs_to_its_last_agent_and_waits_for_both_wrap_ups() -> None:
    facts = [
        ARRIVED,
        fact("call_answered", 5, agent="a", queue="general", waited_s=2.0),
        fact("call_queued", 30, queue="business"),
        fact("wrap_up_ended", 40, agent="a", wrap_up_s=10.0),
        fact("call_answered", 45, agent="b", queue="business", waited_s=15.0),
        fact("call_ended", 60, reason="completed"),
    ]
    call = project(facts)
    assert (call.state, call.agent_id, call.queue, call.waited_s) == ("wrap_up", "b", "business", 2.0)
    assert project([*facts, fact("wrap_up_ended", 70, agent="b", wrap_up_s=10.0)]).state == "ended"


def test_a_call_whose_agents_line_broke_is_over_when_its_caller_gives_up() -> None:
    """Nobody says for that agent that the wrap-up has ended."""
    facts = [
        ARRIVED,
        fact("call_answered", 5, agent="a", queue="general", waited_s=2.0),
        fact("call_queued", 30, queue="general"),
        fact("call_ended", 60, reason="completed"),
    ]
    assert project(facts).state == "ended"


def test_a_call_that_a_second_agent_took_over_is_over_with_that_agents_wrap_up() -> None:
    facts = [
        ARRIVED,
        fact("call_answered", 5, agent="a", queue="general", waited_s=2.0),
        fact("call_queued", 30, queue="general"),
        fact("call_answered", 45, agent="b", queue="general", waited_s=15.0),
        fact("call_ended", 60, reason="completed"),
    ]
    assert project([*facts, fact("wrap_up_ended", 65, agent="a", wrap_up_s=20.0)]).state == "wrap_up"
    assert project([*facts, fact("wrap_up_ended", 70, agent="b", wrap_up_s=10.0)]).state == "ended"


def test_a_call_that_a_sessions_seat_answered_stays_that_sessions() -> None:
    facts = [
        ARRIVED,
        fact("call_queued", 1, queue="duty:s1"),
        fact("call_answered", 5, agent="leader", queue="duty:s1", waited_s=2.0),
        fact("call_answered", 45, agent="b", queue="general", waited_s=15.0),
    ]
    call = project(facts)
    assert (call.duty_session_id, call.duty_answered_at) == ("s1", NOON + timedelta(seconds=5))


def test_a_call_that_moved_on_before_the_answer_is_not_the_sessions() -> None:
    call = project([ARRIVED, fact("call_queued", 1, queue="duty:s1"), fact("call_queued", 600, queue="general")])
    assert (call.duty_session_id, call.duty_answered_at) == (None, None)


def test_every_kind_has_its_place_in_a_calls_life() -> None:
    assert next(iter(KINDS)) == "call_arrived"
    assert {fact.kind for fact in WHOLE} <= set(KINDS)


CONSULTED = (
    ARRIVED,
    fact("call_answered", 5, agent="a", queue="general", waited_s=2.0),
    fact("party_called", 10, agent="a", party="p1", number="110"),
    fact("party_answered", 14, party="p1", number="110"),
    fact("recording_paused", 15, agent="a", reason="id_number"),
    fact("recording_continued", 20, agent="a"),
    fact("party_joined", 21, party="p1", number="110"),
    fact("supervision_started", 22, supervisor="s", mode="monitor", side="both"),
    fact("supervision_started", 25, supervisor="s", mode="whisper", side="both"),
    fact("call_transferred", 30, agent="a", number="110", how="attended"),
    fact("wrap_up_ended", 40, agent="a", wrap_up_s=10.0),
)


def test_the_company_of_a_call_is_told_with_its_times() -> None:
    call = project(CONSULTED)
    (party,) = call.parties
    assert [party[name] is None for name in ("called_at", "answered_at", "joined_at", "left_at")] == [False, False, False, True]
    assert [(entry["mode"], entry["until"] is None) for entry in call.supervisions] == [("monitor", False), ("whisper", True)]
    assert [(entry["reason"], entry["until"]) for entry in call.pauses] == [("id_number", at(20))]
    assert [(entry["how"], entry["number"], entry["at"]) for entry in call.transfers] == [("attended", "110", at(30))]


def test_what_lasts_until_the_end_of_a_call_ends_with_it() -> None:
    call = project([*CONSULTED, fact("call_ended", 90, reason="completed")])
    assert (call.parties[0]["left_at"], call.parties[0]["why"]) == (at(90), "call_ended")
    assert call.supervisions[-1]["until"] == at(90)
    assert call.state == "ended"


@given(st.permutations(CONSULTED))
def test_the_order_of_telling_changes_nothing_of_the_company(facts: list[Fact]) -> None:
    assert project(facts) == project(CONSULTED)


def test_a_party_that_left_and_is_called_again_stands_there_twice() -> None:
    called = [fact("party_called", second, agent="a", party=f"p{second}", number="110") for second in (10, 30)]
    left = fact("party_left", 20, party="p10", number="110", why="no_answer")
    call = project([ARRIVED, *called, left])
    assert [(party["party"], party["why"]) for party in call.parties] == [("p10", "no_answer"), ("p30", "")]


def test_a_call_that_we_make_has_its_citizen_where_a_caller_stands() -> None:
    placed = fact("call_placed", 0, agent="a", number="16412345678", entry="e1")
    call = project([placed])
    assert (call.direction, call.caller_number, call.agent_id, call.callback_id, call.state) == (
        "out", "16412345678", "a", "e1", "ringing",
    )  # fmt: skip
    assert project([placed, fact("call_ended", 30, reason="failed")]).state == "ended"


def test_each_leg_has_its_own_figures_also_a_second_agents() -> None:
    legs = [fact("leg_measured", n, side=side, quality={"leg": n}) for n, side in enumerate(["caller", "agent", "agent"])]
    assert {side: quality["leg"] for side, quality in project([ARRIVED, *legs]).quality.items()} == {
        "caller": 0, "agent": 1, "agent_2": 2,
    }  # fmt: skip


def test_a_leg_is_kept_with_whose_it_was() -> None:
    legs = [
        fact("leg_measured", 5, side="third_party", number="110", person=None, quality={"mos": 4.0}),
        fact("leg_measured", 6, side="third_party", number="agent:b", person="b", quality={"mos": 3.9}),
    ]
    assert project([ARRIVED, *legs]).quality == {
        "third_party": {"mos": 4.0, "number": "110"},
        "third_party_2": {"mos": 3.9, "number": "agent:b", "person": "b"},
    }


def at(second: float) -> str:
    return (NOON + timedelta(seconds=second)).isoformat()


def test_while_one_of_several_phones_rings_the_call_is_offered() -> None:
    rung = (
        ARRIVED,
        fact("call_queued", 3, queue="general", position=1),
        fact("call_offered", 4, agent="a", queue="general"),
        fact("call_offered", 4, agent="b", queue="general"),
        fact("offer_ended", 6, agent="a", why="declined"),
        fact("offer_ended", 9, agent="b", why="declined"),
    )
    assert [project(rung[:length]).state for length in range(3, 7)] == ["offered", "offered", "offered", "queued"]
