"""What the plan of overload does with streams: who is read live, what is told as a gap, and that nothing ends twice."""

import pytest

from asr.admission import SPOOL_EVERY_S, Limits
from asr.ladder import CALM_S
from asr.port import Channel, Emit, Final, Gap, Load, Progress, StreamFailed, StreamFinished
from asr.postponing import JUDGED_EVERY_S, PostponingRecognizer
from config.ids import CallId
from tests.asr.events import Gathered
from tests.fakes.recognizer import ScriptedRecognizer

SECOND = b"\1\0" * 8000


class Plan:
    """A planned scripted recogniser, its clock, and what it told."""

    def __init__(self, streams: int = 4, engine_takes: int = 12) -> None:
        self.told, self.now = Gathered(), 100.0
        self.inner: ScriptedRecognizer
        limits = Limits(streams=streams, agent_share=0.5, return_s=10)
        self.recognizer = PostponingRecognizer(
            lambda emit: self._make(emit, engine_takes), self.told, lambda _: limits, clock=lambda: self.now
        )
        self.at: dict[tuple[str, Channel], int] = {}

    def _make(self, emit: Emit, takes: int) -> ScriptedRecognizer:
        self.inner_emit = emit
        self.inner = ScriptedRecognizer(emit, max_streams=takes)
        return self.inner

    def open(self, call: str, channel: Channel = "caller") -> "Talk":
        return Talk(self, call, channel)

    def lag(self, seconds: float, *talks: "Talk") -> None:
        """Each tells it, and once more after the whole was looked at."""
        for _ in range(2):
            self.now += 2 * JUDGED_EVERY_S
            for talk in talks:
                self.inner_emit(Progress(call=CallId(talk.call), channel=talk.channel, until_s=0, lag_s=seconds))

    def calm(self, *talks: "Talk") -> None:
        """All is in time, for long enough that the step goes back."""
        self.lag(0.0, *talks)
        self.now += CALM_S
        self.lag(0.0, *talks)

    def gaps(self) -> list[tuple[str, str, float, float | None, str]]:
        return [(g.call, g.channel, g.from_s, g.to_s, g.why) for g in self.told.of(Gap)]

    def loads(self) -> list[Load]:
        return [event for event in self.told.all if isinstance(event, Load)]


class Talk:
    def __init__(self, plan: Plan, call: str, channel: Channel) -> None:
        self.plan, self.call, self.channel, self.second = plan, call, channel, 0
        self.stream = plan.recognizer.open(CallId(call), channel, 8000)

    def says(self, seconds: int = 1) -> None:
        for _ in range(seconds):
            self.stream.push(SECOND, self.second * 1000)
            self.second += 1


@pytest.fixture
def plan() -> Plan:
    return Plan()


def test_a_channel_beyond_the_limit_becomes_a_gap_from_its_first_sound_to_its_last(plan: Plan) -> None:
    plan.open("1", "agent"), plan.open("2", "agent")
    third = plan.open("3", "agent")
    third.second = 2
    third.says(3)
    assert plan.gaps() == [("3", "agent", 2.0, None, "postponed")]
    third.stream.finish()
    assert plan.gaps()[1:] == [("3", "agent", 2.0, 5.0, "postponed")]
    assert [type(event) for event in plan.told.all][-1] is StreamFinished
    assert len(plan.inner.streams) == 2


def test_what_the_engine_refuses_is_put_off_not_failed() -> None:
    plan = Plan(engine_takes=1)
    plan.open("1")
    second = plan.open("2")
    second.says()
    second.stream.finish()
    assert plan.gaps()[-1] == ("2", "caller", 0.0, 1.0, "postponed")
    assert not plan.told.of(StreamFailed)


def test_above_three_seconds_new_calls_wait_and_below_they_do_not(plan: Plan) -> None:
    first = plan.open("1")
    first.says()
    plan.lag(3.5, first)
    plan.open("2").says()
    assert plan.gaps() == [("2", "caller", 0.0, None, "postponed")]
    plan.calm(first)
    plan.open("3").says()
    assert len(plan.gaps()) == 1
    assert [load.step for load in plan.loads()] == ["after_call", "normal"]


