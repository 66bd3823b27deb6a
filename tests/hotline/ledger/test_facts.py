"""What each fact writes; each counts once, also when it is written again after a crash."""

import pickle
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from agent_console.ports import Audience, DeskEvent
from asr.port import Channel, Final, Gap, Word
from config.ids import CallId, PersonId
from hotline.ledger.facts import (
    Fact,
    GapDecoded,
    GapTold,
    GapVain,
    Happened,
    HistoryAsked,
    ListsAsked,
    Spoken,
    TranscriptDone,
    fact_name,
)  # fmt: skip
from telephony.events import (
    CallAnswered,
    CallArrived,
    CallEnded,
    CallPlaced,
    CallTransferred,
    PartyAnswered,
    PartyCalled,
    PartyJoined,
    PartyLeft,
    RecordingContinued,
    RecordingPaused,
    RecordingStarted,
    SupervisionEnded,
    SupervisionStarted,
    SurgeBegan,
    SurgeEnded,
    TelephonyEvent,
    WrapUpEnded,
)
from ticketing.calls import gaps
from ticketing.calls import service as calls
from ticketing.calls.models import LIVE, SECOND, QueueLogRow
from ticketing.calls.projection import KINDS
from ticketing.db import Database, open_database
from ticketing.people import service as people
from ticketing.people.schemas import PersonIn

CALL, AGENT, BOSS = CallId("c1"), PersonId("a1"), PersonId("s1")
NOON = datetime(2026, 3, 4, 4, 0, tzinfo=UTC)


def at(second: float) -> datetime:
    return NOON + timedelta(seconds=second)


ARRIVED = CallArrived(
    at=at(0), call=CALL, caller_number="16412345678", caller_name="", dialled="12345", trunk="t", sip_call_id="x@y"
)
ANSWERED = CallAnswered(at=at(5), call=CALL, agent=AGENT, queue="hotline", waited_s=5.0)
SAID = Final(
    call=CALL, channel="caller", text="人民路的路灯坏了", t0=1.0, t1=3.0, confidence=0.9,
    words=(Word(text="人民路", t0=1.0, t1=1.5, confidence=0.9),), engine="vosk:x",
)  # fmt: skip
OFFER = DeskEvent(type="offer", data={"call": CALL}, audience=Audience(people=frozenset({AGENT})))


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = open_database(f"sqlite:///{tmp_path}/hotline.db", clock=lambda: NOON)
    yield opened
    opened.close()


def write(database: Database, *facts: Fact) -> list[DeskEvent]:
    with database.unit_of_work() as uow:
        return [event for fact in facts for event in pickle.loads(pickle.dumps(fact)).write(uow)]


def test_a_conversation_is_written_as_it_was_told(database: Database) -> None:
    """Each fact a row of the queue log; what they amount to is the call as its page shows it."""
    told = (
        CallPlaced(at=at(0), call=CALL, agent=AGENT, number="16412345678"),
        CallAnswered(at=at(5), call=CALL, agent=AGENT, queue="", waited_s=0.0),
        PartyCalled(at=at(10), call=CALL, agent=AGENT, party="p", number="110"),
        PartyAnswered(at=at(12), call=CALL, party="p", number="110"),
        RecordingPaused(at=at(13), call=CALL, agent=AGENT, reason="身份证"),
        RecordingContinued(at=at(20), call=CALL, agent=None),
        PartyJoined(at=at(21), call=CALL, party="p", number="110"),
        SupervisionStarted(at=at(22), call=CALL, supervisor=BOSS, mode="monitor"),
        SupervisionEnded(at=at(25), call=CALL, supervisor=BOSS),
        CallTransferred(at=at(30), call=CALL, agent=AGENT, number="110", how="attended"),
        WrapUpEnded(at=at(40), call=CALL, agent=AGENT, wrap_up_s=10.0),
        PartyLeft(at=at(60), call=CALL, party="p", number="110", why="hung_up"),
        CallEnded(at=at(60), call=CALL, reason="completed", by="agent", queue=None, agent=None, waited_s=0.0, talked_s=55.0),
        SurgeBegan(at=at(61), waiting=50, expected_wait_s=700.0),
        SurgeEnded(at=at(70), waiting=3),
    )
    write(database, *map(Happened, told))
    with database.reading() as uow:
        rows = uow.session.scalars(select(QueueLogRow).order_by(QueueLogRow.at, QueueLogRow.id)).all()
        call = calls.get(uow, CALL)
    assert {row.kind for row in rows} == {fact_name(event) for event in told}
    assert len(rows) == len(told)
    assert (call.direction, call.state, call.talked_s) == ("out", "ended", 55.0)
    assert [(party.number, party.why) for party in call.parties] == [("110", "hung_up")]
    assert [(pause.reason, pause.until) for pause in call.pauses] == [("身份证", at(20))]
    assert [entry.how for entry in call.transfers] == ["attended"]
    assert [entry.until for entry in call.supervisions] == [at(25)]


