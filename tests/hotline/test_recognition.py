"""Which texts are whose, and when a transcript is done, through losses of the recogniser and changes of agent."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest

from agent_console.ports import DeskEvent
from asr.port import Channel, Final, Gap, Load, RecognizerInfo, StreamFailed, StreamFinished
from config.ids import CallId, PersonId
from hotline.phone import Partials
from hotline.recognition import REMEMBERED, Transcriber

CALL, LI, WANG = CallId("call-1"), PersonId("li"), PersonId("wang")
VOSK = RecognizerInfo(engine="vosk", model="m", language="zh", interims=True)
NONE = RecognizerInfo(engine="none", model="", language="zh", interims=False)


@dataclass
class Book:
    """What the ledger would write, in order."""

    written: list[tuple[Any, ...]] = field(default_factory=list)

    def final(self, event: Final, agent: PersonId, at: datetime) -> None:
        self.written.append((event.text, agent))

    def gap(self, event: Gap, agent: PersonId, at: datetime) -> None:
        self.written.append(("gap", event.from_s, event.to_s, agent))

    def transcript_done(self, call: CallId, agent: PersonId) -> None:
        self.written.append(("done", agent))


@pytest.fixture
def book() -> Book:
    return Book()


@pytest.fixture
def told() -> list[DeskEvent]:
    return []


@pytest.fixture
def transcriber(book: Book, told: list[DeskEvent]) -> Transcriber:
    made = Transcriber(ledger=book, publish=told.append, partials=Partials(), now=lambda: datetime.now(UTC))  # type: ignore[arg-type]
    made.runs(VOSK)
    return made


def said(text: str, channel: Channel = "caller") -> Final:
    return Final(call=CALL, channel=channel, text=text, t0=0, t1=1, confidence=1, words=(), engine="e")


def finished(channel: Channel) -> StreamFinished:
    return StreamFinished(call=CALL, channel=channel)


def lose(transcriber: Transcriber, *channels: Channel) -> None:
    transcriber.runs(NONE, "lost")
    for channel in channels:
        transcriber.take(StreamFailed(call=CALL, channel=channel, what="lost"))
        transcriber.take(finished(channel))


def test_the_transcript_is_done_when_both_sides_are_finished_after_the_end(transcriber: Transcriber, book: Book) -> None:
    transcriber.call_answered(CALL, LI)
    transcriber.call_ended(CALL, LI)
    transcriber.take(finished("agent"))
    transcriber.take(said("last words"))
    assert book.written == [("last words", LI)]
    transcriber.take(finished("caller"))
    assert book.written[1:] == [("done", LI)]


def test_what_is_said_after_the_recogniser_came_back_is_written(transcriber: Transcriber, book: Book) -> None:
    transcriber.call_answered(CALL, LI)
    lose(transcriber, "caller", "agent")
    transcriber.runs(VOSK)
    transcriber.take(said("again"))
    transcriber.call_ended(CALL, LI)
    transcriber.take(finished("caller"))
    transcriber.take(finished("agent"))
    assert book.written == [("again", LI), ("done", LI)]


def test_desks_hear_of_the_loss_and_of_the_return(transcriber: Transcriber, told: list[DeskEvent]) -> None:
    transcriber.call_answered(CALL, LI)
    lose(transcriber, "caller", "agent")
    assert (told[-1].data["engine"], "中断" in told[-1].data["notice"], told[-1].data["lost"]) == ("none", True, True)
    transcriber.runs(VOSK)
    assert (told[-1].data["engine"], told[-1].data["notice"], told[-1].data["lost"]) == ("vosk", "", False)


def test_a_first_agents_stream_that_ends_late_does_not_end_the_transcript(transcriber: Transcriber, book: Book) -> None:
    transcriber.call_answered(CALL, LI)
    transcriber.call_answered(CALL, WANG)
    transcriber.take(finished("agent"))
    transcriber.take(said("to wang", "agent"))
    transcriber.call_ended(CALL, WANG)
    transcriber.take(finished("caller"))
    transcriber.take(finished("agent"))
    assert book.written == [("to wang", WANG), ("done", WANG)]


def test_a_caller_who_leaves_the_queue_after_an_agent_was_lost_needs_no_agents_stream(
    transcriber: Transcriber, book: Book
) -> None:
    transcriber.call_answered(CALL, LI)
    transcriber.take(finished("agent"))
    transcriber.call_ended(CALL, None)
    transcriber.take(finished("caller"))
    assert book.written == [("done", LI)]


def test_words_that_come_after_the_transcript_was_called_done_are_written_all_the_same(
    transcriber: Transcriber, book: Book
) -> None:
    transcriber.call_answered(CALL, LI)
    transcriber.call_ended(CALL, LI)
    lose(transcriber, "caller", "agent")
    transcriber.take(said("spooled"))
    assert book.written == [("done", LI), ("spooled", LI)]


def test_a_refused_stream_is_told_to_its_agent_and_not_waited_for(
    transcriber: Transcriber, book: Book, told: list[DeskEvent]
) -> None:
    transcriber.call_answered(CALL, LI)
    transcriber.take(StreamFailed(call=CALL, channel="agent", what="本路不转写"))
    transcriber.take(finished("agent"))
    assert (told[-1].data["notice"], told[-1].audience.people) == ("本路不转写", {LI})
    assert transcriber.state().notice == ""
    transcriber.call_ended(CALL, LI)
    assert book.written == []
    transcriber.take(finished("caller"))
    assert book.written == [("done", LI)]
    assert (told[-1].data["notice"], told[-1].audience.people) == ("", {LI})


def test_with_both_streams_refused_the_transcript_is_done_with_the_call(transcriber: Transcriber, book: Book) -> None:
    transcriber.call_answered(CALL, LI)
    for channel in ("caller", "agent"):
        transcriber.take(StreamFailed(call=CALL, channel=channel, what="本路不转写"))
        transcriber.take(finished(channel))
    transcriber.call_ended(CALL, LI)
    assert book.written == [("done", LI)]


def test_calls_of_long_ago_are_forgotten(transcriber: Transcriber, book: Book) -> None:
    transcriber.call_answered(CALL, LI)
    for number in range(REMEMBERED):
        transcriber.call_answered(CallId(f"later-{number}"), LI)
    transcriber.take(said("too late"))
    assert book.written == []


def test_while_nothing_recognises_the_transcript_is_done_with_the_call(transcriber: Transcriber, book: Book) -> None:
    transcriber.runs(NONE)
    transcriber.call_answered(CALL, LI)
    transcriber.call_ended(CALL, LI)
    assert book.written == [("done", LI)]


def test_a_gap_is_kept_also_when_the_call_is_over(transcriber: Transcriber, book: Book) -> None:
    transcriber.call_answered(CALL, LI)
    transcriber.take(Gap(call=CALL, channel="agent", from_s=2.0, to_s=None, why="postponed"))
    transcriber.call_ended(CALL, LI)
    transcriber.take(Gap(call=CALL, channel="agent", from_s=2.0, to_s=9.0, why="postponed"))
    assert book.written == [("gap", 2.0, None, LI), ("gap", 2.0, 9.0, LI)]


def test_a_step_of_the_ladder_is_told_once_and_the_lag_of_each_second_is_not(
    transcriber: Transcriber, told: list[DeskEvent]
) -> None:
    before = len(told)
    for lag_s in (3.5, 3.6, 3.7):
        transcriber.take(Load(step="after_call", lag_s=lag_s, live=4, postponed=1))
    assert [(event.data["step"], "过载" in event.data["notice"]) for event in told[before:]] == [("after_call", True)]
    assert (transcriber.state().step, transcriber.state().lag_s) == ("after_call", 3.7)
    transcriber.take(Load())
    assert (told[-1].data["step"], told[-1].data["notice"]) == ("normal", "")


def test_a_recogniser_that_was_lost_begins_at_the_foot_of_the_ladder(transcriber: Transcriber) -> None:
    stands: list[Load] = []
    transcriber._on_load = stands.append
    transcriber.take(Load(step="spooled", lag_s=12.0))
    transcriber.runs(VOSK)
    assert [load.step for load in stands] == ["spooled", "normal"]
    assert (transcriber.state().step, transcriber.state().notice) == ("normal", "")