def test_above_ten_seconds_the_newest_agent_is_taken_out_and_its_words_so_far_are_told(plan: Plan) -> None:
    caller, agent = plan.open("1"), plan.open("1", "agent")
    caller.says(2)
    agent.says(2)
    plan.lag(11, caller, agent)
    assert plan.gaps() == [("1", "agent", 2.0, None, "spooled")]
    assert [s.finished for s in plan.inner.streams] == [False, True]
    agent.says(2)
    assert not plan.told.of(StreamFinished)
    agent.stream.finish()
    assert plan.gaps()[-1] == ("1", "agent", 2.0, 4.0, "spooled")
    assert len(plan.told.of(StreamFinished)) == 1
    assert len([f for f in plan.told.of(Final) if f.channel == "agent"]) == 2


def test_one_after_another_is_taken_out_while_the_lag_does_not_shrink(plan: Plan) -> None:
    talks = [plan.open(str(n)) for n in range(4)]
    for talk in talks:
        talk.says()
    plan.lag(11, *talks)
    assert len(plan.gaps()) == 1
    plan.now += SPOOL_EVERY_S
    plan.lag(12, *talks)
    assert [gap[0] for gap in plan.gaps()] == ["3", "2"]


def test_a_stream_that_has_ended_is_not_taken_out_its_tail_is_decoded(plan: Plan) -> None:
    talks = [plan.open(str(n)) for n in range(3)]
    for talk, inner in zip(talks, plan.inner.streams, strict=True):
        talk.says()
        inner.finish = lambda: None  # type: ignore[method-assign]
        talk.stream.finish()
    plan.lag(11, *talks)
    assert plan.gaps() == []


def test_a_stream_that_owes_an_answer_lags_though_it_says_nothing(plan: Plan) -> None:
    first = plan.open("1")
    first.says()
    plan.lag(0.1, first)
    first.says()
    plan.now += 5
    plan.open("2").says()
    assert plan.gaps() == [("2", "caller", 0.0, None, "postponed")]


def test_a_channel_that_was_put_off_is_read_live_again_when_all_is_well(plan: Plan) -> None:
    first = plan.open("1")
    first.says()
    plan.lag(3.5, first)
    second = plan.open("2")
    second.says(2)
    plan.calm(first)
    plan.now += 9
    second.says()
    assert len(plan.inner.streams) == 1
    plan.now += 1
    plan.lag(0.0, first)
    second.says(2)
    assert plan.gaps()[-1] == ("2", "caller", 0.0, 3.0, "postponed")
    second.stream.finish()
    assert [f.t0 for f in plan.told.of(Final) if f.call == "2"] == [3.0, 4.0]
    assert len(plan.told.of(StreamFinished)) == 1


def test_a_broken_stream_leaves_a_gap_from_its_last_words(plan: Plan) -> None:
    talk = plan.open("1")
    talk.says(2)
    plan.inner_emit(StreamFailed(call=CallId("1"), channel="caller", what="断了"))
    assert plan.inner.streams[0].finished
    assert plan.gaps() == [("1", "caller", 2.0, None, "failed")]
    assert not plan.told.of(StreamFinished)
    talk.says(2)
    talk.stream.finish()
    assert plan.gaps()[-1] == ("1", "caller", 2.0, 4.0, "failed")
    assert len(plan.told.of(StreamFinished)) == 1


def test_an_agent_who_is_opened_again_while_the_first_still_finishes_is_finished_twice(plan: Plan) -> None:
    held: list[StreamFinished] = []
    first = plan.open("1", "agent")
    inner = plan.inner.streams[0]
    inner._emit = lambda event: held.append(event) if isinstance(event, StreamFinished) else None
    first.stream.finish()
    second = plan.open("1", "agent")
    second.says()
    plan.inner_emit(held[0])
    assert len(plan.told.of(StreamFinished)) == 1
    second.stream.finish()
    assert len(plan.told.of(StreamFinished)) == 2


def test_the_load_says_how_many_are_read_live_and_how_many_are_put_off(plan: Plan) -> None:
    for n in range(6):
        plan.open(str(n)).says()
    plan.now += 2
    plan.open("7").says()
    assert (plan.loads()[-1].live, plan.loads()[-1].postponed) == (4, 2)


def test_when_the_last_stream_is_over_the_load_says_so_at_once(plan: Plan) -> None:
    talk = plan.open("1")
    talk.says()
    plan.now += 2
    plan.lag(3.5, talk)
    talk.stream.finish()
    assert plan.loads()[-1] == Load()