def test_every_fact_of_telephony_has_its_kind_in_the_queue_log() -> None:
    def kinds(event: type[TelephonyEvent]) -> Iterator[type[TelephonyEvent]]:
        for one in event.__subclasses__():
            yield one
            yield from kinds(one)

    told = {fact_name(kind.__new__(kind)) for kind in kinds(TelephonyEvent)} - {"call_event"}
    assert told <= set(KINDS)
    assert "call_offered" in told


def test_what_is_written_again_counts_once(database: Database) -> None:
    spoken = Spoken(SAID, AGENT, at(6), "segment-1")
    facts = (Happened(ARRIVED), Happened(ANSWERED), spoken)
    first = write(database, *facts)
    again = write(database, *facts)
    with database.reading() as uow:
        assert [one.text for one in calls.transcript(uow, CALL)] == [SAID.text]
        assert len(uow.session.scalars(select(QueueLogRow)).all()) == 2
    assert first == again
    assert first[0].data["segment"] == "segment-1"


def test_what_was_said_is_kept_as_it_was_heard_and_as_people_read_it(database: Database) -> None:
    said = replace(SAID, text="三号楼的灯坏了", words=())
    *_, told = write(database, Happened(ARRIVED), Happened(ANSWERED), Spoken(said, AGENT, at(6), "segment-1"))
    with database.reading() as uow:
        [kept] = calls.transcript(uow, CALL)
    assert (kept.text, kept.readable) == ("三号楼的灯坏了", "3号楼的灯坏了。")
    assert (told.data["readable"], [tuple(span) for span in told.data["spans"]]) == (kept.readable, list(kept.spans))


def test_an_offer_is_told_again_with_its_callers_history(database: Database) -> None:
    [known] = write(database, Happened(ARRIVED), HistoryAsked(CALL, OFFER))
    assert known.audience == OFFER.audience
    assert known.data == {"call": CALL, "history_count": 0, "open_tickets": 0, "harassment_count": 0}


def test_lists_are_read_after_what_came_before_and_told_to_each_alone(database: Database) -> None:
    with database.unit_of_work() as uow:
        made = PersonIn(username="an", name="安", roles=("agent",), queues=("hotline",), password="Quiet-River-7")
        agent = PersonId(people.create(uow, made).person.id)
    answered, ended = replace(ANSWERED, agent=agent), CallEnded(
        at=at(9), call=CALL, reason="completed", by="caller", queue="hotline", agent=agent, waited_s=5.0, talked_s=4.0
    )  # fmt: skip
    asked = ListsAsked(frozenset({agent, PersonId("gone")}), at(10))
    [told] = write(database, *map(Happened, (ARRIVED, answered, ended)), asked)
    assert (told.type, told.audience.people) == ("todo", {agent})
    assert [(item["kind"], item["id"]) for item in told.data["items"]] == [("draft", CALL)]


def test_the_end_of_a_transcript_is_told_to_its_agent(database: Database) -> None:
    [done] = write(database, Happened(ARRIVED), TranscriptDone(CALL, AGENT, at(9)))
    assert (done.type, done.data, done.audience.people) == ("transcript_done", {"call": CALL}, {AGENT})


def recorded() -> tuple[Fact, ...]:
    """A call that was answered, recorded and has ended."""
    started = RecordingStarted(at=at(4), call=CALL, path="2026/call.wav")
    ended = CallEnded(
        at=at(30), call=CALL, reason="completed", by="caller", queue="hotline", agent=AGENT, waited_s=5.0, talked_s=4.0
    )
    return tuple(map(Happened, (ARRIVED, ANSWERED, started, ended)))


def gap(from_s: float, to_s: float | None, channel: Channel = "agent") -> GapTold:
    return GapTold(Gap(call=CALL, channel=channel, from_s=from_s, to_s=to_s, why="postponed"), AGENT, at(5))


def waiting(database: Database) -> list[gaps.Work]:
    with database.reading() as uow:
        told: set[str] = set()
        found = []
        while work := gaps.next_work(uow, at(60), rest_s=3, versions=(LIVE, SECOND), may=lambda gap: gap not in told):
            told.add(work.gap)
            found.append(work)
        return found


def said(text: str, t0: float, channel: Channel = "agent") -> Final:
    return replace(SAID, text=text, channel=channel, t0=t0, t1=t0 + 1, words=())


def test_a_gap_waits_until_its_call_is_over_and_is_told_with_its_end(database: Database) -> None:
    write(database, *recorded()[:3], gap(2.0, None))
    [told] = write(database, gap(2.0, 9.0))
    assert (told.type, told.audience.people) == ("transcript_gaps", {AGENT})
    assert [(one["from_s"], one["to_s"], one["state"]) for one in told.data["gaps"]] == [(2.0, 9.0, "waiting")]
    assert waiting(database) == []
    write(database, recorded()[3])
    assert waiting(database) == []
    write(database, TranscriptDone(CALL, AGENT, at(31)))
    assert [(work.channel, work.stretches, work.recording) for work in waiting(database)] == [
        ("agent", ((2.0, 9.0),), "2026/call.wav")
    ]


