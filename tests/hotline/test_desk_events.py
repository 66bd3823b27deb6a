from dataclasses import replace
from datetime import UTC, datetime

from asr.port import Final, Partial, Word
from hotline.desk_events import from_final, from_partial, from_telephony, with_history
from telephony.events import (
    AgentStateChanged,
    CallAnswered,
    CallEnded,
    CallOffered,
    CallQueued,
    OfferEnded,
    RecordingFailed,
    RecordingResumed,
)
from telephony.exchange_port import ExchangeSnapshot, LiveAgent, LiveCall
from ticketing.drafts.schemas import HistoryItem

NOW = datetime(2026, 3, 4, 13, 8, tzinfo=UTC)
CALL = LiveCall(
    call="c1",
    state="answered",
    caller_number="16900000001",
    caller_name="",
    dialled="12345",
    queue="general",
    position=None,
    agent="a1",
    arrived_at=NOW,
    queued_at=NOW,
    answered_at=NOW,
)
AGENT = LiveAgent(
    agent="a1",
    name="王晓梅",
    phone="browser",
    queues=("general",),
    state="talking",
    reason="",
    since=NOW,
    call="c1",
    missed=0,
)
SNAPSHOT = ExchangeSnapshot(at=NOW, calls=(CALL,), agents=(AGENT,), queues=(), registrations=())


def test_an_offer_reaches_its_agent_alone():
    (event,) = from_telephony(CallOffered(at=NOW, call="c1", agent="a1", queue="general", expires_at=NOW), SNAPSHOT)
    assert event.type == "offer"
    assert event.data["caller_number"] == "16900000001"
    assert event.audience.people == {"a1"}
    assert not event.audience.roles


def test_supervisors_see_agents_and_answered_calls():
    changed = AgentStateChanged(at=NOW, agent="a1", state="talking", call="c1")
    answered = CallAnswered(at=NOW, call="c1", agent="a1", queue="general", waited_s=2.0)
    for event in (changed, answered):
        (told,) = from_telephony(event, SNAPSHOT)
        assert told.audience.people == {"a1"}
        assert told.audience.roles == {"supervisor"}


def test_a_recording_that_fails_and_goes_on_is_told_to_the_calls_agent():
    for recorded, event in (
        (False, RecordingFailed(at=NOW, call="c1", what="full")),
        (True, RecordingResumed(at=NOW, call="c1")),
    ):
        (told,) = from_telephony(event, replace(SNAPSHOT, calls=(replace(CALL, recording=recorded),)))
        assert (told.type, told.data["recording"]) == ("call", recorded)
        assert told.audience.people == {"a1"}


def test_an_agent_who_left_is_still_reported():
    gone = AgentStateChanged(at=NOW, agent="a9", state="offline")
    (told,) = from_telephony(gone, SNAPSHOT)
    assert told.data["state"] == "offline"


def test_what_is_no_news_for_a_desk_causes_no_event():
    assert from_telephony(CallQueued(at=NOW, call="c1", queue="general", position=1), SNAPSHOT) == ()


def test_an_abandoned_call_has_no_agent_to_tell():
    ended = CallEnded(
        at=NOW, call="c2", reason="abandoned", by="caller", queue="general", agent=None, waited_s=3.14159, talked_s=0.0
    )
    (told,) = from_telephony(ended, SNAPSHOT)
    assert told.audience.people == frozenset()
    assert told.data["waited_s"] == 3.14


def test_an_ended_offer_says_why():
    (told,) = from_telephony(OfferEnded(at=NOW, call="c1", agent="a1", why="no_answer"), SNAPSHOT)
    assert told.data == {"call": "c1", "why": "no_answer"}


def test_texts_go_to_the_agent_of_the_call_alone():
    partial = from_partial(Partial(call="c1", channel="caller", text="路灯", t0=1.0), "a1")
    final = from_final(
        Final(
            call="c1",
            channel="caller",
            text="路灯坏了",
            t0=1.0,
            t1=2.0,
            confidence=0.9,
            words=(Word(text="路灯", t0=1.0, t1=1.4, confidence=0.9),),
            engine="vosk:small",
        ),
        "a1",
        "s1",
    )
    assert partial.audience.people == final.audience.people == {"a1"}
    assert final.data["words"] == [{"text": "路灯", "t0": 1.0, "t1": 1.4}]
    assert final.data["segment"] == "s1"


def test_an_offer_tells_how_often_the_caller_was_here_before():
    (offer,) = from_telephony(CallOffered(at=NOW, call="c1", agent="a1", queue="general", expires_at=NOW), SNAPSHOT)
    history = [
        HistoryItem(kind="ticket", id="t1", at=NOW, title="路灯不亮", state="handling"),
        HistoryItem(kind="ticket", id="t2", at=NOW, title="停水", state="closed"),
        HistoryItem(kind="call", id="c0", at=NOW, title="未接通", state="ended"),
    ]
    known = with_history(offer, history)
    assert (known.data["history_count"], known.data["open_tickets"]) == (3, 1)
    assert known.data["call"] == "c1"
    assert known.audience == offer.audience