def test_the_transcript_is_done_after_the_last_gap_and_what_was_heard_live_is_not_doubled(database: Database) -> None:
    spoken = Spoken(said("您好", 0.0), AGENT, at(6), "live-1")
    [last] = write(database, *recorded(), spoken, gap(0.8, 9.0), TranscriptDone(CALL, AGENT, at(31)))[-1:]
    assert last.type == "transcript_gaps"
    [work] = waiting(database)
    decoded = GapDecoded(work.gap, CALL, (said("您好", 0.2), said("哪条路", 4.0)), ("late-1", "late-2"), at(40))
    told = write(database, decoded)
    assert [event.type for event in told] == ["final", "transcript_gaps", "transcript_done"]
    assert (told[0].data["text"], told[0].data["segment"]) == ("哪条路", "late-2")
    assert write(database, decoded) == []
    with database.reading() as uow:
        assert [one.text for one in calls.transcript(uow, CALL)] == ["您好", "哪条路"]


def test_a_pause_of_the_recording_is_left_out_of_a_gap(database: Database) -> None:
    paused = Happened(RecordingPaused(at=at(14), call=CALL, agent=AGENT))
    continued = Happened(RecordingContinued(at=at(18), call=CALL, agent=AGENT))
    write(database, *recorded()[:3], paused, continued, recorded()[3], gap(0.0, None), TranscriptDone(CALL, AGENT, at(31)))
    [work] = waiting(database)
    assert work.stretches == ((0.0, 9.7), (14.3, None))


def test_the_second_pass_is_shown_when_both_sides_are_read_and_the_live_one_stays(database: Database) -> None:
    spoken = Spoken(said("路灯怀了", 1.0, "caller"), AGENT, at(6), "live-1")
    [done] = write(database, *recorded(), spoken, TranscriptDone(CALL, AGENT, at(31), "whisper"))[-1:]
    assert done.data == {"call": CALL}
    first, second = waiting(database)
    assert {(work.version, work.channel, work.stretches) for work in (first, second)} == {
        (2, "caller", ((0.0, None),)),
        (2, "agent", ((0.0, None),)),
    }
    better = (said("路灯坏了", 1.0, "caller"),)
    half = write(database, GapDecoded(first.gap, CALL, better, ("second-1",), at(40)))
    assert "transcript_done" not in [event.type for event in half]
    told = write(database, GapDecoded(second.gap, CALL, (), (), at(41)))
    assert told[0].data == {"call": CALL, "version": "second"}
    with database.reading() as uow:
        assert gaps.shown(uow, CALL) == "second"
        assert [one.text for one in calls.transcript(uow, CALL)] == ["路灯坏了"]
        assert [one.text for one in calls.transcript(uow, CALL, 1)] == ["路灯怀了"]
        assert [(one.version, one.complete) for one in gaps.versions(uow, CALL)] == [("live", True), ("second", True)]


def test_a_gap_is_given_up_in_words_after_its_tries(database: Database) -> None:
    write(database, *recorded(), gap(0.0, None), TranscriptDone(CALL, AGENT, at(31)))
    [work] = waiting(database)
    for _ in range(2):
        told = write(database, GapVain(work.gap, CALL, "录音文件不存在。", at(40), 2))
    assert (told[0].data["gaps"][0]["state"], told[0].data["gaps"][0]["trouble"]) == ("given_up", "录音文件不存在。")
    assert waiting(database) == []


def test_after_a_kill_a_call_without_the_end_of_its_transcript_is_read_from_its_last_words_on(database: Database) -> None:
    write(database, *recorded(), Spoken(said("路灯坏了", 3.0, "caller"), AGENT, at(6), "live-1"), gap(2.0, None))
    with database.unit_of_work() as uow:
        assert gaps.recover(uow, at(50), at(0)) == [CALL]
        assert gaps.recover(uow, at(50), at(0)) == []
    assert {(work.channel, work.stretches) for work in waiting(database)} == {
        ("caller", ((4.0, None),)),
        ("agent", ((2.0, None),)),
    }


@pytest.mark.parametrize("fact", [Happened(ANSWERED), Spoken(SAID, AGENT, at(6), "s"), TranscriptDone(CALL, AGENT, at(9))])
def test_each_fact_can_be_kept_as_json(fact: Fact) -> None:
    import json

    kept = json.loads(json.dumps({"fact": fact.name, "data": fact.data}, ensure_ascii=False))
    assert kept["fact"] in {"call_answered", "spoken", "transcript_done"}
    assert CALL in json.dumps(kept)
